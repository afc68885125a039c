package device

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// Parts are what device authorization needs.
type Parts struct {
	Clients       *client.Service
	Applications  *application.Service
	Access        *access.Service
	Organizations *organization.Service
	Resources     *resource.Service
	Grants        *grant.Service
	Audit         *audit.Log
	Factors       *mfa.Service
}

// A Service keeps devices that wait.
type Service struct {
	Parts
	db    *db.DB
	store store
	now   func() time.Time
}

// New returns the service.
func New(database *db.DB, p Parts, now func() time.Time) *Service {
	return &Service{p, database, store{database}, now}
}

// maxUserAgent is as much of a device's own name as its user is shown.
const maxUserAgent = 300

// Start notes that a device of the application waits. The application must be
// authenticated.
func (s *Service) Start(ctx context.Context, by actor.Actor, app application.Application, scopes, resources []string) (Codes, error) {
	if !app.Allows(application.GrantDevice) {
		return Codes{}, oauth.Fail(oauth.CodeUnauthorizedClient, "the client may not use this grant type")
	}
	if len(scopes) == 0 {
		scopes = app.AllowedScopes
	}
	if len(oauth.Beyond(scopes, app.AllowedScopes)) > 0 {
		return Codes{}, oauth.Fail(oauth.CodeInvalidScope, "a requested scope is not allowed to this client")
	}
	if _, err := s.Resources.Targets(ctx, app.ID, resources); err != nil {
		if errors.Is(err, resource.ErrUnknown) || errors.Is(err, resource.ErrRefused) {
			return Codes{}, oauth.Fail(oauth.CodeInvalidTarget, "requested resource is unknown or not for this client")
		}
		return Codes{}, err
	}
	now := s.now()
	r := Request{
		ID: secret.UUID(), ApplicationID: app.ID, Scopes: scopes, Resources: resources, Address: by.Address,
		UserAgent: by.UserAgent[:min(len(by.UserAgent), maxUserAgent)], Pause: Pause, CreatedAt: now, ExpiresAt: now.Add(Life),
	}
	codes := Codes{Device: secret.Token(), ExpiresIn: Life, Interval: Pause}
	for {
		codes.User = newUserCode()
		err := s.store.insert(ctx, r, secret.Digest(codes.Device), userDigest(codes.User))
		if !errors.Is(err, db.ErrTaken) { // of the short codes, one that is in use can come up again
			return codes, err
		}
	}
}

// userDigest keeps user codes apart from everything else that is digested.
func userDigest(code string) string { return secret.Digest("user_code:" + code) }

// Look returns the waiting device that shows a code, and its application.
func (s *Service) Look(ctx context.Context, typed string) (Request, application.Application, error) {
	code, ok := TidyUserCode(typed)
	if !ok {
		return Request{}, application.Application{}, ErrCode
	}
	r, err := s.store.byUserCode(ctx, userDigest(code), s.now())
	if errors.Is(err, db.ErrNone) {
		err = ErrCode
	}
	if err != nil {
		return Request{}, application.Application{}, err
	}
	app, err := s.Applications.ByID(ctx, r.ApplicationID)
	if errors.Is(err, application.ErrNotFound) || err == nil && !app.IsActive {
		err = ErrCode
	}
	return r, app, err
}

// Answer notes what the user says to the device that shows a code: the first
// answer counts.
func (s *Service) Answer(ctx context.Context, by actor.Actor, typed string, accept bool, current session.Session, u user.User) error {
	r, app, err := s.Look(ctx, typed)
	if err != nil {
		return err
	}
	answer := Request{}
	if accept {
		organizationID, err := s.admits(ctx, r, app, current, u)
		if err != nil {
			return err
		}
		answer = Request{UserID: u.ID, SessionID: current.ID, OrganizationID: organizationID, AuthTime: current.CreatedAt, Methods: current.Methods}
	}
	code, _ := TidyUserCode(typed) // Look has read it
	return s.db.InTx(ctx, func(ctx context.Context) error {
		_, err := s.store.answer(ctx, userDigest(code), s.now(), answer)
		if errors.Is(err, db.ErrNone) {
			return ErrCode
		}
		if err != nil {
			return err
		}
		if accept {
			err = s.Grants.SaveConsent(ctx, by, grant.Consent{
				UserID: u.ID, ApplicationID: app.ID, OrganizationID: answer.OrganizationID, Scopes: r.Scopes,
			})
			if err != nil {
				return err
			}
		}
		return s.Audit.Record(ctx, by, audit.Event{
			Action: map[bool]string{true: "device.allowed", false: "device.denied"}[accept], Target: "application", TargetID: app.ID,
			Details: map[string]any{"address": r.Address, "user_agent": r.UserAgent, "scopes": r.Scopes},
		})
	})
}

// admits asks of a user what the authorization endpoint asks, and returns the
// organization that the device will work for, if it asks for one.
func (s *Service) admits(ctx context.Context, r Request, app application.Application, current session.Session, u user.User) (organizationID string, err error) {
	chosen := true
	if slices.Contains(r.Scopes, oauth.ScopeOrg) {
		organizationID = current.ActiveOrganizationID
		err := s.Organizations.Admits(ctx, u.ID, organizationID)
		if chosen = !errors.Is(err, session.ErrNotMember); chosen && err != nil {
			return "", err
		}
	}
	held, err := s.Access.In(ctx, app.ID, u.ID, organizationID)
	if err != nil {
		return "", err
	}
	if held.ShutOut() {
		return "", ErrNoAccess
	}
	if !chosen {
		return "", ErrOrganization
	}
	if !held.Admits(u.Role, app) {
		return "", ErrNoAccess
	}
	missing, enrol, err := s.Factors.Missing(ctx, u, current.Methods, app.IsMfaRequired)
	if err != nil {
		return "", err
	}
	if missing && enrol {
		return "", ErrEnrol
	}
	if missing {
		return "", ErrFactor
	}
	return organizationID, nil
}

// Take returns the grant that a device waited for, once. Until its user has
// answered, the error says how to go on waiting.
func (s *Service) Take(ctx context.Context, app application.Application, deviceCode string) (grant.Grant, error) {
	digest, now := secret.Digest(deviceCode), s.now()
	r, err := s.store.byDeviceCode(ctx, digest, app.ID)
	if errors.Is(err, db.ErrNone) {
		return grant.Grant{}, ErrUnknown
	}
	if err != nil {
		return grant.Grant{}, err
	}
	if r.expired(now) {
		return grant.Grant{}, ErrExpired
	}
	if r.AnsweredAt.IsZero() {
		return grant.Grant{}, s.wait(ctx, r, now)
	}
	var g grant.Grant
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		r, err := s.store.take(ctx, digest, app.ID, now)
		if errors.Is(err, db.ErrNone) {
			return ErrUnknown
		}
		if err != nil || r.UserID == "" {
			return err
		}
		g, err = s.Grants.Begin(ctx, grant.Grant{
			ApplicationID: app.ID, UserID: r.UserID, SessionID: r.SessionID, OrganizationID: r.OrganizationID, Scopes: r.Scopes,
			Resources: r.Resources, AuthTime: r.AuthTime, Methods: r.Methods,
		})
		return err
	})
	if err == nil && g.ID == "" {
		err = ErrDenied
	}
	return g, err
}

// wait tells a device to go on waiting, and one that is too eager to do so more
// slowly from now on.
func (s *Service) wait(ctx context.Context, r Request, now time.Time) error {
	told, pause := ErrPending, r.Pause
	if r.early(now) {
		told, pause = ErrSlowDown, min(r.Pause+slower, longest)
	}
	if err := s.store.polled(ctx, r.ID, now, pause); err != nil {
		return err
	}
	return told
}

// Purge removes what expired.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-Life))
}
