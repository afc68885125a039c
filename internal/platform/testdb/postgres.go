package testdb

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// errNotInstalled is why there may be no cluster without anything being wrong.
var errNotInstalled = errors.New("PostgreSQL is not installed and TEST_POSTGRES_URL is not set")

// Postgres returns the URL of an empty, migrated database, dropped when the test ends.
// Where PostgreSQL is not installed the test is skipped, under CI it fails.
func Postgres(t *testing.T) string {
	t.Helper()
	c, err := sharedCluster()
	if errors.Is(err, errNotInstalled) && os.Getenv("CI") != "true" {
		t.Skip("NOT TESTED ON POSTGRESQL:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	if _, err := c.admin.Exec(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+c.template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := c.admin.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return withDatabase(c.url, name)
}

// A cluster is a server and the migrated database on it that tests copy.
type cluster struct {
	url      string
	admin    *db.DB
	template string
	stdin    io.Closer // held open: the server started for this process stops when it closes
}

//nolint:gochecknoglobals // one server and one template for all tests of the process
var sharedCluster = sync.OnceValues(func() (*cluster, error) {
	c := &cluster{url: os.Getenv("TEST_POSTGRES_URL")}
	if c.url == "" {
		if err := c.start(); err != nil {
			return nil, err
		}
	}
	var err error
	if c.admin, err = db.Open(context.Background(), db.Options{URL: c.url, MaxConns: 2}); err != nil {
		return nil, err
	}
	c.template = "template_" + db.MigrationsDigest()[:16]
	if err := c.makeTemplate(context.Background()); err != nil {
		return nil, fmt.Errorf("template database: %w", err)
	}
	return c, nil
})

// start runs a server for as long as this process lives, however it ends: the script's
// command reads from us, and gets to the end of its input when we are gone.
func (c *cluster) start() error {
	root, err := repository()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.Background(), filepath.Join(root, "scripts", "with-postgres"),
		"sh", "-c", `echo "$TEST_POSTGRES_URL" && cat >/dev/null`)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if c.stdin, err = cmd.StdinPipe(); err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	c.url = strings.TrimSpace(line)
	if err == nil {
		return nil
	}
	const notInstalled = 69
	if exit, ok := errors.AsType[*exec.ExitError](cmd.Wait()); ok && exit.ExitCode() == notInstalled {
		return errNotInstalled
	}
	return fmt.Errorf("scripts/with-postgres: %s", complaint.Bytes())
}

// makeTemplate migrates a database under a passing name and then gives it its own. The
// name holds a digest of the migrations, so whoever finds it finds it complete and right;
// of several processes that race, one wins and the others use what it made.
func (c *cluster) makeTemplate(ctx context.Context) error {
	if exists, err := c.hasTemplate(ctx); exists || err != nil {
		return err
	}
	draft := "draft_" + strings.ToLower(rand.Text())
	if _, err := c.admin.Exec(ctx, "CREATE DATABASE "+draft); err != nil {
		return err
	}
	if err := migrate(ctx, db.Options{URL: withDatabase(c.url, draft), MaxConns: 2}); err != nil {
		return err
	}
	_, failed := c.admin.Exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+c.template)
	if failed == nil {
		return nil
	}
	if _, err := c.admin.Exec(ctx, "DROP DATABASE "+draft+" WITH (FORCE)"); err != nil {
		return err
	}
	if exists, err := c.hasTemplate(ctx); !exists {
		return errors.Join(failed, err)
	}
	return nil
}

func (c *cluster) hasTemplate(ctx context.Context) (bool, error) {
	n, err := db.One(ctx, c.admin, func(r db.Row) (int, error) {
		var n int
		err := r.Scan(&n)
		return n, err
	}, "SELECT count(*) FROM pg_database WHERE datname = $1", c.template)
	return n > 0, err
}

func migrate(ctx context.Context, o db.Options) error {
	d, err := db.Open(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(d.Migrate(ctx), d.Close())
}

// withDatabase returns the URL with another database name.
func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

// repository looks for the script itself: not every test is of the module at
// the root.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "scripts", "with-postgres")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no scripts/with-postgres above the working directory")
		}
		dir = parent
	}
}
