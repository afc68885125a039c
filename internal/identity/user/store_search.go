package user

import (
	"context"
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
	total, err := db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM users u`+where, args...)
	if err != nil {
		return Page{}, err
	}
	direction := ``
	if f.Descending {
		direction = ` DESC`
	}
	key := order.name
	if order.kind == kindText {
		key = `LOWER(` + key + `) COLLATE "C"`
	}
	page := ` ORDER BY `
	if order.name != "u.created_at" { // both engines put what is missing at the end
		page += order.name + ` IS NULL, `
	}
	page += key + direction + `, u.id` + direction + ` LIMIT ` + bind(f.Limit) + ` OFFSET ` + bind(f.Offset)
	users, err := db.All(ctx, s.db, scan, `SELECT `+columns+` FROM users u`+where+page, args...)
	return Page{Users: users, Total: total, Limit: f.Limit}, err
}

// condition is SQL of nothing but the column's name, the operator and
// parameters. Case does not count where a part is looked for.
func (c criterion) condition(bind func(any) string) string {
	name := c.column.name
	like := func(before, after string) string {
		text, _ := c.values[0].(string)
		text = strings.TrimSuffix(likePrefix(strings.ToLower(text)), "%")
		return `LOWER(` + name + `) LIKE ` + bind(before+text+after) + ` ESCAPE '\'`
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
