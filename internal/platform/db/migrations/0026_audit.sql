-- Who an event is about, and the administrator who acted in the name of its
-- actor; empty when there is none.
ALTER TABLE audit_events ADD COLUMN subject_user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_events ADD COLUMN impersonator_id TEXT NOT NULL DEFAULT '';
UPDATE audit_events SET subject_user_id = target_id WHERE target = 'user';
CREATE INDEX audit_events_subject ON audit_events (subject_user_id, at, id) WHERE subject_user_id <> '';
CREATE INDEX audit_events_impersonator ON audit_events (impersonator_id, at, id) WHERE impersonator_id <> '';
CREATE INDEX audit_events_action ON audit_events (action COLLATE "C", at, id);

CREATE INDEX sessions_impersonated_by ON sessions (impersonated_by) WHERE impersonated_by IS NOT NULL;
