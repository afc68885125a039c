-- The trail as a chain: see docs/audit.md. An event has neither place nor hash
-- until it is sealed; nothing else of it ever changes.
ALTER TABLE audit_events ADD COLUMN organization_id TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN application_id TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN seq BIGINT;
ALTER TABLE audit_events ADD COLUMN hash TEXT;
UPDATE audit_events SET application_id = target_id WHERE target = 'application';
CREATE UNIQUE INDEX audit_events_seq ON audit_events (seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_events_unsealed ON audit_events (at, id) WHERE seq IS NULL;
CREATE INDEX audit_events_organization ON audit_events (organization_id, at, id) WHERE organization_id <> '';
CREATE INDEX audit_events_application ON audit_events (application_id, at, id) WHERE application_id <> '';

-- One row: where the chain begins and ends, who seals now, and what the last
-- look at the whole of it found.
CREATE TABLE audit_chain (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    base_seq     BIGINT NOT NULL,
    base_hash    TEXT NOT NULL,
    head_seq     BIGINT NOT NULL,
    head_hash    TEXT NOT NULL,
    sealed_at    BIGINT,
    holder       TEXT NOT NULL,
    held_until   BIGINT,
    verify_after BIGINT,
    verified_at  BIGINT,
    verified_seq BIGINT NOT NULL,
    broken_seq   BIGINT NOT NULL,
    broken_id    TEXT NOT NULL,
    broken_how   TEXT NOT NULL
);
INSERT INTO audit_chain (id, base_seq, base_hash, head_seq, head_hash, holder, verified_seq, broken_seq, broken_id, broken_how)
VALUES (1, 0, '', 0, '', '', 0, 0, '', '');
