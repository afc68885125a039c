package grant

import (
	"context"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
)

// A Connection is what an application has of a user: what they consented to
// and what is alive of it.
type Connection struct {
	ApplicationID string
	Scopes        []string  // consented to, or granted without having been asked
	Since         time.Time // of the consent, or of the oldest grant
	UsedAt        time.Time // when it last got tokens; zero when it has no grant
	Grants        int       // that are alive
	Offline       bool      // one of them goes on when the user is gone
}

// A liveGrant is a grant from which tokens can still come.
type liveGrant struct {
	applicationID string
	scopes        []string
	createdAt     time.Time
	usedAt        time.Time
	offline       bool
}

// Connections lists the applications that a user let in, the newest first.
func (s *Service) Connections(ctx context.Context, userID string) ([]Connection, error) {
	consents, err := s.store.consents(ctx, userID)
	if err != nil {
		return nil, err
	}
	grants, err := s.store.alive(ctx, userID, s.now())
	if err != nil {
		return nil, err
	}
	found := map[string]*Connection{}
	of := func(applicationID string, since time.Time) *Connection {
		c := found[applicationID]
		if c == nil {
			c = &Connection{ApplicationID: applicationID, Since: since}
			found[applicationID] = c
		}
		return c
	}
	for _, g := range consents {
		of(g.ApplicationID, g.CreatedAt).add(g.Scopes)
	}
	for _, g := range grants {
		c := of(g.applicationID, g.createdAt)
		c.add(g.scopes)
		c.Grants++
		c.Offline = c.Offline || g.offline
		if g.usedAt.After(c.UsedAt) {
			c.UsedAt = g.usedAt
		}
	}
	all := make([]Connection, 0, len(found))
	for _, c := range found {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Connection) int { return b.Since.Compare(a.Since) })
	return all, nil
}

func (c *Connection) add(scopes []string) {
	for _, scope := range scopes {
		if !slices.Contains(c.Scopes, scope) {
			c.Scopes = append(c.Scopes, scope)
		}
	}
}

// Disconnect ends every grant of the caller to an application and forgets what
// they consented to. ErrNoConsent means that there was neither.
func (s *Service) Disconnect(ctx context.Context, by actor.Actor, applicationID string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, "consent:"+by.UserID); err != nil {
			return err
		}
		ended, err := s.store.revokeAll(ctx, applicationID, by.UserID, s.now())
		if err != nil {
			return err
		}
		forgotten, err := s.store.forgetConsents(ctx, applicationID, by.UserID)
		if err != nil {
			return err
		}
		if len(ended) == 0 && forgotten == 0 {
			return ErrNoConsent
		}
		if err := s.hub.Invalidate(ctx, kindGrant, ended...); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{
			Action: "application.disconnected", Target: "application", TargetID: applicationID, UserID: by.UserID,
			Details: map[string]any{"grants": len(ended)},
		})
	})
}
