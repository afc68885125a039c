package oauth

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Request is an authorization request (RFC 6749 §4.1.1, OpenID Connect Core
// §3.1.2.1).
type Request struct {
	ResponseType string
	ResponseMode string
	ClientID     string
	RedirectURI  string
	Scopes       []string
	ScopeAsked   bool // false when the client's own scopes stand in
	State        string
	Challenge    string
	Method       string
	Nonce        string
	Prompt       []string
	MaxAge       time.Duration
	HasMaxAge    bool
	Resources    []string

	hasRequest    bool
	hasRequestURI bool
	badMaxAge     bool
}

// Lengths above which a parameter is refused.
const (
	maxState = 4096
	maxNonce = 1024
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

// ParseRequest reads the parameters of an authorization request. Unknown ones
// are ignored; only resource may be repeated (RFC 6749 §3.1, RFC 8707 §2).
func ParseRequest(pairs Pairs) (Request, *Error) {
	seen := map[string]bool{}
	for _, p := range pairs {
		if seen[p.Name] && p.Name != "resource" {
			return Request{ClientID: pairs.Get("client_id")}, Fail(CodeInvalidRequest, "parameter %s is repeated", printable(p.Name))
		}
		seen[p.Name] = true
	}
	r := Request{
		ResponseType:  pairs.Get("response_type"),
		ResponseMode:  pairs.Get("response_mode"),
		ClientID:      pairs.Get("client_id"),
		RedirectURI:   pairs.Get("redirect_uri"),
		Scopes:        ParseScope(pairs.Get("scope")),
		State:         pairs.Get("state"),
		Challenge:     pairs.Get("code_challenge"),
		Method:        pairs.Get("code_challenge_method"),
		Nonce:         pairs.Get("nonce"),
		Prompt:        strings.Fields(pairs.Get("prompt")),
		Resources:     pairs.All("resource"),
		hasRequest:    seen["request"],
		hasRequestURI: seen["request_uri"],
	}
	r.ScopeAsked = len(r.Scopes) > 0
	if text := pairs.Get("max_age"); text != "" {
		seconds, err := strconv.ParseUint(text, 10, 31)
		r.badMaxAge = err != nil
		r.HasMaxAge = err == nil
		r.MaxAge = time.Duration(seconds) * time.Second
	}
	return r, nil
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
	add("redirect_uri", r.RedirectURI)
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
		add("resource", resource)
	}
	add("response_mode", r.ResponseMode)
	return pairs
}

// A Client is what the check of a request needs to know of an application.
type Client struct {
	Scopes       []string
	RedirectURIs []string
	RequirePKCE  bool
	Public       bool
}

// MatchesRedirect reports whether the URI is registered, character by
// character (RFC 9700 §2.1).
func MatchesRedirect(registered []string, uri string) bool {
	return uri != "" && slices.Contains(registered, uri)
}

// Check looks at everything in a request but client and redirect URI, which
// come first because the answer travels there. It fills in the client's scopes
// when none were asked for.
func (r *Request) Check(c Client) *Error {
	if r.hasRequest {
		return Fail(CodeRequestNotSupported, "request objects are not supported")
	}
	if r.hasRequestURI {
		return Fail(CodeRequestURINotSupported, "request_uri is not supported")
	}
	if r.ResponseType == "" {
		return Fail(CodeInvalidRequest, "response_type is required")
	}
	if r.ResponseType != "code" {
		return Fail(CodeUnsupportedResponseType, "only response_type code is supported")
	}
	if r.ResponseMode != "" && r.ResponseMode != "query" {
		return Fail(CodeInvalidRequest, "response_mode is not supported")
	}
	if len(r.State) > maxState {
		return Fail(CodeInvalidRequest, "state is too long")
	}
	if len(r.Nonce) > maxNonce {
		return Fail(CodeInvalidRequest, "nonce is too long")
	}
	if !utf8.ValidString(r.Nonce) || strings.ContainsRune(r.Nonce, 0) { // it is stored, and PostgreSQL takes no other text
		return Fail(CodeInvalidRequest, "nonce is not a text")
	}
	if r.badMaxAge {
		return Fail(CodeInvalidRequest, "max_age must be a number of seconds")
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
	return r.checkChallenge(c)
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

// Reply returns the redirect URI with the answer's parameters after those it
// has already (RFC 6749 §4.1.2).
func Reply(redirectURI string, answer Pairs) string {
	separator := "?"
	if strings.Contains(redirectURI, "?") {
		separator = "&"
	}
	return redirectURI + separator + answer.Encode()
}

// ReplyError is the redirect that tells a client of an error.
func ReplyError(redirectURI, state, issuer string, e *Error) string {
	answer := Pairs{{"error", e.Code}, {"error_description", printable(e.Description)}}
	if state != "" {
		answer = append(answer, Pair{"state", state})
	}
	return Reply(redirectURI, append(answer, Pair{"iss", issuer}))
}

// ValidResource reports whether text can name a protected API: an absolute URI
// without fragment (RFC 8707 §2).
func ValidResource(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.IsAbs() && u.Fragment == "" && len(text) <= 2000
}
