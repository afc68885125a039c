// Package application knows the applications that people sign in to: they are
// the OAuth clients of the service, and the slug is the client id.
package application

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// An Application is an OAuth client. Empty texts mean none.
type Application struct {
	ID              string
	Slug            string // the client id; it never changes
	Name            string
	Description     string
	URL             string
	Icon            string
	IsActive        bool
	IsPublic        bool // has no secret and always needs PKCE; it never changes
	SkipConsent     bool
	IsMfaRequired   bool
	AllowRegister   bool
	GrantOnRegister bool // whoever registers through it gets access at once
	RequirePKCE     bool
	AllowedScopes   []string
	RedirectURIs    []string
	IDTokenAlg      string
	Client          Client
	Origin          string // OriginAdmin unless it came over the network
	DocumentURL     string // of OriginDocument
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// A Detail is an application with what depends on it counted.
type Detail struct {
	Application
	UserCount int64
	PlanCount int64
}

// A NewApplication describes an application to create; nil means the default.
type NewApplication struct {
	Slug, Name, Description, URL, Icon                    string
	IsPublic, SkipConsent, IsMfaRequired, GrantOnRegister bool
	IsActive, AllowRegister, RequirePKCE                  *bool    // true
	AllowedScopes                                         []string // openid, profile, email
	RedirectURIs                                          []string
	IDTokenAlg                                            string // RS256
	Client                                                Client
	Origin                                                string // OriginAdmin
	DocumentURL                                           string
	WithoutSecret                                         bool // whoever makes it sees to that
}

// Changes are a partial update: nil leaves a value as it is, an empty text
// clears it.
type Changes struct {
	Name, Description, URL, Icon, IDTokenAlg                                          *string
	IsActive, SkipConsent, IsMfaRequired, AllowRegister, GrantOnRegister, RequirePKCE *bool
	AllowedScopes, RedirectURIs                                                       *[]string
	Client                                                                            *Client
	// ClientMembers replaces single settings of the client, by their names in
	// JSON; null resets one.
	ClientMembers map[string]json.RawMessage
}

const (
	maxName        = 100
	maxDescription = 500
	maxURL         = 2000
	maxRedirects   = 50
	defaultAlg     = "RS256"
)

var slugPattern = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// Scopes returns the service's own scopes. An application may be allowed these,
// and those that protected APIs define.
func Scopes() []string {
	return []string{"openid", "profile", "email", "offline_access", "roles", "permissions", "features", "org", "address", "phone"}
}

// IDTokenAlgs returns the algorithms an application may have its ID tokens
// signed with.
func IDTokenAlgs() []string { return []string{"RS256", "ES256", "EdDSA", "PS256"} }

// CleanName trims a name and reports whether it can be shown: between one and
// limit characters, none of them a control character.
func CleanName(name string, limit int) (string, bool) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > limit {
		return name, false
	}
	return name, plain(name, "")
}

// CleanText trims a text that may be empty and have several lines.
func CleanText(text string, limit int) (string, bool) {
	text = strings.TrimSpace(text)
	return text, utf8.RuneCountInString(text) <= limit && plain(text, "\n\r\t")
}

func plain(text, besides string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && !strings.ContainsRune(besides, r)
	})
}

func (n NewApplication) application() Application {
	yes := func(b *bool) bool { return b == nil || *b }
	a := Application{
		Slug: n.Slug, Name: n.Name, Description: n.Description, URL: n.URL, Icon: n.Icon,
		IsActive: yes(n.IsActive), IsPublic: n.IsPublic, SkipConsent: n.SkipConsent, IsMfaRequired: n.IsMfaRequired,
		AllowRegister: yes(n.AllowRegister), GrantOnRegister: n.GrantOnRegister, RequirePKCE: yes(n.RequirePKCE),
		AllowedScopes: n.AllowedScopes, RedirectURIs: n.RedirectURIs, IDTokenAlg: n.IDTokenAlg,
		Client: n.Client, Origin: n.Origin, DocumentURL: n.DocumentURL,
	}
	if a.Origin == "" {
		a.Origin = OriginAdmin
	}
	if a.AllowedScopes == nil {
		a.AllowedScopes = []string{"openid", "profile", "email"}
	}
	if a.IDTokenAlg == "" {
		a.IDTokenAlg = defaultAlg
	}
	return a
}

// apply returns the names of the members that the changes mention.
func (c Changes) apply(a *Application) ([]string, error) {
	var names []string
	set(&names, "name", &a.Name, c.Name)
	set(&names, "description", &a.Description, c.Description)
	set(&names, "url", &a.URL, c.URL)
	set(&names, "icon", &a.Icon, c.Icon)
	set(&names, "isActive", &a.IsActive, c.IsActive)
	set(&names, "skipConsent", &a.SkipConsent, c.SkipConsent)
	set(&names, "isMfaRequired", &a.IsMfaRequired, c.IsMfaRequired)
	set(&names, "allowRegister", &a.AllowRegister, c.AllowRegister)
	set(&names, "grantOnRegister", &a.GrantOnRegister, c.GrantOnRegister)
	set(&names, "requirePkce", &a.RequirePKCE, c.RequirePKCE)
	set(&names, "allowedScopes", &a.AllowedScopes, c.AllowedScopes)
	set(&names, "redirectUris", &a.RedirectURIs, c.RedirectURIs)
	set(&names, "idTokenSignedResponseAlg", &a.IDTokenAlg, c.IDTokenAlg)
	set(&names, "client", &a.Client, c.Client)
	if len(c.ClientMembers) == 0 {
		return names, nil
	}
	changed, err := a.Client.with(c.ClientMembers)
	a.Client = changed
	return append(names, "client"), err
}

func set[T any](names *[]string, name string, to, from *T) {
	if from != nil {
		*to = *from
		*names = append(*names, name)
	}
}

// settle brings an application into its stored form, or says everything that
// is wrong with the given members; with none given, with any. What was stored
// before today's rules stays until it is itself changed. Unknown are the scopes
// that neither the service nor a protected API defines.
func (a *Application) settle(unknown []string, given ...string) error {
	var wrong []fault.Field
	check := func(ok bool, name, problem string) {
		member := name
		if end := strings.IndexAny(name, "[."); end >= 0 {
			member = name[:end]
		}
		if !ok && (len(given) == 0 || slices.Contains(given, member)) {
			wrong = append(wrong, fault.Field{Name: "body." + name, Problem: problem})
		}
	}
	var ok bool
	check(slugPattern.MatchString(a.Slug), "slug", "must be 1 to 64 lower-case letters, digits or hyphens")
	a.Name, ok = CleanName(a.Name, maxName)
	check(ok, "name", "must have 1 to 100 characters")
	a.Description, ok = CleanText(a.Description, maxDescription)
	check(ok, "description", "must have at most 500 characters")
	a.URL, a.Icon = strings.TrimSpace(a.URL), strings.TrimSpace(a.Icon)
	check(a.URL == "" || isWebURL(a.URL), "url", "must be an http or https URL")
	check(a.Icon == "" || isWebURL(a.Icon), "icon", "must be an http or https URL")
	check(slices.Contains(IDTokenAlgs(), a.IDTokenAlg), "idTokenSignedResponseAlg", "must be one of "+strings.Join(IDTokenAlgs(), ", "))
	a.AllowedScopes = once(a.AllowedScopes)
	for i, scope := range a.AllowedScopes {
		check(!slices.Contains(unknown, scope), fmt.Sprintf("allowedScopes[%d]", i), "is not a known scope")
	}
	check(len(a.RedirectURIs) <= maxRedirects, "redirectUris", "must have at most 50 entries")
	for i, uri := range a.RedirectURIs[:min(len(a.RedirectURIs), maxRedirects)] {
		problem := redirectProblem(uri)
		check(problem == "", fmt.Sprintf("redirectUris[%d]", i), problem)
	}
	a.RedirectURIs = once(a.RedirectURIs)
	a.RequirePKCE = a.RequirePKCE || a.IsPublic
	a.settleClient(check)
	if len(wrong) > 0 {
		return ErrInvalid.With(wrong...)
	}
	return nil
}

// once drops repetitions; the result is never nil.
func once(list []string) []string {
	out := make([]string, 0, len(list))
	for _, item := range list {
		if !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}

func isWebURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= maxURL && printable(text) && (u.Scheme == "https" || u.Scheme == "http") &&
		u.User == nil && isHost(u.Hostname())
}
