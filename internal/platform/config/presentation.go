package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func (r *reader) presentation(c *Config) {
	c.AppName = r.text("APP_NAME", "CIRCLE Auth")
	if utf8.RuneCountInString(c.AppName) > 100 || strings.ContainsFunc(c.AppName, unicode.IsControl) {
		r.problem("APP_NAME must be one line of at most 100 characters.")
	}
	c.AppLogoURL = r.text("APP_LOGO_URL", "")
	if u, err := url.Parse(c.AppLogoURL); c.AppLogoURL != "" &&
		(err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		r.problem("APP_LOGO_URL is %q; use the full address of an image, starting with https://.", c.AppLogoURL)
	}
	c.TemplatesDir = r.text("TEMPLATES_DIR", "")
	r.corsOrigins(c)
	r.sessionDomain(c)
}

func (r *reader) corsOrigins(c *Config) {
	fallback := "http://localhost:5173"
	if c.Env == Production {
		fallback = ""
	}
	for _, item := range r.list("CORS_ORIGINS", fallback) {
		u, err := parseOrigin(item)
		if err != nil {
			r.problem("CORS_ORIGINS holds %q, which is not an origin; list origins such as https://app.example.com, without wildcards.", withoutUser(item))
			continue
		}
		if origin := u.Scheme + "://" + u.Host; !slices.Contains(c.CORSOrigins, origin) {
			c.CORSOrigins = append(c.CORSOrigins, origin)
		}
	}
}

// withoutUser keeps credentials that slipped into a URL out of messages.
func withoutUser(s string) string {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return "…" + s[i:]
	}
	return s
}

func (r *reader) sessionDomain(c *Config) {
	value := r.text("SESSION_DOMAIN", "")
	c.SessionDomain = strings.ToLower(strings.TrimPrefix(value, "."))
	if value == "" {
		return
	}
	_, notName := netip.ParseAddr(c.SessionDomain)
	if notName == nil || !isHost(c.SessionDomain) || !strings.Contains(c.SessionDomain, ".") && c.SessionDomain != "localhost" {
		r.problem("SESSION_DOMAIN is %q; use a domain such as example.com, or leave it empty to bind cookies to the service's own host.", value)
		return
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || c.BaseURL == "" {
		return
	}
	if host := u.Hostname(); host != c.SessionDomain && !strings.HasSuffix(host, "."+c.SessionDomain) {
		r.problem("SESSION_DOMAIN is %q, but BETTER_AUTH_URL is on %q: browsers would drop the cookie; use that host or a domain above it.", c.SessionDomain, host)
	}
}
