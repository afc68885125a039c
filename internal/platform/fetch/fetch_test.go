package fetch_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
)

// serve starts a TLS server on loopback and returns the pool that vouches for it.
func serve(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	srv := httptest.NewTLSServer(handler)
	t.Cleanup(srv.Close)
	pool := x509.NewCertPool()
	pool.AddCert(srv.Certificate())
	return srv, pool
}

// start returns a server and a client that may reach it.
func start(t *testing.T, handler http.HandlerFunc) (string, *fetch.Client) {
	t.Helper()
	srv, pool := serve(t, handler)
	return srv.URL, fetch.New(fetch.Options{AllowLoopback: true, RootCAs: pool})
}

func text(kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, body)
	}
}

func TestGet(t *testing.T) {
	var asked *http.Request
	base, client := start(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b", Path: "/"})
		w.Header().Set("Cache-Control", "public, max-age=90")
		text("Application/JSON; charset=utf-8", `{"a":1}`)(w, r)
	})
	for range 2 {
		d, err := client.Get(t.Context(), base+"/doc?x=1#part", fetch.Want{Types: []string{"application/json", "+json"}})
		if err != nil {
			t.Fatal(err)
		}
		if string(d.Body) != `{"a":1}` || d.Type != "application/json" || d.Lifetime != 90*time.Second {
			t.Errorf("got %q %q %s", d.Body, d.Type, d.Lifetime)
		}
		if asked.URL.RequestURI() != "/doc?x=1" || asked.Header.Get("Accept") != "application/json, */*;q=0.5" {
			t.Errorf("asked for %s with Accept %q", asked.URL.RequestURI(), asked.Header.Get("Accept"))
		}
		if asked.Header.Get("Cookie") != "" || asked.Header.Get("Accept-Encoding") != "" || asked.Header.Get("Authorization") != "" || asked.Header.Get("Referer") != "" {
			t.Errorf("sent %v", asked.Header)
		}
	}
}

func TestPost(t *testing.T) {
	for _, status := range []int{200, 204} {
		var form url.Values
		base, client := start(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && r.Header.Get("Content-Type") == "application/x-www-form-urlencoded" {
				body, _ := io.ReadAll(r.Body)
				form, _ = url.ParseQuery(string(body))
			}
			w.WriteHeader(status)
		})
		if _, err := client.Post(t.Context(), base, url.Values{"logout_token": {"a.b+c"}}); err != nil {
			t.Fatal(status, err)
		}
		if len(form) != 1 || form.Get("logout_token") != "a.b+c" {
			t.Errorf("%d: the server got %v", status, form)
		}
	}
	base, client := start(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) })
	if _, err := client.Post(t.Context(), base, nil); status(err) != 400 {
		t.Error(err)
	}
	if _, err := fetch.New(fetch.Options{}).Post(t.Context(), "http://example.com", nil); !errors.Is(err, fetch.ErrURL) {
		t.Error(err)
	}
}

func status(err error) int {
	if e, ok := errors.AsType[*fetch.StatusError](err); ok {
		return e.Status
	}
	return 0
}

func TestURLsThatAreNeverFetched(t *testing.T) {
	_, pool := serve(t, text("text/plain", "secret"))
	client := fetch.New(fetch.Options{RootCAs: pool})
	for _, target := range []string{
		"", "example.com", "//example.com/", "/path", "http://example.com", "HTTP://example.com", "ftp://example.com", "file:///etc/passwd",
		"gopher://example.com", "data:text/plain,a", "javascript:1", "unix:///run/docker.sock",
		"https:", "https://", "https:///path", "https:example.com", "https://:443/", "https://example.com:/", "https://example.com:80/",
		"https://example.com:8443/", "https://example.com:65536/", "https://example.com:4e2/",
		"https://user@example.com/", "https://user:pass@example.com/", "https://@example.com/",
		"https://exa mple.com/", "https://example.com/\x00", "https://example.com/\r\nX: y", "https://[::1/", "https://[fe80::1%25lo]/",
		"https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data/",
		"https://example.com/" + strings.Repeat("a", 2048),
	} {
		if _, err := client.Get(t.Context(), target, fetch.Want{}); !errors.Is(err, fetch.ErrURL) {
			t.Errorf("%q: %v", target, err)
		}
		if err := client.Allowed(target); !errors.Is(err, fetch.ErrURL) {
			t.Errorf("Allowed(%q): %v", target, err)
		}
	}
	for _, target := range []string{"https://example.com", "https://example.com:443/a?b#c", "HTTPS://EXAMPLE.COM/", "https://8.8.8.8/", "https://[2606:4700::1111]/"} {
		if err := client.Allowed(target); err != nil {
			t.Errorf("Allowed(%q): %v", target, err)
		}
	}
}

// Names that resolvers of C libraries take for loopback never get as far as a
// connection, whichever resolver is at work.
func TestNamesOfLoopback(t *testing.T) {
	client := fetch.New(fetch.Options{})
	for _, host := range []string{"localhost", "localhost.", "LOCALHOST", "127.1", "2130706433", "0x7f000001", "017700000001", "0"} {
		_, err := client.Get(t.Context(), "https://"+host+"/", fetch.Want{})
		if err == nil || errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// What a name resolves to is checked at the moment of the connection.
func TestAddressesBehindNames(t *testing.T) {
	srv, pool := serve(t, text("text/plain", "reached"))
	port := srv.Listener.Addr().(*net.TCPAddr).Port
	target := "https://example.com:" + strconv.Itoa(port) + "/"
	for _, addr := range notPublic() {
		ip := netip.MustParseAddr(addr)
		if ip.Zone() != "" {
			continue
		}
		client := fetch.New(fetch.Options{RootCAs: pool, Ports: []int{port}, Resolver: nameserver(t, ip)})
		if _, err := client.Get(t.Context(), target, fetch.Want{}); !errors.Is(err, fetch.ErrAddress) {
			t.Errorf("a name for %s: %v", addr, err)
		}
	}
	loopback := netip.MustParseAddr("127.0.0.1")
	t.Run("loopback when allowed", func(t *testing.T) {
		client := fetch.New(fetch.Options{RootCAs: pool, AllowLoopback: true, Resolver: nameserver(t, loopback)})
		if _, err := client.Get(t.Context(), target, fetch.Want{}); err != nil {
			t.Error(err)
		}
	})
	t.Run("only the refused of several addresses is left out", func(t *testing.T) {
		client := fetch.New(fetch.Options{RootCAs: pool, AllowLoopback: true, Resolver: nameserver(t, netip.MustParseAddr("10.0.0.1"), loopback)})
		d, err := client.Get(t.Context(), target, fetch.Want{})
		if err != nil || string(d.Body) != "reached" {
			t.Error(err)
		}
	})
	t.Run("loopback allowed opens nothing else", func(t *testing.T) {
		for _, addr := range []string{"10.0.0.1", "169.254.169.254", "0.0.0.0", "::ffff:10.0.0.1", "64:ff9b::127.0.0.1", "::", "fd00::1"} {
			client := fetch.New(fetch.Options{RootCAs: pool, AllowLoopback: true, Resolver: nameserver(t, netip.MustParseAddr(addr))})
			if _, err := client.Get(t.Context(), target, fetch.Want{}); !errors.Is(err, fetch.ErrAddress) {
				t.Errorf("%s: %v", addr, err)
			}
		}
	})
	t.Run("a network that is admitted, and nothing else", func(t *testing.T) {
		networks := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/30")} // stands for a private one
		o := fetch.Options{RootCAs: pool, Networks: networks, Resolver: nameserver(t, loopback)}
		if _, err := fetch.New(o).Get(t.Context(), target, fetch.Want{}); err != nil {
			t.Error(err)
		}
		for _, addr := range []string{"127.0.0.4", "10.0.0.1", "::1", "169.254.169.254"} {
			o.Resolver = nameserver(t, netip.MustParseAddr(addr))
			if _, err := fetch.New(o).Get(t.Context(), target, fetch.Want{}); !errors.Is(err, fetch.ErrAddress) {
				t.Errorf("%s: %v", addr, err)
			}
		}
		if _, err := fetch.New(o).Get(t.Context(), "http://8.8.8.8:80", fetch.Want{}); !errors.Is(err, fetch.ErrAddress) {
			t.Errorf("a public address without TLS: %v", err)
		}
	})
	t.Run("without TLS", func(t *testing.T) {
		open := httptest.NewServer(text("text/plain", "plain"))
		t.Cleanup(open.Close)
		_, openPort, _ := net.SplitHostPort(open.Listener.Addr().String())
		at := func(o fetch.Options, addr netip.Addr) error {
			o.Resolver = nameserver(t, addr)
			_, err := fetch.New(o).Get(t.Context(), "http://example.com:"+openPort, fetch.Want{})
			return err
		}
		if err := at(fetch.Options{AllowLoopback: true}, loopback); err != nil {
			t.Error(err)
		}
		if err := at(fetch.Options{}, loopback); !errors.Is(err, fetch.ErrURL) {
			t.Error(err)
		}
		for _, addr := range append(notPublic(), public()...) {
			ip := netip.MustParseAddr(addr)
			if ip.Zone() != "" || ip.Unmap().IsLoopback() {
				continue
			}
			if err := at(fetch.Options{AllowLoopback: true}, ip); !errors.Is(err, fetch.ErrAddress) {
				t.Errorf("%s: %v", addr, err)
			}
		}
	})
	t.Run("a public address at another port", func(t *testing.T) {
		client := fetch.New(fetch.Options{RootCAs: pool, AllowLoopback: true, Resolver: nameserver(t, netip.MustParseAddr("8.8.8.8"))})
		if _, err := client.Get(t.Context(), target, fetch.Want{}); !errors.Is(err, fetch.ErrURL) {
			t.Error(err)
		}
	})
}

// nameserver answers every question with the addresses.
func nameserver(t *testing.T, addrs ...netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		question := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(question)
			if err != nil {
				return
			}
			if reply := resolve(question[:n], addrs); reply != nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// resolve answers a message with one question (RFC 1035 §4.1).
func resolve(question []byte, addrs []netip.Addr) []byte {
	const header = 12
	end := header
	for end < len(question) && question[end] != 0 {
		end += int(question[end]) + 1
	}
	end += 5 // the root label, type and class
	if end > len(question) {
		return nil
	}
	kind := binary.BigEndian.Uint16(question[end-4:])
	reply := append([]byte{}, question[:end]...)
	reply[2], reply[3] = 0x84, 0
	count := uint16(0)
	for _, addr := range addrs {
		if addr.Is4() && kind != 1 || addr.Is6() && kind != 28 {
			continue
		}
		data := addr.AsSlice()
		reply = append(reply, 0xc0, header, 0, byte(kind), 0, 1, 0, 0, 0, 0, 0, byte(len(data)))
		reply = append(reply, data...)
		count++
	}
	binary.BigEndian.PutUint16(reply[6:], count)
	binary.BigEndian.PutUint16(reply[8:], 0)
	binary.BigEndian.PutUint16(reply[10:], 0)
	return reply
}

func TestAnswersThatAreRefused(t *testing.T) {
	elsewhere := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/other" {
				t.Error("a redirection was followed")
			}
			http.Redirect(w, r, "/other", status)
		}
	}
	big := strings.Repeat("a", 300<<10)
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   fetch.Want
		failed func(error) bool
	}{
		{"301", elsewhere(301), fetch.Want{}, func(err error) bool { return status(err) == 301 }},
		{"302", elsewhere(302), fetch.Want{}, func(err error) bool { return status(err) == 302 }},
		{"303", elsewhere(303), fetch.Want{}, func(err error) bool { return status(err) == 303 }},
		{"307", elsewhere(307), fetch.Want{}, func(err error) bool { return status(err) == 307 }},
		{"308", elsewhere(308), fetch.Want{}, func(err error) bool { return status(err) == 308 }},
		{"404", http.NotFound, fetch.Want{}, func(err error) bool { return status(err) == 404 }},
		{"201", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) }, fetch.Want{}, func(err error) bool { return status(err) == 201 }},
		{"another type", text("text/html", "{}"), fetch.Want{Types: []string{"application/json", "+json", "image/*"}}, is(fetch.ErrType)},
		{"no type", func(w http.ResponseWriter, _ *http.Request) { w.Header()["Content-Type"] = nil }, fetch.Want{Types: []string{"application/json"}}, is(fetch.ErrType)},
		{"compressed", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			text("text/plain", "a")(w, r)
		}, fetch.Want{}, is(fetch.ErrType)},
		{"over the usual size", text("text/plain", big[:64<<10+1]), fetch.Want{}, is(fetch.ErrTooLarge)},
		{"over the size asked for", text("text/plain", big[:1001]), fetch.Want{MaxBytes: 1000}, is(fetch.ErrTooLarge)},
		{"over the greatest size", text("text/plain", big), fetch.Want{MaxBytes: 1 << 30}, is(fetch.ErrTooLarge)},
		{"without a length", func(w http.ResponseWriter, _ *http.Request) {
			for range 70 {
				_, _ = io.WriteString(w, big[:1<<10])
				w.(http.Flusher).Flush()
			}
		}, fetch.Want{}, is(fetch.ErrTooLarge)},
		{"large headers", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-A", big) }, fetch.Want{}, func(err error) bool { return err != nil }},
		{"cut short", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "10")
			text("text/plain", "a")(w, r)
		}, fetch.Want{}, func(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base, client := start(t, tt.answer)
			if d, err := client.Get(t.Context(), base, tt.want); !tt.failed(err) {
				t.Errorf("got %d bytes and %v", len(d.Body), err)
			}
		})
	}
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func TestAnswersThatAreTaken(t *testing.T) {
	big := strings.Repeat("a", 256<<10)
	tests := []struct {
		kind, body string
		want       fetch.Want
	}{
		{"text/plain", big[:64<<10], fetch.Want{}},
		{"text/plain", big, fetch.Want{MaxBytes: 256 << 10}},
		{"application/oauth-client+json", "{}", fetch.Want{Types: []string{"application/json", "+json"}}},
		{"IMAGE/PNG", "x", fetch.Want{Types: []string{"image/*"}}},
	}
	for _, tt := range tests {
		base, client := start(t, text(tt.kind, tt.body))
		if d, err := client.Get(t.Context(), base, tt.want); err != nil || string(d.Body) != tt.body {
			t.Errorf("%s: %d bytes, %v", tt.kind, len(d.Body), err)
		}
	}
}

// A server that sends drop by drop is left when the time is up.
func TestTime(t *testing.T) {
	left := make(chan struct{})
	base, client := start(t, func(w http.ResponseWriter, r *http.Request) {
		defer close(left)
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "a")
			w.(http.Flusher).Flush()
			time.Sleep(time.Millisecond)
		}
	})
	fetch.SetTimeout(client, 50*time.Millisecond)
	if _, err := client.Get(t.Context(), base, fetch.Want{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	<-left
}

func TestNumber(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	base, client := start(t, func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-release
	})
	results := make(chan error)
	for range 64 {
		go func() {
			_, err := client.Get(t.Context(), base, fetch.Want{})
			results <- err
		}()
	}
	for range 64 {
		<-arrived
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := client.Get(ctx, base, fetch.Want{}); !errors.Is(err, fetch.ErrBusy) {
		t.Error(err)
	}
	close(release)
	for range 64 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}

func TestCertificates(t *testing.T) {
	srv, pool := serve(t, text("text/plain", "a"))
	if _, err := fetch.New(fetch.Options{AllowLoopback: true}).Get(t.Context(), srv.URL, fetch.Want{}); !isCertificate(err) {
		t.Errorf("an unknown authority: %v", err)
	}
	port := strconv.Itoa(srv.Listener.Addr().(*net.TCPAddr).Port)
	client := fetch.New(fetch.Options{AllowLoopback: true, RootCAs: pool, Resolver: nameserver(t, netip.MustParseAddr("127.0.0.1"))})
	if _, err := client.Get(t.Context(), "https://other.test:"+port, fetch.Want{}); !isCertificate(err) {
		t.Errorf("another name: %v", err)
	}
	old := httptest.NewUnstartedServer(text("text/plain", "a"))
	old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	old.StartTLS()
	t.Cleanup(old.Close)
	pool.AddCert(old.Certificate())
	if _, err := client.Get(t.Context(), old.URL, fetch.Want{}); err == nil {
		t.Error("TLS 1.1 was spoken")
	}
}

func isCertificate(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// A proxy in the environment would resolve names for itself.
func TestNoProxy(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("the proxy was asked for %s", r.Host) }))
	t.Cleanup(proxy.Close)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	t.Setenv("HTTP_PROXY", proxy.URL)
	client := fetch.New(fetch.Options{Resolver: nameserver(t, netip.MustParseAddr("10.0.0.1"))})
	if _, err := client.Get(t.Context(), "https://example.com", fetch.Want{}); !errors.Is(err, fetch.ErrAddress) {
		t.Error(err)
	}
}

func TestLifetime(t *testing.T) {
	date := "Mon, 23 Nov 2026 08:00:00 GMT"
	tests := []struct {
		name   string
		header map[string]string
		want   time.Duration
	}{
		{"nothing said", nil, -1},
		{"max-age", map[string]string{"Cache-Control": "public, Max-Age=60"}, time.Minute},
		{"quoted", map[string]string{"Cache-Control": `max-age="60"`}, time.Minute},
		{"old already", map[string]string{"Cache-Control": "max-age=60", "Age": "20"}, 40 * time.Second},
		{"older than it may be", map[string]string{"Cache-Control": "max-age=60", "Age": "99"}, 0},
		{"malformed", map[string]string{"Cache-Control": "max-age=soon"}, 0},
		{"negative", map[string]string{"Cache-Control": "max-age=-1"}, 0},
		{"overflowing", map[string]string{"Cache-Control": "max-age=99999999999999999999"}, 0},
		{"no-store", map[string]string{"Cache-Control": "max-age=60, no-store"}, 0},
		{"no-cache", map[string]string{"Cache-Control": "no-cache, max-age=60"}, 0},
		{"other directives", map[string]string{"Cache-Control": "immutable"}, -1},
		{"Expires", map[string]string{"Date": date, "Expires": "Mon, 23 Nov 2026 08:05:00 GMT"}, 5 * time.Minute},
		{"Expires in the past", map[string]string{"Date": date, "Expires": "Mon, 23 Nov 2026 07:00:00 GMT"}, 0},
		{"Expires 0", map[string]string{"Expires": "0"}, 0},
		{"max-age before Expires", map[string]string{"Cache-Control": "max-age=60", "Date": date, "Expires": "Mon, 23 Nov 2026 09:00:00 GMT"}, time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base, client := start(t, func(w http.ResponseWriter, _ *http.Request) {
				for name, value := range tt.header {
					w.Header().Set(name, value)
				}
			})
			d, err := client.Get(t.Context(), base, fetch.Want{})
			if err != nil || d.Lifetime != tt.want {
				t.Errorf("got %s, %v", d.Lifetime, err)
			}
		})
	}
}
