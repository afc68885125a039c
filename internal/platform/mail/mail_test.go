package mail_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was; look at the difference and run with -update", path)
	}
}

// writer renders without a database or a server.
func writer(change ...func(*mail.Options)) *mail.Mailer {
	o := mail.Options{From: "no-reply@example.com", BaseURL: "https://auth.example.com", AppName: "Example", LogoURL: "https://cdn.example.com/logo.png"}
	for _, f := range change {
		f(&o)
	}
	return mail.New(nil, secret.Sealer{}, o, time.Now)
}

// message has all the data that its template uses.
func message(t *testing.T, kind, lang string) mail.Message {
	t.Helper()
	m := needed(t, kind, lang)
	m.Name = "Ada Lovelace"
	for _, name := range map[string][]string{
		"new-device": {"URL", "Device", "Address"}, "password-changed": {"URL", "Device", "Address"}, "factor-changed": {"URL", "Device", "Address"},
		"email-changed": {"URL", "Time", "Device", "Address"}, "invitation": {"Inviter"}, "join-requested": {"Person"}, "usage-threshold": {"Until"},
	}[kind] {
		m.Data[name] = anything(kind, lang).Data[name]
	}
	return m
}

// anything has all the data that any template uses.
func anything(kind, lang string) mail.Message {
	return mail.Message{
		To: "ada@example.com", Name: "Ada Lovelace", Template: kind, Language: lang,
		Data: map[string]any{
			"URL": "https://auth.example.com/api/auth/verify?token=abc&callbackURL=%2Fhome", "Code": "012345", "Minutes": 10,
			"Until": time.Date(2026, 8, 10, 19, 0, 0, 0, time.UTC),
			"Time":  time.Date(2026, 8, 3, 21, 4, 5, 0, time.FixedZone("", 2*3600)), "Address": "203.0.113.7",
			"Device":   "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
			"NewEmail": "countess@example.com", "Organization": "Analytical Engines", "Inviter": "Charles", "Change": mail.TOTPAdded,
			"Person": "Mary Somerville", "Email": "mary@engines.example", "Domain": "engines.example",
			"Application": "Looms", "Key": "api.calls", "Percent": 80, "Used": "8012.5", "Limit": "10000",
		},
	}
}

// needed is a message with nothing but what its template insists on.
func needed(t *testing.T, kind, lang string) mail.Message {
	t.Helper()
	all := anything(kind, lang)
	m := mail.Message{To: all.To, Template: kind, Language: lang, Data: map[string]any{}}
	for {
		err := mail.Check(m)
		if err == nil {
			return m
		}
		_, name, found := strings.Cut(err.Error(), " needs ")
		if !found || all.Data[name] == nil {
			t.Fatal(err)
		}
		m.Data[name] = all.Data[name]
	}
}

func TestEveryMailInBothLanguages(t *testing.T) {
	kinds := mail.Kinds()
	slices.Sort(kinds)
	for _, lang := range []string{"en", "fr"} {
		var all bytes.Buffer
		for _, kind := range kinds {
			for name, m := range map[string]mail.Message{"full": message(t, kind, lang), "bare": needed(t, kind, lang), "all": anything(kind, lang)} {
				subject, text, html, err := writer().Render(m)
				if err != nil {
					t.Fatalf("%s %s: %v", kind, lang, err)
				}
				for _, part := range []string{subject, text, html} {
					if part == "" || strings.Contains(part, "<no value>") || strings.Contains(part, "{{") {
						t.Errorf("%s %s %s is not complete: %s", kind, lang, name, part)
					}
				}
				for _, must := range []string{`<html lang="` + lang + `"`, "<title>", `name="color-scheme"`, "prefers-color-scheme: dark", "[if mso]", "<h1"} {
					if !strings.Contains(html, must) {
						t.Errorf("%s %s: the HTML lacks %s", kind, lang, must)
					}
				}
				if name == "full" {
					fmt.Fprintf(&all, "=== %s: %s\n%s\n", kind, subject, text)
				}
			}
		}
		golden(t, lang+".txt", all.Bytes())
		_, _, html, err := writer().Render(message(t, "new-device", lang))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "new-device."+lang+".html", []byte(html))
	}
}

func TestEveryChangeIsPutIntoWords(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		seen := map[string]bool{}
		for _, change := range []string{mail.TOTPAdded, mail.TOTPRemoved, mail.PasskeyAdded, mail.PasskeyRemoved, mail.BackupCodesChanged, mail.FactorsReset} {
			m := message(t, "factor-changed", lang)
			m.Data["Change"] = change
			_, text, _, err := writer().Render(m)
			if err != nil || seen[text] {
				t.Errorf("%s in %s: %v %s", change, lang, err, text)
			}
			seen[text] = true
		}
	}
}

// What people call themselves is written by anybody, to anybody.
func TestNamesBecomeNoLinks(t *testing.T) {
	for name, want := range map[string]string{
		"Ada Lovelace": "Ada Lovelace", "  Zoë O’Neill-Łuk ": "Zoë O’Neill-Łuk", "J. R. R. Tolkien": "J. R. R. Tolkien", "王芳": "王芳",
		"Dr. X": "Dr. X", "evil.example": "", "see http://evil.example": "", "www evil": "www evil", "a@b.example": "", "Ann\r\nBcc: x@y.example": "",
		"call +33 1 23": "", "<b>Ann</b>": "", strings.Repeat("a", 61): "", "": "", "a.b": "", "Ann.": "Ann.",
	} {
		if got := mail.Greeted(name); got != want {
			t.Errorf("%q is greeted as %q, want %q", name, got, want)
		}
	}
}

func FuzzNames(f *testing.F) {
	f.Add("Ada Lovelace")
	f.Add("www.evil.example/\r\n")
	f.Fuzz(func(t *testing.T, name string) {
		got := mail.Greeted(name)
		if strings.ContainsAny(got, "/:@<>\"&0123456789") || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q is greeted as %q", name, got)
		}
		for before, after, found := strings.Cut(got, "."); found; before, after, found = strings.Cut(after, ".") {
			if after != "" && after[0] != ' ' {
				t.Errorf("%q has a dot between %q and %q", got, before, after)
			}
		}
	})
}

func TestWhatNoMailIsMadeOf(t *testing.T) {
	good := message(t, "code", "en")
	for name, change := range map[string]func(*mail.Message){
		"no template":      func(m *mail.Message) { m.Template = "" },
		"another template": func(m *mail.Message) { m.Template = "../layout" },
		"no code":          func(m *mail.Message) { m.Data = map[string]any{"Minutes": 1} },
		"no address":       func(m *mail.Message) { m.To = "" },
		"two addresses":    func(m *mail.Message) { m.To = "a@example.com,b@example.com" },
		"a name too":       func(m *mail.Message) { m.To = "Ada <ada@example.com>" },
		"a second header":  func(m *mail.Message) { m.To = "ada@example.com\r\nBcc: eve@example.com" },
		"white space":      func(m *mail.Message) { m.To = "ada @example.com" },
		"too long":         func(m *mail.Message) { m.To = strings.Repeat("a", 250) + "@example.com" },
	} {
		m := good
		change(&m)
		if err := mail.Check(m); err == nil {
			t.Errorf("%s: nothing is said against it", name)
		}
	}
}

func TestBrowsersInWords(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0": "Edge, Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":         "Safari, macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile Safari/604": "Chrome, iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36":                  "Chrome, Android",
		"curl/8.5.0": "", "": "",
	} {
		if got := mail.Device(agent); got != want {
			t.Errorf("%q is called %q, want %q", agent, got, want)
		}
	}
}

func TestPausesGrow(t *testing.T) {
	total := time.Duration(0)
	for n := int64(1); n <= mail.MaxAttempts; n++ {
		least := 10 * time.Second
		for range n - 1 {
			least = min(3*least, 2*time.Hour)
		}
		got := mail.Pause(n)
		if got < least || got > least+least/5 {
			t.Errorf("after %d attempts the pause is %v, want %v and up to a fifth more", n, got, least)
		}
		total += got
	}
	if total < 24*time.Hour {
		t.Errorf("a mail is given up after %v", total)
	}
}
