package oauth

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Request is an authorization request (RFC 6749 §4.1.1, OpenID Connect Core
// §3.1.2.1).
type Request struct {
	ResponseType string
	ResponseMode string
	ClientID     string
	RedirectURI  string
	// RedirectOmitted says that the only registered redirect URI stands in.
	RedirectOmitted bool
	Scopes          []string
	ScopeAsked      bool // false when the client's own scopes stand in
	State           string
	Challenge       string
	Method          string
	Nonce           string
	Prompt          []string
	MaxAge          time.Duration
	HasMaxAge       bool
	Resources       []string
	LoginHint       string
	UILocales       string
	IDTokenHint     string
	ACRValues       []string
	Claims          ClaimsRequest
	DPoPKey         string // the thumbprint that the code is to be bound to (RFC 9449 §10)

	Object    string // request: a request object by value (RFC 9101 §5)
	ObjectURI string // request_uri: by reference, or what was pushed (RFC 9126 §4)

	wrong *Error // what was found on reading and the client may be told
}

// Lengths above which a parameter is refused, or for a mere hint, forgotten.
const (
	maxState       = 4096
	maxNonce       = 1024
	maxIDTokenHint = 8 << 10
	maxHint        = 320
)

// The values of prompt (OpenID Connect Core §3.1.2.1, Prompt Create).
const (
	PromptNone          = "none"
	PromptLogin         = "login"
	PromptConsent       = "consent"
	PromptSelectAccount = "select_account"
	PromptCreate        = "create"
)

// Prompts lists them as the discovery document does.
func Prompts() []string {
	return []string{PromptLogin, PromptConsent, PromptCreate, PromptSelectAccount, PromptNone}
}

// The authentication context classes of sign-ins here: of every one, and of
// those with two factors (REFEDS MFA Profile 1.2).
const (
	ACR            = "urn:mace:incommon:iap:bronze"
	ACRMultifactor = "https://refeds.org/profile/mfa"
)

// ACRs lists them as the discovery document does.
func ACRs() []string { return []string{ACR, ACRMultifactor} }

// OffersACR reports whether a sign-in here can be of the class.
func OffersACR(class string) bool { return slices.Contains(ACRs(), class) }

// ACROf is the class of a sign-in.
func ACROf(multifactor bool) string {
	if multifactor {
		return ACRMultifactor
	}
	return ACR
}

// ACR is the class to tell of a sign-in: the highest, unless the request asks
// for the lower one alone.
func (r Request) ACR(multifactor bool) string {
	asked, essential := r.Claims.MustHaveACR()
	if !essential {
		asked = r.ACRValues
	}
	if slices.Contains(asked, ACR) && !slices.Contains(asked, ACRMultifactor) {
		return ACR
	}
	return ACROf(multifactor)
}

const resourceParam = "resource"

// ParseRequest reads the parameters of an authorization request. Unknown ones
// are ignored; only resource may be repeated (RFC 6749 §3.1, RFC 8707 §2). The
// error is for a request whose client or redirect URI is in doubt; everything
// else that is wrong is for Check to tell the client.
func ParseRequest(pairs Pairs) (Request, *Error) {
	seen := map[string]bool{}
	var repeated *Error
	for _, p := range pairs {
		if seen[p.Name] && p.Name != resourceParam {
			switch p.Name {
			case "client_id", "redirect_uri", "request", "request_uri":
				return Request{}, Fail(CodeInvalidRequest, "parameter %s is repeated", p.Name)
			}
			repeated = Fail(CodeInvalidRequest, "parameter %s is repeated", printable(p.Name))
		}
		seen[p.Name] = true
	}
	r := Request{
		ResponseType: pairs.Get("response_type"),
		ResponseMode: pairs.Get("response_mode"),
		ClientID:     pairs.Get("client_id"),
		RedirectURI:  pairs.Get("redirect_uri"),
		Scopes:       ParseScope(pairs.Get("scope")),
		State:        pairs.Get("state"),
		Challenge:    pairs.Get("code_challenge"),
		Method:       pairs.Get("code_challenge_method"),
		Nonce:        pairs.Get("nonce"),
		Prompt:       strings.Fields(pairs.Get("prompt")),
		Resources:    pairs.All(resourceParam),
		LoginHint:    hint(pairs.Get("login_hint")),
		UILocales:    hint(pairs.Get("ui_locales")),
		IDTokenHint:  pairs.Get("id_token_hint"),
		ACRValues:    ParseScope(hint(pairs.Get("acr_values"))),
		DPoPKey:      pairs.Get("dpop_jkt"),
		Object:       pairs.Get("request"),
		ObjectURI:    pairs.Get("request_uri"),
		wrong:        repeated,
	}
	r.ScopeAsked = len(r.Scopes) > 0
	if repeated != nil { // which one counts is not ours to guess
		for name, value := range map[string]*string{"state": &r.State, "response_mode": &r.ResponseMode} {
			if len(pairs.All(name)) > 1 {
				*value = ""
			}
		}
	}
	if text := pairs.Get("max_age"); text != "" {
		seconds, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			r.mark(Fail(CodeInvalidRequest, "max_age must be a number of seconds"))
		} else {
			r.HasMaxAge, r.MaxAge = true, time.Duration(seconds)*time.Second
		}
	}
	if text := pairs.Get("claims"); text != "" {
		claims, err := ParseClaims(text)
		if err != nil {
			r.mark(err)
		}
		r.Claims = claims
	}
	return r, nil
}

// mark remembers the first thing that is wrong.
func (r *Request) mark(e *Error) {
	if r.wrong == nil {
		r.wrong = e
	}
}

// hint returns a text that only helps, or nothing when it cannot.
func hint(text string) string {
	if len(text) > maxHint || !plain(text) {
		return ""
	}
	return text
}

// plain reports whether text is UTF-8 without control characters: it comes
// back unchanged from HTML forms, JSON and every database.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

// Pairs returns the request in the order in which it is signed.
func (r Request) Pairs() Pairs {
	var pairs Pairs
	add := func(name, value string) {
		if value != "" {
			pairs = append(pairs, Pair{name, value})
		}
	}
	scope := strings.Join(r.Scopes, " ")
	add("response_type", r.ResponseType)
	add("client_id", r.ClientID)
	if !r.RedirectOmitted {
		add("redirect_uri", r.RedirectURI)
	}
	if r.ScopeAsked {
		add("scope", scope)
	}
	add("state", r.State)
	add("code_challenge", r.Challenge)
	add("code_challenge_method", r.Method)
	add("nonce", r.Nonce)
	add("prompt", strings.Join(r.Prompt, " "))
	if !r.ScopeAsked {
		add("scope", scope)
	}
	if r.HasMaxAge {
		add("max_age", strconv.Itoa(int(r.MaxAge/time.Second)))
	}
	for _, resource := range r.Resources {
		add(resourceParam, resource)
	}
	add("response_mode", r.ResponseMode)
	add("login_hint", r.LoginHint)
	add("ui_locales", r.UILocales)
	add("id_token_hint", r.IDTokenHint)
	add("acr_values", strings.Join(r.ACRValues, " "))
	add("claims", r.Claims.String())
	add("dpop_jkt", r.DPoPKey)
	return pairs
}

// A Client is what the check of a request needs to know of an application.
type Client struct {
	Scopes        []string
	RequirePKCE   bool
	Public        bool
	MayCode       bool // use the authorization code grant
	MayRefresh    bool // use the refresh token grant
	DefaultMaxAge *int // seconds (OpenID Connect Registration §2)
}

// Check looks at everything in a request but client and redirect URI, which
// come first because the answer travels there. It fills in what the client
// registered for requests that do not say.
func (r *Request) Check(c Client) *Error {
	if r.wrong != nil {
		return r.wrong
	}
	if !c.MayCode {
		return Fail(CodeUnauthorizedClient, "the client may not use the authorization code grant")
	}
	if r.ResponseType == "" {
		return Fail(CodeInvalidRequest, "response_type is required")
	}
	if r.ResponseType != ResponseTypeCode {
		return Fail(CodeUnsupportedResponseType, "only response_type code is supported")
	}
	if err := r.checkAnswer(); err != nil {
		return err
	}
	if len(r.Nonce) > maxNonce {
		return Fail(CodeInvalidRequest, "nonce is too long")
	}
	if !utf8.ValidString(r.Nonce) || strings.ContainsRune(r.Nonce, 0) { // it is stored, and PostgreSQL takes no other text
		return Fail(CodeInvalidRequest, "nonce is not a text")
	}
	if len(r.IDTokenHint) > maxIDTokenHint {
		return Fail(CodeInvalidRequest, "id_token_hint is too long")
	}
	if r.DPoPKey != "" && !sha256Form.MatchString(r.DPoPKey) {
		return Fail(CodeInvalidRequest, "dpop_jkt must be a SHA-256 thumbprint")
	}
	if err := r.checkPrompt(); err != nil {
		return err
	}
	if !r.ScopeAsked {
		r.Scopes = slices.Clone(c.Scopes)
	}
	if beyond := Beyond(r.Scopes, c.Scopes); len(beyond) > 0 {
		return Fail(CodeInvalidScope, "The following scopes are invalid: %s", printable(strings.Join(beyond, ", ")))
	}
	if !c.MayRefresh { // OpenID Connect Core §11: to be ignored
		r.Scopes = slices.DeleteFunc(r.Scopes, func(scope string) bool { return scope == ScopeOfflineAccess })
	}
	r.Claims = r.Claims.Within(c.Scopes)
	if !r.HasMaxAge && c.DefaultMaxAge != nil {
		r.HasMaxAge, r.MaxAge = true, time.Duration(*c.DefaultMaxAge)*time.Second
	}
	return r.checkChallenge(c)
}

// checkAnswer looks at what travels back.
func (r *Request) checkAnswer() *Error {
	if !KnownResponseMode(r.ResponseMode) {
		return Fail(CodeInvalidRequest, "response_mode is not supported")
	}
	if len(r.State) > maxState {
		return Fail(CodeInvalidRequest, "state is too long")
	}
	if form, jwt := r.Mode(); (form || jwt) && !plain(r.State) {
		r.State = ""
		return Fail(CodeInvalidRequest, "state cannot be returned in this response_mode")
	}
	return nil
}

func (r *Request) checkPrompt() *Error {
	for _, p := range r.Prompt {
		if !slices.Contains(Prompts(), p) {
			return Fail(CodeInvalidRequest, "prompt is not supported")
		}
	}
	if r.Asks(PromptNone) && len(r.Prompt) > 1 {
		return Fail(CodeInvalidRequest, "prompt none cannot be combined")
	}
	return nil
}

func (r *Request) checkChallenge(c Client) *Error {
	if r.Challenge == "" {
		if r.Method != "" {
			return Fail(CodeInvalidRequest, "code_challenge is required with code_challenge_method")
		}
		switch {
		case c.Public:
			return Fail(CodeInvalidRequest, "pkce is required for public clients")
		case c.RequirePKCE:
			return Fail(CodeInvalidRequest, "pkce is required for this client")
		}
		return nil
	}
	if r.Method != MethodS256 {
		return Fail(CodeInvalidRequest, "code_challenge_method must be S256")
	}
	if !ValidChallenge(r.Challenge) {
		return Fail(CodeInvalidRequest, "code_challenge is malformed")
	}
	return nil
}

// Asks reports whether prompt holds a value.
func (r Request) Asks(prompt string) bool { return slices.Contains(r.Prompt, prompt) }

// Wants reports whether a scope is asked for.
func (r Request) Wants(scope string) bool { return slices.Contains(r.Scopes, scope) }
