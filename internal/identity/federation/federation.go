// Package federation lets people sign in through a provider elsewhere: it sends
// browsers there, reads what they bring back, and finds or makes the account.
// Whoever gets in gets in by signin.Finish.
package federation

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/circle-rd/auth-service/internal/identity/user"
)

// A Provider is what pages may know of one.
type Provider struct {
	ID   string
	Name string
	Kind string // google, github, linkedin, microsoft, apple or oidc
}

// A Profile is what a provider says about somebody.
type Profile struct {
	Subject       string // never given to anybody else there (OpenID Connect Core §2)
	Email         string // lower case; empty when there is none to use
	EmailVerified bool   // the provider vouches that the address is theirs
	Name          string
	Image         string
	Data          map[string]json.RawMessage // all it said
}

// Tokens are what a provider handed out.
type Tokens struct {
	Access, Refresh, ID           string
	AccessExpires, RefreshExpires time.Time // zero when not told
	Scopes                        []string
}

// The longest texts that are taken from a provider.
const (
	maxSubject = 255 // OpenID Connect Core §2
	maxName    = 200
	maxImage   = 2000
	maxToken   = 16 << 10
)

// methodFederated stands for a sign-in elsewhere among the methods of a session.
// RFC 8176 registers none for it.
const methodFederated = "fed"

// told makes a profile of claims under the names that OpenID Connect gives them
// (Core §5.1).
func told(data map[string]json.RawMessage) Profile {
	p := Profile{
		Subject: text(data["sub"]), Name: text(data["name"]), Image: text(data["picture"]),
		EmailVerified: yes(data["email_verified"]), Data: data,
	}
	if p.Name == "" {
		p.Name = strings.TrimSpace(text(data["given_name"]) + " " + text(data["family_name"]))
	}
	if p.Name == "" {
		p.Name = text(data["preferred_username"])
	}
	p.Email = text(data["email"])
	return p
}

// usable drops what an account cannot hold.
func (p Profile) usable() Profile {
	p.Email = user.FoldEmail(p.Email)
	if !user.ValidEmail(p.Email) {
		p.Email, p.EmailVerified = "", false
	}
	p.Name = line(p.Name)
	if p.Name == "" {
		p.Name, _, _ = strings.Cut(p.Email, "@")
	}
	if u, err := url.Parse(p.Image); err != nil || u.Scheme != "https" || u.Host == "" || len(p.Image) > maxImage || line(p.Image) != p.Image {
		p.Image = ""
	}
	return p
}

// line is a text as it fits a name: one line, no longer than allowed.
func line(raw string) string {
	if !utf8.ValidString(raw) {
		return ""
	}
	words := strings.FieldsFunc(raw, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) })
	joined := strings.Join(words, " ")
	if runes := []rune(joined); len(runes) > maxName {
		return strings.TrimSpace(string(runes[:maxName]))
	}
	return joined
}

// text is a JSON string, or nothing.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// yes reads a boolean; some providers write it as a string or a number.
func yes(raw json.RawMessage) bool {
	return slices.Contains([]string{`true`, `"true"`, `1`, `"1"`}, string(raw))
}
