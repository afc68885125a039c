package user

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/page"
)

// The states of an account, as lists are narrowed by them. One can be both
// active and unverified.
const (
	StateActive     = "active" // not banned
	StateBanned     = "banned"
	StateUnverified = "unverified" // nobody has shown to have the address
)

// What is to be known of second factors, as lists are narrowed by it.
const (
	MFAOn       = "on"  // there is one
	MFAOff      = "off" // there is none
	MFARequired = "required"
)

// How accounts are ordered.
const (
	ByName       = "name"
	ByEmail      = "email"
	ByCreation   = "createdAt"
	ByLastSignIn = "lastSignInAt"
)

// A Query selects accounts for those who administer them. What is empty is not
// looked at.
type Query struct {
	Search       string // how words of the name and the address begin
	Role         string
	State        string
	MFA          string
	Application  string // id of one that lists them
	Organization string // id of one they are members of

	Sort          string // newest first when empty
	Descending    bool
	Limit, Offset int
	Cursor        string // Next of the page before, in the place of an offset
}

// A Listed account is one of many.
type Listed struct {
	User
	LastSignIn time.Time // zero means never

	folded   string // the name as it is ordered
	gathered int64  // how many a search found, if they are few
}

// Found is a page of a longer list. Total is counted without a cursor only:
// whoever goes on knows it.
type Found struct {
	Users []Listed
	Total int64
	Next  string // empty at the end
}

func (q *Query) settle() error {
	if q.Sort == "" {
		q.Sort, q.Descending = ByCreation, true
	}
	for _, c := range []struct {
		name, value string
		known       []string
	}{
		{"sort", q.Sort, []string{ByName, ByEmail, ByCreation, ByLastSignIn}},
		{"role", q.Role, append(actor.Roles(), "")},
		{"state", q.State, []string{StateActive, StateBanned, StateUnverified, ""}},
		{"mfa", q.MFA, []string{MFAOn, MFAOff, MFARequired, ""}},
	} {
		if !slices.Contains(c.known, c.value) {
			return wrong(c.name, "There is no such value")
		}
	}
	return nil
}

// A place is where a page ends.
type place struct {
	key any // of the order
	id  string
}

func (q Query) place() (place, error) {
	if q.Cursor == "" {
		return place{}, nil
	}
	refused := ErrInvalid.With(fault.Field{Name: "query.cursor", Problem: "Not a cursor of this list"})
	position, ok := page.Position(q.Cursor, 3)
	if !ok || position[0] != q.order() {
		return place{}, refused
	}
	at := place{key: position[1], id: position[2]}
	if q.Sort == ByCreation || q.Sort == ByLastSignIn {
		millis, err := strconv.ParseInt(position[1], 10, 64)
		if err != nil {
			return place{}, refused
		}
		at.key = millis
	}
	return at, nil
}

func (q Query) order() string {
	if q.Descending {
		return q.Sort + " desc"
	}
	return q.Sort
}

func (q Query) cursor(last Listed) string {
	key := last.folded
	switch q.Sort {
	case ByEmail:
		key = last.Email
	case ByCreation:
		key = strconv.FormatInt(last.CreatedAt.UnixMilli(), 10)
	case ByLastSignIn:
		key = "0"
		if !last.LastSignIn.IsZero() {
			key = strconv.FormatInt(last.LastSignIn.UnixMilli(), 10)
		}
	}
	return page.Cursor(q.order(), key, last.ID)
}

// Find returns the accounts that a query selects.
func (s *Service) Find(ctx context.Context, by actor.Actor, q Query) (Found, error) {
	if !May(by, resourceUser, "list") {
		return Found{}, ErrMayNotList
	}
	if err := q.settle(); err != nil {
		return Found{}, err
	}
	terms, err := Terms(q.Search)
	if err != nil {
		return Found{}, err
	}
	after, err := q.place()
	if err != nil {
		return Found{}, err
	}
	n := s.store.narrowed(q, terms, s.now())
	few := len(terms) > 0 && q.Offset < page.Counted
	var found Found
	if found.Users, err = s.store.find(ctx, n, q, after, few); err != nil {
		return Found{}, err
	}
	counted := int64(0)
	if few && len(found.Users) > 0 {
		counted = found.Users[0].gathered
	}
	if counted == page.Counted { // they are not few
		if found.Users, err = s.store.find(ctx, n, q, after, false); err != nil {
			return Found{}, err
		}
	}
	found.Total = int64(q.Offset + len(found.Users))
	if len(found.Users) > q.Limit {
		found.Users = found.Users[:q.Limit]
		found.Next = q.cursor(found.Users[q.Limit-1])
	}
	switch {
	case q.Cursor != "" || page.Last(found.Next, q.Offset, len(found.Users)):
	case counted > 0:
		found.Total = counted
	default:
		found.Total, err = s.store.count(ctx, n)
	}
	return found, err
}

// SignedIn notes that a user signs in now. The choke point of sign-ins calls
// it, in its transaction and before it writes anything else about the user.
func (s *Service) SignedIn(ctx context.Context, userID string) error {
	return s.store.setSignedIn(ctx, userID, s.now())
}

// LastSignIn returns when a user last signed in; zero means never.
func (s *Service) LastSignIn(ctx context.Context, userID string) (time.Time, error) {
	return s.store.lastSignIn(ctx, userID)
}
