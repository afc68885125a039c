-- What lists page through, so that the pages in front of one are not read: the
-- index alone says which rows they are.
CREATE INDEX application_users_joined ON application_users (application_id, created_at, user_id);
DROP INDEX sessions_created;
CREATE INDEX sessions_created ON sessions (created_at, id, expires_at);

-- Parts of addresses and names are looked for in these alone, from end to end:
-- they hold no more than that needs. A page of what was found is small.
CREATE INDEX users_email_id ON users (email, id);
DROP INDEX users_name;
CREATE INDEX users_name ON users (LOWER(name) COLLATE "C", id, name);
CREATE INDEX users_standing ON users (role, banned, ban_expires_at);
DROP INDEX organizations_search;
DROP INDEX organizations_order;
CREATE INDEX organizations_order ON organizations (LOWER(name) COLLATE "C", id, slug, name);
