package oauth

import (
	"slices"
	"strconv"
	"strings"
)

// MatchesRedirect reports whether the URI is registered, character by
// character (RFC 9700 §2.1). A native application on its user's device listens
// on whatever port is free, so there the port of a loopback address does not
// count (RFC 8252 §7.3); "localhost" may resolve to another address and gets no
// such freedom (§8.3).
func MatchesRedirect(registered []string, uri string, native bool) bool {
	if uri == "" {
		return false
	}
	if slices.Contains(registered, uri) {
		return true
	}
	if !native {
		return false
	}
	host, rest, ok := cutLoopback(uri)
	return ok && slices.ContainsFunc(registered, func(known string) bool {
		h, r, loopback := cutLoopback(known)
		return loopback && h == host && r == rest
	})
}

// cutLoopback takes the port out of an http URI of a loopback address. It
// compares text and parses nothing, so that no parser can be misled.
func cutLoopback(uri string) (host, rest string, ok bool) {
	for _, host := range []string{"http://127.0.0.1", "http://[::1]"} {
		rest, ok := strings.CutPrefix(uri, host)
		if !ok {
			continue
		}
		if text, found := strings.CutPrefix(rest, ":"); found {
			end := strings.IndexFunc(text, func(c rune) bool { return c < '0' || c > '9' })
			if end < 0 {
				end = len(text)
			}
			if n, err := strconv.ParseUint(text[:end], 10, 16); err != nil || n == 0 {
				return "", "", false
			}
			rest = text[end:]
		}
		return host, rest, rest == "" || rest[0] == '/' || rest[0] == '?'
	}
	return "", "", false
}
