package application

import (
	"context"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// list reads a page of what a search selects, behind a position.
func (s store) list(ctx context.Context, search Search, after position, limit int) ([]Detail, error) {
	var conditions []string
	var args []any
	bind := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	if search.Text != "" {
		begins := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(search.Text) + "%"
		whole, word := bind(begins), bind("% "+begins)
		conditions = append(conditions, `(slug LIKE `+whole+` ESCAPE '\' OR name_folded LIKE `+whole+` ESCAPE '\' OR name_folded LIKE `+word+` ESCAPE '\')`)
	}
	column := `created_at`
	switch search.Sort {
	case SortUpdated:
		column = `updated_at`
	case SortName:
		column = `name_folded`
	case SortSlug:
		column = `slug COLLATE "C"`
	}
	direction, beyond := ``, ` > `
	if search.Descending {
		direction, beyond = ` DESC`, ` < `
	}
	if after.id != "" {
		conditions = append(conditions, `(`+column+`, id)`+beyond+`(`+bind(after.value)+`, `+bind(after.id)+`)`)
	}
	where := ``
	if len(conditions) > 0 {
		where = `WHERE ` + strings.Join(conditions, ` AND `)
	}
	return db.All(ctx, s.db, scanDetail, detail+where+`
		ORDER BY `+column+direction+`, id`+direction+` LIMIT `+bind(limit), args...)
}
