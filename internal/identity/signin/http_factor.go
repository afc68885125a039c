package signin

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// claim returns who shows a second factor.
func (h HTTP) claim(ctx context.Context, carried Carried) (Claimant, error) {
	current, u, _ := session.From(ctx)
	return h.signin.Claim(ctx, current, u, h.Challenge(carried))
}

// ChallengeRequest asks what a sign-in waits for.
type ChallengeRequest struct{ Carried }

// ChallengeResponse is what it waits for.
type ChallengeResponse struct {
	Body struct {
		Methods []string `json:"methods" nullable:"false" doc:"totp, passkey, otp, backup-code"`
		Enrol   bool     `json:"enrol" doc:"There is no second factor yet: the methods are those that can be set up"`
	}
}

// ShowChallenge serves GET /api/auth/two-factor/challenge.
func (h HTTP) ShowChallenge(ctx context.Context, in *ChallengeRequest) (*ChallengeResponse, error) {
	c, err := h.claim(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	out := &ChallengeResponse{}
	methods, enrol, err := h.signin.Ways(ctx, c)
	out.Body.Methods, out.Body.Enrol = append([]string{}, methods...), enrol
	return out, err
}

// EnableRequest asks for an authenticator app.
type EnableRequest struct {
	Carried
	Body struct {
		Password   *string `json:"password,omitempty" doc:"Needed in a session of somebody who has one"`
		Issuer     string  `json:"issuer,omitempty" doc:"What the app shows; the service's name by default"`
		OAuthQuery string  `json:"oauth_query,omitempty"`
	}
}

// EnableResponse is what the app needs.
type EnableResponse struct {
	Body struct {
		TOTPURI     string   `json:"totpURI"`
		BackupCodes []string `json:"backupCodes" nullable:"false"`
	}
}

// Enable serves POST /api/auth/two-factor/enable. An authenticator app that
// works goes on working until verify-totp has seen a code of the new one.
func (h HTTP) Enable(ctx context.Context, in *EnableRequest) (*EnableResponse, error) {
	c, err := h.claim(ctx, in.Carried)
	if errors.Is(err, ErrChallenge) { // the original's answer here
		err = session.ErrNone
	}
	if err != nil {
		return nil, err
	}
	e, err := h.signin.Enable(ctx, actor.From(ctx), c, in.Body.Password, in.Body.Issuer)
	if err != nil {
		return nil, err
	}
	out := &EnableResponse{}
	out.Body.TOTPURI, out.Body.BackupCodes = e.URI, e.BackupCodes
	return out, nil
}

// PasswordRequest shows the caller's password again.
type PasswordRequest struct {
	Body struct {
		Password   *string `json:"password,omitempty" doc:"Needed of somebody who has one"`
		OAuthQuery string  `json:"oauth_query,omitempty"`
	}
}

// TOTPURIResponse is what an authenticator app needs.
type TOTPURIResponse struct {
	Body struct {
		TOTPURI string `json:"totpURI"`
	}
}

// TOTPURI serves POST /api/auth/two-factor/get-totp-uri.
func (h HTTP) TOTPURI(ctx context.Context, in *PasswordRequest) (*TOTPURIResponse, error) {
	current, u, _ := session.From(ctx)
	uri, err := h.signin.TOTPURI(ctx, actor.From(ctx), current, u, in.Body.Password)
	if err != nil {
		return nil, err
	}
	out := &TOTPURIResponse{}
	out.Body.TOTPURI = uri
	return out, nil
}

// BackupCodesResponse is the user's new backup codes.
type BackupCodesResponse struct {
	Body struct {
		Status      bool     `json:"status"`
		BackupCodes []string `json:"backupCodes" nullable:"false"`
	}
}

// BackupCodes serves POST /api/auth/two-factor/generate-backup-codes.
func (h HTTP) BackupCodes(ctx context.Context, in *PasswordRequest) (*BackupCodesResponse, error) {
	current, u, _ := session.From(ctx)
	codes, err := h.signin.NewBackupCodes(ctx, actor.From(ctx), current, u, in.Body.Password)
	if err != nil {
		return nil, err
	}
	out := &BackupCodesResponse{}
	out.Body.Status, out.Body.BackupCodes = true, codes
	return out, nil
}

// EnablePasskey serves POST /api/auth/two-factor/enable-passkey.
func (h HTTP) EnablePasskey(ctx context.Context, in *PasswordRequest) (*BackupCodesResponse, error) {
	current, u, _ := session.From(ctx)
	codes, err := h.signin.DemandPasskey(ctx, actor.From(ctx), current, u, in.Body.Password)
	if err != nil {
		return nil, err
	}
	out := &BackupCodesResponse{}
	out.Body.Status, out.Body.BackupCodes = true, codes
	return out, nil
}

// StatusResponse says that something was done.
type StatusResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Status bool `json:"status"`
	}
}

// Disable serves POST /api/auth/two-factor/disable.
func (h HTTP) Disable(ctx context.Context, in *PasswordRequest) (*StatusResponse, error) {
	current, u, _ := session.From(ctx)
	result, err := h.signin.Disable(ctx, actor.From(ctx), current, u, in.Body.Password)
	if err != nil {
		return nil, err
	}
	out := &StatusResponse{SetCookie: h.Cookies(result)}
	out.Body.Status = true
	return out, nil
}

// CodeRequest shows a one-time code.
type CodeRequest struct {
	Carried
	Body struct {
		Code        string `json:"code" maxLength:"64"`
		TrustDevice bool   `json:"trustDevice,omitempty" doc:"Ask no second factor of this browser for 30 days"`
		OAuthQuery  string `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`
	}
}

// VerifiedResponse is the session that began, or that proves more now.
type VerifiedResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Token string    `json:"token,omitempty"`
		User  user.JSON `json:"user"`
	}
}

func (h HTTP) verified(r Result, trust bool) *VerifiedResponse {
	out := &VerifiedResponse{SetCookie: h.forgetful(r, trust)}
	out.Body.Token, out.Body.User = r.Session.Token, user.ToJSON(r.User)
	return out
}

// VerifyTOTP serves POST /api/auth/two-factor/verify-totp.
func (h HTTP) VerifyTOTP(ctx context.Context, in *CodeRequest) (*VerifiedResponse, error) {
	c, err := h.claim(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	result, err := h.signin.VerifyTOTP(ctx, actor.From(ctx), c, in.Body.Code, in.Body.TrustDevice)
	if err != nil {
		return nil, err
	}
	return h.verified(result, in.Body.TrustDevice), nil
}

// VerifyOTP serves POST /api/auth/two-factor/verify-otp.
func (h HTTP) VerifyOTP(ctx context.Context, in *CodeRequest) (*VerifiedResponse, error) {
	c, err := h.claim(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	result, err := h.signin.VerifyOTP(ctx, actor.From(ctx), c, in.Body.Code, in.Body.TrustDevice)
	if err != nil {
		return nil, err
	}
	return h.verified(result, in.Body.TrustDevice), nil
}

// SendOTPRequest asks for a code by mail.
type SendOTPRequest struct {
	Carried
	Body *struct {
		TrustDevice bool   `json:"trustDevice,omitempty"`
		OAuthQuery  string `json:"oauth_query,omitempty"`
	}
}

// SendOTP serves POST /api/auth/two-factor/send-otp.
func (h HTTP) SendOTP(ctx context.Context, in *SendOTPRequest) (*StatusResponse, error) {
	if h.signin.Factors.SendCode == nil {
		return nil, mfa.ErrOTPNotOffered
	}
	c, err := h.claim(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	out := &StatusResponse{}
	out.Body.Status = true
	return out, h.signin.SendOTP(ctx, actor.From(ctx), c)
}

// BackupCodeRequest shows a backup code.
type BackupCodeRequest struct {
	Carried
	Body struct {
		Code           string `json:"code" maxLength:"64"`
		DisableSession bool   `json:"disableSession,omitempty" doc:"Spend the code and nothing else"`
		TrustDevice    bool   `json:"trustDevice,omitempty" doc:"Ask no second factor of this browser for 30 days"`
		OAuthQuery     string `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`
	}
}

// VerifyBackupCode serves POST /api/auth/two-factor/verify-backup-code.
func (h HTTP) VerifyBackupCode(ctx context.Context, in *BackupCodeRequest) (*VerifiedResponse, error) {
	c, err := h.claim(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	b := in.Body
	result, err := h.signin.VerifyBackupCode(ctx, actor.From(ctx), c, b.Code, b.TrustDevice, b.DisableSession)
	if err != nil {
		return nil, err
	}
	if b.DisableSession {
		out := &VerifiedResponse{}
		out.Body.User = user.ToJSON(result.User)
		return out, nil
	}
	return h.verified(result, b.TrustDevice), nil
}
