package session

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
)

// MembersBy names what refuses an organization that a user is no member of.
// Until then, every one is refused. Only wire calls it.
func (s *Service) MembersBy(f func(ctx context.Context, userID, organizationID string) error) {
	s.member = f
}

// EndOwn ends the session of a token if it is the user's. Another's is left
// alone.
func (s *Service) EndOwn(ctx context.Context, by actor.Actor, userID, token string) error {
	return s.end(ctx, by, EndedByRevocation, `token = $1 AND user_id = $2`, token, userID)
}

// Activate makes an organization the one that the session is about, or none
// when the id is empty.
func (s *Service) Activate(ctx context.Context, by actor.Actor, id, organizationID string) (Session, error) {
	var changed Session
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if organizationID != "" {
			if err := s.member(ctx, by.UserID, organizationID); err != nil {
				return err
			}
		}
		var err error
		if changed, err = s.store.activate(ctx, id, organizationID); err != nil {
			return err
		}
		if err := s.hub.Invalidate(ctx, cacheKind, changed.Token); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{
			Action: "session.organization_changed", Target: "session", TargetID: id, Details: map[string]any{"organization_id": organizationID},
		})
	})
	return changed, err
}

// LeaveOrganization takes an organization from the sessions of a user that are
// about it.
func (s *Service) LeaveOrganization(ctx context.Context, organizationID, userID string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		changed, err := s.store.deactivate(ctx, userID, organizationID)
		if err != nil {
			return err
		}
		for _, c := range changed {
			if err := s.hub.Invalidate(ctx, cacheKind, c.Token); err != nil {
				return err
			}
		}
		return nil
	})
}
