package application

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

var (
	hostPattern   = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$`)
	schemePattern = regexp.MustCompile(`^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+$`)
)

// redirectProblem says why a URI cannot be a redirect URI, or "". Redirects
// are compared as strings later, so here a URI must be unambiguous: absolute,
// without fragment (RFC 6749 §3.1.2), user information or backslashes. Plain
// http is for loopback addresses, other schemes for native applications that
// own a name with a dot (RFC 8252 §7.1).
func redirectProblem(uri string) string {
	switch {
	case uri == "" || len(uri) > maxURL:
		return "must have 1 to 2000 characters"
	case !printable(uri):
		return "must be ASCII without spaces, control characters or backslashes"
	case strings.Contains(uri, "#"):
		return "must not have a fragment"
	}
	u, err := url.Parse(uri)
	switch {
	case err != nil:
		return "is not a URL"
	case u.Scheme == "":
		return "must be absolute"
	case u.Opaque != "":
		return "must have a slash after the scheme"
	case u.User != nil:
		return "must not have user information"
	}
	switch u.Scheme {
	case "https":
		return hostProblem(u)
	case "http":
		if problem := hostProblem(u); problem != "" {
			return problem
		}
		if !isLoopback(u.Hostname()) {
			return "must use https, or http on a loopback address"
		}
		return ""
	}
	if !schemePattern.MatchString(u.Scheme) {
		return "must use https, or a scheme of your own with a dot in it"
	}
	return ""
}

func hostProblem(u *url.URL) string {
	if strings.HasSuffix(u.Host, ":") {
		return "has an empty port"
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "has a port that does not exist"
		}
	}
	if !isHost(u.Hostname()) {
		return "must have a host name without wildcards"
	}
	return ""
}

func isHost(name string) bool {
	if addr, err := netip.ParseAddr(name); err == nil {
		return addr.Zone() == ""
	}
	return len(name) <= 253 && hostPattern.MatchString(name)
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// printable reports whether text is visible ASCII that every URL parser splits
// alike.
func printable(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] >= 0x7f || text[i] == '\\' {
			return false
		}
	}
	return true
}
