package server

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

type healthResponse struct {
	Body struct {
		Status  string `json:"status" enum:"ok"`
		Version string `json:"version"`
	}
}

const healthTimeout = 2 * time.Second

// health serves GET /health: ok when the database answers.
func (s *Server) health(ctx context.Context, _ *struct{}) (*healthResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	if err := s.services.DB.Ping(ctx); err != nil {
		return nil, err
	}
	out := &healthResponse{}
	out.Body.Status, out.Body.Version = "ok", s.version
	return out, nil
}

// ok serves GET /api/auth/ok.
func (s *Server) ok(w http.ResponseWriter, _ *http.Request) error {
	return web.JSON(w, http.StatusOK, struct {
		OK bool `json:"ok"`
	}{true})
}

var errorCode = regexp.MustCompile(`^[A-Za-z0-9_'-]{1,64}$`)

// errorPage serves GET /api/auth/error, where Better Auth clients send people.
func (s *Server) errorPage(w http.ResponseWriter, r *http.Request) error {
	code := r.URL.Query().Get("error")
	if code == "" { // the original's name for a sign-in elsewhere that it cannot place
		code = r.URL.Query().Get("state")
	}
	if !errorCode.MatchString(code) {
		code = "UNKNOWN"
	}
	s.pages.fail(w, r, http.StatusOK, code, "") // a description would be anybody's words on our page
	return nil
}

type publicConfigRequest struct {
	ClientID string `query:"client_id" maxLength:"1024" doc:"An application whose name the page should show"`
}

type publicConfigResponse struct {
	Body struct {
		AppName     string             `json:"appName"`
		LogoURL     *string            `json:"logoUrl"`
		Providers   []publicProvider   `json:"providers"`
		Mail        bool               `json:"mail"`
		MagicLink   bool               `json:"magicLink"`
		EmailCode   bool               `json:"emailCode"`
		Passkeys    bool               `json:"passkeys"`
		SetupNeeded bool               `json:"setupNeeded"`
		Application *publicApplication `json:"application"`
	}
}

type publicProvider struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind" enum:"google,github,linkedin,microsoft,apple,oidc"`
}

type publicApplication struct {
	Name          string  `json:"name"`
	Icon          *string `json:"icon"`
	AllowRegister bool    `json:"allowRegister"`
	IsMfaRequired bool    `json:"isMfaRequired"`
}

// publicConfig serves GET /api/public/config. It says what works, not what is
// merely configured.
func (s *Server) publicConfig(ctx context.Context, in *publicConfigRequest) (*publicConfigResponse, error) {
	out := &publicConfigResponse{}
	b := &out.Body
	b.AppName, b.Providers = s.config.AppName, []publicProvider{}
	b.Mail = s.services.Mail.Enabled()
	b.Passkeys = s.config.PasskeySignIn
	b.MagicLink, b.EmailCode = s.services.Passwordless.Links(), s.services.Passwordless.Codes()
	if logo := s.logoURL(); logo != "" {
		b.LogoURL = &logo
	}
	for _, p := range s.services.Federation.Providers() {
		b.Providers = append(b.Providers, publicProvider{p.ID, p.Name, p.Kind})
	}
	needed, err := s.services.Setup.Needed(ctx)
	if err != nil {
		return nil, err
	}
	b.SetupNeeded = needed
	if in.ClientID == "" {
		return out, nil
	}
	app, err := s.services.Applications.ByClientID(ctx, in.ClientID)
	if errors.Is(err, application.ErrNotFound) || err == nil && !app.IsActive {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	b.Application = &publicApplication{Name: app.Name, AllowRegister: app.AllowRegister, IsMfaRequired: app.IsMfaRequired}
	if icon := app.LogoPath(); icon != "" {
		b.Application.Icon = &icon
	}
	return out, nil
}

const appLogoPath = "/api/public/logo"

// logoURL is where pages get the service's own logo: they load nothing from
// elsewhere.
func (s *Server) logoURL() string {
	if s.config.AppLogoURL == "" || strings.HasPrefix(s.config.AppLogoURL, s.config.BaseURL+"/") {
		return s.config.AppLogoURL
	}
	return s.config.BaseURL + appLogoPath
}

var errNoLogo = web.ErrNotFound.Saying("The service has no logo")

// appLogo serves GET /api/public/logo.
func (s *Server) appLogo(w http.ResponseWriter, r *http.Request) error {
	if s.config.AppLogoURL == "" {
		return errNoLogo
	}
	image, err := s.services.OwnPictures.Get(r.Context(), s.config.AppLogoURL)
	if err != nil {
		return errNoLogo.Because(err)
	}
	image.ServeHTTP(w, r)
	return nil
}
