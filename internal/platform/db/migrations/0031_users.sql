-- What accounts are found by: the words of names and addresses, folded.
CREATE TABLE user_words (
    word    TEXT COLLATE "C" NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (word, user_id)
);
CREATE INDEX user_words_user ON user_words (user_id);

-- When somebody last signed in; 0 means never.
ALTER TABLE users ADD COLUMN last_sign_in_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX users_last_sign_in ON users (last_sign_in_at, id);
CREATE INDEX users_name ON users (LOWER(name) COLLATE "C", id);
CREATE INDEX users_banned ON users (created_at, id) WHERE banned;
CREATE INDEX users_unverified ON users (created_at, id) WHERE NOT email_verified;
CREATE INDEX users_two_factor ON users (created_at, id) WHERE two_factor_enabled;
CREATE INDEX users_mfa_required ON users (created_at, id) WHERE is_mfa_required;

CREATE INDEX sessions_created ON sessions (created_at, id);
CREATE INDEX grants_created ON grants (created_at, application_id);

-- Days that are over, counted once: audit entries and grants do not stay for
-- ever. A day is the number of days since 1970, in UTC.
CREATE TABLE daily_sign_ins (
    day      BIGINT PRIMARY KEY,
    started  BIGINT NOT NULL,
    refused  BIGINT NOT NULL
);
CREATE TABLE daily_grants (
    day            BIGINT NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    grants         BIGINT NOT NULL,
    PRIMARY KEY (day, application_id)
);
CREATE INDEX daily_grants_application ON daily_grants (application_id);
