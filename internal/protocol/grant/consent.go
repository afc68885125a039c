package grant

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

// A Given consent is one as its user sees it.
type Given struct {
	ID string
	Consent
	CreatedAt time.Time
	UpdatedAt time.Time
}

// ErrNoConsent means that the user gave no such consent.
var ErrNoConsent = errors.New("grant: no such consent")

// Consents lists what a user allowed applications, oldest first.
func (s *Service) Consents(ctx context.Context, userID string) ([]Given, error) {
	return s.store.consents(ctx, userID)
}

// GivenConsent returns one consent of a user; that of another is ErrNoConsent
// too.
func (s *Service) GivenConsent(ctx context.Context, userID, id string) (Given, error) {
	return noConsent(s.store.given(ctx, userID, id))
}

func noConsent(g Given, err error) (Given, error) {
	if errors.Is(err, db.ErrNone) {
		err = ErrNoConsent
	}
	return g, err
}

// ChangeConsent replaces the scopes of a consent. Grants that reach further
// than what is left end, where it counts.
func (s *Service) ChangeConsent(ctx context.Context, by actor.Actor, id string, scopes []string) (Given, error) {
	var g Given
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, "consent:"+by.UserID); err != nil {
			return err
		}
		var err error
		if g, err = noConsent(s.store.changeConsent(ctx, by.UserID, id, scopes, s.now())); err != nil {
			return err
		}
		if err := s.endBeyond(ctx, g.Consent); err != nil {
			return err
		}
		return s.recordConsent(ctx, by, "consent.changed", g)
	})
	return g, err
}

// WithdrawConsent forgets a consent and ends every grant of the user to the
// application, of those for an organization only where it counts.
func (s *Service) WithdrawConsent(ctx context.Context, by actor.Actor, id string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, "consent:"+by.UserID); err != nil {
			return err
		}
		g, err := noConsent(s.store.deleteConsent(ctx, by.UserID, id))
		if err != nil {
			return err
		}
		ended, err := s.store.revokeIn(ctx, g.ApplicationID, g.UserID, g.OrganizationID, s.now())
		if err != nil {
			return err
		}
		if err := s.hub.Invalidate(ctx, kindGrant, ended...); err != nil {
			return err
		}
		return s.recordConsent(ctx, by, "consent.withdrawn", g)
	})
}

// ForgetConsents has every user of an application decide anew.
func (s *Service) ForgetConsents(ctx context.Context, applicationID string) error {
	return s.store.forgetAllConsents(ctx, applicationID)
}

// endBeyond ends the grants that the consent does not cover.
func (s *Service) endBeyond(ctx context.Context, c Consent) error {
	live, err := s.store.liveGrants(ctx, c.ApplicationID, c.UserID, c.OrganizationID)
	if err != nil {
		return err
	}
	for _, g := range live {
		if c.Covers(g.Scopes) {
			continue
		}
		if _, err := s.store.revoke(ctx, g.ID, s.now()); err != nil {
			return err
		}
		if err := s.hub.Invalidate(ctx, kindGrant, g.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) recordConsent(ctx context.Context, by actor.Actor, action string, g Given) error {
	return s.audit.Record(ctx, by, audit.Event{
		Action: action, Target: "application", TargetID: g.ApplicationID, Details: map[string]any{"user_id": g.UserID, "scopes": g.Scopes},
	})
}
