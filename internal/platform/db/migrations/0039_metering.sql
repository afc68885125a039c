-- A counter is what one user consumes of one key: the total, and the window that
-- a plan's limit is counted in. number stands for it in the tables below, and
-- lines is the number of the last line of its ledger: none means that nothing
-- was recorded.
ALTER TABLE consumption_totals RENAME TO consumption_totals_before;
DROP INDEX consumption_totals_user;
CREATE TABLE consumption_totals (
    number         BIGINT PRIMARY KEY,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key            TEXT COLLATE "C" NOT NULL,
    units          BIGINT NOT NULL CHECK (units BETWEEN -1000000000000000000 AND 999999999999999999),
    nanos          BIGINT NOT NULL CHECK (nanos BETWEEN 0 AND 999999999),
    lines          BIGINT NOT NULL,
    series         TEXT NOT NULL, -- which windows: 'month', or 'month@1764000000' when anchored; '' without a limit
    starts_at      BIGINT NOT NULL,
    used_units     BIGINT NOT NULL CHECK (used_units BETWEEN -1000000000000000000 AND 999999999999999999),
    used_nanos     BIGINT NOT NULL CHECK (used_nanos BETWEEN 0 AND 999999999),
    held_units     BIGINT NOT NULL CHECK (held_units BETWEEN 0 AND 999999999999999999),
    held_nanos     BIGINT NOT NULL CHECK (held_nanos BETWEEN 0 AND 999999999),
    told           TEXT NOT NULL,   -- the highest threshold told in this window, in percent, and of which limit: '80 10000'
    held_until     BIGINT,          -- when the first open reservation expires
    credits        BIGINT NOT NULL, -- how many credits have something left
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    UNIQUE (application_id, user_id, key)
);
INSERT INTO consumption_totals (number, application_id, user_id, key, units, nanos, lines, series, starts_at, used_units, used_nanos,
    held_units, held_nanos, told, credits, created_at, updated_at)
SELECT row_number() OVER (ORDER BY application_id, user_id, key), application_id, user_id, key, units, nanos,
    (SELECT count(*) FROM consumption_entries e WHERE e.application_id = t.application_id AND e.user_id = t.user_id AND e.key = t.key),
    '', 0, 0, 0, 0, 0, '', 0, created_at, updated_at
FROM consumption_totals_before t;
CREATE INDEX consumption_totals_user ON consumption_totals (user_id);

-- The ledger: every change of a counter, one line each, in the order in which
-- they were decided. kind is use, reserve, confirm, release, expire or grant;
-- a total is the sum of its lines of use and confirm.
ALTER TABLE consumption_entries RENAME TO consumption_entries_before;
DROP INDEX consumption_entries_total;
CREATE TABLE consumption_entries (
    counter     BIGINT NOT NULL REFERENCES consumption_totals (number) ON DELETE CASCADE,
    line        BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    units       BIGINT NOT NULL CHECK (units BETWEEN -1000000000000000000 AND 999999999999999999),
    nanos       BIGINT NOT NULL CHECK (nanos BETWEEN 0 AND 999999999),
    total_units BIGINT NOT NULL, -- after the line
    total_nanos BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    state       TEXT, -- JSON: what the limit left after the line; NULL without a limit
    parts       TEXT, -- JSON: what credits gave or got back; NULL for none
    reference   TEXT, -- the reservation or the credit
    replay      TEXT COLLATE "C", -- what makes the line the only one of its request
    PRIMARY KEY (counter, line)
);
INSERT INTO consumption_entries (counter, line, kind, units, nanos, total_units, total_nanos, happened_at, created_at)
SELECT t.number, row_number() OVER (PARTITION BY t.number ORDER BY e.created_at, e.id), 'use', e.units, e.nanos,
    CAST(SUM(e.units) OVER before AS BIGINT) + CAST(SUM(e.nanos) OVER before AS BIGINT) / 1000000000,
    CAST(SUM(e.nanos) OVER before AS BIGINT) % 1000000000, e.created_at, e.created_at
FROM consumption_entries_before e
JOIN consumption_totals t ON t.application_id = e.application_id AND t.user_id = e.user_id AND t.key = e.key
WINDOW before AS (PARTITION BY t.number ORDER BY e.created_at, e.id ROWS UNBOUNDED PRECEDING);
DROP TABLE consumption_entries_before;
DROP TABLE consumption_totals_before;
CREATE UNIQUE INDEX consumption_entries_replay ON consumption_entries (replay) WHERE replay IS NOT NULL;
CREATE INDEX consumption_entries_created ON consumption_entries (created_at);

-- What was consumed in each hour, and what of it was charged to a plan rather
-- than to credits. Limits that change their windows, and charts, read these.
CREATE TABLE consumption_hours (
    counter       BIGINT NOT NULL REFERENCES consumption_totals (number) ON DELETE CASCADE,
    starts_at     BIGINT NOT NULL,
    units         BIGINT NOT NULL CHECK (units BETWEEN -4000000000000000000 AND 4000000000000000000),
    nanos         BIGINT NOT NULL CHECK (nanos BETWEEN 0 AND 999999999),
    charged_units BIGINT NOT NULL CHECK (charged_units BETWEEN -4000000000000000000 AND 4000000000000000000),
    charged_nanos BIGINT NOT NULL CHECK (charged_nanos BETWEEN 0 AND 999999999),
    PRIMARY KEY (counter, starts_at)
);
INSERT INTO consumption_hours (counter, starts_at, units, nanos, charged_units, charged_nanos)
SELECT counter, happened_at / 3600000 * 3600000,
    CAST(SUM(units) AS BIGINT) + CAST(SUM(nanos) AS BIGINT) / 1000000000, CAST(SUM(nanos) AS BIGINT) % 1000000000,
    CAST(SUM(units) AS BIGINT) + CAST(SUM(nanos) AS BIGINT) / 1000000000, CAST(SUM(nanos) AS BIGINT) % 1000000000
FROM consumption_entries GROUP BY counter, happened_at / 3600000 * 3600000;
