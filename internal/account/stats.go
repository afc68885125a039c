package account

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/circle-rd/auth-service/internal/usage/consumption"
)

// Sign-ins are counted from the audit trail and grants from their rows, but both
// go after a time, and counting a month of them at every look at the dashboard
// would be slow. So each day that is over is counted once, by whichever replica
// comes first: counting it again gives the same, so neither crashes nor two at
// once can spoil it. Days without a count yet, today above all, are counted when
// they are looked at. A counter that sign-ins themselves keep would be one row
// on which all of them wait.

const (
	day = 24 * time.Hour
	// settled is how long after its end a day is left alone: what began in it may
	// still be committed.
	settled = time.Hour
	// countedBack is how many days back are looked for that nobody counted.
	countedBack     = 90
	topApplications = 10
)

func dayOf(at time.Time) int64 { return at.UnixMilli() / day.Milliseconds() }

// startOf is when a day begins.
func startOf(number int64) time.Time { return time.UnixMilli(number * day.Milliseconds()).UTC() }

// A DayCount is what happened on a day, in UTC.
type DayCount struct {
	Day      time.Time
	SignIns  int64
	Failures int64
}

// An ApplicationCount is how often people let an application in, and how many
// have access.
type ApplicationCount struct {
	ID, Name, Slug, Icon string
	Grants               int64
	Users                int64
}

// Totals are how many there are now.
type Totals struct {
	Users, New, Banned, Unverified   int64
	TwoFactor, Passkeys, AnyFactor   int64 // users who have them
	MfaRequired                      int64
	Sessions                         int64
	Organizations                    int64
	Applications, ActiveApplications int64
}

// Stats are what the dashboard shows.
type Stats struct {
	Since, Until time.Time
	Totals       Totals
	Days         []DayCount
	Top          []ApplicationCount
	Used         []consumption.Sum
	UsedAt       time.Time // when Used was counted
}

// Stats returns the numbers of the last days, today included.
func (s *Service) Stats(ctx context.Context, days int) (Stats, error) {
	now := s.now()
	today := dayOf(now)
	first := today - int64(days) + 1
	stats := Stats{Since: startOf(first), Until: now}
	var err error
	if stats.Totals, err = s.store.totals(ctx, stats.Since, now); err != nil {
		return stats, err
	}
	counted, err := s.store.countedDays(ctx, first, today)
	if err != nil {
		return stats, err
	}
	grants, err := s.store.countedGrants(ctx, first, today)
	if err != nil {
		return stats, err
	}
	for number := first; number <= today; number++ {
		one, known := counted[number]
		if !known {
			if one, err = s.store.countDay(ctx, startOf(number), startOf(number+1)); err != nil {
				return stats, err
			}
			of, err := s.store.countGrants(ctx, startOf(number), startOf(number+1))
			if err != nil {
				return stats, err
			}
			for id, n := range of {
				grants[id] += n
			}
		}
		one.Day = startOf(number)
		stats.Days = append(stats.Days, one)
	}
	if stats.Top, err = s.top(ctx, grants); err != nil {
		return stats, err
	}
	stats.Used, stats.UsedAt, err = s.usage(ctx, now)
	return stats, err
}

const (
	// usedAgain is how long what was consumed is remembered: counting it reads
	// every total of every user.
	usedAgain = time.Minute
	mostUsed  = 20
)

// used is what was consumed when it was last counted.
type used struct {
	mu   sync.Mutex
	sums []consumption.Sum
	at   time.Time
}

func (s *Service) usage(ctx context.Context, now time.Time) ([]consumption.Sum, time.Time, error) {
	s.used.mu.Lock()
	defer s.used.mu.Unlock()
	if !s.used.at.IsZero() && now.Sub(s.used.at) < usedAgain {
		return s.used.sums, s.used.at, nil
	}
	sums, err := s.Consumption.Sums(ctx, mostUsed)
	if err != nil {
		return nil, time.Time{}, err
	}
	s.used.sums, s.used.at = sums, now
	return sums, now, nil
}

func (s *Service) top(ctx context.Context, grants map[string]int64) ([]ApplicationCount, error) {
	top := make([]ApplicationCount, 0, len(grants))
	for id, n := range grants {
		top = append(top, ApplicationCount{ID: id, Grants: n})
	}
	slices.SortFunc(top, func(a, b ApplicationCount) int {
		if a.Grants != b.Grants {
			return int(b.Grants - a.Grants)
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	top = top[:min(len(top), topApplications)]
	named := []ApplicationCount{}
	for _, a := range top {
		found, err := s.store.application(ctx, a)
		if err != nil {
			return nil, err
		}
		named = append(named, found)
	}
	return named, nil
}

// CountDays counts the days that are over and that nobody has counted.
func (s *Service) CountDays(ctx context.Context) error {
	last := dayOf(s.now().Add(-settled)) - 1
	first := last - countedBack + 1
	counted, err := s.store.countedDays(ctx, first, last)
	if err != nil {
		return err
	}
	for number := first; number <= last; number++ {
		if _, known := counted[number]; known {
			continue
		}
		one, err := s.store.countDay(ctx, startOf(number), startOf(number+1))
		if err != nil {
			return err
		}
		grants, err := s.store.countGrants(ctx, startOf(number), startOf(number+1))
		if err != nil {
			return err
		}
		err = s.store.db.InTx(ctx, func(ctx context.Context) error {
			for id, n := range grants {
				if err := s.store.saveGrants(ctx, number, id, n); err != nil {
					return err
				}
			}
			return s.store.saveDay(ctx, number, one)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
