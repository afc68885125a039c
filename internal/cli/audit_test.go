package cli_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

func TestAuditCommands(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{"DATA_DIR": dir, "LOG_LEVEL": "error"}
	succeed(t, env, "correct horse\n", "user", "create", "--email", "ada@example.com", "--role", "superadmin")
	out := succeed(t, env, "", "audit", "verify")
	if !strings.Contains(out, "checked:    0\n") || !regexp.MustCompile(`unsealed:   [1-9]\d*, the oldest of 20`).MatchString(out) {
		t.Errorf("before anything is sealed: %s", out)
	}
	d, err := db.Open(t.Context(), db.Options{Path: filepath.Join(dir, "auth-service.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the test is over
	if err := audit.NewChain(d, audit.New(d, time.Now), 0, time.Now).SealAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	out = succeed(t, env, "", "audit", "verify")
	head := regexp.MustCompile(`head:       (\d+:[0-9a-f]{64})\n`).FindStringSubmatch(out)
	if head == nil || !strings.Contains(out, "unsealed:   0\n") {
		t.Fatalf("sealed: %s", out)
	}
	succeed(t, env, "", "audit", "verify", "--known", head[1])
	for _, known := range []string{"x", "1:", "0:" + strings.Repeat("0", 64), "99:" + strings.Repeat("0", 64), "1:" + strings.Repeat("0", 64)} {
		if code, _, _ := run(t, env, "", "audit", "verify", "--known", known); code != 1 {
			t.Errorf("--known %s exits with %d", known, code)
		}
	}
	out = succeed(t, env, "", "audit", "export", "--action", "user.", "--from", "2020-01-01T00:00:00Z")
	if !strings.Contains(out, `"action":"user.created"`) || !strings.Contains(out, `"sequence":1,`) {
		t.Errorf("export: %s", out)
	}
	if out = succeed(t, env, "", "audit", "export", "--format", "csv", "--action", "user."); !strings.HasPrefix(out, "sequence,hash,id,at,action,") {
		t.Errorf("export: %s", out)
	}
	if code, _, _ := run(t, env, "", "audit", "export", "--format", "xml"); code != 2 {
		t.Errorf("another format exits with %d", code)
	}
	if _, err := d.Exec(t.Context(), `UPDATE audit_events SET actor_id = 'somebody' WHERE seq = 1`); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(t, env, "", "audit", "verify"); code != 1 || !strings.Contains(errs, "entry 1 (") || !strings.Contains(errs, "changed") {
		t.Errorf("broken: %d %s", code, errs)
	}
}
