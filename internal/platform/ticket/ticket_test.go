package ticket_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
)

const purpose = "reset-password"

type content struct{ Email string }

func TestATicketIsTakenOnceByAnyNumberOfRequests(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := ticket.New(d, time.Now)
		token, err := s.Issue(t.Context(), ticket.Draft{Purpose: purpose, Subject: "u1", Data: content{"a@example.com"}, Life: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		var taken atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				var c content
				got, err := s.Take(t.Context(), purpose, token, &c)
				switch {
				case err == nil && got.Subject == "u1" && c.Email == "a@example.com":
					taken.Add(1)
				case !errors.Is(err, ticket.ErrNone):
					t.Error(got, c, err)
				}
			})
		}
		wg.Wait()
		if taken.Load() != 1 {
			t.Errorf("the ticket was taken %d times", taken.Load())
		}
	})
}

func TestWhatATicketDoesNotOpen(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Now()
		s := ticket.New(d, func() time.Time { return now })
		issue := func() string {
			token, err := s.Issue(t.Context(), ticket.Draft{Purpose: purpose, Subject: "u1", Life: time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		refused := func(name, purpose, token string) {
			t.Helper()
			if _, err := s.Look(t.Context(), purpose, token, nil); !errors.Is(err, ticket.ErrNone) {
				t.Errorf("%s: looking answers %v", name, err)
			}
			if _, err := s.Take(t.Context(), purpose, token, nil); !errors.Is(err, ticket.ErrNone) {
				t.Errorf("%s: taking answers %v", name, err)
			}
		}
		token := issue()
		refused("an unknown token", purpose, token+"x")
		refused("another purpose", "verify-email", token)
		for range 2 { // looking spends nothing
			if _, err := s.Look(t.Context(), purpose, token, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Revoke(t.Context(), purpose, "u2"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Look(t.Context(), purpose, token, nil); err != nil {
			t.Errorf("revoking another's took it too: %v", err)
		}
		if err := s.Revoke(t.Context(), purpose, "u1"); err != nil {
			t.Fatal(err)
		}
		refused("a revoked one", purpose, token)
		late := issue()
		now = now.Add(time.Hour)
		refused("an expired one", purpose, late)
		if isLate, err := s.Late(t.Context(), purpose, late); err != nil || !isLate {
			t.Errorf("an expired one is late: %v, %v", isLate, err)
		}
		for name, other := range map[string]string{"unknown": "x", "revoked": token} {
			if isLate, err := s.Late(t.Context(), purpose, other); err != nil || isLate {
				t.Errorf("%s is late: %v, %v", name, isLate, err)
			}
		}
		now = now.Add(8 * 24 * time.Hour)
		if err := s.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		left, err := db.One(t.Context(), d, db.ScanInt, `SELECT COUNT(*) FROM tickets`)
		if err != nil || left != 0 {
			t.Errorf("%d left after purging, %v", left, err)
		}
	})
}
