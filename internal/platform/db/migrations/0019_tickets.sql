-- One-time values by digest: what links of mails carry, states and challenges.
CREATE TABLE tickets (
    digest     TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL,
    subject    TEXT NOT NULL,
    data       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX tickets_subject ON tickets (subject, purpose);
CREATE INDEX tickets_expires ON tickets (expires_at);
