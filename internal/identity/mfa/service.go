package mfa

import (
	"context"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Parts are what keeping factors needs.
type Parts struct {
	DB     *db.DB
	Users  *user.Service
	Audit  *audit.Log
	Sealer secret.Sealer
	Signer secret.Signer
	// SendCode mails a one-time code; nil when codes by mail are not offered.
	SendCode func(ctx context.Context, by actor.Actor, u user.User, code string, life time.Duration) error
	// Tell mails the user that their factors were changed; nil when nothing can
	// be mailed.
	Tell func(ctx context.Context, by actor.Actor, u user.User, action string) error
}

// Settings are what an operator decides about factors.
type Settings struct {
	Issuer string // what authenticator apps show beside the address
	Policy Policy
}

// A Service keeps second factors.
type Service struct {
	Parts
	Settings
	store store
	now   func() time.Time
}

// New returns the service.
func New(p Parts, c Settings, now func() time.Time) *Service {
	return &Service{p, c, store{p.DB}, now}
}

// Demands reports whether the user may not be without a second factor.
func (s *Service) Demands(u user.User) bool { return s.Policy.Demands(u) }

// Methods lists what the user can show as a second factor; empty when nothing.
// A backup code alone is no factor: it stands in for one.
func (s *Service) Methods(ctx context.Context, userID string) ([]string, error) {
	h, err := s.store.held(ctx, userID)
	if err != nil {
		return nil, err
	}
	methods := s.enrolled(h)
	if s.SendCode != nil && h.totp && !h.mail {
		methods = append(methods, OTP)
	}
	if len(methods) > 0 && h.backupCodes {
		methods = append(methods, BackupCode)
	}
	return methods, nil
}

// enrolled lists the factors that the user set up.
func (s *Service) enrolled(h held) []string {
	var methods []string
	if h.totp {
		methods = append(methods, TOTP)
	}
	if h.passkey {
		methods = append(methods, Passkey)
	}
	if h.mail && s.SendCode != nil {
		methods = append(methods, OTP)
	}
	return methods
}

// Offered lists the factors that one can set up.
func (s *Service) Offered() []string {
	offered := []string{TOTP, Passkey}
	if s.SendCode != nil {
		offered = append(offered, OTP)
	}
	return offered
}

// Missing reports whether somebody who proved themselves by the given
// authentication methods has a second factor still to show, or first to set up.
// With always it is asked of everyone; otherwise of those of whom it is
// demanded, unless they did without on a device they trust.
func (s *Service) Missing(ctx context.Context, u user.User, proved []string, always bool) (missing, enrol bool, err error) {
	switch {
	case session.Multifactor(proved):
		return false, false, nil
	case always:
	case !s.Demands(u), session.Remembered(proved):
		return false, false, nil
	}
	if u.TwoFactorEnabled { // also when what they had cannot be found: nobody sets up another in its place
		return true, false, nil
	}
	h, err := s.store.held(ctx, u.ID)
	return true, len(s.enrolled(h)) == 0, err
}

// MayChange returns nil when factors may be added or removed in the session:
// it is fresh, nobody else acts in it, and it has shown the second factor of
// whoever has one.
func (s *Service) MayChange(ctx context.Context, current session.Session, u user.User) error {
	if current.ImpersonatedBy != "" {
		return ErrImpersonated
	}
	if !session.Fresh(current, s.now()) {
		return session.ErrNotFresh
	}
	if session.Multifactor(current.Methods) {
		return nil
	}
	methods, err := s.Methods(ctx, u.ID)
	if err == nil && len(methods) > 0 {
		return ErrStepUp
	}
	return err
}

// MayLose returns ErrLast when a factor is the last that a user has who must
// have one.
func (s *Service) MayLose(ctx context.Context, u user.User, methods ...string) error {
	if !s.Demands(u) {
		return nil
	}
	h, err := s.store.held(ctx, u.ID)
	if err != nil {
		return err
	}
	for _, method := range s.enrolled(h) {
		if !slices.Contains(methods, method) {
			return nil
		}
	}
	return ErrLast
}

// Without reports whether the user has no second factor yet, which a sign-in
// that waits for one to be set up must be sure of to the end. It needs a
// transaction.
func (s *Service) Without(ctx context.Context, userID string) (bool, error) {
	if err := s.lock(ctx, userID); err != nil {
		return false, err
	}
	h, err := s.store.held(ctx, userID)
	return len(s.enrolled(h)) == 0, err
}

// lock makes changes to the factors of one user wait for one another. It needs
// a transaction.
func (s *Service) lock(ctx context.Context, userID string) error {
	return s.DB.Lock(ctx, "mfa:"+userID)
}

func (s *Service) record(ctx context.Context, by actor.Actor, action, userID string, details map[string]any) error {
	return s.Audit.Record(ctx, by, audit.Event{Action: action, Target: "user", TargetID: userID, Details: details})
}

// Purge forgets what expired.
func (s *Service) Purge(ctx context.Context) error { return s.store.purge(ctx, s.now()) }
