package user

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

func (s store) search(ctx context.Context, filters []criterion, order column, f Search) (Page, error) {
	var args []any
	bind := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	var conditions []string
	for _, c := range filters {
		conditions = append(conditions, c.condition(bind))
	}
	where := ``
	if len(conditions) > 0 {
		where = ` WHERE ` + strings.Join(conditions, ` AND `)
	}
	direction := ``
	if f.Descending {
		direction = ` DESC`
	}
	sorted := ` ORDER BY `
	if order.nullable { // both engines put what is missing at the end
		sorted += order.name + ` IS NULL, `
	}
	sorted += order.folded() + direction + `, u.id` + direction
	counted, total := slices.Clip(args), int64(-1)
	count := func() (int64, error) {
		return db.One(db.PlanEach(ctx), s.db, db.ScanInt, `SELECT COUNT(*) FROM users u`+where, counted...)
	}
	if slices.ContainsFunc(filters, criterion.inside) { // a narrow index counts them; to find that there are none takes the whole table
		var err error
		if total, err = count(); err != nil || total == 0 {
			return Page{Users: []User{}, Limit: f.Limit}, err
		}
	}
	users, err := db.All(db.PlanEach(ctx), s.db, scan, `SELECT `+columns+`
		FROM (SELECT u.id FROM users u`+where+sorted+` LIMIT `+bind(f.Limit)+` OFFSET `+bind(f.Offset)+`) AS found
		JOIN users u ON u.id = found.id`+sorted, args...)
	if err != nil {
		return Page{}, err
	}
	switch {
	case total >= 0:
	case len(users) == f.Limit || len(users) == 0 && f.Offset > 0: // it is not the last page
		total, err = count()
	default:
		total = int64(f.Offset + len(users))
	}
	return Page{Users: users, Total: total, Limit: f.Limit}, err
}

// folded is how a column is ordered and searched: case does not count in texts,
// and addresses have none.
func (c column) folded() string {
	if c.kind == kindText && c.name != "u.email" {
		return `LOWER(` + c.name + `) COLLATE "C"`
	}
	return c.name
}

// inside reports whether something is looked for that no index finds.
func (c criterion) inside() bool { return c.operator == Contains || c.operator == EndsWith }

// condition is SQL of nothing but the column's name, the operator and
// parameters. Case does not count where a part is looked for.
func (c criterion) condition(bind func(any) string) string {
	name := c.column.name
	like := func(before, after string) string {
		text, _ := c.values[0].(string)
		text = strings.TrimSuffix(likePrefix(strings.ToLower(text)), "%")
		return c.column.folded() + ` LIKE ` + bind(before+text+after) + ` ESCAPE '\'`
	}
	among := func(not string) string {
		var list []string
		for _, v := range c.values {
			list = append(list, bind(v))
		}
		return name + not + ` IN (` + strings.Join(list, ", ") + `)`
	}
	switch c.operator {
	case Contains:
		return like("%", "%")
	case StartsWith:
		return like("", "%")
	case EndsWith:
		return like("%", "")
	case opAmong:
		return among(``)
	case opNotAmong: // what is missing is not among them
		return `(` + name + ` IS NULL OR ` + among(` NOT`) + `)`
	case opNot:
		return `(` + name + ` IS NULL OR ` + name + ` <> ` + bind(c.values[0]) + `)`
	}
	sign := map[string]string{opEqual: `=`, opLess: `<`, opAtMost: `<=`, opMore: `>`, opAtLeast: `>=`}[c.operator]
	return name + ` ` + sign + ` ` + bind(c.values[0])
}
