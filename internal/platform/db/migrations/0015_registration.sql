-- What a client shows to register, made by an administrator: by digest, for so
-- many uses.
CREATE TABLE initial_access_tokens (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    digest     TEXT NOT NULL UNIQUE,
    uses       BIGINT NOT NULL,
    uses_left  BIGINT NOT NULL CHECK (uses_left >= 0),
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);

-- What a registered client shows to manage itself, by digest. initial_token is
-- no foreign key: the client outlives the token.
CREATE TABLE registrations (
    application_id TEXT PRIMARY KEY REFERENCES applications (id) ON DELETE CASCADE,
    digest         TEXT NOT NULL UNIQUE,
    initial_token  TEXT,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);

-- What is known of the document that describes a client. pending is true until
-- an administrator has decided about it; changed names what differed when it
-- last did, as JSON.
CREATE TABLE client_documents (
    application_id TEXT PRIMARY KEY REFERENCES applications (id) ON DELETE CASCADE,
    digest         TEXT NOT NULL,
    pending        BOOLEAN NOT NULL,
    fetched_at     BIGINT NOT NULL,
    changed_at     BIGINT,
    changed        TEXT NOT NULL
);
CREATE INDEX client_documents_pending ON client_documents (fetched_at) WHERE pending;
