-- Amounts beside what plans allow; what expires first is used first.
CREATE TABLE consumption_credits (
    id            TEXT PRIMARY KEY,
    counter       BIGINT NOT NULL REFERENCES consumption_totals (number) ON DELETE CASCADE,
    granted_units BIGINT NOT NULL,
    granted_nanos BIGINT NOT NULL,
    left_units    BIGINT NOT NULL CHECK (left_units >= 0),
    left_nanos    BIGINT NOT NULL CHECK (left_nanos BETWEEN 0 AND 999999999),
    note          TEXT,
    expires_at    BIGINT,
    created_at    BIGINT NOT NULL
);
CREATE INDEX consumption_credits_counter ON consumption_credits (counter);

-- Amounts set aside until they are confirmed, released, or expire. What is
-- charged to a plan is held in the window that begins at held_in.
CREATE TABLE consumption_reservations (
    id            TEXT PRIMARY KEY,
    counter       BIGINT NOT NULL REFERENCES consumption_totals (number) ON DELETE CASCADE,
    units         BIGINT NOT NULL CHECK (units >= 0),
    nanos         BIGINT NOT NULL CHECK (nanos BETWEEN 0 AND 999999999),
    charged_units BIGINT NOT NULL CHECK (charged_units >= 0),
    charged_nanos BIGINT NOT NULL CHECK (charged_nanos BETWEEN 0 AND 999999999),
    parts         TEXT,
    series        TEXT NOT NULL,
    held_in       BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);
CREATE INDEX consumption_reservations_counter ON consumption_reservations (counter, expires_at);
