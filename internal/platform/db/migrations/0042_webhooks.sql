-- Where applications want to be told of changes, signed with which secrets.
-- What is stored of a secret is sealed: it must be read to sign.
CREATE TABLE webhook_endpoints (
    id              TEXT PRIMARY KEY,
    application_id  TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    url             TEXT NOT NULL,
    description     TEXT NOT NULL,
    event_types     TEXT NOT NULL,
    is_enabled      BOOLEAN NOT NULL,
    disabled_reason TEXT,
    failures        BIGINT NOT NULL,
    failing_since   BIGINT,
    blocked_until   BIGINT,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX webhook_endpoints_application ON webhook_endpoints (application_id, created_at, id);

CREATE TABLE webhook_secrets (
    id          TEXT PRIMARY KEY,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    sealed      TEXT NOT NULL,
    hint        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT
);
CREATE INDEX webhook_secrets_endpoint ON webhook_secrets (endpoint_id);

-- What happened, as it is told: every attempt sends the same bytes.
CREATE TABLE webhook_events (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    type           TEXT NOT NULL,
    payload        TEXT NOT NULL,
    created_at     BIGINT NOT NULL
);
CREATE INDEX webhook_events_application ON webhook_events (application_id, created_at);
CREATE INDEX webhook_events_created ON webhook_events (created_at);

-- An event on its way to an endpoint. Whoever works on it holds it until
-- next_at; lease tells whether they still do.
CREATE TABLE webhook_deliveries (
    id           TEXT PRIMARY KEY,
    event_id     TEXT NOT NULL REFERENCES webhook_events (id) ON DELETE CASCADE,
    endpoint_id  TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    type         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    next_at      BIGINT,
    lease        TEXT NOT NULL,
    problem      TEXT NOT NULL,
    status       BIGINT NOT NULL,
    duration     BIGINT NOT NULL,
    attempted_at BIGINT,
    delivered_at BIGINT,
    failed_at    BIGINT,
    UNIQUE (event_id, endpoint_id),
    CHECK ((next_at IS NULL) = (delivered_at IS NOT NULL OR failed_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_next ON webhook_deliveries (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, created_at, id);

CREATE TABLE webhook_attempts (
    id          TEXT PRIMARY KEY,
    delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    at          BIGINT NOT NULL,
    status      BIGINT NOT NULL,
    duration    BIGINT NOT NULL,
    problem     TEXT NOT NULL,
    excerpt     TEXT NOT NULL
);
CREATE INDEX webhook_attempts_delivery ON webhook_attempts (delivery_id, at);
