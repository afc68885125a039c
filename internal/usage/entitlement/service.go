package entitlement

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/protocol/tokeninfo"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// Parts are the subjects that entitlements come from.
type Parts struct {
	Users         *user.Service
	Access        *access.Service
	Organizations *organization.Service
	Subscriptions *subscription.Service
	Claims        *claims.Service
	Tokens        *tokeninfo.Service
}

// A Service tells entitlements.
type Service struct {
	Parts
	audience string
	now      func() time.Time
}

// New returns the service. The audience is the service's base URL, for which a
// token must be when it names any.
func New(p Parts, audience string, now func() time.Time) *Service { return &Service{p, audience, now} }

// A Question says whose entitlements are asked for. The token of a user says it
// itself; an application asks about users by its own token (RFC 6749 §4.4),
// naming them as its tokens do.
type Question struct{ UserID, OrganizationID string }

const maxID = 255

// Ask returns what the bearer of an access token may know of a user in the
// application that the token was issued to. What was revoked, changed or has
// expired counts at once; all but the token itself is mostly in memory.
func (s *Service) Ask(ctx context.Context, shown tokeninfo.Shown, q Question) (Entitlements, error) {
	t, err := s.Tokens.Open(ctx, shown)
	if err != nil {
		return Entitlements{}, err
	}
	if len(t.Audience) > 0 && !slices.Contains(t.Audience, s.audience) {
		return Entitlements{}, ErrToken
	}
	if t.User.ID != "" {
		return s.own(ctx, t, q)
	}
	if t.Grant.ID != "" {
		return Entitlements{}, ErrToken
	}
	if t.Application.Pairwise() {
		return Entitlements{}, errPairwise
	}
	if !isID(q.UserID) {
		return Entitlements{}, ErrWhose
	}
	if q.OrganizationID != "" && !isID(q.OrganizationID) {
		return Entitlements{}, ErrWhose.Saying("organizationId names no organization")
	}
	return s.of(ctx, t.Application, q)
}

func isID(text string) bool {
	clean, ok := application.CleanName(text, maxID)
	return ok && clean == text
}

// own are those of the user whose token it is, for the organization that the
// token is bound to.
func (s *Service) own(ctx context.Context, t tokeninfo.Token, q Question) (Entitlements, error) {
	if q.UserID != "" {
		subject, err := s.Claims.Subject(ctx, t.Application, t.User.ID)
		if err != nil {
			return Entitlements{}, err
		}
		if q.UserID != subject {
			return Entitlements{}, ErrOther
		}
	}
	if q.OrganizationID != "" && q.OrganizationID != t.Grant.OrganizationID {
		return Entitlements{}, ErrOther
	}
	return s.gather(ctx, t.User, t.Application, claims.Asked{Scopes: t.Scopes, Organization: t.Grant.OrganizationID}, true)
}

// of are those of any user, as far as the application may know them. Nobody can
// tell a user that there is not from one who may not enter.
func (s *Service) of(ctx context.Context, a application.Application, q Question) (Entitlements, error) {
	asked := claims.Asked{Scopes: a.AllowedScopes}
	u, err := s.Users.ByID(ctx, q.UserID)
	if errors.Is(err, user.ErrNotFound) {
		return s.gather(ctx, user.User{ID: q.UserID}, a, asked, false)
	}
	if err != nil {
		return Entitlements{}, err
	}
	if u.IsBanned(s.now()) {
		return s.gather(ctx, u, a, asked, false)
	}
	if q.OrganizationID != "" {
		m, err := s.Organizations.Membership(ctx, q.OrganizationID, u.ID)
		if err != nil && !errors.Is(err, organization.ErrNotFound) {
			return Entitlements{}, err
		}
		if err == nil && m.Role != "" {
			asked.Organization = q.OrganizationID
		}
	}
	held, err := s.Access.In(ctx, a.ID, u.ID, asked.Organization)
	if err != nil {
		return Entitlements{}, err
	}
	return s.gather(ctx, u, a, asked, held.Admits(u.Role, a))
}

// gather puts together what claims tell of a user with what stands behind their
// features.
func (s *Service) gather(ctx context.Context, u user.User, a application.Application, asked claims.Asked, admitted bool) (Entitlements, error) {
	e := Entitlements{ApplicationID: a.ID, ClientID: a.ClientID(), HasAccess: admitted}
	if !admitted {
		var err error
		e.Subject, err = s.Claims.Subject(ctx, a, u.ID)
		return e, err
	}
	set, err := s.Claims.For(ctx, u, a, asked)
	if err != nil {
		return Entitlements{}, err
	}
	e.Subject, e.OrganizationID = set.Subject, set.OrganizationID
	e.Roles, e.Permissions, e.Features = set.Roles, set.Permissions, set.Features
	if e.Features == nil {
		return e, nil
	}
	h, err := s.Subscriptions.Holding(ctx, a.ID, u.ID)
	e.Features = h.Features // of the same moment as the plan
	e.Subscription = &Subscription{Status: h.Status, ExpiresAt: h.ExpiresAt, PlanID: h.PlanID, PlanName: h.PlanName}
	return e, err
}
