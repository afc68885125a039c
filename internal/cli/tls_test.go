package cli_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/cli"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
)

// A lines is what a running service prints.
type lines struct {
	mu    sync.Mutex
	text  bytes.Buffer
	ready chan struct{}
}

// Write takes a part of it.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(b)
	if strings.Contains(l.text.String(), "is ready at") {
		select {
		case <-l.ready:
		default:
			close(l.ready)
		}
	}
	return len(b), nil
}

// serve runs the service until the test ends.
func serve(t *testing.T, env map[string]string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, ended := &lines{ready: make(chan struct{})}, make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		ended <- cli.Run(ctx, cli.Program{
			Version: "1.2.3", Args: []string{"serve"}, Stdin: strings.NewReader(""), Stdout: out, Stderr: &errs,
			LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
			ReadFile:  os.ReadFile,
		})
	}()
	select {
	case <-out.ready:
	case code := <-ended:
		t.Fatalf("serve exits with %d: %s", code, errs.String())
	}
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("serve exits with %d: %s", code, errs.String())
		}
	})
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // the service takes the port
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestServeTLS(t *testing.T) {
	dir := t.TempDir()
	authority := testcert.NewAuthority(t, "Test Root")
	put := func(name string) {
		t.Helper()
		template := testcert.ForLocalhost()
		template.Subject.CommonName = name
		cert, key := testcert.Files(t, authority.Issue(t, testcert.ECDSA(t), template))
		for file, text := range map[string][]byte{"cert.pem": cert, "key.pem": key} {
			if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	put("first")
	port := freePort(t)
	env := map[string]string{
		"DATA_DIR": filepath.Join(dir, "data"), "LOG_LEVEL": "error", "PORT": port,
		"TLS_CERT_FILE": filepath.Join(dir, "cert.pem"), "TLS_KEY_FILE": filepath.Join(dir, "key.pem"),
	}
	serve(t, env)

	pool := x509.NewCertPool()
	pool.AddCert(authority.Certificate)
	type reached struct {
		status, major int
		hsts, server  string
	}
	get := func() reached {
		t.Helper()
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
		defer transport.CloseIdleConnections()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://localhost:"+port+"/health", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return reached{
			answer.StatusCode, answer.ProtoMajor, answer.Header.Get("Strict-Transport-Security"),
			answer.TLS.PeerCertificates[0].Subject.CommonName,
		}
	}
	first := get()
	if first.status != http.StatusOK || first.major != 2 {
		t.Errorf("%d by HTTP/%d", first.status, first.major)
	}
	if first.hsts == "" {
		t.Error("browsers are not told to stay with https")
	}
	if first.server != "first" {
		t.Errorf("the server is %q", first.server)
	}
	if out := succeed(t, env, "", "health"); out != "ok\n" {
		t.Errorf("health prints %q", out)
	}
	plain := maps.Clone(env)
	delete(plain, "TLS_CERT_FILE")
	delete(plain, "TLS_KEY_FILE")
	if code, _, _ := run(t, plain, "", "health"); code == 0 {
		t.Error("the port also speaks without TLS")
	}

	put("second")
	deadline := time.Now().Add(time.Minute)
	for get().server != "second" {
		if time.Now().After(deadline) {
			t.Fatal("the new certificate is not taken up")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func TestServeWithBadCertificate(t *testing.T) {
	env := map[string]string{"DATA_DIR": t.TempDir(), "TLS_CERT_FILE": "missing.pem", "TLS_KEY_FILE": "missing.key", "LOG_LEVEL": "error"}
	if code, _, errs := run(t, env, "", "serve"); code != 1 || !strings.Contains(errs, "TLS_CERT_FILE") {
		t.Errorf("%d: %s", code, errs)
	}
}
