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

func (r *reader) passwords(c *Config) {
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
