package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// audience is the resource that clients name to get a JWT access token.
const audience = "https://api.example.com"

const (
	adminEmail    = "admin@example.com"
	adminPassword = "correct-horse-battery-staple"
)

// subject is a server under measurement. Everything but starting it and
// creating clients happens through the HTTP interface that both share.
type subject interface {
	name() string
	// command runs the server program with the given arguments.
	command(ctx context.Context, args ...string) *exec.Cmd
	// register creates a trusted client (no consent page) that the given
	// users may sign in to.
	register(ctx context.Context, api *api, app application, users []account) (credentials, error)
}

type application struct {
	slug       string
	public     bool
	idTokenAlg string
	scopes     []string
}

type credentials struct {
	clientID, clientSecret string
	idTokenAlg             string
}

// product is this repository's binary.
type product struct{ binary string }

func (product) name() string { return "auth-service" }

func (p product) command(ctx context.Context, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, p.binary, args...)
}

func (product) register(ctx context.Context, api *api, app application, users []account) (credentials, error) {
	admin, err := api.signIn(ctx, adminEmail, adminPassword)
	if err != nil {
		return credentials{}, err
	}
	var created struct {
		Application            struct{ ID string }
		ClientID, ClientSecret string
	}
	err = api.postJSON(ctx, "/api/admin/applications", admin.cookie, map[string]any{
		"name": app.slug, "slug": app.slug, "isPublic": app.public, "skipConsent": true,
		"allowedScopes": app.scopes, "redirectUris": []string{redirectURI}, "idTokenSignedResponseAlg": app.idTokenAlg,
	}, &created)
	if err != nil {
		return credentials{}, err
	}
	for _, user := range users {
		path := "/api/admin/applications/" + created.Application.ID + "/users"
		if err := api.postJSON(ctx, path, admin.cookie, map[string]any{"userId": user.id}, nil); err != nil {
			return credentials{}, err
		}
	}
	return credentials{clientID: created.ClientID, clientSecret: created.ClientSecret, idTokenAlg: app.idTokenAlg}, nil
}

// nodePeer is Better Auth on Node's HTTP server, see peers/node.
type nodePeer struct{ dir string }

func (nodePeer) name() string { return "Node peer" }

func (p nodePeer) command(ctx context.Context, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, "node", append([]string{filepath.Join(p.dir, "server.mjs")}, args...)...)
}

func (nodePeer) register(ctx context.Context, api *api, app application, users []account) (credentials, error) {
	method := "client_secret_basic"
	if app.public {
		method = "none"
	}
	var created struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
	}
	err := api.postJSON(ctx, "/bench/clients", users[0].cookie, map[string]any{
		"client_name": app.slug, "redirect_uris": []string{redirectURI}, "scope": strings.Join(app.scopes, " "),
		"token_endpoint_auth_method": method, "skip_consent": true,
		"grant_types": []string{"authorization_code", "refresh_token", "client_credentials"},
	}, &created)
	// Its ID tokens are always EdDSA, the cheapest algorithm to sign.
	return credentials{clientID: created.ClientID, clientSecret: created.ClientSecret, idTokenAlg: "EdDSA"}, err
}

// install fetches the peer's npm packages, exactly those of its lock file.
func (p nodePeer) install(ctx context.Context) error {
	if _, err := exec.LookPath("node"); err != nil {
		return errors.New("node is not installed: the peer needs Node 20.19 or newer")
	}
	if _, err := os.Stat(filepath.Join(p.dir, "node_modules", "better-auth")); err == nil {
		return nil
	}
	progress("installing the peer's packages")
	cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts")
	cmd.Dir = p.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in %s: %w\n%s", p.dir, err, out)
	}
	return nil
}

// server is a subject on one port with one database.
type server struct {
	subject
	*process
	base    string // as clients see it
	address string // what is dialled
	env     []string
	dir     string
	ready   time.Duration
}

// newServer chooses a port and the environment; databaseURL "" means SQLite in
// a directory of its own.
func newServer(ctx context.Context, s subject, tmp, databaseURL string) (*server, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(tmp, "server-")
	if err != nil {
		return nil, err
	}
	base := fmt.Sprintf("http://localhost:%d", port)
	return &server{
		subject: s,
		base:    base,
		address: fmt.Sprintf("127.0.0.1:%d", port),
		dir:     dir,
		env: []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "NODE_ENV=production",
			"DATABASE_URL=" + databaseURL, "DATA_DIR=" + filepath.Join(dir, "data"),
			"BETTER_AUTH_SECRET=" + rand.Text() + rand.Text(), "BETTER_AUTH_URL=" + base,
			"HOST=127.0.0.1", "PORT=" + strconv.Itoa(port),
			"ADMIN_EMAIL=" + adminEmail, "ADMIN_PASSWORD=" + adminPassword,
			"OAUTH_VALID_AUDIENCES=" + base + "," + audience, "RATE_LIMITS=off",
		},
	}, nil
}

// prepared is the command with the server's environment, in its own directory
// so that no .env file of the repository is read.
func (s *server) prepared(ctx context.Context, args ...string) *exec.Cmd {
	cmd := s.command(ctx, args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	return cmd
}

func (s *server) migrate(ctx context.Context) error {
	if out, err := s.prepared(ctx, "migrate").CombinedOutput(); err != nil {
		return fmt.Errorf("%s migrate: %w\n%s", s.name(), err, out)
	}
	return nil
}

// start runs the server and waits for the first 200 of /health.
func (s *server) start(ctx context.Context) error {
	proc, err := startProcess(s.prepared(context.WithoutCancel(ctx)), filepath.Join(s.dir, "server.log"))
	if err != nil {
		return err
	}
	s.process = proc
	for time.Since(proc.started) < 30*time.Second && proc.running() {
		if s.healthy(ctx) {
			s.ready = time.Since(proc.started)
			return nil
		}
		if err := pause(ctx, 2*time.Millisecond); err != nil {
			break
		}
	}
	proc.stop()
	return fmt.Errorf("%s did not become ready:\n%s", s.name(), proc.logTail())
}

func (s *server) healthy(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/health", nil)
	if err != nil {
		return false
	}
	req.Close = true // leave no idle connection behind
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return res.Body.Close() == nil && res.StatusCode == http.StatusOK
}

// startMedian starts and stops the server n times on its existing database and
// leaves it running; it returns the median time from exec to ready.
func (s *server) startMedian(ctx context.Context, n int) (time.Duration, error) {
	var times []time.Duration
	for i := range n {
		if i > 0 {
			s.stop()
		}
		if err := s.start(ctx); err != nil {
			return 0, err
		}
		times = append(times, s.ready)
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// api talks to one server.
type api struct {
	base   string
	client *http.Client
}

func newAPI(s *server) *api {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	transport := &http.Transport{
		MaxIdleConnsPerHost: 64,
		DisableCompression:  true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "tcp", s.address)
		},
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &api{base: s.base, client: &http.Client{Transport: transport, CheckRedirect: stay, Timeout: 30 * time.Second}}
}

// answer is a response that has been read to its end.
type answer struct {
	code   int
	header http.Header
	body   []byte
}

// mismatch is the error that says what was answered instead.
func (a answer) mismatch(req *http.Request) error {
	return fmt.Errorf("%s %s: %d %.300s", req.Method, req.URL.Path, a.code, a.body)
}

func (a *api) do(req *http.Request) (answer, error) {
	res, err := a.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(res.Body)
	return answer{code: res.StatusCode, header: res.Header, body: body}, errors.Join(err, res.Body.Close())
}

// postJSON sends a JSON body and decodes a 2xx answer into out unless nil.
func (a *api) postJSON(ctx context.Context, path, cookie string, in, out any) error {
	_, err := a.exchange(ctx, path, cookie, in, out)
	return err
}

func (a *api) exchange(ctx context.Context, path, cookie string, in, out any) (answer, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return answer{}, err
	}
	req, err := newRequest(ctx, http.MethodPost, a.base+path, string(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", a.base)
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	res, err := a.do(req)
	if err != nil {
		return answer{}, err
	}
	if res.code/100 != 2 {
		return answer{}, res.mismatch(req)
	}
	if out == nil {
		return res, nil
	}
	return res, json.Unmarshal(res.body, out)
}
