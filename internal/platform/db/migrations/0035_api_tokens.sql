-- Tokens by which programs administer. What is stored is a digest.
CREATE TABLE api_tokens (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    digest       TEXT NOT NULL UNIQUE,
    scopes       TEXT NOT NULL,
    created_by   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX api_tokens_created_by ON api_tokens (created_by);

-- Answers to requests that carried an Idempotency-Key. One without an answer is
-- being worked on until its lease is over.
CREATE TABLE idempotent_requests (
    id          TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    holder      TEXT NOT NULL,
    held_until  BIGINT NOT NULL,
    answer      TEXT,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX idempotent_requests_expires_at ON idempotent_requests (expires_at);
