package replay

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

func (s store) insert(ctx context.Context, batch []use) error {
	var b strings.Builder
	b.WriteString(`INSERT INTO replays (digest, expires_at) VALUES `)
	args := make([]any, 0, 2*len(batch))
	for i, u := range batch {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("($" + strconv.Itoa(2*i+1) + ", $" + strconv.Itoa(2*i+2) + ")")
		args = append(args, u.digest, u.until)
	}
	_, err := s.db.Exec(ctx, b.String(), args...)
	return err
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM replays WHERE expires_at < $1`, before)
	return err
}
