-- What Stripe sells a subscription by; null when somebody here gave it.
ALTER TABLE subscriptions ADD COLUMN billed_by TEXT;

CREATE TABLE billing_customers (
    user_id     TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    customer_id TEXT NOT NULL UNIQUE,
    created_at  BIGINT NOT NULL
);

-- What Stripe last said of each thing that was bought: a subscription, or a
-- checkout session that was paid once. asked counts the questions to Stripe about
-- it, answered is the newest whose answer was taken: late answers are dropped.
CREATE TABLE billing_purchases (
    id             TEXT PRIMARY KEY,
    user_id        TEXT REFERENCES users (id) ON DELETE SET NULL,
    application_id TEXT REFERENCES applications (id) ON DELETE SET NULL,
    plan_id        TEXT REFERENCES plans (id) ON DELETE SET NULL,
    customer_id    TEXT,
    status         TEXT NOT NULL,
    period_end     BIGINT,
    ends           BOOLEAN NOT NULL,
    problem        TEXT,
    bought_at      BIGINT NOT NULL,
    seen_at        BIGINT NOT NULL,
    asked          BIGINT NOT NULL,
    answered       BIGINT NOT NULL
);
CREATE INDEX billing_purchases_user ON billing_purchases (user_id, application_id);
CREATE INDEX billing_purchases_application ON billing_purchases (application_id);
CREATE INDEX billing_purchases_plan ON billing_purchases (plan_id);
CREATE INDEX billing_purchases_problem ON billing_purchases (seen_at) WHERE problem IS NOT NULL;

CREATE TABLE billing_events (
    id          TEXT PRIMARY KEY,
    received_at BIGINT NOT NULL
);
CREATE INDEX billing_events_received ON billing_events (received_at);

CREATE INDEX plans_stripe_product ON plans (stripe_product_id) WHERE stripe_product_id IS NOT NULL;
CREATE INDEX plan_prices_stripe_price ON plan_prices (stripe_price_id) WHERE stripe_price_id IS NOT NULL;
