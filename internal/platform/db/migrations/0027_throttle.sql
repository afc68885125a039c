-- Tries that may be guesses, by account, device and network, under digests. A
-- level is how many count now: one is forgotten for each span that passes since
-- at. Until next_at, unless it is 0, there is no further try. The rule is kept beside the level,
-- so that a row can be forgotten without knowing what it was about.
CREATE TABLE throttles (
    digest  TEXT PRIMARY KEY,
    level   BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    free    BIGINT NOT NULL,
    span    BIGINT NOT NULL
);

-- Browsers in which an account was signed in to, by the digest of their cookie.
CREATE TABLE known_devices (
    digest     TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (digest, user_id)
);
CREATE INDEX known_devices_user ON known_devices (user_id);

-- When the password was found among breached ones, and when it was last looked
-- up elsewhere.
ALTER TABLE accounts ADD COLUMN compromised_at BIGINT;
ALTER TABLE accounts ADD COLUMN breach_checked_at BIGINT;
