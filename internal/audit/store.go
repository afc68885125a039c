package audit

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

func (s store) insert(ctx context.Context, e Entry) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO audit_events (id, at, action, actor_kind, actor_id, target, target_id, details, request_id, address,
			subject_user_id, impersonator_id, organization_id, application_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.ID, e.At, e.Action, e.ActorKind, e.ActorID, e.Target, e.TargetID, db.JSON(e.Details), e.RequestID, e.Address,
		e.UserID, e.Impersonator, e.OrganizationID, e.ApplicationID)
	return err
}

const columns = `e.id, e.at, e.action, e.actor_kind, e.actor_id, e.impersonator_id, e.target, e.target_id, e.subject_user_id,
	e.details, e.request_id, e.address, e.organization_id, e.application_id, e.seq, e.hash`

func scan(r db.Row) (Entry, error) {
	var e Entry
	err := r.Scan(&e.ID, &e.At, &e.Action, &e.ActorKind, &e.ActorID, &e.Impersonator, &e.Target, &e.TargetID, &e.UserID,
		&e.details, &e.RequestID, &e.Address, &e.OrganizationID, &e.ApplicationID, db.Null(&e.Place.Seq), db.Null(&e.Place.Hash),
		db.Null(&e.ActorName), db.Null(&e.UserName))
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal([]byte(e.details), &e.Details)
}

// list reads a page. A person's entries are found by three indexes, one for
// each part they can have in an event; each gives no more than a page.
func (s store) list(ctx context.Context, f Filter, after position) ([]Entry, error) {
	var q query
	q.narrow(f, after)
	selected := q.part("", f.Limit)
	if f.User != "" {
		user := q.bind(f.User)
		var parts []string
		for _, column := range []string{"subject_user_id", "actor_id", "impersonator_id"} {
			given := ``
			if column != "actor_id" { // the partial indexes want to hear it
				given = ` AND e.` + column + ` <> ''`
			}
			parts = append(parts, `SELECT * FROM (`+q.part(`e.`+column+` = `+user+given, f.Limit)+`) AS `+column)
		}
		selected = strings.Join(parts, ` UNION `)
	}
	return db.All(db.PlanEach(ctx), s.db, scan, `
		SELECT `+columns+`, (SELECT u.name FROM users u WHERE u.id = e.actor_id), (SELECT u.name FROM users u WHERE u.id = e.subject_user_id)
		FROM (`+selected+`) AS e
		ORDER BY e.at DESC, e.id DESC LIMIT `+strconv.Itoa(f.Limit), q.args...)
}

// A query collects conditions with their arguments.
type query struct {
	conditions []string
	args       []any
}

func (q *query) bind(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *query) narrow(f Filter, after position) {
	add := func(condition string) { q.conditions = append(q.conditions, condition) }
	if f.Action != "" {
		add(`e.action COLLATE "C" >= ` + q.bind(f.Action))
		add(`e.action COLLATE "C" < ` + q.bind(beyond(f.Action)))
	}
	if f.Actor != "" {
		add(`e.actor_id = ` + q.bind(f.Actor))
	}
	if f.Organization != "" { // the partial indexes want to hear that it is not empty
		add(`e.organization_id <> '' AND e.organization_id = ` + q.bind(f.Organization))
	}
	if f.Application != "" {
		add(`e.application_id <> '' AND e.application_id = ` + q.bind(f.Application))
	}
	if f.Target != "" {
		add(`e.target = ` + q.bind(f.Target))
	}
	if f.TargetID != "" {
		add(`e.target_id = ` + q.bind(f.TargetID))
	}
	if !f.From.IsZero() {
		add(`e.at >= ` + q.bind(f.From))
	}
	if !f.Until.IsZero() {
		add(`e.at < ` + q.bind(f.Until))
	}
	if after.id != "" {
		add(`(e.at, e.id) < (` + q.bind(after.at) + `, ` + q.bind(after.id) + `)`)
	}
}

// part selects a page of what meets every condition and one more.
func (q *query) part(condition string, limit int) string {
	all := q.conditions
	if condition != "" {
		all = append(slices.Clip(all), condition)
	}
	where := ``
	if len(all) > 0 {
		where = ` WHERE ` + strings.Join(all, ` AND `)
	}
	return `SELECT e.* FROM audit_events e` + where + ` ORDER BY e.at DESC, e.id DESC LIMIT ` + strconv.Itoa(limit)
}

// beyond is the first text that does not begin with a prefix, in the order of
// the bytes: no action holds the last character there is.
func beyond(prefix string) string { return prefix + "\U0010FFFF" }
