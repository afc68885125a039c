package config

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode/utf8"
)

func (r *reader) database(c *Config) {
	c.DataDir = r.text("DATA_DIR", "./data")
	c.SQLiteSynchronous = strings.ToUpper(r.text("SQLITE_SYNCHRONOUS", "FULL"))
	if c.SQLiteSynchronous != "FULL" && c.SQLiteSynchronous != "NORMAL" {
		r.problem("SQLITE_SYNCHRONOUS is %q; use FULL, or NORMAL if losing the last writes in a power cut is acceptable.", c.SQLiteSynchronous)
	}
	c.DatabaseURL = strings.TrimSpace(r.secret("DATABASE_URL"))
	if c.DatabaseURL == "" {
		return
	}
	// The value holds a password, so neither it nor the parser's message is repeated.
	const form = "write it like postgres://user:password@host:5432/database, with @ : / ? # in the password percent-encoded, or leave it empty for SQLite."
	u, err := url.Parse(c.DatabaseURL)
	switch {
	case err != nil:
		r.problem("DATABASE_URL is not a URL; %s", form)
	case u.Scheme != "postgres" && u.Scheme != "postgresql":
		r.problem("DATABASE_URL does not start with postgres://; %s", form)
	case u.Host == "" && u.Query().Get("host") == "":
		r.problem("DATABASE_URL names no host; %s", form)
	case strings.Trim(u.Path, "/") == "" && u.Query().Get("dbname") == "":
		r.problem("DATABASE_URL names no database; %s", form)
	}
}

func (r *reader) admin(c *Config) {
	email, password := r.text("ADMIN_EMAIL", ""), r.secret("ADMIN_PASSWORD")
	if email != "" && !isAddress(email) {
		r.problem("ADMIN_EMAIL is %q; use an address such as admin@example.com.", email)
	}
	if n := utf8.RuneCountInString(password); password != "" && (n < 8 || n > 128) {
		r.problem("ADMIN_PASSWORD has %d characters; use 8 to 128.", n)
	}
	switch {
	case email != "" && password != "":
		c.AdminEmail, c.AdminPassword = strings.ToLower(email), password
	case email != "":
		r.warn("ADMIN_EMAIL is set without ADMIN_PASSWORD and was ignored; set both or neither.")
	case password != "":
		r.warn("ADMIN_PASSWORD is set without ADMIN_EMAIL and was ignored; set both or neither.")
	}
}

// isAddress accepts a bare address, without a display name.
func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == ""
}
