// Package resource knows the protected APIs that access tokens can be made for
// (RFC 8707), each with the scopes it defines.
package resource

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// A Resource is a protected API.
type Resource struct {
	ID           string // empty for the service's own endpoints, which are in no table
	Identifier   string // an absolute URI, compared character by character; it never changes
	Name         string
	Description  string
	Scopes       []Scope
	TokenLife    time.Duration // of its access tokens; zero means the service's own
	SigningAlg   string        // of its access tokens
	Applications []string      // ids of those that may ask for it; nil means all
	OpenScopes   bool          // clients that no administrator made may be allowed its scopes
	IsActive     bool
	Origin       string
	Configured   bool // listed in the OAUTH_VALID_AUDIENCES of this process
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// A Scope is a permission that an API defines. Several APIs may define the same
// name.
type Scope struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// Where a resource comes from.
const (
	OriginAdmin       = "admin"
	OriginEnvironment = "environment" // OAUTH_VALID_AUDIENCES
)

// A NewResource describes a resource to create; nil means the default.
type NewResource struct {
	Identifier, Name, Description string
	Scopes                        []Scope
	TokenLife                     time.Duration // zero
	SigningAlg                    string        // ES256
	Applications                  []string      // nil: all
	OpenScopes                    bool
	IsActive                      *bool // true
}

// Changes are a partial update: nil leaves a value as it is, an empty text
// clears it.
type Changes struct {
	Name, Description, SigningAlg *string
	Scopes                        *[]Scope
	TokenLife                     *time.Duration
	Applications                  *[]string // a nil list: all
	OpenScopes, IsActive          *bool
}

// Lifetimes of access tokens. The keys that signed them stay published longer
// than the longest.
const (
	MinTokenLife = time.Minute
	MaxTokenLife = 24 * time.Hour
)

const (
	defaultAlg      = "ES256"
	maxIdentifier   = 2000
	maxName         = 100
	maxDescription  = 500
	maxScopes       = 200
	maxScopeName    = 128
	maxApplications = 1000
)

// SigningAlgs returns the algorithms that access tokens can be signed with.
func SigningAlgs() []string { return []string{"RS256", "PS256", "ES256", "EdDSA"} }

// identifierProblem says why a text cannot name a protected API, or "": RFC
// 8707 §2 asks for an absolute URI without fragment.
func identifierProblem(text string) string {
	switch {
	case text == "" || len(text) > maxIdentifier:
		return "must have 1 to 2000 characters"
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '\\' || r == '"' }):
		return "must be ASCII without spaces, quotes, control characters or backslashes"
	case strings.Contains(text, "#"):
		return "must not have a fragment"
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "is not a URI"
	case u.Scheme == "":
		return "must be absolute"
	case u.Host == "" && u.Opaque == "" && u.Path == "":
		return "must name something after the scheme"
	case u.User != nil:
		return "must not have user information"
	}
	return ""
}

// scopeToken reports whether a text is one scope (RFC 6749 §3.3).
func scopeToken(text string) bool {
	return text != "" && len(text) <= maxScopeName && !strings.ContainsFunc(text, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || r == '"' || r == '\\'
	})
}

// settle brings a resource into its stored form, or says everything that is
// wrong with it. Reserved are the scope names of the service itself.
func (r *Resource) settle(reserved []string) error {
	var wrong []fault.Field
	check := func(ok bool, name, problem string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: "body." + name, Problem: problem})
		}
	}
	problem := identifierProblem(r.Identifier)
	check(problem == "", "identifier", problem)
	r.Name, r.Description = strings.TrimSpace(r.Name), strings.TrimSpace(r.Description)
	check(r.Name != "" && shows(r.Name, maxName, ""), "name", "must have 1 to 100 characters")
	check(shows(r.Description, maxDescription, "\n\r\t"), "description", "must have at most 500 characters")
	check(len(r.Scopes) <= maxScopes, "scopes", "must have at most 200 entries")
	seen := map[string]bool{}
	for i := range r.Scopes[:min(len(r.Scopes), maxScopes)] {
		s := &r.Scopes[i]
		s.Description = strings.TrimSpace(s.Description)
		check(scopeToken(s.Name), fmt.Sprintf("scopes[%d].name", i), "must be 1 to 128 visible ASCII characters without quotes and backslashes")
		check(!slices.Contains(reserved, s.Name), fmt.Sprintf("scopes[%d].name", i), "is a scope of the service itself")
		check(!seen[s.Name], fmt.Sprintf("scopes[%d].name", i), "is repeated")
		check(shows(s.Description, maxDescription, ""), fmt.Sprintf("scopes[%d].description", i), "must have at most 500 characters")
		seen[s.Name] = true
	}
	whole := r.TokenLife%time.Second == 0 && r.TokenLife >= MinTokenLife && r.TokenLife <= MaxTokenLife
	check(r.TokenLife == 0 || whole, "accessTokenLifetime", "must be between 60 and 86400 seconds")
	check(slices.Contains(SigningAlgs(), r.SigningAlg), "accessTokenSigningAlg", "must be one of "+strings.Join(SigningAlgs(), ", "))
	check(len(r.Applications) <= maxApplications, "allowedApplications", "must have at most 1000 entries")
	if r.Applications != nil {
		slices.Sort(r.Applications)
		r.Applications = slices.Compact(r.Applications)
	}
	if len(wrong) > 0 {
		return ErrInvalid.With(wrong...)
	}
	return nil
}

// shows reports whether a text can be shown: no control characters besides
// those given.
func shows(text string, limit int, besides string) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= limit && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && !strings.ContainsRune(besides, r)
	})
}

func (n NewResource) resource() Resource {
	r := Resource{
		Identifier: n.Identifier, Name: n.Name, Description: n.Description, Scopes: n.Scopes, TokenLife: n.TokenLife,
		SigningAlg: n.SigningAlg, Applications: n.Applications, OpenScopes: n.OpenScopes, IsActive: n.IsActive == nil || *n.IsActive, Origin: OriginAdmin,
	}
	if r.Scopes == nil {
		r.Scopes = []Scope{}
	}
	if r.SigningAlg == "" {
		r.SigningAlg = defaultAlg
	}
	return r
}

// apply returns the names of the members that the changes mention.
func (c Changes) apply(r *Resource) []string {
	var names []string
	set(&names, "name", &r.Name, c.Name)
	set(&names, "description", &r.Description, c.Description)
	set(&names, "scopes", &r.Scopes, c.Scopes)
	set(&names, "accessTokenLifetime", &r.TokenLife, c.TokenLife)
	set(&names, "accessTokenSigningAlg", &r.SigningAlg, c.SigningAlg)
	set(&names, "allowedApplications", &r.Applications, c.Applications)
	set(&names, "openScopes", &r.OpenScopes, c.OpenScopes)
	set(&names, "isActive", &r.IsActive, c.IsActive)
	return names
}

func set[T any](names *[]string, name string, to, from *T) {
	if from != nil {
		*to = *from
		*names = append(*names, name)
	}
}

// Own reports whether the resource is an endpoint of the service itself.
func (r Resource) Own() bool { return r.ID == "" }

// Admits reports whether an application may ask for tokens for the resource.
func (r Resource) Admits(applicationID string) bool {
	return r.Applications == nil || slices.Contains(r.Applications, applicationID)
}

// Defines reports whether a scope is one of the resource's own.
func (r Resource) Defines(scope string) bool {
	return slices.ContainsFunc(r.Scopes, func(s Scope) bool { return s.Name == scope })
}
