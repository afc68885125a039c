package federation

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// TokenRequest names an account of the caller's at a provider.
type TokenRequest struct {
	Body struct {
		ProviderID string `json:"providerId"`
		AccountID  string `json:"accountId,omitempty" doc:"The id at the provider; the account linked first if left out"`
		UserID     string `json:"userId,omitempty" doc:"Ignored: it is always the caller"`
		OAuthQuery string `json:"oauth_query,omitempty" doc:"Ignored"`
	}
}

// AccessTokenResponse is an access token that is good.
type AccessTokenResponse struct{ Body accessTokenJSON }

type accessTokenJSON struct {
	AccessToken          string    `json:"accessToken"`
	AccessTokenExpiresAt *web.Time `json:"accessTokenExpiresAt,omitempty"`
	Scopes               []string  `json:"scopes" nullable:"false"`
	IDToken              string    `json:"idToken,omitempty"`
}

// AccessToken serves POST /api/auth/get-access-token.
func (h HTTP) AccessToken(ctx context.Context, in *TokenRequest) (*AccessTokenResponse, error) {
	_, u, ok := session.From(ctx)
	if !ok {
		return nil, session.ErrNone
	}
	held, err := h.federation.AccessToken(ctx, u.ID, in.Body.ProviderID, in.Body.AccountID)
	if err != nil {
		return nil, err
	}
	return &AccessTokenResponse{accessTokenJSON{
		AccessToken: held.Access, AccessTokenExpiresAt: instant(held.AccessExpires), Scopes: append([]string{}, held.Scopes...), IDToken: held.ID,
	}}, nil
}

// RefreshResponse is what the provider handed out anew.
type RefreshResponse struct{ Body refreshJSON }

type refreshJSON struct {
	AccessToken           string    `json:"accessToken"`
	RefreshToken          string    `json:"refreshToken"`
	AccessTokenExpiresAt  *web.Time `json:"accessTokenExpiresAt,omitempty"`
	RefreshTokenExpiresAt *web.Time `json:"refreshTokenExpiresAt,omitempty"`
	Scope                 string    `json:"scope,omitempty"`
	IDToken               string    `json:"idToken,omitempty"`
	ProviderID            string    `json:"providerId"`
	AccountID             string    `json:"accountId"`
}

// Refresh serves POST /api/auth/refresh-token.
func (h HTTP) Refresh(ctx context.Context, in *TokenRequest) (*RefreshResponse, error) {
	_, u, ok := session.From(ctx)
	if !ok {
		return nil, session.ErrNone
	}
	held, err := h.federation.Refresh(ctx, u.ID, in.Body.ProviderID, in.Body.AccountID)
	if err != nil {
		return nil, err
	}
	return &RefreshResponse{refreshJSON{
		AccessToken: held.Access, RefreshToken: held.Refresh, AccessTokenExpiresAt: instant(held.AccessExpires),
		RefreshTokenExpiresAt: instant(held.RefreshExpires), Scope: strings.Join(held.Scopes, ","), IDToken: held.ID,
		ProviderID: held.Provider, AccountID: held.Subject,
	}}, nil
}

// InfoRequest names an account of the caller's.
type InfoRequest struct {
	AccountID string `query:"accountId" maxLength:"255" doc:"The id at the provider"`
}

// InfoResponse is what the provider says of somebody.
type InfoResponse struct{ Body infoJSON }

type infoJSON struct {
	User struct {
		ID            string  `json:"id"`
		Name          string  `json:"name"`
		Email         *string `json:"email"`
		Image         *string `json:"image"`
		EmailVerified bool    `json:"emailVerified"`
	} `json:"user"`
	Data map[string]json.RawMessage `json:"data" doc:"All that the provider says"`
}

// Info serves GET /api/auth/account-info.
func (h HTTP) Info(ctx context.Context, in *InfoRequest) (*InfoResponse, error) {
	_, u, ok := session.From(ctx)
	if !ok {
		return nil, session.ErrNone
	}
	p, err := h.federation.Info(ctx, u.ID, in.AccountID)
	if err != nil {
		return nil, err
	}
	out := &InfoResponse{}
	b := &out.Body
	b.User.ID, b.User.Name, b.User.EmailVerified, b.Data = p.Subject, p.Name, p.EmailVerified, p.Data
	if p.Email != "" {
		b.User.Email = &p.Email
	}
	if p.Image != "" {
		b.User.Image = &p.Image
	}
	return out, nil
}

// instant is a moment that may not be known.
func instant(at time.Time) *web.Time {
	if at.IsZero() {
		return nil
	}
	t := web.Time(at)
	return &t
}
