package user

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/page"
)

// Conditions with their arguments.
type narrowing struct {
	conditions []string
	args       []any
	walk       string // the order in which to count, where no index finds them
}

func (n *narrowing) bind(v any) string {
	n.args = append(n.args, v)
	return "$" + strconv.Itoa(len(n.args))
}

func (n *narrowing) add(condition string) { n.conditions = append(n.conditions, condition) }

func (n *narrowing) where() string {
	if len(n.conditions) == 0 {
		return ``
	}
	return ` WHERE ` + strings.Join(n.conditions, ` AND `)
}

// narrowed says it so that the few of many are found by their partial indexes.
func (s store) narrowed(q Query, terms []Term, now time.Time) narrowing {
	var n narrowing
	if len(terms) > 0 {
		n.add(Having(terms, `u.id`, n.bind))
	}
	if q.Role != "" {
		others := `u.role <> 'user' AND ',' || u.role || ',' LIKE ` + n.bind("%,"+q.Role+",%")
		if q.Role == actor.RoleUser {
			n.add(`(u.role = 'user' OR ` + others + `)`)
		} else {
			n.add(others)
		}
	}
	switch q.State {
	case StateActive:
		n.add(`(NOT u.banned OR u.ban_expires_at <= ` + n.bind(now) + `)`)
	case StateBanned:
		n.add(`u.banned AND (u.ban_expires_at IS NULL OR u.ban_expires_at > ` + n.bind(now) + `)`)
	case StateUnverified:
		n.add(`NOT u.email_verified`)
	}
	switch q.MFA {
	case MFAOn:
		n.add(`(u.two_factor_enabled OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id))`)
		n.walk = ` ORDER BY u.created_at, u.id`
	case MFAOff:
		n.add(`NOT u.two_factor_enabled AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id)`)
	case MFARequired:
		n.add(`u.is_mfa_required`)
	}
	if q.Application != "" {
		n.add(`u.id IN (SELECT au.user_id FROM application_users au WHERE au.application_id = ` + n.bind(q.Application) + `)`)
	}
	if q.Organization != "" {
		n.add(`u.id IN (SELECT m.user_id FROM organization_members m WHERE m.organization_id = ` + n.bind(q.Organization) + `)`)
	}
	return n
}

// count counts all accounts, or what a search finds as far as page.Counted.
func (s store) count(ctx context.Context, n narrowing) (int64, error) {
	if len(n.conditions) == 0 {
		return db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM users`)
	}
	return db.One(db.PlanEach(ctx), s.db, db.ScanInt, `
		SELECT COUNT(*) FROM (SELECT u.id FROM users u`+n.where()+n.walk+` LIMIT `+strconv.Itoa(page.Counted)+`) AS counted`, n.args...)
}

// foldedName is how names are ordered, and what their index holds.
const foldedName = `LOWER(u.name) COLLATE "C"`

// find reads one account more than a page holds. Which ones they are is found
// first, by an index alone if it can be: pages in front are not read. What is
// few is gathered, as far as page.Counted, and then put in order; then each
// account knows how many were gathered.
func (s store) find(ctx context.Context, n narrowing, q Query, after place, few bool) ([]Listed, error) {
	key := map[string]string{ByName: foldedName, ByEmail: `u.email`, ByCreation: `u.created_at`, ByLastSignIn: `u.last_sign_in_at`}[q.Sort]
	direction, beyond := ``, ` > `
	if q.Descending {
		direction, beyond = ` DESC`, ` < `
	}
	order := key + direction
	if q.Sort == ByEmail { // nobody shares one
		if after.id != "" {
			n.add(key + beyond + n.bind(after.key))
		}
	} else {
		order += `, u.id` + direction
		if after.id != "" {
			n.add(`(` + key + `, u.id)` + beyond + `(` + n.bind(after.key) + `, ` + n.bind(after.id) + `)`)
		}
	}
	offset := ``
	if q.Cursor == "" {
		offset = ` OFFSET ` + strconv.Itoa(q.Offset)
	}
	found := `SELECT u.id, 0 AS gathered FROM users u` + n.where() + ` ORDER BY ` + order
	if few {
		found = `SELECT f.id, COUNT(*) OVER () AS gathered
			FROM (SELECT u.id FROM users u` + n.where() + ` LIMIT ` + strconv.Itoa(page.Counted) + `) AS f
			ORDER BY (SELECT ` + key + ` FROM users u WHERE u.id = f.id)` + direction + `, f.id` + direction
	}
	return db.All(db.PlanEach(ctx), s.db, func(r db.Row) (Listed, error) {
		var l Listed
		var millis int64
		err := r.Scan(append(fields(&l.User), &millis, &l.folded, &l.gathered)...)
		l.LastSignIn = moment(millis)
		return l, err
	}, `SELECT `+columns+`, u.last_sign_in_at, LOWER(u.name), found.gathered
		FROM (`+found+` LIMIT `+strconv.Itoa(q.Limit+1)+offset+`) AS found
		JOIN users u ON u.id = found.id ORDER BY `+order, n.args...)
}

func moment(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(millis).UTC()
}

func (s store) setSignedIn(ctx context.Context, userID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE users SET last_sign_in_at = $2 WHERE id = $1`, userID, now)
	return err
}

func (s store) lastSignIn(ctx context.Context, userID string) (time.Time, error) {
	millis, err := db.One(ctx, s.db, db.ScanInt, `SELECT last_sign_in_at FROM users WHERE id = $1`, userID)
	return moment(millis), absent(err)
}
