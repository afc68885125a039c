package user

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
)

// Changes are what the owner of an account says anew about themselves. What is
// nil stays as it is; the empty text clears what may be empty.
type Changes struct {
	Name          *string
	Image         *string
	Phone         *string
	Company       *string
	Position      *string
	Address       *string
	Locale        *string // "en" or "fr": the language of mails
	IsMfaRequired *bool   // may be asked for, but is not theirs to give up
}

// apply returns the names of the members that were given.
func (c Changes) apply(u *User) (given []string, err error) {
	for _, m := range []struct {
		name string
		from *string
		to   *string
	}{
		{"name", c.Name, &u.Name},
		{"image", c.Image, &u.Image},
		{"phone", c.Phone, &u.Phone},
		{"company", c.Company, &u.Company},
		{"position", c.Position, &u.Position},
		{"address", c.Address, &u.Address},
		{"locale", c.Locale, &u.Locale},
	} {
		if m.from != nil {
			given, *m.to = append(given, m.name), *m.from
		}
	}
	if c.IsMfaRequired != nil {
		if u.IsMfaRequired && !*c.IsMfaRequired {
			return nil, ErrField.Saying("isMfaRequired is not allowed to be taken back")
		}
		given, u.IsMfaRequired = append(given, "isMfaRequired"), *c.IsMfaRequired
	}
	if len(given) == 0 {
		return nil, ErrNothing
	}
	if !validName(u.Name) {
		return nil, ErrName
	}
	if !validLocale(u.Locale) {
		return nil, ErrLocale
	}
	return given, checkTexts(u.Image, u.Phone, u.Company, u.Position, u.Address)
}

func validLocale(locale string) bool { return locale == "" || locale == "en" || locale == "fr" }

// Update changes the profile of a user.
func (s *Service) Update(ctx context.Context, by actor.Actor, id string, c Changes) (User, error) {
	if _, err := c.apply(&User{Name: "-"}); err != nil {
		return User{}, err
	}
	var u User
	err := s.change(ctx, id, func(ctx context.Context, current *User) error {
		before := current.facts()
		given, err := c.apply(current)
		if err != nil {
			return err
		}
		if err := s.store.saveProfile(ctx, *current); err != nil {
			return err
		}
		if c.Name != nil {
			if err := s.store.saveWords(ctx, id, words(current.Name, current.Email)); err != nil {
				return err
			}
		}
		u = *current
		return s.audit.Record(ctx, by, audit.Event{
			Action: "user.updated", Target: "user", TargetID: id,
			Details: map[string]any{"fields": given, "changes": audit.Changes(before, current.facts())},
		})
	})
	return u, err
}

// change runs f in a transaction that holds the account's row, whose version has
// moved on: other changes wait, and no cache keeps what was.
func (s *Service) change(ctx context.Context, id string, f func(ctx context.Context, u *User) error) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.touch(ctx, id, s.now()); err != nil {
			return err
		}
		u, err := s.store.byID(ctx, id)
		if err != nil {
			return err
		}
		if err := f(ctx, &u); err != nil {
			return err
		}
		return s.hub.Invalidate(ctx, cacheKind, id)
	})
}
