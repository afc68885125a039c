package breach_test

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/breach"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

func TestCommon(t *testing.T) {
	l, err := breach.Common()
	if err != nil {
		t.Fatal(err)
	}
	if n := l.Len(); n < 120_000 {
		t.Errorf("%d passwords", n)
	}
	for _, password := range []string{"password", "Password1", "12345678", "QWERTYUIOP", "sunshine1", "iloveyou", "trustno1", "ｐａｓｓｗｏｒｄ"} {
		if !l.Has(password) {
			t.Errorf("%s is not on the list", password)
		}
	}
	for _, password := range []string{"", "Passw0rd!one", "correct horse battery staple", "a-good-long-password"} {
		if l.Has(password) {
			t.Errorf("%q is on the list", password)
		}
	}
	for range 20_000 { // one in a million may be taken for another
		if password := secret.ID(); l.Has(password) && l.Has(secret.ID()) {
			t.Fatalf("%s is on the list", password)
		}
	}
}

func TestPack(t *testing.T) {
	l, err := breach.Read(breach.Pack([]string{"one-password", "another-password", "one-password"}, 4))
	if err != nil {
		t.Fatal(err)
	}
	if l.Len() != 2 || !l.Has("one-password") || !l.Has("ANOTHER-password") || l.Has("a-third-password") {
		t.Errorf("%d passwords", l.Len())
	}
}

func FuzzRead(f *testing.F) {
	f.Add(breach.Pack([]string{"one-password", "another-password"}, 2))
	f.Add([]byte{})
	f.Add([]byte{0, 0, 1, 1, 2, 3})
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := breach.Read(data)
		if err != nil {
			return
		}
		l.Has("one-password")
		if l.Len() < 0 {
			t.Error(l.Len())
		}
	})
}

// ranges is a range service that knows one password.
type ranges struct {
	*httptest.Server
	asked  []string
	answer func(prefix string) (int, string)
}

func newRanges(t *testing.T, known string) *ranges {
	t.Helper()
	sum := sha1.Sum([]byte(known))
	digest := strings.ToUpper(hex.EncodeToString(sum[:]))
	r := &ranges{answer: func(prefix string) (int, string) {
		text := "0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n"
		if prefix == digest[:5] {
			text += digest[5:] + ":3\r\n"
		}
		return http.StatusOK, text + "FFFFFF5C4D1DEF81644B54AB7F969B88D65:0\r\n"
	}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.asked = append(r.asked, req.URL.Path)
		status, text := r.answer(strings.TrimPrefix(req.URL.Path, "/range/"))
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(status)
		fmt.Fprint(w, text)
	}))
	t.Cleanup(r.Close)
	return r
}

func TestRangeService(t *testing.T) {
	r := newRanges(t, "a-leaked-password")
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	list, err := breach.Common()
	if err != nil {
		t.Fatal(err)
	}
	s := breach.New(list, r.URL+"/range", fetch.New(fetch.Options{AllowLoopback: true}), func() time.Time { return now })
	known := func(password string) bool { return s.Known(t.Context(), password) }
	if !known("a-leaked-password") || known("a-good-password") {
		t.Error("the service's answer does not count")
	}
	if s.Listed("a-leaked-password") || !s.Asks() {
		t.Error("the list is the service's")
	}
	for _, path := range r.asked {
		if len(path) != len("/range/")+5 {
			t.Errorf("the service was told %s", path)
		}
	}
	if n := len(r.asked); !known("password1") || len(r.asked) != n {
		t.Error("the service was asked for what is on the list")
	}

	good := r.answer
	for name, answer := range map[string]func(string) (int, string){
		"failure":  func(string) (int, string) { return http.StatusInternalServerError, "" },
		"redirect": func(string) (int, string) { return http.StatusFound, "" },
		"padding": func(prefix string) (int, string) {
			status, text := good(prefix)
			return status, strings.ReplaceAll(text, ":3", ":0")
		},
		"no numbers": func(prefix string) (int, string) {
			status, text := good(prefix)
			return status, strings.ReplaceAll(text, ":3", ":x")
		},
		"too large": func(prefix string) (int, string) { return http.StatusOK, strings.Repeat(" ", 300<<10) },
	} {
		t.Run(name, func(t *testing.T) {
			r.answer = answer
			if known("a-leaked-password") {
				t.Error("the password is refused")
			}
			now = now.Add(time.Minute)
		})
	}
	r.answer = func(string) (int, string) { return http.StatusInternalServerError, "" }
	known("a-leaked-password")
	r.answer = good
	before := len(r.asked)
	if known("a-leaked-password") || len(r.asked) != before {
		t.Error("a service that failed is asked again at once")
	}
	now = now.Add(time.Minute)
	if !known("a-leaked-password") {
		t.Error("a service that failed is not asked again")
	}
}

// Nobody waits long for somebody else's service.
func TestRangeServiceThatHangs(t *testing.T) {
	held := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-held }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(held) })
	s := breach.New(nil, server.URL, fetch.New(fetch.Options{AllowLoopback: true}), time.Now)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s.Known(ctx, "a-leaked-password") {
		t.Error("no answer is taken for one")
	}
}
