package access

import (
	"context"
	"strconv"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/page"
)

// matching is SQL for the members whose names or addresses have a word for each
// term, with its arguments, of which the application's id is the first.
func matching(applicationID string, terms []user.Term) (text string, args []any) {
	text, args = ` FROM application_users au WHERE au.application_id = $1`, []any{applicationID}
	if len(terms) > 0 {
		text += ` AND ` + user.Having(terms, `au.user_id`, func(v any) string {
			args = append(args, v)
			return "$" + strconv.Itoa(len(args))
		})
	}
	return text, args
}

// countMembers counts all members, or what a search finds as far as
// page.Counted.
func (s store) countMembers(ctx context.Context, applicationID string, terms []user.Term) (int64, error) {
	found, args := matching(applicationID, terms)
	if len(terms) == 0 {
		return db.One(ctx, s.db, db.ScanInt, `SELECT count(*)`+found, args...)
	}
	return db.One(db.PlanEach(ctx), s.db, db.ScanInt, `
		SELECT count(*) FROM (SELECT au.user_id`+found+` LIMIT `+strconv.Itoa(page.Counted)+`) AS counted`, args...)
}

// members reads a page, and tells how many were gathered. Who is on it is found
// first, by an index alone if it can be: pages in front are not read. What is few
// is gathered, as far as page.Counted, and then put in order.
func (s store) members(ctx context.Context, applicationID string, search Search, terms []user.Term, few bool, now time.Time) (members []Member, gathered int64, err error) {
	type row struct {
		Member
		role NamedRole
	}
	found, args := matching(applicationID, terms)
	n := len(args)
	chosen := `SELECT au.user_id, 0 AS gathered` + found + ` ORDER BY au.created_at, au.user_id`
	if few {
		chosen = `SELECT f.user_id, COUNT(*) OVER () AS gathered
			FROM (SELECT au.user_id, au.created_at` + found + ` LIMIT ` + strconv.Itoa(page.Counted) + `) AS f ORDER BY f.created_at, f.user_id`
	}
	rows, err := db.All(db.PlanEach(ctx), s.db, func(r db.Row) (row, error) {
		var one row
		err := r.Scan(&one.UserID, &one.Name, &one.Email, &one.IsActive, &one.CreatedAt,
			db.Null(&one.PlanID), db.Null(&one.role.ID), db.Null(&one.role.Name), &gathered)
		return one, err
	}, `SELECT m.user_id, u.name, u.email, m.is_active, m.created_at, s.plan_id, r.id, r.name, p.gathered
		FROM (`+chosen+` LIMIT $`+strconv.Itoa(n+1)+` OFFSET $`+strconv.Itoa(n+2)+`) p
		JOIN application_users m ON m.application_id = $1 AND m.user_id = p.user_id
		JOIN users u ON u.id = m.user_id
		LEFT JOIN subscriptions s ON s.application_id = m.application_id AND s.user_id = m.user_id
			AND s.is_active AND (s.expires_at IS NULL OR s.expires_at > $`+strconv.Itoa(n+3)+`)
		LEFT JOIN user_roles ur ON ur.application_id = m.application_id AND ur.user_id = m.user_id
		LEFT JOIN roles r ON r.id = ur.role_id
		ORDER BY m.created_at, m.user_id, ur.created_at, r.id`,
		append(args, search.Limit, (search.Page-1)*search.Limit, now)...)
	if err != nil {
		return nil, 0, err
	}
	members = []Member{}
	for _, one := range rows {
		if n := len(members); n == 0 || members[n-1].UserID != one.UserID {
			members = append(members, one.Member)
		}
		if one.role.ID != "" {
			last := &members[len(members)-1]
			last.Roles = append(last.Roles, one.role)
		}
	}
	return members, gathered, nil
}
