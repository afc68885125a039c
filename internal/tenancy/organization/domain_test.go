package organization_test

import (
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

func TestParseDomain(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"example.com", "example.com"},
		{" Example.COM. ", "example.com"},
		{"mail.example.co.uk", "mail.example.co.uk"},
		{"bücher.example", "xn--bcher-kva.example"},
		{"BÜCHER.example", "xn--bcher-kva.example"},
		{"xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"bücher。example", "xn--bcher-kva.example"}, // an ideographic full stop is a dot (RFC 5895)
		{"straße.de", "xn--strae-oqa.de"},           // not strasse.de, which may be somebody else's
		{"team.github.io", "team.github.io"},
		{"intra.corp", "intra.corp"},
		{"4you.example", "4you.example"},
	} {
		if got, err := organization.ParseDomain(c.text); err != nil || got != c.want {
			t.Errorf("%q: %q, %v; want %q", c.text, got, err, c.want)
		}
	}
	for name, text := range map[string]string{
		"nothing":                  "",
		"dot":                      ".",
		"one label":                "localhost",
		"top-level":                "com",
		"public suffix":            "co.uk",
		"private public suffix":    "github.io",
		"suffix by wildcard":       "anything.ck",
		"freemail":                 "gmail.com",
		"freemail in capitals":     "GMail.com",
		"below freemail":           "team.gmail.com",
		"freemail of a country":    "yahoo.co.uk",
		"first of the list":        "126.com",
		"last of the list":         "zohomail.com",
		"address":                  "192.0.2.1",
		"address of IPv6":          "[2001:db8::1]",
		"e-mail address":           "a@example.com",
		"URL":                      "https://example.com",
		"path":                     "example.com/a",
		"port":                     "example.com:53",
		"wildcard":                 "*.example.com",
		"underscore":               "_dmarc.example.com",
		"empty label":              "a..example.com",
		"two dots at the end":      "example.com..",
		"hyphen first":             "-a.example.com",
		"hyphen last":              "a-.example.com",
		"space":                    "exa mple.com",
		"NUL":                      "example.com\x00",
		"no UTF-8":                 "\xff.example.com",
		"bad punycode":             "xn--a.example.com",
		"punycode of ASCII":        "xn--example-.com",
		"mixed directions":         "אa.example",
		"invisible joiner":         "exa\u200dmple.com",
		"label too long":           strings.Repeat("a", 64) + ".example.com",
		"name too long":            strings.Repeat("a.", 120) + "example.com",
		"no room for the record":   strings.Repeat("abcdefg.", 28) + "example.com",
		"digits at the end":        "example.123",
		"freemail with a dot more": "gmail.com.",
	} {
		if got, err := organization.ParseDomain(text); err == nil {
			t.Errorf("%s: %q is taken as %q", name, text, got)
		}
	}
}

func TestRecordOfADomain(t *testing.T) {
	d := organization.Domain{Name: "xn--bcher-kva.example", Token: "abc"}
	if d.Record() != "_auth-service-challenge.xn--bcher-kva.example" || d.Proof() != "auth-service-domain-verification=abc" || d.Unicode() != "bücher.example" {
		t.Errorf("%s says %s for %s", d.Record(), d.Proof(), d.Unicode())
	}
}

// Whatever is taken is in the form in which it is taken again, and has room for
// the record in front of it.
func FuzzParseDomain(f *testing.F) {
	for _, text := range []string{"example.com", "bücher.example", "xn--bcher-kva.example", "a..b", "co.uk", "192.0.2.1", "straße.de."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := organization.ParseDomain(text)
		if err != nil {
			return
		}
		again, err := organization.ParseDomain(name)
		if err != nil || again != name {
			t.Errorf("%q is %q, and that is %q, %v", text, name, again, err)
		}
		if record := (organization.Domain{Name: name}).Record(); len(record) > 253 || strings.ToLower(record) != record {
			t.Errorf("%q has the record %q", text, record)
		}
	})
}
