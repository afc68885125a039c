-- Back-channel logout notices on their way to applications: written in the
-- transaction that ends a session, kept a while as a record. user_id is no
-- foreign key: an application is told of a deleted user too. Whoever works on a
-- notice holds it until next_at; lease tells whether they still do.
CREATE TABLE logout_deliveries (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    session_id     TEXT NOT NULL,
    user_id        TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    attempts       BIGINT NOT NULL,
    next_at        BIGINT,
    lease          TEXT NOT NULL,
    problem        TEXT NOT NULL,
    delivered_at   BIGINT,
    failed_at      BIGINT,
    UNIQUE (session_id, application_id),
    CHECK ((next_at IS NULL) = (delivered_at IS NOT NULL OR failed_at IS NOT NULL))
);
CREATE INDEX logout_deliveries_next ON logout_deliveries (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX logout_deliveries_application ON logout_deliveries (application_id, created_at);
CREATE INDEX logout_deliveries_created ON logout_deliveries (created_at) WHERE next_at IS NULL;
