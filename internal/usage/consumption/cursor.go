package consumption

import (
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
