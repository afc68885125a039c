package consumption

import (
	"math"
	"strconv"

	"github.com/circle-rd/auth-service/internal/platform/page"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// A position is where a page of usage ends. Zero is the beginning.
type position struct{ userID, key string }

func (p position) cursor() string { return page.Cursor(p.userID, p.key) }

// parseCursor reads what cursor wrote.
func parseCursor(text string) (position, error) {
	if text == "" {
		return position{}, nil
	}
	parts, ok := page.Position(text, 2)
	if !ok || parts[0] == "" || !meter.IsKey(parts[1]) {
		return position{}, ErrCursor
	}
	return position{parts[0], parts[1]}, nil
}

// lineCursor is where a page of a ledger ends.
func lineCursor(line int64) string { return page.Cursor(strconv.FormatInt(line, 10)) }

func parseLine(text string) (int64, error) {
	if text == "" {
		return math.MaxInt64, nil
	}
	parts, ok := page.Position(text, 1)
	if !ok {
		return 0, ErrCursor
	}
	line, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil || line < 1 {
		return 0, ErrCursor
	}
	return line, nil
}
