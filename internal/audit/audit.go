// Package audit remembers who did what to whom.
//
// Events are written in the transaction of the change they record, so neither
// exists without the other. Refusals are written on their own.
package audit

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// An Event is one thing that happened. Details never hold secrets.
type Event struct {
	Action   string // "<target>.<past tense verb>", e.g. "application.created"
	Target   string // kind of thing, e.g. "application"
	TargetID string
	Details  map[string]any
}

// A Log appends events to the trail.
type Log struct {
	db  *db.DB
	now func() time.Time
}

// New returns the log.
func New(database *db.DB, now func() time.Time) *Log { return &Log{database, now} }

// Record appends an event, in the transaction of ctx if it has one.
func (l *Log) Record(ctx context.Context, by actor.Actor, e Event) error {
	if e.Details == nil {
		e.Details = map[string]any{}
	}
	_, err := l.db.Exec(ctx, `
		INSERT INTO audit_events (id, at, action, actor_kind, actor_id, target, target_id, details, request_id, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		secret.UUID(), l.now(), e.Action, by.Kind(), by.ID(), e.Target, e.TargetID, db.JSON(e.Details), by.RequestID, by.Address)
	return err
}
