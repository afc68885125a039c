package seed

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/server"
	"github.com/circle-rd/auth-service/internal/wire"
)

// TrustedOrigin is a page elsewhere that may call with cookies.
const TrustedOrigin = "https://app.example.com"

// maxHeader is what the command allows too.
const maxHeader = 32 << 10

// Pages stand in for the built user interface.
func Pages() fstest.MapFS {
	return fstest.MapFS{
		"index.html":      {Data: []byte("<!doctype html><title>console</title>")},
		"auth.html":       {Data: []byte("<!doctype html><title>sign in</title>")},
		"assets/a.js":     {Data: []byte("export {}")},
		"assets/a.js.gz":  {Data: []byte("gzipped")},
		"favicon.svg":     {Data: []byte("<svg/>")},
		"theme-init.js":   {Data: []byte("0")},
		".gitkeep":        {Data: nil},
		"assets/deep/b.c": {Data: []byte("c")},
	}
}

func (w *World) listen(t testing.TB, d *db.DB, c config.Config, change []func(*config.Config)) {
	t.Helper()
	// Many tests call the services alone: routes are mounted when the first request comes.
	handler := sync.OnceValues(func() (*server.Server, error) { return server.New(w.Config, w.Services, Pages(), "test", w.Clock.Now) })
	srv := httptest.NewUnstartedServer(w.overhear(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h, err := handler()
		if err != nil {
			t.Error(err)
			rw.WriteHeader(http.StatusInternalServerError)
			return
		}
		h.ServeHTTP(rw, r)
	})))
	w.URL = "http://" + srv.Listener.Addr().String()
	c.BaseURL = w.URL
	w.mailbox = NewMailbox(t, MailServer{})
	w.mailbox.Configure(&c.SMTP)
	w.names = NewNameServer(t)
	c.DNSServer = w.names.Address
	for _, f := range change {
		f(&c)
	}
	w.Config = c
	w.Services = wire.New(c, d, w.Clock.Now)
	w.mailbox.deliver = w.Services.Mail.DeliverDue
	w.ensureKeys(t)
	if _, err := w.Services.Resources.Seed(t.Context(), Console()); err != nil {
		t.Fatal(err)
	}
	if err := w.Services.Hub.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	srv.Config.MaxHeaderBytes = maxHeader
	srv.Start()
	t.Cleanup(srv.Close)
	w.transport = &http.Transport{MaxIdleConnsPerHost: 256}
	t.Cleanup(w.transport.CloseIdleConnections)
}

type transport = *http.Transport

// A Browser keeps cookies and follows no redirect. It sends the Origin of the
// service's own pages unless told otherwise.
type Browser struct {
	world  *World
	client *http.Client
}

// Browser returns a browser in which nobody is signed in.
func (w *World) Browser(t testing.TB) *Browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{w, &http.Client{
		Jar: jar, Transport: w.transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// SignedIn returns a browser with a session of a user's.
func (w *World) SignedIn(t testing.TB, u user.User) *Browser {
	t.Helper()
	b := w.Browser(t)
	cookie := session.NewCookie(web.NewCookies(w.Services.Signer, w.Config.BaseURL, w.Config.SessionDomain))
	var cookies []*http.Cookie
	for _, line := range cookie.Set(w.session(t, u)) {
		c, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatal(err)
		}
		c.Secure = false // the test listens without TLS
		cookies = append(cookies, c)
	}
	b.client.Jar.SetCookies(b.origin(t), cookies)
	return b
}

func (b *Browser) origin(t testing.TB) *url.URL {
	t.Helper()
	u, err := url.Parse(b.world.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Cookie returns the value of a cookie the browser holds, or "".
func (b *Browser) Cookie(t testing.TB, name string) string {
	t.Helper()
	for _, c := range b.client.Jar.Cookies(b.origin(t)) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// An Answer is what the service said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Send makes a request. Headers are pairs of name and value; an empty value
// leaves a header out, Origin too.
func (b *Browser) Send(ctx context.Context, method, path, contentType string, body []byte, headers ...string) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, b.world.URL+path, bytes.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Origin", b.world.URL)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	res, err := b.client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	return read(res)
}

func read(res *http.Response) (Answer, error) {
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(res.Body)
	return Answer{res.StatusCode, res.Header, text}, err
}

// Do sends a request that no browser would.
func Do(t testing.TB, r *http.Request) Answer {
	t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	a, err := read(res)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Do is Send for tests that need an answer.
func (b *Browser) Do(t testing.TB, method, path, contentType, body string, headers ...string) Answer {
	t.Helper()
	a, err := b.Send(t.Context(), method, path, contentType, []byte(body), headers...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Get asks for a path.
func (b *Browser) Get(t testing.TB, path string, headers ...string) Answer {
	t.Helper()
	return b.Do(t, http.MethodGet, path, "", "", headers...)
}

// JSON sends a value as JSON.
func (b *Browser) JSON(t testing.TB, method, path string, body any, headers ...string) Answer {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return b.Do(t, method, path, "application/json", string(text), headers...)
}

// Post sends a value as JSON.
func (b *Browser) Post(t testing.TB, path string, body any, headers ...string) Answer {
	t.Helper()
	return b.JSON(t, http.MethodPost, path, body, headers...)
}

// Lines is JSON with a header of several lines.
func (b *Browser) Lines(t testing.TB, method, path string, body any, header string, lines []string) Answer {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, b.world.URL+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Content-Type": {"application/json"}, header: lines}
	res, err := b.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	a, err := read(res)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Form sends a form.
func (b *Browser) Form(t testing.TB, path string, form url.Values, headers ...string) Answer {
	t.Helper()
	return b.Do(t, http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode(), headers...)
}

// Object decodes a JSON object.
func (a Answer) Object(t testing.TB) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(a.Body, &o); err != nil {
		t.Fatalf("%d %q is no JSON object: %v", a.Status, a.Body, err)
	}
	return o
}

// Into decodes JSON.
func (a Answer) Into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		t.Fatalf("%d %q: %v", a.Status, a.Body, err)
	}
}

// Code is the code of a refusal, in whichever dialect it is told.
func (a Answer) Code() string {
	var any struct {
		Code  string          `json:"code"`
		Error json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(a.Body, &any); err != nil {
		return ""
	}
	if any.Code != "" {
		return any.Code
	}
	var text string
	if err := json.Unmarshal(any.Error, &text); err == nil {
		return text
	}
	var native struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(any.Error, &native) // "" when there is none
	return native.Code
}

// Want fails the test unless the answer has the status and, for a refusal, the
// code.
func (a Answer) Want(t testing.TB, status int, code ...string) Answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("answered %d %s, want %d", a.Status, a.Body, status)
	}
	if len(code) > 0 && a.Code() != code[0] {
		t.Fatalf("answered %d %s, want the code %s", a.Status, a.Body, code[0])
	}
	return a
}

// Location is where a redirect leads, by header or in JSON.
func (a Answer) Location(t testing.TB) *url.URL {
	t.Helper()
	target := a.Header.Get("Location")
	if target == "" && strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		target, _ = a.Object(t)["url"].(string)
	}
	if target == "" {
		t.Fatalf("%d %s leads nowhere", a.Status, a.Body)
	}
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
