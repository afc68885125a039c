// Package audit remembers who did what to whom.
//
// Events are written in the transaction of the change they record, so neither
// exists without the other. Refusals are written on their own.
package audit

import (
	"cmp"
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
	UserID   string // whom it concerns; empty means the target if that is a user, else user_id of the details
	Details  map[string]any

	// Where it belongs to, for lists of what went on there. Empty means the
	// target if that is one, else organization_id and application_id of the
	// details, or their names in camel case.
	OrganizationID string
	ApplicationID  string
}

// concerns is the user who finds the event among their own.
func (e Event) concerns() string {
	if e.UserID != "" {
		return e.UserID
	}
	if e.Target == "user" {
		return e.TargetID
	}
	return e.told("user_id", "userId")
}

func (e Event) organization() string {
	if e.OrganizationID == "" && e.Target == "organization" {
		return e.TargetID
	}
	return cmp.Or(e.OrganizationID, e.told("organization_id", "organizationId"))
}

func (e Event) application() string {
	if e.ApplicationID == "" && e.Target == "application" {
		return e.TargetID
	}
	return cmp.Or(e.ApplicationID, e.told("application_id", "applicationId"))
}

// told is what the details say under either name.
func (e Event) told(snake, camel string) string {
	a, _ := e.Details[snake].(string)
	b, _ := e.Details[camel].(string)
	return cmp.Or(a, b)
}

// A Log appends events to the trail and reads them.
type Log struct {
	store store
	now   func() time.Time
}

// New returns the log.
func New(database *db.DB, now func() time.Time) *Log { return &Log{store{database}, now} }

// Record appends an event, in the transaction of ctx if it has one.
func (l *Log) Record(ctx context.Context, by actor.Actor, e Event) error {
	if e.Details == nil {
		e.Details = map[string]any{}
	}
	return l.store.insert(ctx, Entry{
		ID: secret.UUID(), At: l.now(), Action: e.Action, Target: e.Target, TargetID: e.TargetID, UserID: e.concerns(), Details: e.Details,
		OrganizationID: e.organization(), ApplicationID: e.application(),
		ActorKind: by.Kind(), ActorID: by.ID(), Impersonator: by.Impersonator, RequestID: by.RequestID, Address: by.Address,
	})
}
