-- The newest entries about one kind of thing: audit_events_target has them in the
-- order of what they are about, so a kind with many would be sorted whole, and
-- one with none is looked for in the whole trail.
CREATE INDEX audit_events_target_at ON audit_events (target, at, id);

-- Whether one account has a word is asked of the index alone.
DROP INDEX user_words_user;
CREATE INDEX user_words_user ON user_words (user_id, word);

-- How many names hold a text is counted in as few pages as there can be.
CREATE INDEX users_name_folded ON users (lower(name) COLLATE "C", name);

-- Who is on a plan now is counted by the index alone.
DROP INDEX subscriptions_plan;
CREATE INDEX subscriptions_plan ON subscriptions (plan_id, is_active, expires_at);
