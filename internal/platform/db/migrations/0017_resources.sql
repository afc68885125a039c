-- Protected APIs that tokens can be made for. scopes is a JSON list of names
-- with their descriptions: no query looks into it. origin says who made the
-- row: an administrator, or OAUTH_VALID_AUDIENCES.
CREATE TABLE resources (
    id                       TEXT PRIMARY KEY,
    identifier               TEXT NOT NULL UNIQUE,
    name                     TEXT NOT NULL,
    description              TEXT,
    scopes                   TEXT NOT NULL,
    access_token_lifetime    BIGINT NOT NULL,
    access_token_signing_alg TEXT NOT NULL,
    all_applications         BOOLEAN NOT NULL,
    open_scopes              BOOLEAN NOT NULL,
    is_active                BOOLEAN NOT NULL,
    origin                   TEXT NOT NULL,
    version                  BIGINT NOT NULL,
    created_at               BIGINT NOT NULL,
    updated_at               BIGINT NOT NULL
);

CREATE TABLE resource_applications (
    resource_id    TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    PRIMARY KEY (resource_id, application_id)
);
CREATE INDEX resource_applications_application ON resource_applications (application_id);
