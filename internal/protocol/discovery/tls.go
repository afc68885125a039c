package discovery

import "strings"

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
	for name, endpoint := range map[string]string{
		"token_endpoint":         m.Token,
		"introspection_endpoint": m.Introspection,
		"revocation_endpoint":    m.Revocation,
		"userinfo_endpoint":      m.Userinfo,

		"pushed_authorization_request_endpoint": m.PushedRequests,
	} {
		m.Aliases[name] = t.Address + strings.TrimPrefix(endpoint, m.Issuer)
	}
}
