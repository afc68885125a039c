package config

import (
	"net/url"
	"strings"
)

// Breached says where breached passwords are looked up.
type Breached struct {
	List bool   // BREACHED_PASSWORDS=list: those that are part of the program
	URL  string // BREACHED_PASSWORDS_URL: a range service; empty means none
}

// A PasswordHash is what one password costs argon2id. More of either takes an
// attacker longer, and everyone who signs in.
type PasswordHash struct {
	Memory uint32 // PASSWORD_HASH_MEMORY, which is in MiB, as KiB
	Passes uint32 // PASSWORD_HASH_PASSES
}

func (r *reader) passwords(c *Config) {
	c.PasswordHash = PasswordHash{
		Memory: uint32(r.number("PASSWORD_HASH_MEMORY", 19, 19, 1024)) << 10, //nolint:gosec // bounded
		Passes: uint32(r.number("PASSWORD_HASH_PASSES", 2, 2, 20)),           //nolint:gosec // bounded
	}
	r.breached(c)
}

func (r *reader) breached(c *Config) {
	switch value := strings.ToLower(r.text("BREACHED_PASSWORDS", "list")); value {
	case "list":
		c.Breached.List = true
	case "off":
	default:
		r.problem("BREACHED_PASSWORDS is %q; use list, or off.", value)
	}
	c.Breached.URL = r.text("BREACHED_PASSWORDS_URL", "")
	if c.Breached.URL == "" {
		return
	}
	u, err := url.Parse(c.Breached.URL)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
		r.problem("BREACHED_PASSWORDS_URL is %q; write the address to which the first five characters of a digest are added, such as https://api.pwnedpasswords.com/range/.", c.Breached.URL)
		return
	}
	if !c.Breached.List {
		r.warn("BREACHED_PASSWORDS is off: while the service at BREACHED_PASSWORDS_URL does not answer, any password will do.")
	}
}
