package device

import (
	"context"
	"net/http"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// HTTP answers devices and their users.
type HTTP struct {
	devices *Service
	page    string
}

// NewHTTP returns the handlers. The issuer is the service's base URL.
func NewHTTP(devices *Service, issuer string) HTTP { return HTTP{devices, issuer + "/device"} }

type codesJSON struct {
	DeviceCode      string `json:"device_code"`
	UserCode        string `json:"user_code"`
	VerificationURI string `json:"verification_uri"`
	Complete        string `json:"verification_uri_complete"`
	ExpiresIn       int64  `json:"expires_in"`
	Interval        int64  `json:"interval"`
}

// Authorize serves POST /api/auth/oauth2/device_authorization (RFC 8628 §3.1).
func (h HTTP) Authorize(w http.ResponseWriter, r *http.Request) error {
	form, err := client.ReadForm(r)
	if err != nil {
		return err
	}
	app, err := h.devices.Clients.FromRequest(r, form)
	if err != nil {
		return err
	}
	by := actor.From(r.Context())
	by.ApplicationID = app.ID
	codes, err := h.devices.Start(r.Context(), by, app, oauth.ParseScope(form.Get("scope")), form.All("resource"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.JSON(w, http.StatusOK, codesJSON{
		DeviceCode: codes.Device, UserCode: codes.User, VerificationURI: h.page, Complete: h.page + "?user_code=" + codes.User,
		ExpiresIn: int64(codes.ExpiresIn / time.Second), Interval: int64(codes.Interval / time.Second),
	})
}

// LookRequest names a device by the code it shows.
type LookRequest struct {
	UserCode string `query:"user_code" required:"true" maxLength:"32"`
}

// LookResponse is what the user of a device is shown before they answer.
type LookResponse struct {
	Body struct {
		ClientID   string   `json:"client_id"`
		ClientName string   `json:"client_name"`
		ClientURI  string   `json:"client_uri,omitempty"`
		LogoURI    string   `json:"logo_uri,omitempty"`
		PolicyURI  string   `json:"policy_uri,omitempty"`
		TermsURI   string   `json:"tos_uri,omitempty"`
		Scopes     []string `json:"scopes" nullable:"false"`
		Resources  []string `json:"resources" nullable:"false"`
		Address    string   `json:"address" doc:"From where the device asked"`
		UserAgent  string   `json:"user_agent" doc:"What the device called itself"`
		StartedAt  web.Time `json:"started_at"`
		ExpiresAt  web.Time `json:"expires_at"`
	}
}

// Look serves GET /api/auth/oauth2/device.
func (h HTTP) Look(ctx context.Context, in *LookRequest) (*LookResponse, error) {
	r, app, err := h.devices.Look(ctx, in.UserCode)
	if err != nil {
		return nil, err
	}
	out := &LookResponse{}
	b := &out.Body
	b.ClientID, b.ClientName, b.ClientURI, b.LogoURI = app.ClientID(), app.Name, app.URL, app.Icon
	b.PolicyURI, b.TermsURI = app.Client.PolicyURI, app.Client.TermsURI
	b.Scopes, b.Resources = append([]string{}, r.Scopes...), append([]string{}, r.Resources...)
	b.Address, b.UserAgent, b.StartedAt, b.ExpiresAt = r.Address, r.UserAgent, web.Time(r.CreatedAt), web.Time(r.ExpiresAt)
	return out, nil
}

// AnswerRequest is what the user says.
type AnswerRequest struct {
	Body struct {
		UserCode string `json:"user_code" maxLength:"32"`
		Accept   bool   `json:"accept"`
	}
}

// AnswerResponse says that the answer was noted.
type AnswerResponse struct {
	Body struct {
		Success bool `json:"success"`
	}
}

// Answer serves POST /api/auth/oauth2/device.
func (h HTTP) Answer(ctx context.Context, in *AnswerRequest) (*AnswerResponse, error) {
	s, u, _ := session.From(ctx)
	if err := h.devices.Answer(ctx, actor.From(ctx), in.Body.UserCode, in.Body.Accept, s, u); err != nil {
		return nil, err
	}
	out := &AnswerResponse{}
	out.Body.Success = true
	return out, nil
}
