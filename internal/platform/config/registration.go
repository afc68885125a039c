package config

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Registration says how clients come in that no administrator made.
type Registration struct {
	Mode        RegistrationMode // CLIENT_REGISTRATION
	Scopes      []string         // CLIENT_REGISTRATION_SCOPES: the most such a client may be allowed by itself
	RequirePKCE bool             // CLIENT_REGISTRATION_REQUIRE_PKCE
	Unused      time.Duration    // CLIENT_REGISTRATION_UNUSED_DAYS: how long one is kept that nobody uses; 0 is forever

	Documents DocumentMode // CIMD
	Hosts     []string     // CIMD_ALLOWED_HOSTS, in lower case; "*.example.com" is every host below example.com
}

// A RegistrationMode says who may register a client (RFC 7591).
type RegistrationMode string

// Who may register.
const (
	RegistrationOff   RegistrationMode = "off"
	RegistrationToken RegistrationMode = "token" // whoever holds an initial access token
	RegistrationOpen  RegistrationMode = "open"  // anyone
)

// A DocumentMode says which Client ID Metadata Documents make clients.
type DocumentMode string

// Which documents count.
const (
	DocumentsOff       DocumentMode = "off"
	DocumentsAllowList DocumentMode = "allow-list" // those of CIMD_ALLOWED_HOSTS
	DocumentsAskAdmin  DocumentMode = "ask-admin"  // any, once an administrator has approved it; those of CIMD_ALLOWED_HOSTS at once
	DocumentsOpen      DocumentMode = "open"       // any
)

// AllowsHost reports whether a host is among those of CIMD_ALLOWED_HOSTS.
func (r Registration) AllowsHost(host string) bool {
	host = strings.ToLower(host)
	return slices.ContainsFunc(r.Hosts, func(allowed string) bool {
		if below, wild := strings.CutPrefix(allowed, "*"); wild {
			return strings.HasSuffix(host, below) && host != below[1:]
		}
		return host == allowed
	})
}

const maxUnusedDays = 3650

func (r *reader) registration(c *Config) {
	g := &c.Registration
	g.Mode = RegistrationMode(strings.ToLower(r.text("CLIENT_REGISTRATION", string(RegistrationOff))))
	switch g.Mode {
	case RegistrationOff, RegistrationToken, RegistrationOpen:
	default:
		r.problem("CLIENT_REGISTRATION is %q; use off, token or open.", g.Mode)
	}
	known := []string{"openid", "profile", "email", "address", "phone", "offline_access", "roles", "permissions", "features", "org"}
	for scope := range strings.FieldsSeq(strings.ReplaceAll(r.text("CLIENT_REGISTRATION_SCOPES", "openid profile email address phone offline_access"), ",", " ")) {
		if !slices.Contains(known, scope) {
			r.problem("CLIENT_REGISTRATION_SCOPES holds %q; list some of %s.", scope, strings.Join(known, ", "))
			continue
		}
		if !slices.Contains(g.Scopes, scope) {
			g.Scopes = append(g.Scopes, scope)
		}
	}
	g.RequirePKCE = r.flag("CLIENT_REGISTRATION_REQUIRE_PKCE", true)
	text := r.text("CLIENT_REGISTRATION_UNUSED_DAYS", "30")
	days, err := strconv.Atoi(text)
	if err != nil || days < 0 || days > maxUnusedDays {
		r.problem("CLIENT_REGISTRATION_UNUSED_DAYS is %q; use a number of days, or 0 to keep clients that nobody uses.", text)
	}
	g.Unused = time.Duration(days) * 24 * time.Hour
	r.documents(g)
}

func (r *reader) documents(g *Registration) {
	g.Documents = DocumentMode(strings.ToLower(r.text("CIMD", string(DocumentsOff))))
	for _, item := range r.list("CIMD_ALLOWED_HOSTS", "") {
		host := strings.ToLower(item)
		if !isHost(strings.TrimPrefix(host, "*.")) {
			r.problem("CIMD_ALLOWED_HOSTS holds %q; list host names such as example.com or *.example.com.", item)
			continue
		}
		g.Hosts = append(g.Hosts, host)
	}
	switch g.Documents {
	case DocumentsOff, DocumentsOpen:
		if len(g.Hosts) > 0 {
			r.warn("CIMD_ALLOWED_HOSTS has no effect while CIMD is %s.", g.Documents)
		}
	case DocumentsAskAdmin:
	case DocumentsAllowList:
		if r.text("CIMD_ALLOWED_HOSTS", "") == "" {
			r.problem("CIMD is allow-list but CIMD_ALLOWED_HOSTS is empty; list the hosts whose clients may come in.")
		}
	default:
		r.problem("CIMD is %q; use off, allow-list, ask-admin or open.", g.Documents)
	}
}
