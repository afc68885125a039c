-- An amount is units + nanos / 10^9, exact: nanos is never negative, so -0.5 is
-- -1 and 500000000. What a user consumed outlives their access to the
-- application, and goes with the user or the application.
CREATE TABLE consumption_totals (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key            TEXT COLLATE "C" NOT NULL,
    units          BIGINT NOT NULL CHECK (units BETWEEN -1000000000000000000 AND 999999999999999999),
    nanos          BIGINT NOT NULL CHECK (nanos BETWEEN 0 AND 999999999),
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    PRIMARY KEY (application_id, user_id, key)
);
CREATE INDEX consumption_totals_user ON consumption_totals (user_id);

-- Every amount that was recorded. A total is the sum of its entries.
CREATE TABLE consumption_entries (
    id             TEXT PRIMARY KEY,
    application_id TEXT NOT NULL,
    user_id        TEXT NOT NULL,
    key            TEXT COLLATE "C" NOT NULL,
    units          BIGINT NOT NULL CHECK (units BETWEEN -1000000000000000000 AND 999999999999999999),
    nanos          BIGINT NOT NULL CHECK (nanos BETWEEN 0 AND 999999999),
    created_at     BIGINT NOT NULL,
    FOREIGN KEY (application_id, user_id, key) REFERENCES consumption_totals (application_id, user_id, key) ON DELETE CASCADE
);
CREATE INDEX consumption_entries_total ON consumption_entries (application_id, user_id, key, created_at);
