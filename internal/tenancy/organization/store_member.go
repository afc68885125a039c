package organization

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

const memberColumns = `m.id, m.organization_id, m.user_id, m.role, m.created_at, u.name, u.email, u.image`

const membersWithUsers = ` FROM organization_members m JOIN users u ON u.id = m.user_id`

func scanMember(r db.Row) (Member, error) {
	var m Member
	err := r.Scan(&m.ID, &m.OrganizationID, &m.UserID, &m.Role, &m.CreatedAt, &m.Person.Name, &m.Person.Email, db.Null(&m.Person.Image))
	m.Person.ID = m.UserID
	return m, err
}

func (s store) member(ctx context.Context, organizationID, userID string) (Member, error) {
	m, err := db.One(ctx, s.db, scanMember, `
		SELECT `+memberColumns+membersWithUsers+` WHERE m.organization_id = $1 AND m.user_id = $2`, organizationID, userID)
	return m, orElse(err, db.ErrNone, ErrMember)
}

// named finds a member by what an address of a request calls them.
func (s store) named(ctx context.Context, organizationID string, n Name) (Member, error) {
	condition := map[nameKind]string{byMemberID: `m.id = $2`, byUserID: `m.user_id = $2`, byEmail: `u.email = $2`}[n.kind]
	m, err := db.One(ctx, s.db, scanMember, `
		SELECT `+memberColumns+membersWithUsers+` WHERE m.organization_id = $1 AND `+condition, organizationID, n.text)
	return m, orElse(err, db.ErrNone, ErrMember)
}

func (s store) insertMember(ctx context.Context, m Member) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO organization_members (id, organization_id, user_id, role, created_at) VALUES ($1, $2, $3, $4, $5)`,
		m.ID, m.OrganizationID, m.UserID, m.Role, m.CreatedAt)
	return orElse(orElse(err, db.ErrTaken, ErrMemberExists), db.ErrGone, user.ErrNotFound)
}

func (s store) setRole(ctx context.Context, memberID, role string) error {
	_, err := s.db.Exec(ctx, `UPDATE organization_members SET role = $2 WHERE id = $1`, memberID, role)
	return err
}

func (s store) removeMember(ctx context.Context, memberID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM organization_members WHERE id = $1`, memberID)
	return err
}

func (s store) userIDs(ctx context.Context, organizationID string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `SELECT user_id FROM organization_members WHERE organization_id = $1 ORDER BY user_id`, organizationID)
}

func (s store) countMembers(ctx context.Context, organizationID string) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM organization_members WHERE organization_id = $1`, organizationID)
}

// countOtherOwners leaves out who has deleted their account, even if they can
// still come back.
func (s store) countOtherOwners(ctx context.Context, organizationID, userID string) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `
		SELECT COUNT(*)`+membersWithUsers+`
		WHERE m.organization_id = $1 AND m.user_id <> $2 AND m.role = '`+RoleOwner+`' AND u.deletes_at IS NULL`, organizationID, userID)
}

// heir is the first of the members of an organization but one, or ErrMember: who
// stays goes before who has deleted their account, then the stronger role, then
// the older membership.
func (s store) heir(ctx context.Context, organizationID, userID string) (heir, error) {
	first, err := db.One(ctx, s.db, func(r db.Row) (heir, error) {
		h := heir{Member: Member{OrganizationID: organizationID}}
		err := r.Scan(&h.ID, &h.UserID, &h.Role, &h.stays)
		return h, err
	}, `SELECT m.id, m.user_id, m.role, u.deletes_at IS NULL AS stays`+membersWithUsers+`
		WHERE m.organization_id = $1 AND m.user_id <> $2
		ORDER BY stays DESC, CASE m.role WHEN '`+RoleOwner+`' THEN 0 WHEN '`+RoleAdmin+`' THEN 1 ELSE 2 END, m.created_at, m.id LIMIT 1`, organizationID, userID)
	return first, orElse(err, db.ErrNone, ErrMember)
}

// managers are those who look after an organization and can be reached, owners
// first.
func (s store) managers(ctx context.Context, organizationID string, now time.Time, limit int) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `
		SELECT m.user_id`+membersWithUsers+`
		WHERE m.organization_id = $1 AND m.role IN ('`+RoleOwner+`', '`+RoleAdmin+`')
			AND u.deletes_at IS NULL AND (NOT u.banned OR u.ban_expires_at <= $2)
		ORDER BY CASE m.role WHEN '`+RoleOwner+`' THEN 0 ELSE 1 END, m.created_at, m.id LIMIT $3`, organizationID, now, limit)
}

// holdUser keeps an account from being deleted until the transaction ends, or
// says that it has been.
func (s store) holdUser(ctx context.Context, userID string) error {
	n, err := s.db.Exec(ctx, `UPDATE users SET updated_at = updated_at WHERE id = $1`, userID)
	if err == nil && n == 0 {
		err = user.ErrNotFound
	}
	return err
}

func (s store) membershipsOf(ctx context.Context, userID string) ([]Membership, error) {
	return db.All(ctx, s.db, func(r db.Row) (Membership, error) {
		var m Membership
		err := r.Scan(append(fields(&m.Organization), &m.MemberID, &m.Role)...)
		return m, err
	}, `SELECT `+qualified+`, m.id, m.role FROM organization_members m JOIN organizations o ON o.id = m.organization_id
		WHERE m.user_id = $1 ORDER BY LOWER(o.name) COLLATE "C", o.id`, userID)
}

// members returns a page of members, and how many match in all.
func (s store) members(ctx context.Context, organizationID string, f MemberSearch) ([]Member, int64, error) {
	args := []any{organizationID}
	bind := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	where, counted := ` WHERE m.organization_id = $1`, ` FROM organization_members m`
	if f.Filter.Field != "" {
		where += ` AND ` + f.Filter.condition(bind)
	}
	if f.Text != "" {
		counted = membersWithUsers
		prefix := likePrefix(strings.ToLower(f.Text))
		where += ` AND (u.email LIKE ` + bind(prefix) + ` ESCAPE '\' OR LOWER(u.name) LIKE ` + bind(prefix) + ` ESCAPE '\' OR LOWER(u.name) LIKE ` + bind("% "+prefix) + ` ESCAPE '\')`
	}
	total, err := db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*)`+counted+where, args...)
	if err != nil {
		return nil, 0, err
	}
	direction := ``
	if f.Descending {
		direction = ` DESC`
	}
	order, _ := memberColumn(f.SortBy)
	found, err := db.All(ctx, s.db, scanMember, `SELECT `+memberColumns+membersWithUsers+where+
		` ORDER BY `+order+direction+`, m.id`+direction+` LIMIT `+bind(f.Limit)+` OFFSET `+bind(f.Offset), args...)
	return found, total, err
}

// condition is SQL of nothing but the column's name, the operator and
// parameters.
func (f Filter) condition(bind func(any) string) string {
	column, _ := memberColumn(f.Field)
	value := func(text string) any {
		if column == memberCreated {
			at, _ := parseTime(text) // it was checked
			return at
		}
		return text
	}
	like := func(before, after string) string {
		text := strings.TrimSuffix(likePrefix(strings.ToLower(f.Values[0])), "%")
		return `LOWER(` + column + `) LIKE ` + bind(before+text+after) + ` ESCAPE '\'`
	}
	switch f.Operator {
	case opContains:
		return like("%", "%")
	case opStartsWith:
		return like("", "%")
	case opEndsWith:
		return like("%", "")
	case opAmong, opNotAmong:
		var list []string
		for _, text := range f.Values {
			list = append(list, bind(value(text)))
		}
		not := ``
		if f.Operator == opNotAmong {
			not = ` NOT`
		}
		return column + not + ` IN (` + strings.Join(list, ", ") + `)`
	}
	sign := map[string]string{opEqual: `=`, opNot: `<>`, opLess: `<`, opAtMost: `<=`, opMore: `>`, opAtLeast: `>=`}[f.Operator]
	return column + ` ` + sign + ` ` + bind(value(f.Values[0]))
}

func (s store) closeInvitations(ctx context.Context, organizationID, email, status string) error {
	_, err := s.db.Exec(ctx, `
		UPDATE organization_invitations SET status = $3 WHERE organization_id = $1 AND email = $2 AND status = '`+Pending+`'`,
		organizationID, email, status)
	return err
}

func parseTime(text string) (time.Time, bool) {
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(form, text); err == nil {
			return at, true
		}
	}
	millis, err := strconv.ParseInt(text, 10, 64)
	return time.UnixMilli(millis), err == nil
}
