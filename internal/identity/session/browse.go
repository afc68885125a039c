package session

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/page"
)

// A Query selects live sessions for those who administer them. What is empty is
// not looked at.
type Query struct {
	UserID       string
	Search       string // how words of the user's name and address begin
	Impersonated bool   // those alone in which somebody acts for the user

	Limit, Offset int
	Cursor        string // Next of the page before, in the place of an offset
}

// A Listed session is one of many, with whom it is of.
type Listed struct {
	Session
	UserName  string
	UserEmail string

	gathered int64 // how many a search found, if they are few
}

// Found is a page of sessions, newest first. Total is counted without a cursor
// only.
type Found struct {
	Sessions []Listed
	Total    int64
	Next     string // empty at the end
}

// after is the place that a cursor stands for.
func after(cursor string) (at time.Time, id string, err error) {
	if cursor == "" {
		return time.Time{}, "", nil
	}
	position, ok := page.Position(cursor, 2)
	if !ok {
		return time.Time{}, "", errCursor
	}
	if at, ok = page.Time(position[0]); !ok {
		return time.Time{}, "", errCursor
	}
	return at, position[1], nil
}

// Browse returns the live sessions that a query selects.
func (s *Service) Browse(ctx context.Context, by actor.Actor, q Query) (Found, error) {
	if !user.May(by, "session", "list") {
		return Found{}, ErrMayNotList
	}
	terms, err := user.Terms(q.Search)
	if err != nil {
		return Found{}, err
	}
	at, id, err := after(q.Cursor)
	if err != nil {
		return Found{}, err
	}
	n := narrowed(q, terms, s.now())
	few := len(terms) > 0 && q.Offset < page.Counted
	var found Found
	if found.Sessions, err = s.store.find(ctx, n, q, at, id, few); err != nil {
		return Found{}, err
	}
	counted := int64(0)
	if few && len(found.Sessions) > 0 {
		counted = found.Sessions[0].gathered
	}
	if counted == page.Counted { // they are not few
		if found.Sessions, err = s.store.find(ctx, n, q, at, id, false); err != nil {
			return Found{}, err
		}
	}
	found.Total = int64(q.Offset + len(found.Sessions))
	if len(found.Sessions) > q.Limit {
		found.Sessions = found.Sessions[:q.Limit]
		last := found.Sessions[q.Limit-1]
		found.Next = page.Cursor(page.Moment(last.CreatedAt), last.ID)
	}
	switch {
	case q.Cursor != "" || page.Last(found.Next, q.Offset, len(found.Sessions)):
	case counted > 0:
		found.Total = counted
	default:
		found.Total, err = s.store.countFound(ctx, q, n)
	}
	return found, err
}

// Of returns the live sessions of a user who exists to an administrator.
func (s *Service) Of(ctx context.Context, by actor.Actor, userID string) ([]Session, error) {
	if _, err := s.users.ByID(ctx, userID); err != nil {
		return nil, err
	}
	return s.ListOf(ctx, by, userID)
}

// RevokeByID ends a session on behalf of an administrator, or returns
// ErrNoSession. With a user's id, it must be theirs.
func (s *Service) RevokeByID(ctx context.Context, by actor.Actor, userID, id string) error {
	if !user.May(by, "session", "revoke") {
		return ErrMayNotRevoke
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		found, err := s.store.byID(ctx, id)
		if errors.Is(err, ErrNone) || err == nil && userID != "" && found.UserID != userID {
			return ErrNoSession
		}
		if err != nil {
			return err
		}
		target, err := s.users.ByID(ctx, found.UserID)
		if err != nil {
			return err
		}
		if !user.MayTouch(by, target) {
			return ErrMayNotRevoke
		}
		return s.EndByID(ctx, by, id, EndedByAdministrator)
	})
}
