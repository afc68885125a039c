package server_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

var (
	formAction = regexp.MustCompile(`<form method="post" action="([^"]*)">`)
	formField  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// posted reads what a browser would post, and where.
func posted(t *testing.T, a seed.Answer) (string, url.Values) {
	t.Helper()
	a.Want(t, 200)
	action := formAction.FindSubmatch(a.Body)
	if action == nil || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || a.Header.Get("Location") != "" {
		t.Fatalf("no form: %v %s", a.Header, a.Body)
	}
	fields := url.Values{}
	for _, f := range formField.FindAllSubmatch(a.Body, -1) {
		fields.Add(html.UnescapeString(string(f[1])), html.UnescapeString(string(f[2])))
	}
	return html.UnescapeString(string(action[1])), fields
}

// conformance: basic/form-post
func TestFormPost(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		asking := s.Application(t, application.NewApplication{Slug: "asking", RedirectURIs: []string{seed.Redirect + "?x=1&y=%22"}})
		device := s.Application(t, application.NewApplication{Slug: "device", SkipConsent: true, IsPublic: true, RedirectURIs: []string{"com.example.app:/cb"}})
		s.Access(t, asking, s.user)
		s.Access(t, device, s.user)
		const state = `s"><script>alert(1)</script>&amp;é`
		form := []string{"response_mode", "form_post", "state", state}

		t.Run("a code", func(t *testing.T) {
			a := s.browser.Authorize(t, s.conf.Request("openid", form...))
			action, fields := posted(t, a)
			if action != seed.Redirect || fields.Get("state") != state || fields.Get("iss") != s.URL || len(fields) != 3 {
				t.Errorf("posts %v to %s", fields, action)
			}
			s.Token(t, s.conf.Exchange(fields.Get("code"))).Tokens(t)
			policy := a.Header.Get("Content-Security-Policy")
			for _, part := range []string{"default-src 'none'", "script-src 'sha256-", "form-action https:;", "base-uri 'none'", "frame-ancestors 'none'"} {
				if !strings.Contains(policy, part) {
					t.Errorf("policy %q lacks %q", policy, part)
				}
			}
			if strings.Contains(policy, "unsafe") || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers %v", a.Header)
			}
			if !strings.Contains(string(a.Body), "<button>Continue</button>") || strings.Contains(string(a.Body), "alert(1)</script>") {
				t.Errorf("page %s", a.Body)
			}
		})
		t.Run("an error", func(t *testing.T) {
			for name, c := range map[string]struct {
				changes []string
				code    string
			}{
				"scope":  {[]string{"scope", "openid nope"}, "invalid_scope"},
				"prompt": {[]string{"prompt", "none"}, "login_required"},
			} {
				action, fields := posted(t, s.Browser(t).Authorize(t, s.conf.Request("openid", append(c.changes, form...)...)))
				if action != seed.Redirect || fields.Get("error") != c.code || fields.Get("state") != state || fields.Get("iss") != s.URL || fields.Has("code") {
					t.Errorf("%s: posts %v to %s", name, fields, action)
				}
			}
		})
		t.Run("a bad redirect URI is still a page of ours", func(t *testing.T) {
			a := s.browser.Authorize(t, s.conf.Request("openid", "response_mode", "form_post", "redirect_uri", "https://evil.example/")).Want(t, 400)
			if formAction.Match(a.Body) {
				t.Errorf("posts: %s", a.Body)
			}
		})
		t.Run("after consent, by a link for scripts", func(t *testing.T) {
			page := s.browser.Authorize(t, asking.Request("openid", form...)).Want(t, 302).Location(t)
			for accept, member := range map[bool]string{true: "code", false: "error"} {
				to := s.browser.Consent(t, page, accept).Want(t, 200).Location(t)
				if to.Path != seed.AnswerPath || to.Host != "" {
					t.Fatalf("sent to %s", to)
				}
				if strings.Contains(to.RawQuery, "state") || to.Query().Has("code") {
					t.Errorf("the link tells %s", to)
				}
				action, fields := posted(t, s.Browser(t).Get(t, to.String()))
				if action != asking.RedirectURIs[0] || fields.Get(member) == "" || fields.Get("state") != state {
					t.Errorf("posts %v to %s", fields, action)
				}
				altered := []byte(to.String())
				altered[len(altered)-2] ^= 1 // an odd letter or digit becomes an even one, or the other way round
				s.browser.Get(t, string(altered)).Want(t, 400)
				s.Advance(t, time.Minute)
				s.browser.Get(t, to.String()).Want(t, 400)
			}
			s.browser.Get(t, seed.AnswerPath).Want(t, 400)
			s.browser.Get(t, seed.AnswerPath+"?form=zz", "Accept", "application/json").Want(t, 400, "invalid_request")
		})
		t.Run("after sign-in", func(t *testing.T) {
			page := s.Browser(t).Authorize(t, s.conf.Request("openid", form...)).Want(t, 302).Location(t)
			body := map[string]any{"email": s.user.Email, "password": seed.Password, "oauth_query": page.RawQuery}
			action, fields := posted(t, s.Browser(t).Post(t, signInPath, body))
			if action != seed.Redirect || fields.Get("code") == "" {
				t.Errorf("posts %v to %s", fields, action)
			}
			to := s.Browser(t).Post(t, signInPath, body, "Sec-Fetch-Mode", "cors").Want(t, 200).Location(t)
			if to.Path != seed.AnswerPath {
				t.Errorf("scripts are sent to %s", to)
			}
		})
		t.Run("to an application on the device", func(t *testing.T) {
			a := s.browser.Authorize(t, device.Request("openid", "response_mode", "form_post", "state", ""))
			action, fields := posted(t, a)
			if action != "com.example.app:/cb" || fields.Has("state") || !strings.Contains(a.Header.Get("Content-Security-Policy"), "form-action https: com.example.app:;") {
				t.Errorf("posts %v to %s by %s", fields, action, a.Header.Get("Content-Security-Policy"))
			}
		})
		t.Run("in French", func(t *testing.T) {
			a := s.browser.Authorize(t, s.conf.Request("openid", form...), "Accept-Language", "fr-CH, en;q=0.5").Want(t, 200)
			if !strings.Contains(string(a.Body), "<button>Continuer</button>") {
				t.Errorf("page %s", a.Body)
			}
		})
	})
}
