package user_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

// An address that nobody has costs what addresses cost that somebody has: the
// original's hash as often as accounts have it, and always the same.
func TestDecoys(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		for i := range 4 {
			w.User(t, "Somebody", "a"+strconv.Itoa(i)+"@example.com")
		}
		legacy := func(s *user.Service) string { // which of 500 addresses get the original's
			var b strings.Builder
			for i := range 500 {
				hash := s.Decoy(t.Context(), "nobody"+strconv.Itoa(i)+"@example.com")
				switch {
				case strings.HasPrefix(hash, "$argon2id$"):
					b.WriteByte('-')
				case strings.Contains(hash, ":"):
					b.WriteByte('x')
				default:
					t.Fatalf("a decoy is %q", hash)
				}
			}
			return b.String()
		}
		if got := legacy(w.Services.Users); strings.Contains(got, "x") {
			t.Error("the original's hashes are checked though nobody has one")
		}
		w.Exec(t, `UPDATE accounts SET password = '00:11' WHERE user_id IN (SELECT id FROM users WHERE email IN ('a0@example.com'))`)
		w.Advance(t, time.Hour)
		first := legacy(w.Services.Users)
		if n := strings.Count(first, "x"); n < 85 || n > 165 {
			t.Errorf("%d of 500 addresses get the original's hash, while a quarter of the accounts have it", n)
		}
		other := seed.New(t, d)
		if legacy(other.Services.Users) != first {
			t.Error("another process chooses otherwise")
		}
		w.Exec(t, `UPDATE accounts SET password = '$argon2id$x' WHERE password = '00:11'`)
		w.Advance(t, time.Hour)
		if strings.Contains(legacy(w.Services.Users), "x") {
			t.Error("the original's hashes are checked though nobody has one any more")
		}
	})
}
