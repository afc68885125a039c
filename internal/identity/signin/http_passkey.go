package signin

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
)

// challengeCookie carries the challenge of a passkey, before its prefix.
const challengeCookie = "better-auth-passkey"

// passkeyTimeout is how long browsers wait for an authenticator, in
// milliseconds.
const passkeyTimeout = 60_000

func (h HTTP) challengeSet(token string) []string {
	return []string{h.cookies.Signed(challengeCookie, token, mfa.ChallengeLife)}
}

// anybody is claim for requests that nobody needs to send.
func (h HTTP) anybody(ctx context.Context, carried Carried) (Claimant, error) {
	c, err := h.claim(ctx, carried)
	if errors.Is(err, ErrChallenge) {
		return Claimant{}, nil
	}
	return c, err
}

// enrolling returns who adds a passkey.
func (h HTTP) enrolling(ctx context.Context, carried Carried) (Claimant, error) {
	c, err := h.claim(ctx, carried)
	if errors.Is(err, ErrChallenge) {
		return Claimant{}, session.ErrNone
	}
	return c, err
}

type passkeyJSON struct {
	Name         string  `json:"name"`
	PublicKey    string  `json:"publicKey" doc:"COSE_Key in base64"`
	UserID       string  `json:"userId"`
	CredentialID string  `json:"credentialID"`
	Counter      uint32  `json:"counter"`
	DeviceType   string  `json:"deviceType" enum:"singleDevice,multiDevice"`
	BackedUp     bool    `json:"backedUp"`
	Transports   string  `json:"transports" doc:"Separated by commas"`
	CreatedAt    string  `json:"createdAt" format:"date-time"`
	LastUsedAt   *string `json:"lastUsedAt" format:"date-time"`
	AAGUID       string  `json:"aaguid" doc:"Model of the authenticator, zeros when unknown"`
	ID           string  `json:"id"`
}

const timeForm = "2006-01-02T15:04:05.000Z"

func toPasskeyJSON(p mfa.Credential) passkeyJSON {
	j := passkeyJSON{
		Name: p.Name, PublicKey: p.PublicKey, UserID: p.UserID, CredentialID: p.CredentialID, Counter: p.Counter, DeviceType: "singleDevice",
		BackedUp: p.BackedUp, Transports: strings.Join(p.Transports, ","), CreatedAt: p.CreatedAt.UTC().Format(timeForm), AAGUID: p.AAGUID, ID: p.ID,
	}
	if p.BackupEligible {
		j.DeviceType = "multiDevice"
	}
	if !p.LastUsedAt.IsZero() {
		at := p.LastUsedAt.UTC().Format(timeForm)
		j.LastUsedAt = &at
	}
	return j
}

type descriptorJSON struct {
	ID         string   `json:"id"`
	Transports []string `json:"transports,omitempty" nullable:"false"`
	Type       string   `json:"type"`
}

func toDescriptors(all []mfa.Credential) []descriptorJSON {
	out := make([]descriptorJSON, 0, len(all))
	for _, p := range all {
		out = append(out, descriptorJSON{p.CredentialID, p.Transports, "public-key"})
	}
	return out
}

type keyParameterJSON struct {
	Alg  int    `json:"alg"`
	Type string `json:"type"`
}

// creationJSON is PublicKeyCredentialCreationOptionsJSON (Web Authentication
// Level 3 §5.1.8).
type creationJSON struct {
	Challenge string `json:"challenge"`
	RP        struct {
		Name string `json:"name"`
		ID   string `json:"id"`
	} `json:"rp"`
	User struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		DisplayName string `json:"displayName"`
	} `json:"user"`
	PubKeyCredParams       []keyParameterJSON `json:"pubKeyCredParams" nullable:"false"`
	Timeout                int                `json:"timeout"`
	Attestation            string             `json:"attestation"`
	ExcludeCredentials     []descriptorJSON   `json:"excludeCredentials" nullable:"false"`
	AuthenticatorSelection struct {
		ResidentKey        string `json:"residentKey"`
		UserVerification   string `json:"userVerification"`
		Attachment         string `json:"authenticatorAttachment,omitempty"`
		RequireResidentKey bool   `json:"requireResidentKey"`
	} `json:"authenticatorSelection"`
	Extensions struct {
		CredProps bool `json:"credProps"`
	} `json:"extensions"`
	Hints []string `json:"hints" nullable:"false"`
}

// PasskeyCreationRequest asks for what an authenticator needs to make a
// passkey.
type PasskeyCreationRequest struct {
	Carried
	Attachment string `query:"authenticatorAttachment" enum:"platform,cross-platform" doc:"Which authenticators to offer"`
	Name       string `query:"name" maxLength:"200" doc:"What the authenticator shows; the e-mail address by default"`
}

// PasskeyCreationResponse is the options, with the cookie of their challenge.
type PasskeyCreationResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      creationJSON
}

// PasskeyCreation serves GET /api/auth/passkey/generate-register-options.
func (h HTTP) PasskeyCreation(ctx context.Context, in *PasskeyCreationRequest) (*PasskeyCreationResponse, error) {
	claimant, err := h.enrolling(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	c, err := h.signin.BeginPasskey(ctx, claimant, in.Name)
	if err != nil {
		return nil, err
	}
	out := &PasskeyCreationResponse{SetCookie: h.challengeSet(c.Token)}
	b := &out.Body
	b.Challenge, b.RP.Name, b.RP.ID = c.Challenge, c.RPName, c.RPID
	b.User.ID, b.User.Name, b.User.DisplayName = c.UserHandle, c.Name, c.DisplayName
	for _, alg := range c.Algorithms {
		b.PubKeyCredParams = append(b.PubKeyCredParams, keyParameterJSON{alg, "public-key"})
	}
	b.Timeout, b.Attestation, b.ExcludeCredentials = passkeyTimeout, "none", toDescriptors(c.Existing)
	b.AuthenticatorSelection.ResidentKey, b.AuthenticatorSelection.UserVerification = "preferred", "preferred"
	b.AuthenticatorSelection.Attachment = in.Attachment
	b.Extensions.CredProps, b.Hints = true, []string{}
	return out, nil
}

// PasskeyAddRequest is a passkey that an authenticator made.
type PasskeyAddRequest struct {
	Carried
	Body struct {
		Response   map[string]any `json:"response" doc:"RegistrationResponseJSON of Web Authentication Level 3 §5.1.8.1"`
		Name       string         `json:"name,omitempty" doc:"1 to 100 characters; by default the name of the authenticator"`
		OAuthQuery string         `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`
	}
}

// PasskeyAddResponse is the passkey as it is kept. It sets cookies where the
// session now proves more, or begins.
type PasskeyAddResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      passkeyJSON
}

// PasskeyAdd serves POST /api/auth/passkey/verify-registration.
func (h HTTP) PasskeyAdd(ctx context.Context, in *PasskeyAddRequest) (*PasskeyAddResponse, error) {
	c, err := h.enrolling(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	response, err := json.Marshal(in.Body.Response)
	if err != nil {
		return nil, mfa.ErrRegistration.Because(err)
	}
	p, result, err := h.signin.AddPasskey(ctx, actor.From(ctx), c, h.read(in.Carried, challengeCookie), in.Body.Name, response)
	if err != nil {
		return nil, err
	}
	return &PasskeyAddResponse{SetCookie: h.Cookies(result), Body: toPasskeyJSON(p)}, nil
}

// requestJSON is PublicKeyCredentialRequestOptionsJSON (Web Authentication
// Level 3 §5.1.9).
type requestJSON struct {
	RPID             string           `json:"rpId"`
	Challenge        string           `json:"challenge"`
	AllowCredentials []descriptorJSON `json:"allowCredentials,omitempty" nullable:"false"`
	Timeout          int              `json:"timeout"`
	UserVerification string           `json:"userVerification" enum:"required,preferred"`
}

// PasskeyRequestRequest asks for what an authenticator needs to use a passkey.
type PasskeyRequestRequest struct{ Carried }

// PasskeyRequestResponse is the options, with the cookie of their challenge.
type PasskeyRequestResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      requestJSON
}

// PasskeyRequest serves GET /api/auth/passkey/generate-authenticate-options: to
// sign in by a passkey alone, to go on with a sign-in that misses a second
// factor, or to prove more in a session.
func (h HTTP) PasskeyRequest(ctx context.Context, in *PasskeyRequestRequest) (*PasskeyRequestResponse, error) {
	c, err := h.anybody(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	r, err := h.signin.AskForPasskey(ctx, c)
	if err != nil {
		return nil, err
	}
	out := &PasskeyRequestResponse{SetCookie: h.challengeSet(r.Token)}
	out.Body = requestJSON{RPID: r.RPID, Challenge: r.Challenge, Timeout: passkeyTimeout, UserVerification: "preferred"}
	if r.Alone {
		out.Body.UserVerification = "required"
	}
	if len(r.Allowed) > 0 {
		out.Body.AllowCredentials = toDescriptors(r.Allowed)
	}
	return out, nil
}

// PasskeyUseRequest is a passkey that an authenticator showed.
type PasskeyUseRequest struct {
	Carried
	Body struct {
		Response    map[string]any `json:"response" doc:"AuthenticationResponseJSON of Web Authentication Level 3 §5.1.8.2"`
		TrustDevice bool           `json:"trustDevice,omitempty" doc:"Ask no second factor of this browser for 30 days"`
		OAuthQuery  string         `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`
	}
}

// PasskeyUseResponse is the session that began or proves more.
type PasskeyUseResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Session session.JSON `json:"session"`
	}
}

// PasskeyUse serves POST /api/auth/passkey/verify-authentication.
func (h HTTP) PasskeyUse(ctx context.Context, in *PasskeyUseRequest) (*PasskeyUseResponse, error) {
	c, err := h.anybody(ctx, in.Carried)
	if err != nil {
		return nil, err
	}
	response, err := json.Marshal(in.Body.Response)
	if err != nil {
		return nil, mfa.ErrAssertion.Because(err)
	}
	result, err := h.signin.UsePasskey(ctx, actor.From(ctx), c, in.Body.TrustDevice, h.read(in.Carried, challengeCookie), response)
	if err != nil {
		return nil, err
	}
	out := &PasskeyUseResponse{SetCookie: h.forgetful(result, in.Body.TrustDevice)}
	out.Body.Session = session.ToJSON(result.Session)
	return out, nil
}

// PasskeyListResponse is the caller's passkeys, oldest first.
type PasskeyListResponse struct{ Body []passkeyJSON }

// PasskeyList serves GET /api/auth/passkey/list-user-passkeys.
func (h HTTP) PasskeyList(ctx context.Context, _ *struct{}) (*PasskeyListResponse, error) {
	all, err := h.signin.Passkeys.List(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &PasskeyListResponse{Body: make([]passkeyJSON, 0, len(all))}
	for _, p := range all {
		out.Body = append(out.Body, toPasskeyJSON(p))
	}
	return out, nil
}

// PasskeyRenameRequest gives a passkey another name.
type PasskeyRenameRequest struct {
	Body struct {
		ID   string `json:"id"`
		Name string `json:"name" doc:"1 to 100 characters"`
	}
}

// PasskeyRenameResponse is the passkey with its new name.
type PasskeyRenameResponse struct {
	Body struct {
		Passkey passkeyJSON `json:"passkey"`
	}
}

// PasskeyRename serves POST /api/auth/passkey/update-passkey.
func (h HTTP) PasskeyRename(ctx context.Context, in *PasskeyRenameRequest) (*PasskeyRenameResponse, error) {
	by := actor.From(ctx)
	p, err := h.signin.Passkeys.Rename(ctx, by, by.UserID, in.Body.ID, in.Body.Name)
	if err != nil {
		return nil, err
	}
	out := &PasskeyRenameResponse{}
	out.Body.Passkey = toPasskeyJSON(p)
	return out, nil
}

// PasskeyRemoveRequest names a passkey to be removed.
type PasskeyRemoveRequest struct {
	Body struct {
		ID string `json:"id"`
	}
}

// PasskeyRemoveResponse says that it is gone.
type PasskeyRemoveResponse struct {
	Body struct {
		Status bool `json:"status"`
	}
}

// PasskeyRemove serves POST /api/auth/passkey/delete-passkey.
func (h HTTP) PasskeyRemove(ctx context.Context, in *PasskeyRemoveRequest) (*PasskeyRemoveResponse, error) {
	current, u, _ := session.From(ctx)
	if err := h.signin.Passkeys.Remove(ctx, actor.From(ctx), current, u, in.Body.ID); err != nil {
		return nil, err
	}
	out := &PasskeyRemoveResponse{}
	out.Body.Status = true
	return out, nil
}
