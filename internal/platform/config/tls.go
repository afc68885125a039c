package config

import (
	"strconv"
	"strings"
	"time"
)

// TLS says how connections are encrypted here. Without files a proxy does it.
type TLS struct {
	CertFile     string // PEM: the certificate, then what leads to its root
	KeyFile      string
	ClientCAFile string // PEM: who issues the certificates of clients (RFC 8705 §2.1)
}

// Enabled reports whether this process speaks TLS itself.
func (t TLS) Enabled() bool { return t.CertFile != "" }

// ClientCertificates reports whether clients can show certificates.
func (c Config) ClientCertificates() bool { return c.MTLSURL != "" || c.ClientCertHeader != "" }

func (r *reader) tls(c *Config) {
	c.TLS = TLS{
		CertFile:     r.text("TLS_CERT_FILE", ""),
		KeyFile:      r.text("TLS_KEY_FILE", ""),
		ClientCAFile: r.text("TLS_CLIENT_CA_FILE", ""),
	}
	if (c.TLS.CertFile == "") != (c.TLS.KeyFile == "") {
		r.problem("TLS_CERT_FILE and TLS_KEY_FILE belong together; set both, or neither when a proxy terminates TLS.")
	}
}

// clientCertificates needs the settings of TLS, address and proxies.
func (r *reader) clientCertificates(c *Config) {
	if c.TLS.Enabled() && strings.HasPrefix(c.BaseURL, "http:") {
		r.problem("BETTER_AUTH_URL is plain http but TLS_CERT_FILE is set; write it with https://.")
	}
	c.ClientCertHeader = r.text("CLIENT_CERT_HEADER", "")
	switch {
	case c.ClientCertHeader == "":
	case !isToken(c.ClientCertHeader):
		r.problem("CLIENT_CERT_HEADER is %q; use the name of a header, such as Client-Cert.", c.ClientCertHeader)
	case r.text("TRUSTED_PROXIES", "") == "" || len(c.TrustedProxies) == 0:
		r.problem("CLIENT_CERT_HEADER is set, and whoever may send that header may pretend to be any client with a certificate; name the proxy's own address in TRUSTED_PROXIES.")
	}
	value := r.text("MTLS_URL", "")
	if value != "" {
		u, err := parseOrigin(value)
		switch {
		case err != nil:
			r.problem("MTLS_URL is not usable: %v; write it like https://mtls.auth.example.com.", err)
		case u.Scheme != "https":
			r.problem("MTLS_URL is %q; certificates need https.", value)
		case !c.TLS.Enabled() && c.ClientCertHeader == "":
			r.problem("MTLS_URL is set but nobody would look at certificates; set TLS_CERT_FILE, or CLIENT_CERT_HEADER when a proxy terminates TLS.")
		default:
			c.MTLSURL = u.Scheme + "://" + u.Host
		}
	}
	if c.TLS.ClientCAFile != "" && value == "" && c.ClientCertHeader == "" {
		r.warn("TLS_CLIENT_CA_FILE is set but clients are not asked for certificates; set MTLS_URL.")
	}
}

// isToken reports whether s can name a header (RFC 9110 §5.6.2).
func isToken(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

// keys says how long a signing key signs.
func (r *reader) keys(c *Config) {
	const day, standard, longest = 24 * time.Hour, 90, 3650
	c.KeyRotation = standard * day
	value := r.text("KEY_ROTATION_DAYS", "")
	if value == "" {
		return
	}
	days, err := strconv.Atoi(value)
	if err != nil || days < 0 || days > longest {
		r.problem("KEY_ROTATION_DAYS is %q; use a number of days up to %d, or 0 to rotate keys by hand only.", value, longest)
		return
	}
	c.KeyRotation = time.Duration(days) * day
}
