package config

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	shortestSecret = 16
	strongSecret   = 32
	makeSecret     = "make one with: openssl rand -base64 32"
)

// publishedSecret is what Better Auth falls back to. Anyone can read it in its source.
const publishedSecret = "better-auth-secret-12345678901234567890" //nolint:gosec // named so that it can be refused

func (r *reader) secrets(c *Config) {
	c.Secret = r.secret("BETTER_AUTH_SECRET")
	if c.Secret != "" {
		r.judge("BETTER_AUTH_SECRET", c.Secret)
	}
	c.Secrets = r.versions(r.secret("BETTER_AUTH_SECRETS"))
	for _, s := range c.Secrets {
		r.judge("BETTER_AUTH_SECRETS, version "+strconv.Itoa(s.Version)+",", s.Value)
	}
	if c.Env != Production {
		return
	}
	if c.Secret == "" && len(c.Secrets) == 0 {
		r.problem("BETTER_AUTH_SECRET is missing; %s", makeSecret+", set it and keep it: it signs cookies and protects what is stored.")
	}
	if c.Secret == publishedSecret {
		r.problem("BETTER_AUTH_SECRET is a default that anyone can read in public source code; %s", makeSecret+".")
	}
}

// versions reads "2:new,1:old": the first signs and seals, the others only open.
func (r *reader) versions(list string) []Secret {
	var all []Secret
	seen := map[int]bool{}
	if strings.TrimSpace(list) == "" {
		return nil
	}
	for i, entry := range strings.Split(list, ",") {
		number, value, _ := strings.Cut(strings.TrimSpace(entry), ":")
		version, err := strconv.Atoi(number)
		value = strings.TrimSpace(value)
		switch {
		case err != nil || version < 0 || value == "":
			r.problem("BETTER_AUTH_SECRETS, entry %d, is not <version>:<secret>; write it like 2:newest,1:older.", i+1)
		case seen[version]:
			r.problem("BETTER_AUTH_SECRETS has version %d twice; give each secret a number of its own.", version)
		default:
			seen[version] = true
			all = append(all, Secret{Version: version, Value: value})
		}
	}
	return all
}

// judge refuses a secret that could be guessed and warns of one that is merely weak.
func (r *reader) judge(name, secret string) {
	length := utf8.RuneCountInString(secret)
	kinds := map[rune]bool{}
	for _, c := range secret {
		kinds[c] = true
	}
	switch {
	case length < shortestSecret:
		r.problem("%s has %d characters, at least %d are needed; %s.", name, length, shortestSecret, makeSecret)
	case length < strongSecret:
		r.warn("%s has only %d characters; %s.", name, length, makeSecret)
	case len(kinds) < 10 || looksLikePlaceholder(secret):
		r.warn("%s looks easy to guess; %s.", name, makeSecret)
	}
}

func looksLikePlaceholder(secret string) bool {
	lower := strings.ToLower(secret)
	for _, word := range []string{"change", "secret", "password", "example", "your-", "your_", "replace"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}
