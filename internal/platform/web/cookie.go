package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Cookies names, signs and reads the service's cookies as the original does:
// "better-auth." before the name, "__Secure-" before that on https.
type Cookies struct {
	signer secret.Signer
	prefix string
	suffix string
	domain string
}

// NewCookies takes the public base URL and SESSION_DOMAIN (may be empty).
func NewCookies(signer secret.Signer, baseURL, domain string) Cookies {
	c := Cookies{signer: signer, prefix: "better-auth.", domain: domain}
	c.suffix = "; Path=/; HttpOnly; SameSite=Lax"
	if strings.HasPrefix(baseURL, "https:") {
		c.prefix = "__Secure-better-auth."
		c.suffix = "; Path=/; HttpOnly; Secure; SameSite=Lax"
	}
	return c
}

// Signed returns the Set-Cookie header for a signed value. A life of zero
// makes a cookie that ends with the browser.
func (c Cookies) Signed(name, value string, life time.Duration) string {
	var b strings.Builder
	b.WriteString(c.prefix + name + "=" + escape(c.signer.Attach(value)))
	if life > 0 {
		b.WriteString("; Max-Age=" + strconv.Itoa(int(life/time.Second)))
	}
	c.finish(&b)
	return b.String()
}

// Cleared returns the Set-Cookie header that removes a cookie.
func (c Cookies) Cleared(name string) string {
	var b strings.Builder
	b.WriteString(c.prefix + name + "=; Max-Age=0")
	c.finish(&b)
	return b.String()
}

func (c Cookies) finish(b *strings.Builder) {
	if c.domain != "" {
		b.WriteString("; Domain=" + c.domain)
	}
	b.WriteString(c.suffix)
}

// Read returns the value of a signed cookie, or false when it is absent or its
// signature is wrong. Of several with the name, the first with a good signature
// counts: a neighbouring site may have set another.
func (c Cookies) Read(header http.Header, name string) (string, bool) {
	name = c.prefix + name
	for _, line := range header["Cookie"] {
		for line != "" {
			var pair string
			pair, line, _ = strings.Cut(line, ";")
			key, raw, ok := strings.Cut(strings.TrimSpace(pair), "=")
			if !ok || key != name {
				continue
			}
			text, err := url.PathUnescape(strings.Trim(raw, `"`))
			if err != nil {
				continue
			}
			if value, ok := c.signer.Detach(text); ok {
				return value, true
			}
		}
	}
	return "", false
}

// ReadSet returns the value that Set-Cookie headers give to a signed cookie:
// the last one counts, and a cleared one is none.
func (c Cookies) ReadSet(header http.Header, name string) (string, bool) {
	value, found := "", false
	for _, line := range header["Set-Cookie"] {
		pair, _, _ := strings.Cut(line, ";")
		if key, raw, _ := strings.Cut(pair, "="); key == c.prefix+name {
			text, err := url.PathUnescape(raw)
			if err != nil {
				return "", false
			}
			value, found = c.signer.Detach(text)
		}
	}
	return value, found
}

// escape is JavaScript's encodeURIComponent for the characters that occur in
// signed values.
func escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		ch := text[i]
		switch {
		case 'a' <= ch && ch <= 'z', 'A' <= ch && ch <= 'Z', '0' <= ch && ch <= '9', strings.IndexByte("-_.!~*'()", ch) >= 0:
			b.WriteByte(ch)
		default:
			const hex = "0123456789ABCDEF"
			b.WriteByte('%')
			b.WriteByte(hex[ch>>4])
			b.WriteByte(hex[ch&15])
		}
	}
	return b.String()
}
