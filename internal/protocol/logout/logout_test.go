package logout_test

import (
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/protocol/logout"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ uri, state, want string }{
		{"https://a.example/bye", "", "https://a.example/bye"},
		{"https://a.example/bye", "a b&c=d", "https://a.example/bye?state=a+b%26c%3Dd"},
		{"https://a.example/bye?x=1", "s", "https://a.example/bye?x=1&state=s"},
		{"com.example.app:/bye", "s", "com.example.app:/bye?state=s"},
	} {
		if got := logout.WithState(c.uri, c.state); got != c.want {
			t.Errorf("%s with %q: %s, want %s", c.uri, c.state, got, c.want)
		}
	}
	if got := logout.Frame("https://a.example/f?x=1", "https://op.example", "s1"); got != "https://a.example/f?x=1&iss=https%3A%2F%2Fop.example&sid=s1" {
		t.Error(got)
	}
}

func TestAfter(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	last := time.Duration(0)
	for n := int64(1); n <= 8; n++ {
		at, again := logout.After(n, now)
		if !again || at.Sub(now) <= last {
			t.Errorf("after %d attempts: %v, %v", n, at.Sub(now), again)
		}
		last = at.Sub(now)
	}
	for _, n := range []int64{-1, 0, 9, 1 << 40} {
		if at, again := logout.After(n, now); again || !at.IsZero() {
			t.Errorf("after %d attempts: %v", n, at)
		}
	}
}

// Whatever a query holds, only what was sent comes out of it, once.
func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{
		"", "id_token_hint=a.b.c&client_id=app&post_logout_redirect_uri=https%3A%2F%2Fa.example%2Fbye&state=s&ui_locales=fr+en&logout_hint=x",
		"state=a&state=b", "%zz", "state=%00", "&&=&a", strings.Repeat("a", 13<<10), "state=" + strings.Repeat("a", 5000),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		r, err := logout.ParseRequest(raw)
		if err != nil {
			if r.Hint != "" || r.ClientID != "" || r.RedirectURI != "" || r.State != "" {
				t.Errorf("%q is refused and yet read: %+v", raw, r)
			}
			return
		}
		if len(r.Hint)+len(r.ClientID)+len(r.RedirectURI)+len(r.State) > len(raw) {
			t.Errorf("%q holds less than %+v", raw, r)
		}
	})
}
