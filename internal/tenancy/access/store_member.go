package access

import (
	"context"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const matching = `
	FROM application_users au JOIN users u ON u.id = au.user_id
	WHERE au.application_id = $1
		AND (u.email LIKE $2 ESCAPE '\' OR lower(u.name) LIKE $2 ESCAPE '\' OR lower(u.name) LIKE $3 ESCAPE '\')`

// patterns match a beginning, of the whole and of a later word.
func patterns(text string) (whole, word string) {
	begins := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text)) + "%"
	return begins, "% " + begins
}

func (s store) countMembers(ctx context.Context, applicationID, text string) (int64, error) {
	whole, word := patterns(text)
	return db.One(ctx, s.db, db.ScanInt, `SELECT count(*)`+matching, applicationID, whole, word)
}

func (s store) members(ctx context.Context, applicationID string, search Search, now time.Time) ([]Member, error) {
	type row struct {
		Member
		role NamedRole
	}
	whole, word := patterns(search.Text)
	rows, err := db.All(ctx, s.db, func(r db.Row) (row, error) {
		var one row
		err := r.Scan(&one.UserID, &one.Name, &one.Email, &one.IsActive, &one.CreatedAt,
			db.Null(&one.PlanID), db.Null(&one.role.ID), db.Null(&one.role.Name))
		return one, err
	}, `SELECT m.user_id, m.name, m.email, m.is_active, m.created_at, s.plan_id, r.id, r.name
		FROM (SELECT au.application_id, au.user_id, u.name, u.email, au.is_active, au.created_at`+matching+`
			ORDER BY au.created_at, au.user_id LIMIT $4 OFFSET $5) m
		LEFT JOIN subscriptions s ON s.application_id = m.application_id AND s.user_id = m.user_id
			AND s.is_active AND (s.expires_at IS NULL OR s.expires_at > $6)
		LEFT JOIN user_roles ur ON ur.application_id = m.application_id AND ur.user_id = m.user_id
		LEFT JOIN roles r ON r.id = ur.role_id
		ORDER BY m.created_at, m.user_id, ur.created_at, r.id`,
		applicationID, whole, word, search.Limit, (search.Page-1)*search.Limit, now)
	if err != nil {
		return nil, err
	}
	members := []Member{}
	for _, one := range rows {
		if n := len(members); n == 0 || members[n-1].UserID != one.UserID {
			members = append(members, one.Member)
		}
		if one.role.ID != "" {
			last := &members[len(members)-1]
			last.Roles = append(last.Roles, one.role)
		}
	}
	return members, nil
}
