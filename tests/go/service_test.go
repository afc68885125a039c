// Package tests_test drives the built binary as a deployment does: processes,
// signals, databases that go away, and clients that nobody here wrote.
package tests_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

const (
	adminEmail = "root@example.com"
	password   = "Passw0rd!one"
	redirect   = "https://client.example/cb"
	api        = "https://api.example.com"
	patience   = 30 * time.Second
)

var binary = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("AUTH_SERVICE_BINARY"); given != "" {
		return given, nil
	}
	dir, err := os.MkdirTemp("", "auth-service")
	if err != nil {
		return "", err
	}
	built = dir
	file := filepath.Join(dir, "auth-service")
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", file, ".")
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return file, nil
})

var built string // the directory to remove

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// eachEngine runs fn with the variables that choose a database, on SQLite and
// on PostgreSQL.
func eachEngine(t *testing.T, fn func(t *testing.T, env []string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, []string{"DATABASE_URL="}) })
	t.Run("postgres", func(t *testing.T) { fn(t, []string{"DATABASE_URL=" + testdb.Postgres(t)}) })
}

// A service is a running binary. It can be killed and started again.
type service struct {
	url string
	env []string
	cmd *exec.Cmd
	out *output
}

type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// launch starts a service with a superadmin and waits until it is ready.
func launch(t *testing.T, env ...string) *service {
	t.Helper()
	port := freePort(t)
	s := &service{url: "http://127.0.0.1:" + port, out: &output{}}
	s.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "PORT=" + port, "HOST=127.0.0.1", "BETTER_AUTH_URL=" + s.url, "DATA_DIR=" + t.TempDir(),
		"BETTER_AUTH_SECRET=peer-secret-0123456789abcdef0123456789abcdef", "ADMIN_EMAIL=" + adminEmail, "ADMIN_PASSWORD=" + password,
		"RATE_LIMITS=off", "OAUTH_VALID_AUDIENCES=" + api, "LOG_LEVEL=info",
	}, env...)
	t.Cleanup(func() {
		if s.cmd != nil {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
		}
		log := s.out.String()
		if strings.Contains(log, "panic") {
			t.Error("the service panicked")
		}
		if t.Failed() {
			t.Logf("the service wrote:\n%.8000s", log)
		}
	})
	s.start(t)
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // only its number was wanted
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func (s *service) start(t *testing.T) {
	t.Helper()
	file, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), file)
	s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr, s.cmd.Dir = s.env, s.out, s.out, t.TempDir()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the service to be ready", func() bool { return status(t, s.url+"/health") == 200 })
}

// kill ends the process without warning.
func (s *service) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
	s.cmd = nil
}

// stop asks the process to end and returns its exit code.
func (s *service) stop(t *testing.T) int {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := s.cmd.Wait()
	code := s.cmd.ProcessState.ExitCode()
	s.cmd = nil
	if err != nil && code == 0 {
		t.Fatal(err)
	}
	return code
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// status is that of a GET, or 0 when nobody answers.
func status(t *testing.T, address string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// A browser keeps cookies, sends the service's origin and follows no redirect.
type browser struct {
	*http.Client
	base, origin string
}

func (s *service) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{&http.Client{
		Jar: jar, Transport: transport, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, s.url, s.url}
}

// copied returns a browser that holds the same cookies, and keeps them when the
// other loses them.
func (b *browser) copied(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(b.base)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(base, b.Jar.Cookies(base))
	client := *b.Client
	client.Jar = jar
	return &browser{&client, b.base, b.origin}
}

type answer struct {
	status   int
	location string
	body     []byte
}

var errStatus = errors.New("unexpected status")

func (a answer) into(v any) error {
	if a.status >= 300 {
		return fmt.Errorf("%w %d: %s", errStatus, a.status, a.body)
	}
	return json.Unmarshal(a.body, v)
}

func (b *browser) do(ctx context.Context, method, path, kind string, body io.Reader, header ...string) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Origin", b.origin)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := b.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header.Get("Location"), text}, err
}

func (b *browser) get(ctx context.Context, path string, header ...string) (answer, error) {
	return b.do(ctx, "GET", path, "", http.NoBody, header...)
}

func (b *browser) post(ctx context.Context, path string, v any) (answer, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return answer{}, err
	}
	return b.do(ctx, "POST", path, "application/json", bytes.NewReader(text))
}

func (b *browser) form(ctx context.Context, path string, form url.Values) (answer, error) {
	return b.do(ctx, "POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func must(t *testing.T, a answer, err error) answer {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// signIn signs the administrator in.
func (b *browser) signIn(t *testing.T) *browser {
	t.Helper()
	a, err := b.post(t.Context(), "/api/auth/sign-in/email", map[string]any{"email": adminEmail, "password": password})
	if must(t, a, err).status != 200 {
		t.Fatalf("sign-in: %d %s", a.status, a.body)
	}
	return b
}

// signedIn reports whether the browser's session lives.
func (b *browser) signedIn(ctx context.Context) (bool, error) {
	a, err := b.get(ctx, "/api/auth/get-session")
	if err == nil && a.status != 200 {
		err = fmt.Errorf("%w %d: %s", errStatus, a.status, a.body)
	}
	return string(a.body) != "null", err
}

type app struct {
	id, clientID, secret string
}

// application makes an application that asks nobody for consent.
func (b *browser) application(t *testing.T, slug string, public bool) app {
	t.Helper()
	return b.applicationWith(t, slug, map[string]any{"isPublic": public})
}

// applicationWith is application with settings of the caller's.
func (b *browser) applicationWith(t *testing.T, slug string, settings map[string]any) app {
	t.Helper()
	body := map[string]any{
		"name": slug, "slug": slug, "skipConsent": true, "redirectUris": []string{redirect},
		"allowedScopes": []string{"openid", "profile", "email", "offline_access", "roles", "permissions", "features"},
	}
	maps.Copy(body, settings)
	a, err := b.post(t.Context(), "/api/admin/applications", body)
	var made struct {
		Application struct {
			ID string `json:"id"`
		} `json:"application"`
		ClientID     string `json:"clientId"`
		ClientSecret string `json:"clientSecret"`
	}
	if err := must(t, a, err).into(&made); err != nil {
		t.Fatal(err)
	}
	return app{made.Application.ID, made.ClientID, made.ClientSecret}
}

const (
	verifier  = "a-verifier-that-is-long-enough-for-RFC-7636-._~"
	challenge = "qdxeLUUIUtEkxdct8q9QGGAS1PS-0um2locR0k25QYU"
)

// code has the browser authorized and returns the code.
func (b *browser) code(ctx context.Context, a app, scope string) (string, error) {
	q := url.Values{
		"response_type": {"code"}, "client_id": {a.clientID}, "redirect_uri": {redirect}, "scope": {scope}, "state": {"s"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}
	got, err := b.get(ctx, "/api/auth/oauth2/authorize?"+q.Encode())
	if err != nil {
		return "", err
	}
	to, err := url.Parse(got.location)
	if err != nil {
		return "", err
	}
	if to.Query().Get("code") == "" {
		return "", fmt.Errorf("%w %d: no code in %q %s", errStatus, got.status, got.location, got.body)
	}
	return to.Query().Get("code"), nil
}

type tokens struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	ID      string `json:"id_token"`
}

func (a app) with(form url.Values) url.Values {
	form.Set("client_id", a.clientID)
	if a.secret != "" {
		form.Set("client_secret", a.secret)
	}
	return form
}

func (b *browser) token(ctx context.Context, form url.Values) (tokens, error) {
	var out tokens
	a, err := b.form(ctx, "/api/auth/oauth2/token", form)
	if err != nil {
		return out, err
	}
	return out, a.into(&out)
}

func (b *browser) exchange(ctx context.Context, a app, code string) (tokens, error) {
	return b.token(ctx, a.with(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier}}))
}

func (b *browser) refresh(ctx context.Context, a app, token string) (tokens, error) {
	return b.token(ctx, a.with(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}))
}

// userinfo is the status that an access token gets.
func (b *browser) userinfo(ctx context.Context, token string) (int, error) {
	a, err := b.get(ctx, "/api/auth/oauth2/userinfo", "Authorization", "Bearer "+token)
	return a.status, err
}
