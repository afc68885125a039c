package cli_test

import (
	"bytes"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/cli"
)

// run carries out a command with an environment and returns what it prints.
func run(t *testing.T, env map[string]string, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = cli.Run(t.Context(), cli.Program{
		Version: "1.2.3", Args: args, Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr,
		LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		ReadFile:  func(string) ([]byte, error) { return nil, fs.ErrNotExist },
	})
	return code, stdout.String(), stderr.String()
}

func succeed(t *testing.T, env map[string]string, stdin string, args ...string) string {
	t.Helper()
	code, out, errs := run(t, env, stdin, args...)
	if code != 0 {
		t.Fatalf("%v exits with %d: %s%s", args, code, out, errs)
	}
	return out
}

func TestCommands(t *testing.T) {
	env := map[string]string{"DATA_DIR": t.TempDir(), "LOG_LEVEL": "error"}
	if out := succeed(t, env, "", "version"); out != "auth-service 1.2.3\n" {
		t.Errorf("version prints %q", out)
	}
	succeed(t, env, "", "migrate")
	succeed(t, env, "", "migrate") // again: nothing to do
	id := strings.TrimSpace(succeed(t, env, "correct horse\n", "user", "create", "--email", "Ada@Example.com", "--role", "superadmin"))
	if len(id) != 32 {
		t.Errorf("user create prints %q", id)
	}
	if code, _, errs := run(t, env, "correct horse\n", "user", "create", "--email", "ada@example.com"); code != 1 || !strings.Contains(errs, "AUTH_010") {
		t.Errorf("the same address again: %d %s", code, errs)
	}
	if code, _, errs := run(t, env, "", "user", "create", "--email", "eve@example.com"); code != 1 || !strings.Contains(errs, "password") {
		t.Errorf("without a password: %d %s", code, errs)
	}
	out := succeed(t, env, "", "app", "create", "My App", "--slug", "my-app", "--redirect", "https://app.example.com/cb")
	if !strings.Contains(out, "my-app") || !strings.Contains(out, "client_secret:") {
		t.Errorf("app create prints %q", out)
	}
	if out := succeed(t, env, "", "app", "create", "Page", "--slug", "page", "--public"); strings.Contains(out, "secret") {
		t.Errorf("a public client has a secret: %q", out)
	}
	if code, _, errs := run(t, env, "", "app", "create", "X", "--slug", "Not A Slug"); code != 1 || !strings.Contains(errs, "APP_001") {
		t.Errorf("a bad slug: %d %s", code, errs)
	}
	succeed(t, env, "", "keys", "rotate", "--alg", "ES256")
	succeed(t, env, "", "keys", "rotate", "--alg", "ES256")
	if out := succeed(t, env, "", "keys", "list"); strings.Count(out, "ES256") != 2 || strings.Contains(out, "RS256") {
		t.Errorf("after two rotations of one algorithm: %s", out)
	}
}

func TestMisuse(t *testing.T) {
	for _, args := range [][]string{{"nonsense"}, {"user"}, {"user", "create"}, {"keys", "rotate", "--alg", "none"}, {"serve", "--port", "1"}} {
		if code, _, errs := run(t, nil, "", args...); code != 2 || !strings.Contains(errs, "--help") {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
	code, out, _ := run(t, nil, "", "--help")
	for _, command := range []string{"serve", "migrate", "health", "user create", "app create", "keys rotate", "version"} {
		if code != 0 || !strings.Contains(out, command) {
			t.Errorf("--help exits with %d and does not tell of %s", code, command)
		}
	}
}

// All mistakes of a configuration are told at once.
func TestBadConfiguration(t *testing.T) {
	code, _, errs := run(t, map[string]string{"PORT": "x", "DATABASE_URL": "mysql://x", "NODE_ENV": "production"}, "", "serve")
	for _, name := range []string{"PORT", "DATABASE_URL", "BETTER_AUTH_SECRET", "BETTER_AUTH_URL"} {
		if code != 1 || !strings.Contains(errs, name) {
			t.Errorf("exit %d, %s not told: %s", code, name, errs)
		}
	}
	if code, _, errs := run(t, map[string]string{"DATABASE_URL": "postgres://u@127.0.0.1:1/x"}, "", "migrate"); code != 1 || !strings.Contains(errs, "DATABASE_URL") {
		t.Errorf("a database that is away: %d %s", code, errs)
	}
}

func TestHealth(t *testing.T) {
	status := http.StatusOK
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{ReadHeaderTimeout: 1e9, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/health" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(status)
	})}
	go func() { _ = srv.Serve(listener) }()
	defer srv.Close() //nolint:errcheck // the test is over
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"PORT": port, "HOST": "0.0.0.0"}
	if out := succeed(t, env, "", "health"); out != "ok\n" {
		t.Errorf("prints %q", out)
	}
	status = http.StatusServiceUnavailable
	if code, _, errs := run(t, env, "", "health"); code != 1 || !strings.Contains(errs, strconv.Itoa(status)) {
		t.Errorf("%d %s", code, errs)
	}
}
