package self

import (
	"context"
	"net/http"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests of people about their own account.
type HTTP struct {
	self    *Service
	users   *user.Service
	cookie  session.Cookie
	trusted func(target string) bool
	now     func() time.Time
}

// NewHTTP returns the handlers. Trusted reports whether a browser may be sent on
// to an address.
func NewHTTP(s *Service, users *user.Service, cookie session.Cookie, trusted func(target string) bool, now func() time.Time) HTTP {
	return HTTP{s, users, cookie, trusted, now}
}

// fresh refuses a session that was not proved lately.
func (h HTTP) fresh(ctx context.Context) error {
	current, _, there := session.From(ctx)
	if !there {
		return session.ErrNone
	}
	if !session.Fresh(current, h.now()) {
		return session.ErrNotFresh
	}
	return nil
}

// DoneResponse says that something was done.
type DoneResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Status bool `json:"status"`
	}
}

func done(cookies []string) *DoneResponse {
	out := &DoneResponse{SetCookie: cookies}
	out.Body.Status = true
	return out
}

// UpdateUserRequest is what the caller says anew about themselves.
type UpdateUserRequest struct {
	Body struct {
		Name          web.Optional[string] `json:"name,omitzero"`
		Image         web.Optional[string] `json:"image,omitzero" doc:"null clears it, and likewise the others but the name"`
		Phone         web.Optional[string] `json:"phone,omitzero"`
		Company       web.Optional[string] `json:"company,omitzero"`
		Position      web.Optional[string] `json:"position,omitzero"`
		Address       web.Optional[string] `json:"address,omitzero"`
		Locale        web.Optional[string] `json:"locale,omitzero" doc:"en or fr: the language of mails"`
		IsMfaRequired *bool                `json:"isMfaRequired,omitempty" doc:"Cannot be taken back"`

		Email            any `json:"email,omitempty" doc:"Refused: see change-email"`
		Role             any `json:"role,omitempty" doc:"Refused"`
		TwoFactorEnabled any `json:"twoFactorEnabled,omitempty" doc:"Refused"`
		EmailVerified    any `json:"emailVerified,omitempty" doc:"Refused"`
		Banned           any `json:"banned,omitempty" doc:"Refused"`
		BanReason        any `json:"banReason,omitempty" doc:"Refused"`
		BanExpires       any `json:"banExpires,omitempty" doc:"Refused"`
	}
}

// UpdateUser serves POST /api/auth/update-user.
func (h HTTP) UpdateUser(ctx context.Context, in *UpdateUserRequest) (*DoneResponse, error) {
	b := in.Body
	if b.Email != nil {
		return nil, user.ErrEmailFixed
	}
	for _, privileged := range []struct {
		name  string
		value any
	}{
		{"role", b.Role},
		{"twoFactorEnabled", b.TwoFactorEnabled},
		{"emailVerified", b.EmailVerified},
		{"banned", b.Banned},
		{"banReason", b.BanReason},
		{"banExpires", b.BanExpires},
	} {
		if privileged.value != nil {
			return nil, user.ErrField.Saying(privileged.name + " is not allowed to be set")
		}
	}
	by := actor.From(ctx)
	_, err := h.users.Update(ctx, by, by.UserID, user.Changes{
		Name: b.Name.Get(), Image: b.Image.Get(), Phone: b.Phone.Get(), Company: b.Company.Get(), Position: b.Position.Get(),
		Address: b.Address.Get(), Locale: b.Locale.Get(), IsMfaRequired: b.IsMfaRequired,
	})
	if err != nil {
		return nil, err
	}
	current, _, _ := session.From(ctx)
	return done(h.cookie.Set(current)), nil
}

// ChangeEmailRequest names the address that the caller wants to have.
type ChangeEmailRequest struct {
	Body struct {
		NewEmail    string `json:"newEmail"`
		CallbackURL string `json:"callbackURL,omitempty" doc:"Where the link of the mail leads in the end"`
	}
}

// ChangeEmail serves POST /api/auth/change-email: the same answer for an
// address that somebody has and for one that is free.
func (h HTTP) ChangeEmail(ctx context.Context, in *ChangeEmailRequest) (*DoneResponse, error) {
	if err := h.fresh(ctx); err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	if err := h.users.RequestChange(ctx, by, by.UserID, in.Body.NewEmail, in.Body.CallbackURL); err != nil {
		return nil, err
	}
	return done(nil), nil
}

// AccountJSON is a way to sign in, as list-accounts shows it.
type AccountJSON struct {
	AccountID  string   `json:"accountId"`
	ProviderID string   `json:"providerId"`
	UserID     string   `json:"userId"`
	CreatedAt  string   `json:"createdAt" format:"date-time"`
	UpdatedAt  string   `json:"updatedAt" format:"date-time"`
	ID         string   `json:"id"`
	Scopes     []string `json:"scopes"`
}

const timeForm = "2006-01-02T15:04:05.000Z"

// ListAccountsResponse is every way in which the caller signs in.
type ListAccountsResponse struct{ Body []AccountJSON }

// ListAccounts serves GET /api/auth/list-accounts.
func (h HTTP) ListAccounts(ctx context.Context, _ *struct{}) (*ListAccountsResponse, error) {
	all, err := h.users.Accounts(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &ListAccountsResponse{Body: []AccountJSON{}}
	for _, a := range all {
		out.Body = append(out.Body, AccountJSON{
			AccountID: a.AccountID, ProviderID: a.Provider, UserID: a.UserID, CreatedAt: a.CreatedAt.UTC().Format(timeForm),
			UpdatedAt: a.UpdatedAt.UTC().Format(timeForm), ID: a.ID, Scopes: append([]string{}, a.Scopes...),
		})
	}
	return out, nil
}

// UnlinkAccountRequest names a way to sign in.
type UnlinkAccountRequest struct {
	Body struct {
		ProviderID string `json:"providerId"`
		AccountID  string `json:"accountId,omitempty"`
	}
}

// Unlink serves POST /api/auth/unlink-account.
func (h HTTP) Unlink(ctx context.Context, in *UnlinkAccountRequest) (*DoneResponse, error) {
	if err := h.fresh(ctx); err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	if err := h.users.Unlink(ctx, by, by.UserID, in.Body.ProviderID, in.Body.AccountID); err != nil {
		return nil, err
	}
	return done(nil), nil
}

// DeleteUserRequest asks for the caller's account to be deleted.
type DeleteUserRequest struct {
	Body struct {
		Password    string `json:"password,omitempty" doc:"Confirms it at once; without it a mail is sent"`
		Token       string `json:"token,omitempty" doc:"Of the link in that mail"`
		CallbackURL string `json:"callbackURL,omitempty" doc:"Where that link leads in the end"`
	}
}

// DeleteUserResponse says what was done.
type DeleteUserResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      deleted
}

type deleted struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

// DeleteUser serves POST /api/auth/delete-user.
func (h HTTP) DeleteUser(ctx context.Context, in *DeleteUserRequest) (*DeleteUserResponse, error) {
	by, b := actor.From(ctx), in.Body
	if b.Password == "" && b.Token == "" {
		if err := h.fresh(ctx); err != nil {
			return nil, err
		}
		if err := h.users.RequestDeletion(ctx, by, by.UserID, b.CallbackURL); err != nil {
			return nil, err
		}
		return &DeleteUserResponse{Body: deleted{true, "Verification email sent"}}, nil
	}
	if err := h.self.Delete(ctx, by, b.Password, b.Token); err != nil {
		return nil, err
	}
	return &DeleteUserResponse{SetCookie: h.cookie.Clear(), Body: deleted{true, "User deleted"}}, nil
}

var errNoToken = user.ErrInvalid.With(fault.Field{Name: "query.token", Problem: "Required"})

// DeleteCallback serves GET /api/auth/delete-user/callback, the link of the
// mail. It works in a browser where the owner is signed in, so that nothing
// that merely reads their mail deletes the account.
func (h HTTP) DeleteCallback(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	token, target := r.URL.Query().Get("token"), r.URL.Query().Get("callbackURL")
	if token == "" {
		return errNoToken
	}
	if target != "" && !h.trusted(target) {
		return user.ErrCallback
	}
	if r.Method == http.MethodHead {
		return nil
	}
	by := actor.From(ctx)
	if by.UserID == "" {
		return user.Land(w, target, session.ErrNone, nil)
	}
	err := h.self.Delete(ctx, by, "", token)
	if err == nil {
		w.Header()["Set-Cookie"] = h.cookie.Clear()
	}
	return user.Land(w, target, err, deleted{true, "User deleted"})
}
