-- Authorization requests that are kept here and not in the browser's address:
-- what clients pushed (RFC 9126), and what is too long for a URL. The row goes
-- with the answer, so that a request is answered once. application_id is no
-- foreign key, as in tokens: every push would lock that one row.
CREATE TABLE authorization_requests (
    digest         TEXT PRIMARY KEY,
    application_id TEXT NOT NULL,
    parameters     TEXT NOT NULL,
    expires_at     BIGINT NOT NULL
);
CREATE INDEX authorization_requests_expires ON authorization_requests (expires_at);
