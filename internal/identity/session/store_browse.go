package session

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/page"
)

// Conditions with their arguments.
type narrowing struct {
	conditions []string
	args       []any
}

func (n *narrowing) bind(v any) string {
	n.args = append(n.args, v)
	return "$" + strconv.Itoa(len(n.args))
}

func (n *narrowing) add(condition string) { n.conditions = append(n.conditions, condition) }

func (n *narrowing) where() string { return ` WHERE ` + strings.Join(n.conditions, ` AND `) }

func narrowed(q Query, terms []user.Term, now time.Time) narrowing {
	var n narrowing
	n.add(`s.expires_at > ` + n.bind(now))
	if q.UserID != "" {
		n.add(`s.user_id = ` + n.bind(q.UserID))
	}
	if q.Impersonated {
		n.add(`s.impersonated_by IS NOT NULL`)
	}
	if len(terms) > 0 {
		n.add(user.Having(terms, `s.user_id`, n.bind))
	}
	return n
}

// countFound counts all live sessions, or what a search finds as far as
// page.Counted.
func (s store) countFound(ctx context.Context, q Query, n narrowing) (int64, error) {
	if q.Search == "" {
		return db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM sessions s`+n.where(), n.args...)
	}
	return db.One(db.PlanEach(ctx), s.db, db.ScanInt, `
		SELECT COUNT(*) FROM (SELECT s.id FROM sessions s`+n.where()+` LIMIT `+strconv.Itoa(page.Counted)+`) AS counted`, n.args...)
}

// find reads one session more than a page holds. Which ones they are is found
// first, by an index alone if it can be: pages in front are not read. What is
// few is gathered, as far as page.Counted, and then put in order; then each
// session knows how many were gathered.
func (s store) find(ctx context.Context, n narrowing, q Query, at time.Time, id string, few bool) ([]Listed, error) {
	offset := ` OFFSET ` + strconv.Itoa(q.Offset)
	if id != "" {
		n.add(`(s.created_at, s.id) < (` + n.bind(at) + `, ` + n.bind(id) + `)`)
		offset = ``
	}
	found := `SELECT s.id, 0 AS gathered FROM sessions s` + n.where() + ` ORDER BY s.created_at DESC, s.id DESC`
	if few {
		found = `SELECT f.id, COUNT(*) OVER () AS gathered
			FROM (SELECT s.id, s.created_at FROM sessions s` + n.where() + ` LIMIT ` + strconv.Itoa(page.Counted) + `) AS f
			ORDER BY f.created_at DESC, f.id DESC`
	}
	return db.All(db.PlanEach(ctx), s.db, func(r db.Row) (Listed, error) {
		var l Listed
		err := l.scan(r, &l.UserName, &l.UserEmail, &l.gathered)
		return l, err
	}, `SELECT s.id, s.token, s.user_id, s.ip_address, s.user_agent, s.active_organization_id, s.impersonated_by, s.remember, s.methods,
			s.created_at, s.updated_at, s.expires_at, u.name, u.email, found.gathered
		FROM (`+found+` LIMIT `+strconv.Itoa(q.Limit+1)+offset+`) AS found
		JOIN sessions s ON s.id = found.id JOIN users u ON u.id = s.user_id ORDER BY s.created_at DESC, s.id DESC`, n.args...)
}
