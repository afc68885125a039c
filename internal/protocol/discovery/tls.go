package discovery

import (
	"reflect"
	"slices"
	"strings"
)

// TLS is what clients can do with certificates (RFC 8705).
type TLS struct {
	Methods []string // of authentication; empty when nobody looks at certificates
	Address string   // where clients are asked for them, if not at the issuer's
}

// offer tells of client certificates: at every endpoint that authenticates
// clients, and where else the endpoints that look at certificates are found
// (RFC 8705 §3.3 and §5).
func (m *metadata) offer(t TLS) {
	if len(t.Methods) == 0 {
		return
	}
	m.CertificateBound = true
	m.TokenAuth = append(m.TokenAuth, t.Methods...)
	m.IntrospectionAuth = append(m.IntrospectionAuth, t.Methods...)
	m.RevocationAuth = append(m.RevocationAuth, t.Methods...)
	if t.Address == "" || t.Address == m.Issuer {
		return
	}
	m.Aliases = map[string]string{}
	for name, endpoint := range m.endpoints() {
		if !forBrowsers(name) {
			m.Aliases[name] = t.Address + strings.TrimPrefix(endpoint, m.Issuer)
		}
	}
}

// forBrowsers reports whether people are sent to an endpoint, or whether
// whoever calls it is no client yet.
func forBrowsers(name string) bool {
	return slices.Contains([]string{"authorization_endpoint", "end_session_endpoint", "registration_endpoint"}, name)
}

// endpoints are the addresses of the document by their names.
func (m *metadata) endpoints() map[string]string {
	all := map[string]string{}
	v := reflect.ValueOf(*m)
	for field, value := range v.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if strings.HasSuffix(name, "_endpoint") && value.String() != "" {
			all[name] = value.String()
		}
	}
	return all
}
