-- A sign-in that lacks its second factor. It is no session: it opens nothing
-- but the endpoints that finish it. The cookie's value is known by digest.
CREATE TABLE signin_challenges (
    digest     TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    methods    TEXT NOT NULL,
    remember   BOOLEAN NOT NULL,
    enrol      BOOLEAN NOT NULL,
    tries      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX signin_challenges_user ON signin_challenges (user_id);
CREATE INDEX signin_challenges_expires ON signin_challenges (expires_at);

-- One row for each user who has, or is about to have, a second factor of ours.
-- A new secret waits beside the working one until a code of it was shown.
CREATE TABLE second_factors (
    user_id    TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed     TEXT,
    last_step  BIGINT NOT NULL,
    pending    TEXT,
    mail       BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE backup_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest  TEXT NOT NULL,
    pending BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, digest)
);

CREATE TABLE trusted_devices (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest     TEXT NOT NULL UNIQUE,
    user_agent TEXT NOT NULL,
    address    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX trusted_devices_user ON trusted_devices (user_id, created_at);
CREATE INDEX trusted_devices_expires ON trusted_devices (expires_at);

-- What was mailed to finish a sign-in, or to prove more in a session: the
-- subject names which. Until the window closes, sends counts the mails.
CREATE TABLE factor_codes (
    subject    TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest     TEXT,
    sends      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    window_at  BIGINT NOT NULL
);
CREATE INDEX factor_codes_user ON factor_codes (user_id);
CREATE INDEX factor_codes_window ON factor_codes (window_at);

-- Codes tried in a session, until its window closes.
CREATE TABLE factor_tries (
    subject   TEXT PRIMARY KEY,
    tries     BIGINT NOT NULL,
    window_at BIGINT NOT NULL
);
CREATE INDEX factor_tries_window ON factor_tries (window_at);
