-- When an account goes for good, unless its owner signs in before.
ALTER TABLE users ADD COLUMN deletes_at BIGINT;
CREATE INDEX users_deletes ON users (deletes_at) WHERE deletes_at IS NOT NULL;
