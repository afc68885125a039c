package user

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
)

// administrators is the lock under which it changes who administers: the last
// superadmin is found by looking at all of them.
const administrators = "administrators"

// Why an administrator ended sessions.
const (
	endedByBan      = "user_banned"
	endedByPassword = "password_set"
	endedByRoleLoss = "role_lost"
)

// administer runs fn on an account that the caller may touch. Both are read
// while nobody else changes who administers: what the caller was when the
// request came in does not count.
func (s *Service) administer(ctx context.Context, by actor.Actor, userID, action string, refused error, fn func(ctx context.Context, by actor.Actor, target User) error) error {
	if !May(by, resourceUser, action) {
		return refused
	}
	return s.change(ctx, userID, func(ctx context.Context, target *User) error {
		by, err := s.standing(ctx, by)
		if err != nil {
			return err
		}
		if !May(by, resourceUser, action) {
			return refused
		}
		if !MayTouch(by, *target) {
			return refused
		}
		return fn(ctx, by, *target)
	})
}

// Administer runs fn on an account that the caller may change, for those who
// keep something of it elsewhere. It gets the caller with the roles they have
// now.
func (s *Service) Administer(ctx context.Context, by actor.Actor, userID string, fn func(ctx context.Context, by actor.Actor, target User) error) error {
	return s.administer(ctx, by, userID, "update", ErrMayNotUpdate, fn)
}

// standing holds the lock and returns the caller with the roles they have now.
func (s *Service) standing(ctx context.Context, by actor.Actor) (actor.Actor, error) {
	if err := s.db.Lock(ctx, administrators); err != nil {
		return by, err
	}
	if by.UserID == "" {
		return by, nil
	}
	u, err := s.store.byID(ctx, by.UserID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return by, err
	}
	by.Role = u.Role
	if u.IsBanned(s.now()) {
		by.Role = ""
	}
	return by, nil
}

// SetRole gives an account other roles. Only superadmins make superadmins.
func (s *Service) SetRole(ctx context.Context, by actor.Actor, userID string, roles []string) (User, error) {
	if !May(by, resourceUser, "set-role") {
		return User{}, ErrMayNotSetRole
	}
	role, err := joinRoles(roles)
	if err != nil {
		return User{}, err
	}
	var changed User
	err = s.administer(ctx, by, userID, "set-role", ErrMayNotSetRole, func(ctx context.Context, by actor.Actor, target User) error {
		if err := s.assign(ctx, by, target, role); err != nil {
			return err
		}
		var err error
		changed, err = s.store.byID(ctx, target.ID)
		return err
	})
	return changed, err
}

func (s *Service) assign(ctx context.Context, by actor.Actor, target User, role string) error {
	if role == target.Role {
		return nil
	}
	if actor.HasRole(role, actor.RoleSuperadmin) && !by.Superadmin() {
		return ErrMayNotSetRole
	}
	if !actor.HasRole(role, actor.RoleSuperadmin) {
		if err := s.keepSuperadmin(ctx, target); err != nil {
			return err
		}
	}
	if err := s.store.set(ctx, target.ID, set{"role", role}); err != nil {
		return err
	}
	if loses(target.Role, role) {
		if err := s.endOthers(ctx, by, target.ID, endedByRoleLoss); err != nil {
			return err
		}
	}
	return s.audit.Record(ctx, by, audit.Event{
		Action: "user.role_changed", Target: "user", TargetID: target.ID, Details: map[string]any{
			"role": role, "before": target.Role, "changes": target.changed([]set{{"role", role}}),
		},
	})
}

// endOthers ends the sessions of an account, but not the one in which the
// caller asks for it.
func (s *Service) endOthers(ctx context.Context, by actor.Actor, userID, reason string) error {
	except := ""
	if by.UserID == userID {
		except = by.SessionID
	}
	return s.endSessions(ctx, by, userID, except, reason)
}

// Get returns an account to an administrator.
func (s *Service) Get(ctx context.Context, by actor.Actor, userID string) (User, error) {
	if !May(by, resourceUser, "get") {
		return User{}, ErrMayNotGet
	}
	return s.store.byID(ctx, userID)
}

// CreateFor makes an account on behalf of an administrator, as CreateBy does,
// with several roles if need be and without a password if none is given.
func (s *Service) CreateFor(ctx context.Context, by actor.Actor, n NewUser, roles []string) (User, error) {
	if !May(by, resourceUser, "create") {
		return User{}, ErrMayNotCreate
	}
	if !ValidEmail(FoldEmail(n.Email)) {
		return User{}, ErrEmailForm
	}
	if len(roles) > 0 {
		role, err := joinRoles(roles)
		if err != nil {
			return User{}, err
		}
		n.Role = role
	}
	n.Passwordless = n.Password == ""
	return s.create(ctx, by, n, ErrMayNotCreate)
}

// create makes an account; only a superadmin makes another one.
func (s *Service) create(ctx context.Context, by actor.Actor, n NewUser, refused error) (User, error) {
	super := actor.HasRole(n.Role, actor.RoleSuperadmin)
	if super && !by.Superadmin() {
		return User{}, refused
	}
	p, err := s.Prepare(ctx, n)
	if err != nil {
		return User{}, err
	}
	var made User
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		by := by
		if super {
			if by, err = s.standing(ctx, by); err != nil {
				return err
			}
			if !by.Superadmin() {
				return refused
			}
		}
		made, err = s.Create(ctx, by, p)
		return err
	})
	return made, err
}

// AdminChanges are a partial update by an administrator: nil leaves a value as
// it is, an empty text clears it.
type AdminChanges struct {
	Name, Email, Image, Phone, Company, Position, Address, Locale *string
	EmailVerified, IsMfaRequired                                  *bool
	Roles                                                         []string
}

// UpdateBy changes an account on behalf of an administrator. Another address is
// an unproved one, unless the administrator vouches for it.
func (s *Service) UpdateBy(ctx context.Context, by actor.Actor, userID string, c AdminChanges) (User, error) {
	if !May(by, resourceUser, "update") {
		return User{}, ErrMayNotUpdate
	}
	role := ""
	if c.Roles != nil {
		var err error
		if role, err = joinRoles(c.Roles); err != nil {
			return User{}, err
		}
	}
	columns, err := c.columns()
	if err != nil {
		return User{}, err
	}
	var changed User
	err = s.administer(ctx, by, userID, "update", ErrMayNotUpdate, func(ctx context.Context, by actor.Actor, target User) error {
		if role != "" {
			if !May(by, resourceUser, "set-role") {
				return ErrMayNotSetRole
			}
			if err := s.assign(ctx, by, target, role); err != nil {
				return err
			}
		}
		if err := s.update(ctx, by, target, c, columns); err != nil {
			return err
		}
		var err error
		changed, err = s.store.byID(ctx, target.ID)
		return err
	})
	return changed, err
}

func (s *Service) update(ctx context.Context, by actor.Actor, target User, c AdminChanges, columns []set) error {
	if len(columns) == 0 {
		return nil
	}
	if c.Email != nil && FoldEmail(*c.Email) != target.Email && c.EmailVerified == nil {
		columns = append(columns, set{"email_verified", false})
	}
	if err := s.store.set(ctx, target.ID, columns...); err != nil {
		return err
	}
	if c.Name != nil || c.Email != nil {
		u, err := s.store.byID(ctx, target.ID)
		if err != nil {
			return err
		}
		if err := s.store.saveWords(ctx, u.ID, words(u.Name, u.Email)); err != nil {
			return err
		}
	}
	var names []string
	for _, column := range columns {
		names = append(names, column.column)
	}
	return s.audit.Record(ctx, by, audit.Event{
		Action: "user.updated", Target: "user", TargetID: target.ID,
		Details: map[string]any{"fields": names, "changes": target.changed(columns)},
	})
}

// columns checks the changes and names what they are stored in.
func (c AdminChanges) columns() ([]set, error) {
	var all []set
	if c.Name != nil {
		name := strings.TrimSpace(*c.Name)
		if !validName(name) {
			return nil, ErrName
		}
		all = append(all, set{"name", name})
	}
	if c.Email != nil {
		email := FoldEmail(*c.Email)
		if !ValidEmail(email) {
			return nil, ErrEmailForm
		}
		all = append(all, set{"email", email})
	}
	for _, text := range []struct {
		column string
		value  *string
	}{
		{"image", c.Image}, {"phone", c.Phone}, {"company", c.Company}, {"position", c.Position}, {"address", c.Address},
	} {
		if text.value == nil {
			continue
		}
		if err := checkTexts(*text.value); err != nil {
			return nil, err
		}
		all = append(all, set{text.column, orNone(*text.value)})
	}
	if c.Locale != nil {
		if !validLocale(*c.Locale) {
			return nil, ErrLocale
		}
		all = append(all, set{"locale", orNone(*c.Locale)})
	}
	if c.EmailVerified != nil {
		all = append(all, set{"email_verified", *c.EmailVerified})
	}
	if c.IsMfaRequired != nil {
		all = append(all, set{"is_mfa_required", *c.IsMfaRequired})
	}
	return all, nil
}

// A Ban keeps somebody out, for good when it has no length.
type Ban struct {
	Reason string
	Length time.Duration
}

const defaultBanReason = "No reason"

// Ban keeps somebody out and ends their sessions.
func (s *Service) Ban(ctx context.Context, by actor.Actor, userID string, b Ban) (User, error) {
	if !May(by, resourceUser, "ban") {
		return User{}, ErrMayNotBan
	}
	if userID == by.UserID {
		return User{}, ErrBanSelf
	}
	if b.Reason == "" {
		b.Reason = defaultBanReason
	}
	if err := checkTexts(b.Reason); err != nil {
		return User{}, err
	}
	var until time.Time
	if b.Length > 0 {
		until = s.now().Add(b.Length)
	}
	var banned User
	err := s.administer(ctx, by, userID, "ban", ErrMayNotBan, func(ctx context.Context, by actor.Actor, target User) error {
		if err := s.keepSuperadmin(ctx, target); err != nil {
			return err
		}
		if err := s.store.set(ctx, target.ID, set{columnBanned, true}, set{"ban_reason", b.Reason}, set{"ban_expires_at", until}); err != nil {
			return err
		}
		if err := s.endSessions(ctx, by, target.ID, "", endedByBan); err != nil {
			return err
		}
		details := map[string]any{"reason": b.Reason}
		if !until.IsZero() {
			details["until"] = until.UTC().Format(time.RFC3339)
		}
		if err := s.audit.Record(ctx, by, audit.Event{Action: "user.banned", Target: "user", TargetID: target.ID, Details: details}); err != nil {
			return err
		}
		var err error
		banned, err = s.store.byID(ctx, target.ID)
		return err
	})
	return banned, err
}

// Unban lets somebody in again.
func (s *Service) Unban(ctx context.Context, by actor.Actor, userID string) (User, error) {
	var u User
	err := s.administer(ctx, by, userID, "ban", ErrMayNotBan, func(ctx context.Context, by actor.Actor, target User) error {
		if err := s.store.set(ctx, target.ID, set{columnBanned, false}, set{"ban_reason", nil}, set{"ban_expires_at", nil}); err != nil {
			return err
		}
		if err := s.audit.Record(ctx, by, audit.Event{Action: "user.unbanned", Target: "user", TargetID: target.ID}); err != nil {
			return err
		}
		var err error
		u, err = s.store.byID(ctx, target.ID)
		return err
	})
	return u, err
}

// SetPassword gives an account another password, or its first, and ends its
// sessions: whoever knew the old one is out.
func (s *Service) SetPassword(ctx context.Context, by actor.Actor, userID, password string) error {
	target, err := s.touchable(ctx, by, userID, "set-password", ErrMayNotSetPassword)
	if err != nil {
		return err
	}
	if err := s.AcceptPassword(ctx, target, password); err != nil {
		return err
	}
	hash, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.administer(ctx, by, target.ID, "set-password", ErrMayNotSetPassword, func(ctx context.Context, by actor.Actor, target User) error {
		if err := s.store.setPassword(ctx, target.ID, hash, s.now()); err != nil {
			return err
		}
		for _, purpose := range []string{ticketReset, ticketChange, ticketDelete} {
			if err := s.tickets.Revoke(ctx, purpose, target.ID); err != nil {
				return err
			}
		}
		out := s.expel
		if by.UserID == target.ID {
			out = s.endOthers
		}
		if err := out(ctx, by, target.ID, endedByPassword); err != nil {
			return err
		}
		if err := s.audit.Record(ctx, by, audit.Event{Action: "user.password_set", Target: "user", TargetID: target.ID}); err != nil {
			return err
		}
		return s.notify(ctx, by, target, "password-set", map[string]any{})
	})
}

// touchable finds out, before anything slow, whether administer would refuse.
func (s *Service) touchable(ctx context.Context, by actor.Actor, userID, action string, refused error) (User, error) {
	if !May(by, resourceUser, action) {
		return User{}, refused
	}
	target, err := s.store.byID(ctx, userID)
	if err != nil {
		return User{}, err
	}
	if !MayTouch(by, target) {
		return User{}, refused
	}
	return target, nil
}

// RemoveBy deletes an account on behalf of an administrator.
func (s *Service) RemoveBy(ctx context.Context, by actor.Actor, userID string) error {
	if !May(by, resourceUser, "delete") {
		return ErrMayNotRemove
	}
	if userID == by.UserID {
		return ErrRemoveSelf
	}
	return s.administer(ctx, by, userID, "delete", ErrMayNotRemove, func(ctx context.Context, by actor.Actor, target User) error {
		if err := s.keepSuperadmin(ctx, target); err != nil {
			return err
		}
		return s.remove(ctx, by, target, false)
	})
}

// Permitted reports whether the caller may do all of what is asked: actions by
// kind of thing. Asking for nothing permits nothing.
func Permitted(by actor.Actor, asked map[string][]string) bool {
	if len(asked) == 0 {
		return false
	}
	for resource, actions := range asked {
		if slices.ContainsFunc(actions, func(action string) bool { return !May(by, resource, action) }) {
			return false
		}
	}
	return true
}
