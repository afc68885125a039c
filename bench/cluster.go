package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const loopback = "127.0.0.1"

// cluster is one throw-away PostgreSQL cluster with default settings, fsync
// included, that listens on a free loopback port.
type cluster struct {
	bin  string
	dir  string
	port int
	cred *syscall.Credential
	proc *process
}

// startCluster initialises and starts a cluster below tmp from the newest
// installed binaries.
func startCluster(ctx context.Context, tmp string) (*cluster, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	c := &cluster{bin: bin, dir: filepath.Join(tmp, "pg"), port: port}
	if err := os.Mkdir(c.dir, 0o700); err != nil {
		return nil, err
	}
	if err := c.dropPrivileges(); err != nil {
		return nil, err
	}
	data := filepath.Join(c.dir, "data")
	if _, err := c.run(ctx, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"); err != nil {
		return nil, err
	}
	cmd := c.command(context.WithoutCancel(ctx), "postgres", "-D", data, "-p", strconv.Itoa(port), "-k", c.dir,
		"-c", "listen_addresses="+loopback, "-c", "max_connections=300")
	if c.proc, err = startProcess(cmd, filepath.Join(tmp, "postgres.log")); err != nil {
		return nil, err
	}
	// SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients.
	c.proc.stopSignal = syscall.SIGINT
	return c, c.waitReady(ctx)
}

// dropPrivileges hands the directory to postgres, else nobody, when the
// benchmark runs as root: PostgreSQL refuses to start as root.
func (c *cluster) dropPrivileges() error {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(account.Uid, 10, 32)
		if err != nil {
			return err
		}
		gid, err := strconv.ParseUint(account.Gid, 10, 32)
		if err != nil {
			return err
		}
		c.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return os.Chown(c.dir, int(uid), int(gid))
	}
	return errors.New("running as root and neither user postgres nor nobody exists to run PostgreSQL as")
}

func (c *cluster) waitReady(ctx context.Context) error {
	for range 300 {
		if _, err := c.run(ctx, "pg_isready", "-q", "-h", loopback, "-p", strconv.Itoa(c.port), "-t", "1"); err == nil {
			return nil
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return fmt.Errorf("PostgreSQL did not become ready:\n%s", c.proc.logTail())
}

// createDatabase makes an empty database and returns its URL.
func (c *cluster) createDatabase(ctx context.Context, name string) (string, error) {
	_, err := c.run(ctx, "createdb", "-h", loopback, "-p", strconv.Itoa(c.port), "-U", "postgres", name)
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", c.port, name), err
}

// version is what `postgres --version` prints.
func (c *cluster) version(ctx context.Context) (string, error) {
	out, err := c.run(ctx, "postgres", "--version")
	return strings.TrimSpace(strings.TrimPrefix(out, "postgres (PostgreSQL) ")), err
}

// insertsPerSecond calibrates the disk: single-row INSERTs, each its own
// transaction, from 16 pgbench clients.
func (c *cluster) insertsPerSecond(ctx context.Context, seconds int) (float64, error) {
	if _, err := c.createDatabase(ctx, "calibration"); err != nil {
		return 0, err
	}
	create := "CREATE TABLE calibration (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value text NOT NULL);\n"
	if _, err := c.pgbench(ctx, create, "-t", "1"); err != nil {
		return 0, err
	}
	insert := "INSERT INTO calibration (value) VALUES (md5(random()::text));\n"
	out, err := c.pgbench(ctx, insert, "-c", "16", "-j", "2", "-T", strconv.Itoa(seconds))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(out) {
		if rest, ok := strings.CutPrefix(line, "tps = "); ok {
			number, _, _ := strings.Cut(rest, " ")
			return strconv.ParseFloat(number, 64)
		}
	}
	return 0, fmt.Errorf("pgbench printed no tps line:\n%s", out)
}

func (c *cluster) pgbench(ctx context.Context, script string, args ...string) (string, error) {
	file := filepath.Join(c.dir, "script.sql")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		return "", err
	}
	args = append(args, "-n", "-f", file, "-h", loopback, "-p", strconv.Itoa(c.port), "-U", "postgres", "calibration")
	return c.run(ctx, "pgbench", args...)
}

func (c *cluster) stop() {
	if c != nil && c.proc != nil {
		c.proc.stop()
	}
}

func (c *cluster) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.Env = []string{"PATH=" + c.bin + ":/usr/bin:/bin", "HOME=" + c.dir, "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.cred, Setpgid: true}
	return cmd
}

func (c *cluster) run(ctx context.Context, name string, args ...string) (string, error) {
	out, err := c.command(ctx, name, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return string(out), nil
}

// postgresBin finds the newest Debian-style installation, else one on PATH.
func postgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		newest := slices.MaxFunc(found, func(a, b string) int { return majorVersion(a) - majorVersion(b) })
		return filepath.Dir(newest), nil
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", errors.New("PostgreSQL is not installed: apt-get install postgresql")
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

func majorVersion(path string) int {
	number, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	if err != nil {
		return 0
	}
	return number
}

func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", loopback+":0")
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}
