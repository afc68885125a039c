package registration

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/platform/picture"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Path is where clients register; what follows it names one.
const Path = "/api/auth/oauth2/register"

// Parts are what the service works with.
type Parts struct {
	DB           *db.DB
	Applications *application.Service
	Grants       *grant.Service
	Fetch        *fetch.Client
	Pictures     *picture.Gallery
	Audit        *audit.Log
	// OpenScopes returns the scopes that protected APIs open to such clients.
	OpenScopes func(ctx context.Context) ([]string, error)
}

// A Service is what one can do with clients that no administrator made.
type Service struct {
	Parts
	store     store
	settings  config.Registration
	issuer    string
	now       func() time.Time
	documents *fetch.Cache[*described]
	newcomers *limit.Limiter
}

// New returns the service.
func New(p Parts, settings config.Registration, issuer string, now func() time.Time) *Service {
	s := &Service{Parts: p, store: store{p.DB}, settings: settings, issuer: issuer, now: now, newcomers: limit.New(now)}
	s.documents = fetch.NewCache(p.Fetch, keepDocuments(), describe, now)
	return s
}

// Open reports whether clients can register at all.
func (s *Service) Open() bool { return s.settings.Mode != config.RegistrationOff }

// Register makes a client of what it says of itself (RFC 7591 §3). Token is
// the initial access token, or empty.
func (s *Service) Register(ctx context.Context, by actor.Actor, token string, m Metadata) (Registered, error) {
	if !s.Open() {
		return Registered{}, errClosed
	}
	if token == "" && s.settings.Mode != config.RegistrationOpen {
		return Registered{}, errInitial
	}
	if token != "" {
		_, err := s.store.liveToken(ctx, secret.Digest(token), s.now())
		if errors.Is(err, db.ErrNone) {
			return Registered{}, errInitial
		}
		if err != nil {
			return Registered{}, err
		}
	}
	t, err := s.trust(ctx, token != "")
	if err != nil {
		return Registered{}, err
	}
	n, refused := m.Application(t)
	if refused != nil {
		return Registered{}, refused
	}
	if err := s.checkSector(ctx, n); err != nil {
		return Registered{}, err
	}
	n.Slug, n.Origin = "reg-"+secret.Hex(slugBytes), application.OriginRegistered
	if n.Name == "" {
		n.Name = n.Slug
	}
	var r Registered
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		r = Registered{AccessToken: secret.Token()}
		initial := InitialToken{}
		var err error
		if token != "" {
			if initial, err = s.store.useToken(ctx, secret.Digest(token), s.now()); errors.Is(err, db.ErrNone) {
				return errInitial
			}
			if err != nil {
				return err
			}
		}
		if r.Application, r.Secret, err = s.Applications.Create(ctx, by, n); err != nil {
			return told(err)
		}
		if err := s.store.insertRegistration(ctx, r.Application.ID, secret.Digest(r.AccessToken), initial.ID, r.Application.CreatedAt); err != nil {
			return err
		}
		return s.record(ctx, by, "application.registered", r.Application.ID, map[string]any{"initial_token": initial.ID})
	})
	if err != nil {
		return Registered{}, err
	}
	return r, nil
}

const slugBytes = 12

func (s *Service) trust(ctx context.Context, vouched bool) (Trust, error) {
	t := Trust{Machine: vouched, RequirePKCE: s.settings.RequirePKCE}
	for _, scope := range s.settings.Scopes {
		if slices.Contains(application.Scopes(), scope) {
			t.Scopes = append(t.Scopes, scope)
		}
	}
	opened, err := s.OpenScopes(ctx)
	t.Scopes = append(t.Scopes, opened...)
	return t, err
}

// checkSector sees to it that a client names a sector that names the client
// (OpenID Connect Registration §5).
func (s *Service) checkSector(ctx context.Context, n application.NewApplication) error {
	const member = "sector_identifier_uri"
	uri := n.Client.SectorIdentifier
	if uri == "" {
		return nil
	}
	d, err := s.Fetch.Get(ctx, uri, fetch.Want{Types: []string{"application/json"}})
	if err != nil {
		return wrong(member, "could not be fetched")
	}
	var listed []string
	if err := json.Unmarshal(d.Body, &listed); err != nil {
		return wrong(member, "does not hold a list of redirect URIs")
	}
	for _, redirect := range n.RedirectURIs {
		if !slices.Contains(listed, redirect) {
			return wrong(member, "does not list every redirect URI")
		}
	}
	return nil
}

// authenticate returns the client that a registration access token belongs to
// (RFC 7592 §2).
func (s *Service) authenticate(ctx context.Context, clientID, token string) (application.Application, registered, error) {
	var none application.Application
	if token == "" {
		return none, registered{}, errAccess
	}
	held, err := s.store.registration(ctx, secret.Digest(token))
	if errors.Is(err, db.ErrNone) {
		return none, held, errAccess
	}
	if err != nil {
		return none, held, err
	}
	a, err := s.Applications.ByID(ctx, held.applicationID)
	if errors.Is(err, application.ErrNotFound) {
		return none, held, errAccess
	}
	if err != nil {
		return none, held, err
	}
	if a.ClientID() != clientID {
		return none, held, errAccess
	}
	if !a.IsActive {
		return none, held, errDisabled
	}
	return a, held, nil
}

// Read returns a client to itself (RFC 7592 §2.1).
func (s *Service) Read(ctx context.Context, clientID, token string) (Registered, error) {
	a, _, err := s.authenticate(ctx, clientID, token)
	return Registered{Application: a, AccessToken: token}, err
}

// Update replaces what a client says of itself (RFC 7592 §2.2) and its
// registration access token. It never gains scopes, and what an administrator
// settled stays. Secret is what the client believes its secret is, or empty.
func (s *Service) Update(ctx context.Context, by actor.Actor, clientID, token, clientSecret string, m Metadata) (Registered, error) {
	old, held, err := s.authenticate(ctx, clientID, token)
	if err != nil {
		return Registered{}, err
	}
	if clientSecret != "" {
		_, err := s.Applications.Authenticate(ctx, clientID, clientSecret)
		if errors.Is(err, application.ErrCredentials) {
			return Registered{}, wrong("client_secret", "is not the client's")
		}
		if err != nil {
			return Registered{}, err
		}
	}
	t, err := s.trust(ctx, held.initialToken != "")
	if err != nil {
		return Registered{}, err
	}
	t.Scopes = old.AllowedScopes
	n, refused := m.Application(t)
	if refused != nil {
		return Registered{}, refused
	}
	if n.IsPublic != old.IsPublic {
		return Registered{}, wrong("token_endpoint_auth_method", "cannot change between none and others")
	}
	if err := s.checkSector(ctx, n); err != nil {
		return Registered{}, err
	}
	by.ApplicationID = old.ID
	changes := changesFor(old, n)
	var r Registered
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		r = Registered{AccessToken: secret.Token()}
		_, err := s.store.rotate(ctx, secret.Digest(token), secret.Digest(r.AccessToken), s.now())
		if errors.Is(err, db.ErrNone) {
			return errAccess
		}
		if err != nil {
			return err
		}
		d, err := s.Applications.Update(ctx, by, old.ID, changes)
		if err != nil {
			return told(err)
		}
		r.Application = d.Application
		if r.Application.UsesSecret() && !old.UsesSecret() {
			r.Secret, err = s.Applications.RotateSecret(ctx, by, old.ID, 0)
		}
		return err
	})
	if err != nil {
		return Registered{}, err
	}
	return r, nil
}

// changesFor replaces what the client may say itself and keeps the rest.
func changesFor(old application.Application, n application.NewApplication) application.Changes {
	a := application.Application{Name: n.Name, URL: n.URL, Icon: n.Icon, IDTokenAlg: n.IDTokenAlg, RedirectURIs: n.RedirectURIs, AllowedScopes: n.AllowedScopes, Client: n.Client}
	if a.Name == "" {
		a.Name = old.Slug
	}
	if a.IDTokenAlg == "" {
		a.IDTokenAlg = application.IDTokenAlgs()[0]
	}
	c, o := &a.Client, old.Client
	c.AccessTokenLife, c.RefreshTokenLife, c.IDTokenLife = o.AccessTokenLife, o.RefreshTokenLife, o.IDTokenLife
	c.RefreshGrace, c.AdmitsEveryone, c.Impersonates = o.RefreshGrace, o.AdmitsEveryone, o.Impersonates
	return application.Changes{
		Name: &a.Name, URL: &a.URL, Icon: &a.Icon, IDTokenAlg: &a.IDTokenAlg, RedirectURIs: &a.RedirectURIs, AllowedScopes: &a.AllowedScopes, Client: c,
	}
}

// Delete removes a client at its own wish, with all it was granted (RFC 7592
// §2.3).
func (s *Service) Delete(ctx context.Context, by actor.Actor, clientID, token string) error {
	a, _, err := s.authenticate(ctx, clientID, token)
	if err != nil {
		return err
	}
	by.ApplicationID = a.ID
	err = s.Applications.Delete(ctx, by, a.ID)
	if errors.Is(err, application.ErrNotFound) { // somebody was faster
		return errAccess
	}
	return err
}

// URL is where a client manages its registration (RFC 7592 §3).
func (s *Service) URL(clientID string) string {
	return s.issuer + Path + "/" + url.PathEscape(clientID)
}

func (s *Service) record(ctx context.Context, by actor.Actor, action, id string, details map[string]any) error {
	return s.Audit.Record(ctx, by, audit.Event{Action: action, Target: "application", TargetID: id, Details: details})
}
