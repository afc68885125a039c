-- How many clients a reseller may have; NULL is the usual number.
ALTER TABLE organizations ADD COLUMN client_limit BIGINT;

-- Applications that a client may use because its reseller lets it. They end
-- with the reseller's own use, or right; what an administrator allowed does not.
CREATE TABLE organization_passed_applications (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    application_id  TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, application_id)
);
CREATE INDEX organization_passed_applications_application ON organization_passed_applications (application_id);

-- Many may claim a domain, one can have it verified. The token is no secret:
-- it is published in the DNS.
CREATE TABLE organization_domains (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    domain          TEXT COLLATE "C" NOT NULL,
    token           TEXT NOT NULL,
    join_mode       TEXT NOT NULL,
    failures        BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    verified_at     BIGINT,
    checked_at      BIGINT,
    check_at        BIGINT,
    UNIQUE (organization_id, domain)
);
CREATE UNIQUE INDEX organization_domains_verified ON organization_domains (domain) WHERE verified_at IS NOT NULL;
CREATE INDEX organization_domains_check ON organization_domains (check_at) WHERE verified_at IS NOT NULL;

CREATE TABLE organization_join_requests (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    domain          TEXT NOT NULL,
    status          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    UNIQUE (organization_id, user_id)
);
CREATE INDEX organization_join_requests_user ON organization_join_requests (user_id);
CREATE INDEX organization_join_requests_created ON organization_join_requests (organization_id, created_at, id);
