package throttle

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A Service counts tries and knows devices.
type Service struct {
	db    *db.DB
	store store
	audit *audit.Log
	rules Rules
	now   func() time.Time
}

// New returns the service.
func New(database *db.DB, log *audit.Log, rules Rules, now func() time.Time) *Service {
	return &Service{database, store{database}, log, rules, now}
}

// A budget is one of those that a try counts against.
type budget struct {
	digest string
	rate   limit.Rate
	level  int64     // after the try
	next   time.Time // when another one may follow
}

// Allow counts a try, or returns limit.ErrTooMany with the seconds to wait. It
// comes before the proof is looked at, and never in a transaction, whose end
// could undo it.
func (s *Service) Allow(ctx context.Context, by actor.Actor, what Subject) (Try, error) {
	if db.InTransaction(ctx) {
		return Try{}, errInTransaction
	}
	known, err := s.known(ctx, by, what)
	if err != nil {
		return Try{}, err
	}
	budgets := s.budgets(by, what, known)
	var digests []string
	for _, b := range budgets {
		digests = append(digests, b.digest)
	}
	now := s.now()
	next, err := s.store.next(ctx, digests, now)
	if err != nil {
		return Try{}, err
	}
	if next.After(now) {
		return Try{}, wait(next.Sub(now))
	}
	counted, err := s.store.count(ctx, budgets, now)
	if err != nil {
		return Try{}, err
	}
	if len(counted) < len(budgets) { // others came at once and took what was left
		return Try{}, wait(0)
	}
	if !known {
		s.warn(ctx, by, what, budgets[0], counted)
	}
	return Try{digests}, nil
}

var errInTransaction = errors.New("throttle: a try must not be counted in a transaction")

func wait(d time.Duration) error {
	return limit.ErrTooMany.After(max(1, int(math.Ceil(d.Seconds()))))
}

// known reports whether the caller's browser was signed in to the account
// before.
func (s *Service) known(ctx context.Context, by actor.Actor, what Subject) (bool, error) {
	if by.Device == "" || what.kind == kindSession {
		return false, nil
	}
	digest, since := secret.Digest(by.Device), s.now().Add(-DeviceLife)
	if what.byUser {
		return s.store.knows(ctx, digest, what.account, since)
	}
	return s.store.knowsEmail(ctx, digest, what.account, since)
}

// budgets are those that a try counts against; the account's is the first.
func (s *Service) budgets(by actor.Actor, what Subject, known bool) []budget {
	of := func(rate limit.Rate, parts ...string) budget {
		return budget{digest: secret.Digest(strings.Join(parts, "\x00")), rate: rate}
	}
	if known {
		return []budget{of(s.rules.Device, "device", by.Device, what.kind, what.account)}
	}
	switch what.kind {
	case kindSession:
		return []budget{of(s.rules.Device, what.kind, what.account)}
	case kindMail:
		return []budget{of(s.rules.Mail, what.kind, what.account)}
	}
	list := []budget{of(s.rules.Account, "account", what.kind, what.account)}
	if by.Address != "" {
		list = append(list, of(s.rules.Address, "address", by.Address), of(s.rules.Network, "network", limit.Network(by.Address)))
	}
	return list
}

// warn records that strangers have used up the budget of an account, each time
// they do.
func (s *Service) warn(ctx context.Context, by actor.Actor, what Subject, account budget, counted map[string]budget) {
	level := counted[account.digest].level
	if what.kind == kindMail || what.kind == kindSession || level != int64(account.rate.Max)+1 {
		return
	}
	userID := what.account
	if !what.byUser {
		var err error
		if userID, err = s.store.userID(ctx, what.account); err != nil && !errors.Is(err, db.ErrNone) {
			slog.WarnContext(ctx, "guesses were not recorded", "err", err)
			return
		}
	}
	err := s.audit.Record(ctx, by, audit.Event{
		Action: "sign_in.throttled", Target: "user", TargetID: userID, Details: map[string]any{"proof": what.kind, "failures": level},
	})
	if err != nil {
		slog.WarnContext(ctx, "guesses were not recorded", "err", err)
	}
}

// Forgive takes a try back: the proof was good, or it was not looked at for
// reasons of ours. Tries before it still count, so that an account of one's own
// does not open those of others.
func (s *Service) Forgive(ctx context.Context, t Try) {
	if len(t.digests) == 0 {
		return
	}
	if err := s.store.forgive(context.WithoutCancel(ctx), t.digests); err != nil {
		slog.WarnContext(ctx, "a good try counts as a failed one", "err", err)
	}
}

// Remember makes the caller's browser one that knows the account, when a
// sign-in is finished. Known tells whether it was before.
//
// A browser that is new to the account gets another token, for all the accounts
// it knows: one that was planted in it is worth nothing to whoever did.
func (s *Service) Remember(ctx context.Context, by actor.Actor, userID string) (Device, error) {
	now := s.now()
	var d Device
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		d = Device{Token: by.Device}
		if by.Device != "" {
			seen, err := s.store.seen(ctx, secret.Digest(by.Device), userID, now, now.Add(-DeviceLife))
			if err != nil {
				return err
			}
			if d.Known = seen; seen {
				return nil
			}
		}
		first, err := s.store.stranger(ctx, userID)
		if err != nil {
			return err
		}
		d.First, d.Token = first, secret.Token()
		if by.Device != "" {
			if err := s.store.rename(ctx, secret.Digest(by.Device), secret.Digest(d.Token)); err != nil {
				return err
			}
		}
		return s.store.know(ctx, secret.Digest(d.Token), userID, now)
	})
	return d, err
}

// ForgetDevices makes every browser a stranger to an account: somebody else may
// have been in.
func (s *Service) ForgetDevices(ctx context.Context, _ actor.Actor, userID, _ string) error {
	return s.store.forget(ctx, userID)
}

// Purge removes what no longer counts.
func (s *Service) Purge(ctx context.Context) error {
	now := s.now()
	if err := s.store.purge(ctx, now); err != nil {
		return err
	}
	return s.store.purgeDevices(ctx, now.Add(-DeviceLife), maxDevices)
}

// sorted puts budgets into the order in which every statement locks them.
func sorted(budgets []budget) []budget {
	list := slices.Clone(budgets)
	slices.SortFunc(list, func(a, b budget) int {
		if a.digest < b.digest {
			return -1
		}
		return 1
	})
	return list
}
