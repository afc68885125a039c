package user

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// A set is a column, by a name of ours, and what it becomes.
type set struct {
	column string
	value  any
}

const columnBanned = "banned"

// orNone is the value of a column where an empty text means none.
func orNone(text string) any { return db.OrNull(text) }

// set writes columns of an account whose version has been moved on.
func (s store) set(ctx context.Context, userID string, columns ...set) error {
	var parts []string
	args := []any{userID}
	for _, c := range columns {
		args = append(args, c.value)
		parts = append(parts, c.column+` = $`+strconv.Itoa(len(args)))
	}
	_, err := s.db.Exec(ctx, `UPDATE users SET `+strings.Join(parts, ", ")+` WHERE id = $1`, args...)
	if errors.Is(err, db.ErrTaken) {
		return ErrTaken.Because(err)
	}
	return err
}
