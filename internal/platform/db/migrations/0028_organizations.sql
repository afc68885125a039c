-- Where people work together. An organization may be the client of another one,
-- its reseller, and stays when that one goes.
CREATE TABLE organizations (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    slug        TEXT COLLATE "C" NOT NULL UNIQUE,
    logo        TEXT,
    metadata    TEXT,
    parent_id   TEXT REFERENCES organizations (id) ON DELETE SET NULL,
    is_reseller BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX organizations_order ON organizations (LOWER(name) COLLATE "C", id);
CREATE INDEX organizations_search ON organizations (name, slug);
CREATE INDEX organizations_parent ON organizations (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE organization_members (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role            TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    UNIQUE (organization_id, user_id)
);
CREATE INDEX organization_members_joined ON organization_members (organization_id, created_at, id);
CREATE INDEX organization_members_user ON organization_members (user_id);

-- The digest is that of the token in the mailed link: whoever brings it has read
-- what was sent to the address.
CREATE TABLE organization_invitations (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    email           TEXT COLLATE "C" NOT NULL,
    role            TEXT NOT NULL,
    status          TEXT NOT NULL,
    inviter_id      TEXT REFERENCES users (id) ON DELETE SET NULL,
    token_digest    TEXT NOT NULL,
    expires_at      BIGINT NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX organization_invitations_pending ON organization_invitations (organization_id, email) WHERE status = 'pending';
CREATE INDEX organization_invitations_sent ON organization_invitations (organization_id, created_at, id);
CREATE INDEX organization_invitations_email ON organization_invitations (email) WHERE status = 'pending';
CREATE INDEX organization_invitations_inviter ON organization_invitations (inviter_id) WHERE inviter_id IS NOT NULL;
