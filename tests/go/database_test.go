package tests_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A cluster is a PostgreSQL server of a test's own, with durable writes, that
// can be stopped and started.
type cluster struct {
	url, dir, pgCtl string
	owner           *syscall.Credential
}

// startCluster starts a server that lives as long as the test.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "../../scripts/with-postgres", "sh", "-c", `echo "$TEST_POSTGRES_URL" && cat >/dev/null`)
	cmd.Env = append(os.Environ(), "TEST_POSTGRES_URL=", "TEST_POSTGRES_FSYNC=on")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		_ = cmd.Wait()
		const notInstalled = 69
		if cmd.ProcessState.ExitCode() == notInstalled && os.Getenv("CI") != "true" {
			t.Skip("NOT TESTED ON POSTGRESQL: it is not installed")
		}
		t.Fatalf("with-postgres: %v %s", err, complaint.String())
	}
	c := &cluster{url: strings.TrimSpace(line)}
	u, err := url.Parse(c.url)
	if err != nil {
		t.Fatal(err)
	}
	c.dir = u.Query().Get("host")
	options, err := os.ReadFile(filepath.Join(c.dir, "data", "postmaster.opts"))
	if err != nil {
		t.Fatal(err)
	}
	program, _, _ := strings.Cut(string(options), " ")
	c.pgCtl = filepath.Join(filepath.Dir(program), "pg_ctl")
	info, err := os.Stat(filepath.Join(c.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t); os.Getuid() == 0 {
		c.owner = &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
	}
	return c
}

func (c *cluster) control(t *testing.T, args ...string) {
	t.Helper()
	log, err := os.CreateTemp(t.TempDir(), "pg_ctl") // not a pipe, which the server would keep open
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close() //nolint:errcheck // only read on failure
	cmd := exec.CommandContext(t.Context(), c.pgCtl, append([]string{"-D", filepath.Join(c.dir, "data"), "-w"}, args...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner}
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(log.Name())
		t.Fatalf("pg_ctl %v: %v\n%s", args, err, text)
	}
}

// A database that goes away is a 503 in every dialect, and nothing has to be
// restarted when it comes back.
func TestDatabaseAway(t *testing.T) {
	c := startCluster(t)
	s := launch(t, "DATABASE_URL="+c.url)
	root := s.browser(t).signIn(t)
	client := root.application(t, "shop", false)
	ctx := t.Context()
	code, err := root.code(ctx, client, "openid offline_access")
	if err != nil {
		t.Fatal(err)
	}
	held, err := root.exchange(ctx, client, code)
	if err != nil {
		t.Fatal(err)
	}

	c.control(t, "-m", "immediate", "stop")
	refused := func(name string, a answer, err error, code string) {
		t.Helper()
		if must(t, a, err).status != 503 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
			return
		}
		var body struct {
			Code  string          `json:"code"`
			Error json.RawMessage `json:"error"`
		}
		if err := json.Unmarshal(a.body, &body); err != nil {
			t.Errorf("%s: %s", name, a.body)
		}
		if told := body.Code + string(body.Error); !strings.Contains(told, code) {
			t.Errorf("%s tells %s, want %s", name, a.body, code)
		}
	}
	// Caches answer for a second at most; after that the database is asked.
	eventually(t, "caches to be bypassed", func() bool {
		a, err := root.get(ctx, "/api/auth/get-session")
		return err == nil && a.status == 503
	})
	a, err := root.get(ctx, "/health")
	refused("health", a, err, "SRV_002")
	a, err = root.get(ctx, "/api/admin/applications")
	refused("native", a, err, "SRV_002")
	a, err = root.get(ctx, "/api/auth/list-sessions")
	refused("Better Auth", a, err, "SRV_002")
	a, err = root.post(ctx, "/api/auth/sign-in/email", map[string]any{"email": adminEmail, "password": password})
	refused("sign-in", a, err, "SRV_002")
	a, err = root.form(ctx, "/api/auth/oauth2/token", client.with(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {held.Refresh}}))
	refused("token", a, err, "temporarily_unavailable")
	a, err = root.get(ctx, "/api/auth/oauth2/userinfo", "Authorization", "Bearer "+held.Access)
	refused("userinfo", a, err, "temporarily_unavailable")
	a, err = root.get(ctx, "/.well-known/openid-configuration")
	if must(t, a, err).status != 200 {
		t.Errorf("metadata without a database: %d", a.status)
	}

	c.control(t, "-l", filepath.Join(c.dir, "server.log"), "start")
	eventually(t, "the service to recover", func() bool { return status(t, s.url+"/health") == 200 })
	if in, err := root.signedIn(ctx); err != nil || !in {
		t.Errorf("the session after recovery: %v, %v", in, err)
	}
	if got, err := root.userinfo(ctx, held.Access); err != nil || got != 200 {
		t.Errorf("the access token after recovery: %d, %v", got, err)
	}
	if _, err := root.refresh(ctx, client, held.Refresh); err != nil {
		t.Errorf("the refresh token after recovery: %v", err)
	}
	root.application(t, "after", false)
}
