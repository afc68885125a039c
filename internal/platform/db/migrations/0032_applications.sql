-- name_folded is the name in lower case: applications are searched and ordered
-- by it, alike on both engines.
ALTER TABLE applications ADD COLUMN name_folded TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE applications SET name_folded = lower(name);
CREATE INDEX applications_name ON applications (name_folded, id);
CREATE INDEX applications_slug ON applications (slug COLLATE "C", id);
CREATE INDEX applications_updated ON applications (updated_at, id);

-- An application may have several secrets at once, told apart by their names.
ALTER TABLE application_secrets ADD COLUMN name TEXT;

-- amount is in the smallest unit of the currency.
CREATE TABLE plan_prices (
    id               TEXT PRIMARY KEY,
    plan_id          TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    name             TEXT NOT NULL,
    amount           BIGINT NOT NULL CHECK (amount > 0),
    currency         TEXT NOT NULL,
    billing_interval TEXT NOT NULL,
    stripe_price_id  TEXT,
    created_at       BIGINT NOT NULL
);
CREATE INDEX plan_prices_plan ON plan_prices (plan_id, created_at, id);
