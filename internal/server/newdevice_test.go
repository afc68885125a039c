package server_test

import (
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

func TestANewBrowserIsToldByMail(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		box := w.Mailbox(t)
		const email = "ada@example.com"
		own := w.Browser(t)
		own.Post(t, signUpPath, map[string]any{"name": "Ada", "email": email, "password": seed.Password}).Want(t, 200)
		in := func(b *seed.Browser, headers ...string) {
			t.Helper()
			b.Post(t, signInPath, map[string]any{"email": email, "password": seed.Password}, headers...).Want(t, 200)
		}
		in(own)
		box.None(t, email)

		other := w.Browser(t)
		in(other, "Accept-Language", "fr", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
		m := box.Await(t, email)
		if m.Header.Get("Content-Language") != "fr" || !strings.Contains(m.Text, "Firefox, Linux") || !strings.Contains(m.Text, "127.0.0.1") {
			t.Errorf("the mail says %s", m.Text)
		}
		in(other)
		in(own)
		box.None(t, email)
	})
}
