-- A device that waits for its user on another screen (RFC 8628). The row ends
-- when the device takes the grant, or when it expires.
CREATE TABLE device_requests (
    id               TEXT PRIMARY KEY,
    application_id   TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    device_digest    TEXT NOT NULL UNIQUE,
    user_code_digest TEXT NOT NULL UNIQUE,
    scopes           TEXT NOT NULL,
    resources        TEXT NOT NULL,
    address          TEXT NOT NULL,
    user_agent       TEXT NOT NULL,
    pause            BIGINT NOT NULL,
    polled_at        BIGINT,
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    answered_at      BIGINT,
    user_id          TEXT REFERENCES users (id) ON DELETE CASCADE,
    session_id       TEXT NOT NULL,
    organization_id  TEXT NOT NULL,
    auth_time        BIGINT,
    methods          TEXT NOT NULL
);
CREATE INDEX device_requests_application ON device_requests (application_id);
CREATE INDEX device_requests_user ON device_requests (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX device_requests_expires ON device_requests (expires_at);
