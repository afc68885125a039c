package grant

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/batch"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A Service is what one can do with grants.
type Service struct {
	db     *db.DB
	store  store
	hub    *cache.Hub
	memory memory
	audit  *audit.Log
	now    func() time.Time

	remember *batch.Group[[]Token]
}

// Two writers keep one statement on its way to disk while another is made; the
// size keeps a statement of three tokens per request within SQLite's limits.
const (
	rememberWriters = 2
	rememberSize    = 64
)

// New returns the service.
func New(database *db.DB, hub *cache.Hub, log *audit.Log, now func() time.Time) *Service {
	s := &Service{db: database, store: store{database}, hub: hub, memory: newMemory(hub), audit: log, now: now}
	s.remember = batch.New(rememberWriters, rememberSize,
		func(ctx context.Context, batch [][]Token) error {
			return s.store.insertTokens(ctx, slices.Concat(batch...))
		},
		func(err error) bool { return errors.Is(err, db.ErrTaken) || errors.Is(err, db.ErrGone) })
	return s
}

// Issue stores a new grant and returns the code that carries it to the
// application. The refresh family exists from here on, under the grant's id.
func (s *Service) Issue(ctx context.Context, g Grant) (code string, err error) {
	code = secret.Token()
	g.ID, g.CreatedAt = secret.UUID(), s.now()
	g.CodeExpiresAt = g.CreatedAt.Add(CodeLife)
	return code, s.store.insert(ctx, g, secret.Digest(code))
}

// Begin stores a new grant that no code carries: who asks for it is there to
// take it.
func (s *Service) Begin(ctx context.Context, g Grant) (Grant, error) {
	g.ID, g.CreatedAt = secret.UUID(), s.now()
	g.CodeExpiresAt = g.CreatedAt
	return g, s.store.insert(ctx, g, secret.Digest(secret.Token()))
}

// TakeCode spends a code of an application: one code, one try. ErrReplay means
// that it was spent before; another application's code is ErrUnknown and is
// not spent. Expiry is the caller's to check, and whether the session lives.
func (s *Service) TakeCode(ctx context.Context, applicationID, code string) (Held, error) {
	digest := secret.Digest(code)
	held, err := s.store.takeCode(ctx, digest, applicationID, s.now())
	if !errors.Is(err, db.ErrNone) {
		return held, err
	}
	g, err := s.store.byCode(ctx, digest)
	if errors.Is(err, db.ErrNone) || err == nil && g.ApplicationID != applicationID {
		return Held{}, ErrUnknown
	}
	if err != nil {
		return Held{}, err
	}
	return Held{Grant: g}, ErrReplay
}

// Remember stores tokens, all in one statement, which requests that come at the
// same time share. A token that replaces a refresh
// token spends it: when another request was faster, nothing is stored and the
// answer is ErrReplay. ErrUnknown means that the grant is gone.
func (s *Service) Remember(ctx context.Context, tokens ...Token) error {
	var err error
	if db.InTransaction(ctx) {
		err = s.store.insertTokens(ctx, tokens)
	} else {
		err = s.remember.Do(ctx, tokens)
	}
	switch {
	case errors.Is(err, db.ErrTaken):
		return ErrReplay
	case errors.Is(err, db.ErrGone):
		return ErrUnknown
	}
	return err
}

// Extend lets a refresh token that is not replaced live longer.
func (s *Service) Extend(ctx context.Context, token string, until time.Time) error {
	return s.store.extendToken(ctx, secret.Digest(token), until)
}

// Find returns a stored token with its grant, dead or alive, or ErrUnknown.
func (s *Service) Find(ctx context.Context, token string) (Held, error) {
	held, err := s.store.find(ctx, secret.Digest(token), s.now())
	if errors.Is(err, db.ErrNone) {
		return Held{}, ErrUnknown
	}
	return held, err
}

// ByID returns a grant and whether its browser session lives, or ErrUnknown.
func (s *Service) ByID(ctx context.Context, id string) (Held, error) {
	held, err := s.store.holding(ctx, id, s.now())
	if errors.Is(err, db.ErrNone) {
		return Held{}, ErrUnknown
	}
	return held, err
}

// OfSession returns the id of the newest grant that an application has from a
// browser session, for an organization or for none, and that was not revoked; or
// ErrUnknown.
func (s *Service) OfSession(ctx context.Context, applicationID, sessionID, organizationID string) (string, error) {
	id, err := s.store.ofSession(ctx, applicationID, sessionID, organizationID)
	if errors.Is(err, db.ErrNone) {
		return "", ErrUnknown
	}
	return id, err
}

// Revoke ends a grant with everything made from it.
func (s *Service) Revoke(ctx context.Context, by actor.Actor, id, reason string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		revoked, err := s.store.revoke(ctx, id, s.now())
		if err != nil || !revoked {
			return err
		}
		if err := s.hub.Invalidate(ctx, kindGrant, id); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{
			Action: "grant.revoked", Target: "grant", TargetID: id, Details: map[string]any{"reason": reason},
		})
	})
}

// EndAccess ends every grant of a user to an application and forgets what they
// consented to: who is let in again starts anew.
func (s *Service) EndAccess(ctx context.Context, applicationID, userID string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.store.revokeAll(ctx, applicationID, userID, s.now())
		if err != nil {
			return err
		}
		if err := s.hub.Invalidate(ctx, kindGrant, ended...); err != nil {
			return err
		}
		_, err = s.store.forgetConsents(ctx, applicationID, userID)
		return err
	})
}

// EndOrganization ends every grant of a user to act in an organization and
// forgets what they consented to there. Whoever ends a membership calls it in
// the same transaction.
func (s *Service) EndOrganization(ctx context.Context, organizationID, userID string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.store.revokeOrganization(ctx, organizationID, userID, s.now())
		if err != nil {
			return err
		}
		if err := s.hub.Invalidate(ctx, kindGrant, ended...); err != nil {
			return err
		}
		return s.store.forgetOrganization(ctx, organizationID, userID)
	})
}

// EndUser ends every grant of a user. What they consented to stays.
func (s *Service) EndUser(ctx context.Context, by actor.Actor, userID, reason string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.store.revokeUser(ctx, userID, s.now())
		if err != nil || len(ended) == 0 {
			return err
		}
		if err := s.hub.Invalidate(ctx, kindGrant, ended...); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{
			Action: "user.grants_revoked", Target: "user", TargetID: userID, Details: map[string]any{"reason": reason, "count": len(ended)},
		})
	})
}

// RevokeToken ends one opaque access token.
func (s *Service) RevokeToken(ctx context.Context, token string) error {
	digest := secret.Digest(token)
	return s.db.InTx(ctx, func(ctx context.Context) error {
		revoked, err := s.store.revokeToken(ctx, digest, s.now())
		if err != nil || !revoked {
			return err
		}
		return s.hub.Invalidate(ctx, kindToken, digest)
	})
}

// Consent returns what the user allowed the application; nothing is a consent
// to nothing.
func (s *Service) Consent(ctx context.Context, userID, applicationID, organizationID string) (Consent, error) {
	c, err := s.store.consent(ctx, userID, applicationID, organizationID)
	if errors.Is(err, db.ErrNone) {
		return Consent{UserID: userID, ApplicationID: applicationID, OrganizationID: organizationID}, nil
	}
	return c, err
}

// SaveConsent adds scopes to what the user allowed before.
func (s *Service) SaveConsent(ctx context.Context, by actor.Actor, add Consent) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, "consent:"+add.UserID); err != nil {
			return err
		}
		old, err := s.Consent(ctx, add.UserID, add.ApplicationID, add.OrganizationID)
		if err != nil {
			return err
		}
		if len(old.Scopes) > 0 && old.Covers(add.Scopes) {
			return nil
		}
		for _, scope := range add.Scopes {
			if !slices.Contains(old.Scopes, scope) {
				old.Scopes = append(old.Scopes, scope)
			}
		}
		if err := s.store.saveConsent(ctx, old, s.now()); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{
			Action: "consent.given", Target: "application", TargetID: add.ApplicationID,
			Details: map[string]any{"user_id": add.UserID, "scopes": add.Scopes},
		})
	})
}

// Purge removes what expired before a day ago.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-24*time.Hour))
}
