package discovery

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// ResourceHTTP serves the metadata of protected resources (RFC 9728): of the
// service's own, and of registered APIs, which may pass it on as theirs.
type ResourceHTTP struct {
	resources *resource.Service
	issuer    string
}

// NewResourceHTTP returns the handlers.
func NewResourceHTTP(resources *resource.Service, issuer string) ResourceHTTP {
	return ResourceHTTP{resources, issuer}
}

// resourceMetadata is RFC 9728 §2.
type resourceMetadata struct {
	Resource      string   `json:"resource"`
	Servers       []string `json:"authorization_servers"`
	Scopes        []string `json:"scopes_supported,omitempty"`
	BearerMethods []string `json:"bearer_methods_supported"`
	Name          string   `json:"resource_name,omitempty"`
	ProofAlgs     []string `json:"dpop_signing_alg_values_supported,omitempty"`
}

// resourceWellKnown is where the metadata of a resource is found (RFC 9728 §3).
const resourceWellKnown = "/.well-known/oauth-protected-resource"

// Metadata serves the documents under /.well-known/oauth-protected-resource:
// the rest of the path names a resource at this host (RFC 9728 §3.1). The
// parameter resource, which is ours, names any registered one.
func (h ResourceHTTP) Metadata(w http.ResponseWriter, r *http.Request) error {
	identifier := h.issuer + strings.TrimPrefix(r.URL.EscapedPath(), resourceWellKnown)
	if q := r.URL.Query(); q.Has("resource") {
		identifier = q.Get("resource")
	}
	one, err := h.resources.Active(r.Context(), identifier)
	if err != nil {
		return err
	}
	m := resourceMetadata{Resource: one.Identifier, Servers: []string{h.issuer}, BearerMethods: []string{"header"}, Name: one.Name}
	if one.Own() {
		m.ProofAlgs = oauth.DPoPAlgorithms()
	}
	for _, s := range one.Scopes {
		m.Scopes = append(m.Scopes, s.Name)
	}
	header := w.Header()
	header.Set("Cache-Control", cacheMetadata)
	readable(header)
	return web.JSON(w, http.StatusOK, m)
}

// Pointing has the refusals of a protected endpoint of the service tell where
// its metadata is (RFC 9728 §5.1).
func (h ResourceHTTP) Pointing(path string, next web.Handler) web.Handler {
	u, err := url.Parse(h.issuer)
	if err != nil {
		return next
	}
	u.Path = resourceWellKnown + path
	parameter := `resource_metadata="` + u.String() + `"`
	return func(w http.ResponseWriter, r *http.Request) error {
		err := next(w, r)
		if refused, ok := errors.AsType[*oauth.Error](err); ok {
			return &pointed{refused, parameter}
		}
		return err
	}
}

// pointed is a refusal whose challenges have a parameter more.
type pointed struct {
	refused   *oauth.Error
	parameter string
}

// Error is what was refused.
func (p *pointed) Error() string { return p.refused.Error() }

// Unwrap returns the refusal.
func (p *pointed) Unwrap() error { return p.refused }

// Answer is the refusal's, with the parameter.
func (p *pointed) Answer() (status int, header http.Header, body any) {
	status, header, body = p.refused.Answer()
	challenges := header["Www-Authenticate"]
	for i, c := range challenges {
		separator := " "
		if strings.Contains(c, " ") {
			separator = ", "
		}
		challenges[i] = c + separator + p.parameter
	}
	return status, header, body
}
