package oauth_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

var descriptionForm = regexp.MustCompile(`^[\x20-\x21\x23-\x5b\x5d-\x7e]*$`)

// Whatever finds its way into an error's description, what travels keeps to the
// characters that may (RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3).
//
// conformance: all/token-error
func FuzzErrorDescription(f *testing.F) {
	for _, text := range []string{"", "scope is unknown", `a "quoted" \ text`, "line\r\nSet-Cookie: a=b\ttab", "é…\u202e", "\xff\xfe", "\x00\x7f"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range []*oauth.Error{
			oauth.Fail(oauth.CodeInvalidRequest, "told %s", text), oauth.FailClient(text, true), oauth.FailToken(text), oauth.FailTokenScope(text),
		} {
			status, header, body := e.Answer()
			encoded, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			var answer struct {
				Description string `json:"error_description"`
			}
			if err := json.Unmarshal(encoded, &answer); err != nil || status < 400 || !descriptionForm.MatchString(answer.Description) {
				t.Errorf("%d %s", status, encoded)
			}
			challenge := header.Get("WWW-Authenticate")
			if strings.ContainsFunc(challenge, func(r rune) bool { return r < ' ' || r > '~' || r == '\\' }) || strings.Count(challenge, `"`)%2 != 0 {
				t.Errorf("WWW-Authenticate %q", challenge)
			}
		}
		to := oauth.Reply("https://client.example/cb?a=b", oauth.ErrorPairs(oauth.Fail(oauth.CodeInvalidRequest, "%s", text)))
		parsed, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		q := parsed.Query()
		if q.Get("a") != "b" || q.Get("error") != oauth.CodeInvalidRequest || !descriptionForm.MatchString(q.Get("error_description")) {
			t.Errorf("sent to %s", to)
		}
	})
}
