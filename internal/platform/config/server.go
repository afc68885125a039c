package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

func (r *reader) server(c *Config) {
	c.Env = Env(strings.ToLower(r.text("NODE_ENV", string(Development))))
	switch c.Env {
	case Development, Production, Test:
	default:
		r.problem("NODE_ENV is %q; use development, production or test.", c.Env)
	}
	c.Port = r.port("PORT", 3001)
	host := "127.0.0.1"
	if c.Env == Production {
		host = "0.0.0.0"
	}
	c.Host = r.text("HOST", host)
	if !isHost(c.Host) {
		r.problem("HOST is %q; use an address such as 0.0.0.0, ::1 or localhost, without a port.", c.Host)
	}
	r.baseURL(c)
}

func (r *reader) baseURL(c *Config) {
	insecure := r.flag("ALLOW_INSECURE_HTTP", false)
	value := r.text("BETTER_AUTH_URL", "")
	if value == "" {
		if c.Env == Production {
			r.problem("BETTER_AUTH_URL is missing; set it to the address people reach the service at, such as https://auth.example.com.")
			return
		}
		scheme := "http"
		if c.TLS.Enabled() {
			scheme = "https"
		}
		value = scheme + "://localhost:" + strconv.Itoa(c.Port)
	}
	u, err := parseOrigin(value)
	if err == nil && u.Scheme != "http" && u.Scheme != "https" {
		err = errors.New("it must start with https:// or http://")
	}
	if err != nil {
		r.problem("BETTER_AUTH_URL is not usable: %v; write it like https://auth.example.com.", err)
		return
	}
	c.BaseURL = u.Scheme + "://" + u.Host
	if u.Scheme == "https" || c.Env != Production || isLoopback(u.Hostname()) {
		return
	}
	if !insecure {
		r.problem("BETTER_AUTH_URL is plain http on %s, where passwords and tokens could be read on the way; use https, or set ALLOW_INSECURE_HTTP=true if you accept that.", u.Hostname())
		return
	}
	r.warn("ALLOW_INSECURE_HTTP is on: passwords and tokens travel unencrypted.")
}

// parseOrigin accepts scheme://host[:port] and gives it in the form browsers send:
// lower-case, without the port the scheme implies. One trailing slash is forgiven.
func parseOrigin(value string) (*url.URL, error) {
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return nil, errors.New("it is not a URL")
	case u.User != nil:
		return nil, errors.New("it must not hold a user name or password")
	case u.Scheme == "" || u.Host == "":
		return nil, fmt.Errorf("%q lacks a scheme or a host", value)
	case strings.TrimRight(u.Path, "/") != "":
		return nil, fmt.Errorf("it must not have a path (%s)", u.Path)
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(value, "#"):
		return nil, errors.New("it must not have a query or a fragment")
	case !isHost(u.Hostname()):
		return nil, fmt.Errorf("%q is not a host name", u.Hostname())
	}
	port := u.Port()
	if n, err := strconv.Atoi(port); strings.HasSuffix(u.Host, ":") || port != "" && (err != nil || n < 1 || n > 65535) {
		return nil, fmt.Errorf("%q is not a port", port)
	}
	u.Host = strings.ToLower(u.Host)
	if u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	return u, nil
}

// isHost accepts addresses and ASCII host names; other alphabets are written as xn--….
func isHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	if host == "" || len(host) > 253 {
		return false
	}
	digits := true
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(strings.ToLower(label)) {
			if c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
				return false
			}
			digits = digits && '0' <= c && c <= '9'
		}
	}
	return !digits // 10.0.0 and 999.1.1.1 are mistyped addresses
}

func isLoopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
