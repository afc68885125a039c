-- The key under which pairwise subjects are made. Whoever reads this table
-- reads the users too, so sealing it would protect nothing; and it must outlive
-- every change of the service's secret.
CREATE TABLE subject_keys (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    key        TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- JWT access tokens that were revoked one by one, by the digest of their jti.
-- Those of a revoked grant need no row.
CREATE TABLE revoked_jwts (
    digest     TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX revoked_jwts_expires ON revoked_jwts (expires_at);
