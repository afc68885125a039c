-- Rows to wait at: see db.Lock.
CREATE TABLE locks (
    name    TEXT PRIMARY KEY,
    version BIGINT NOT NULL
);

CREATE TABLE invalidations (
    id   TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key  TEXT NOT NULL,
    at   BIGINT NOT NULL
);
CREATE INDEX invalidations_at ON invalidations (at);

CREATE TABLE audit_events (
    id         TEXT PRIMARY KEY,
    at         BIGINT NOT NULL,
    action     TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id   TEXT NOT NULL,
    target     TEXT NOT NULL,
    target_id  TEXT NOT NULL,
    details    TEXT NOT NULL,
    request_id TEXT NOT NULL,
    address    TEXT NOT NULL
);
CREATE INDEX audit_events_at ON audit_events (at, id);
CREATE INDEX audit_events_target ON audit_events (target, target_id, at);
CREATE INDEX audit_events_actor ON audit_events (actor_id, at);

CREATE TABLE signing_keys (
    kid        TEXT PRIMARY KEY,
    alg        TEXT NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    signs_at   BIGINT NOT NULL,
    retired_at BIGINT,
    expires_at BIGINT
);

CREATE TABLE setup_links (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    nonce      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE users (
    id                 TEXT PRIMARY KEY,
    name               TEXT NOT NULL,
    email              TEXT COLLATE "C" NOT NULL UNIQUE,
    email_verified     BOOLEAN NOT NULL,
    image              TEXT,
    role               TEXT NOT NULL,
    banned             BOOLEAN NOT NULL,
    ban_reason         TEXT,
    ban_expires_at     BIGINT,
    two_factor_enabled BOOLEAN NOT NULL,
    is_mfa_required    BOOLEAN NOT NULL,
    phone              TEXT,
    company            TEXT,
    position           TEXT,
    address            TEXT,
    created_at         BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL
);
CREATE INDEX users_created ON users (created_at, id);
CREATE INDEX users_role ON users (role) WHERE role <> 'user';

CREATE TABLE accounts (
    id          TEXT PRIMARY KEY,
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider_id TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    password    TEXT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    UNIQUE (provider_id, account_id)
);
CREATE INDEX accounts_user ON accounts (user_id);

CREATE TABLE sessions (
    id                     TEXT PRIMARY KEY,
    token                  TEXT NOT NULL UNIQUE,
    user_id                TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ip_address             TEXT NOT NULL,
    user_agent             TEXT NOT NULL,
    active_organization_id TEXT,
    impersonated_by        TEXT,
    remember               BOOLEAN NOT NULL,
    methods                TEXT NOT NULL,
    created_at             BIGINT NOT NULL,
    updated_at             BIGINT NOT NULL,
    expires_at             BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, created_at);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE applications (
    id                           TEXT PRIMARY KEY,
    slug                         TEXT NOT NULL UNIQUE,
    name                         TEXT NOT NULL,
    description                  TEXT,
    url                          TEXT,
    icon                         TEXT,
    is_active                    BOOLEAN NOT NULL,
    is_public                    BOOLEAN NOT NULL,
    skip_consent                 BOOLEAN NOT NULL,
    is_mfa_required              BOOLEAN NOT NULL,
    allow_register               BOOLEAN NOT NULL,
    grant_on_register            BOOLEAN NOT NULL,
    require_pkce                 BOOLEAN NOT NULL,
    allowed_scopes               TEXT NOT NULL,
    redirect_uris                TEXT NOT NULL,
    id_token_signed_response_alg TEXT NOT NULL,
    version                      BIGINT NOT NULL,
    created_at                   BIGINT NOT NULL,
    updated_at                   BIGINT NOT NULL
);
CREATE INDEX applications_created ON applications (created_at, id);

CREATE TABLE application_secrets (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    digest         TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT
);
CREATE INDEX application_secrets_application ON application_secrets (application_id);

CREATE TABLE application_users (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_active      BOOLEAN NOT NULL,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (application_id, user_id)
);
CREATE INDEX application_users_user ON application_users (user_id);

CREATE TABLE roles (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    description    TEXT,
    is_default     BOOLEAN NOT NULL,
    created_at     BIGINT NOT NULL,
    UNIQUE (application_id, name),
    UNIQUE (application_id, id)
);

CREATE UNIQUE INDEX roles_default ON roles (application_id) WHERE is_default;

CREATE TABLE permissions (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    resource       TEXT NOT NULL,
    action         TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    UNIQUE (application_id, resource, action),
    UNIQUE (application_id, id)
);

CREATE TABLE role_permissions (
    application_id TEXT NOT NULL,
    role_id        TEXT NOT NULL,
    permission_id  TEXT NOT NULL,
    PRIMARY KEY (role_id, permission_id),
    FOREIGN KEY (application_id, role_id) REFERENCES roles (application_id, id) ON DELETE CASCADE,
    FOREIGN KEY (application_id, permission_id) REFERENCES permissions (application_id, id) ON DELETE CASCADE
);
CREATE INDEX role_permissions_permission ON role_permissions (permission_id);

CREATE TABLE user_roles (
    application_id TEXT NOT NULL,
    user_id        TEXT NOT NULL,
    role_id        TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (application_id, user_id, role_id),
    FOREIGN KEY (application_id, user_id) REFERENCES application_users (application_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (application_id, role_id) REFERENCES roles (application_id, id)
);
CREATE INDEX user_roles_role ON user_roles (role_id);

CREATE TABLE plans (
    id                TEXT PRIMARY KEY,
    application_id    TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    name              TEXT NOT NULL,
    description       TEXT,
    stripe_product_id TEXT,
    features          TEXT NOT NULL,
    is_default        BOOLEAN NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    UNIQUE (application_id, name),
    UNIQUE (application_id, id)
);

CREATE UNIQUE INDEX plans_default ON plans (application_id) WHERE is_default;

CREATE TABLE subscriptions (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    plan_id        TEXT NOT NULL,
    is_active      BOOLEAN NOT NULL,
    expires_at     BIGINT,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    UNIQUE (application_id, user_id),
    FOREIGN KEY (application_id, plan_id) REFERENCES plans (application_id, id)
);
CREATE INDEX subscriptions_user ON subscriptions (user_id);
CREATE INDEX subscriptions_plan ON subscriptions (plan_id);

CREATE TABLE consents (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    application_id  TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    UNIQUE (user_id, application_id, organization_id)
);
CREATE INDEX consents_application ON consents (application_id);

-- A grant is one permission to one application, with the code that carries it
-- there. Refresh tokens of one grant are one family. A grant outlives the
-- session that made it (session_id is no foreign key): offline access goes on.
CREATE TABLE grants (
    id              TEXT PRIMARY KEY,
    application_id  TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id      TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    resources       TEXT NOT NULL,
    nonce           TEXT NOT NULL,
    auth_time       BIGINT NOT NULL,
    methods         TEXT NOT NULL,
    code_digest     TEXT NOT NULL UNIQUE,
    code_challenge  TEXT NOT NULL,
    redirect_uri    TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    code_expires_at BIGINT NOT NULL,
    code_used_at    BIGINT,
    expires_at      BIGINT NOT NULL,
    revoked_at      BIGINT
);
CREATE INDEX grants_user ON grants (user_id, application_id);
CREATE INDEX grants_application ON grants (application_id);
CREATE INDEX grants_session ON grants (session_id);
CREATE INDEX grants_expires ON grants (expires_at);

-- Opaque access tokens and refresh tokens, by digest: one look-up finds either.
-- A refresh token is spent by the row that replaces it: the unique index lets
-- one through. application_id is no foreign key: thousands of inserts a second
-- would all lock that one row, and a token without its application is dead.
CREATE TABLE tokens (
    digest         TEXT PRIMARY KEY,
    kind           TEXT NOT NULL,
    application_id TEXT NOT NULL,
    grant_id       TEXT REFERENCES grants (id) ON DELETE CASCADE,
    scopes         TEXT NOT NULL,
    resources      TEXT NOT NULL,
    replaces       TEXT,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    revoked_at     BIGINT
);
CREATE UNIQUE INDEX tokens_replaces ON tokens (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX tokens_grant ON tokens (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX tokens_expires ON tokens (expires_at);
