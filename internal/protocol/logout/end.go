package logout

import (
	"context"
	"sync"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// patience is how long a browser waits for applications to hear of its logout.
// What takes longer is tried again in the background.
const patience = 2 * time.Second

// A recipient is an application that a session has grants for.
type recipient struct {
	applicationID string
	client        application.Client
}

// OnSessionEnd writes the notices to the applications of a session, in the
// transaction that ends it: neither happens without the other. Only wire
// registers it.
func (s *Service) OnSessionEnd(ctx context.Context, ended session.Session) error {
	recipients, err := s.store.recipients(ctx, ended.ID)
	if err != nil {
		return err
	}
	now := s.now()
	for _, to := range recipients {
		if to.client.BackchannelLogoutURI == "" {
			continue
		}
		err := s.store.insert(ctx, Delivery{
			ID: secret.UUID(), ApplicationID: to.applicationID, SessionID: ended.ID, UserID: ended.UserID, CreatedAt: now, NextAt: now,
		})
		if err != nil {
			return err
		}
	}
	s.queue.Wake(ctx)
	return nil
}

// end ends sessions and tells their applications at once: those who are quick
// know before the browser goes on.
func (s *Service) end(ctx context.Context, by actor.Actor, p plan, sessions ...string) (Outcome, error) {
	if by.UserID == "" {
		by.ApplicationID = p.application.ID
	}
	out := p.outcome()
	var mine []Delivery
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		out.Frames, mine = nil, nil
		for _, id := range sessions {
			if err := s.Sessions.EndByID(ctx, by, id, session.EndedByApplication); err != nil {
				return err
			}
			recipients, err := s.store.recipients(ctx, id)
			if err != nil {
				return err
			}
			for _, to := range recipients {
				if uri := to.client.FrontchannelLogoutURI; uri != "" {
					out.Frames = append(out.Frames, frame(uri, s.issuer, id))
				}
			}
			claimed, err := s.store.claimSession(ctx, id, s.now())
			if err != nil {
				return err
			}
			mine = append(mine, claimed...)
		}
		return nil
	})
	if err != nil {
		return Outcome{}, err
	}
	// The browser may leave; the applications are told all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*patience)
	defer cancel()
	s.deliverAll(ctx, mine, patience)
	return out, nil
}

// deliverAll delivers what was claimed, all at the same time.
func (s *Service) deliverAll(ctx context.Context, claimed []Delivery, limit time.Duration) {
	var running sync.WaitGroup
	for _, d := range claimed {
		running.Go(func() { s.deliver(ctx, d, limit) })
	}
	running.Wait()
}
