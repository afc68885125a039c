// Package fetch is the one way this service reads or posts to an address that
// somebody else chose: keys and metadata of clients, request objects, logos,
// logout notices, webhooks. It speaks https to public addresses only, follows nothing,
// and bounds time, size and number, so that such an address cannot be used to
// reach into the network the service stands in.
package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What no fetch exceeds.
const (
	timeout     = 5 * time.Second
	defaultSize = 64 << 10
	maxSize     = 256 << 10
	maxURL      = 2048
	maxHeader   = 16 << 10
	concurrent  = 64
	httpsPort   = 443
)

// Why a fetch failed. They are for decisions and logs; what a remote server
// said is never part of them.
var (
	ErrURL      = errors.New("the URL may not be fetched")
	ErrAddress  = errors.New("the address is not public")
	ErrTooLarge = errors.New("the answer is too large")
	ErrType     = errors.New("the answer has another content type")
	ErrBusy     = errors.New("too many fetches are running")
)

// A StatusError is an answer that is no success. A redirection is one too.
type StatusError struct{ Status int }

func (e *StatusError) Error() string { return "the answer has status " + strconv.Itoa(e.Status) }

// Options say how far the client may reach.
type Options struct {
	// AllowLoopback admits loopback addresses, at any port and without TLS. It is
	// for development and tests.
	AllowLoopback bool
	// Networks that are not public and yet admitted, at any port and without TLS.
	// Only addresses that whoever runs the service chose should be asked by such
	// a client.
	Networks []netip.Prefix
	Ports    []int          // that may be asked of public addresses; 443 alone if empty
	RootCAs  *x509.CertPool // that vouch for servers; the system's if nil
	Resolver *net.Resolver  // the system's if nil
}

// A Client fetches. It holds no cookies and asks no proxy.
type Client struct {
	https   *http.Client
	http    *http.Client // reaches nothing public
	inside  []netip.Prefix
	ports   []int
	running chan struct{}
	timeout time.Duration
}

// New returns a client.
func New(o Options) *Client {
	c := &Client{inside: slices.Clone(o.Networks), ports: o.Ports, running: make(chan struct{}, concurrent), timeout: timeout}
	if o.AllowLoopback {
		c.inside = append(c.inside, loopback()...)
	}
	if len(c.ports) == 0 {
		c.ports = []int{httpsPort}
	}
	c.https, c.http = client(o, c.check), client(o, c.checkPlain)
	return c
}

// control sees the address a connection is about to be made to. There is no
// name left to resolve between this and the connection.
type control func(network, address string, _ syscall.RawConn) error

func client(o Options, check control) *http.Client {
	dialer := &net.Dialer{Timeout: timeout, Resolver: o.Resolver, Control: check}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    timeout,
			MaxResponseHeaderBytes: maxHeader,
			MaxIdleConns:           concurrent,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        30 * time.Second,
			DisableCompression:     true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// HTTP returns a client for libraries that bring their own requests. It reaches
// what c does, but for plain HTTP, which it speaks to addresses inside alone.
func (c *Client) HTTP(timeout time.Duration) *http.Client {
	return &http.Client{Transport: byScheme{c}, CheckRedirect: c.https.CheckRedirect, Timeout: timeout}
}

type byScheme struct{ *Client }

// RoundTrip implements http.RoundTripper.
func (b byScheme) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme == "http" {
		return b.http.Transport.RoundTrip(r)
	}
	return b.https.Transport.RoundTrip(r)
}

// checkPlain keeps what is not encrypted off the Internet.
func (c *Client) checkPlain(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if Public(to.Addr()) || !c.admits(to.Addr()) {
		return ErrAddress
	}
	return nil
}

func (c *Client) check(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if !c.admits(to.Addr()) {
		return ErrAddress
	}
	if Public(to.Addr()) && !slices.Contains(c.ports, int(to.Port())) {
		return fmt.Errorf("%w: port %d", ErrURL, to.Port())
	}
	return nil
}

func (c *Client) admits(addr netip.Addr) bool {
	if addr.Zone() == "" && within(addr.Unmap(), c.inside) {
		return true
	}
	return Public(addr)
}

// Allowed reports why a URL could never be fetched, without asking for it: what
// can be said before its name is resolved. The answer is nil or an ErrURL.
func (c *Client) Allowed(raw string) error {
	_, err := c.parse(raw)
	return err
}

// parse returns the URL without its fragment, which is not sent (RFC 9110 §7.1).
func (c *Client) parse(raw string) (*url.URL, error) {
	if len(raw) > maxURL {
		return nil, fmt.Errorf("%w: it is too long", ErrURL)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: it is malformed", ErrURL)
	}
	plain := u.Scheme == "http" && len(c.inside) > 0 // where it leads is the dial's to check
	if u.Scheme != "https" && !plain {
		return nil, fmt.Errorf("%w: it is not https", ErrURL)
	}
	if u.Opaque != "" {
		return nil, fmt.Errorf("%w: it names no host", ErrURL)
	}
	if u.User != nil {
		return nil, fmt.Errorf("%w: it holds credentials", ErrURL)
	}
	if u.Hostname() == "" {
		return nil, fmt.Errorf("%w: it names no host", ErrURL)
	}
	if strings.HasSuffix(u.Host, ":") {
		return nil, fmt.Errorf("%w: its port is empty", ErrURL)
	}
	port := httpsPort
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, fmt.Errorf("%w: its port is no number", ErrURL)
		}
	}
	if !slices.Contains(c.ports, port) && len(c.inside) == 0 { // with networks inside, the dial checks the port
		return nil, fmt.Errorf("%w: port %d", ErrURL, port)
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && !c.admits(addr) {
		return nil, fmt.Errorf("%w: %w", ErrURL, ErrAddress)
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// Want says what a caller is ready to take.
type Want struct {
	MaxBytes int64 // 64 KiB if zero, never more than 256 KiB
	// Types are the media types to take: whole ones, image/* for a family, or
	// +json for a suffix (RFC 6839). None means any.
	Types []string
}

// A Document is what was fetched.
type Document struct {
	Body []byte
	Type string // media type in lower case, without parameters
	// Lifetime is how long the answer says it stays fresh (RFC 9111 §4.2); it is
	// negative when it does not say.
	Lifetime time.Duration
}

// Get fetches a document. Anything but status 200 is an error.
func (c *Client) Get(ctx context.Context, target string, want Want) (Document, error) {
	u, err := c.parse(target)
	if err != nil {
		return Document{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrURL, err)
	}
	r.Header.Set("Accept", accept(want.Types))
	return c.do(r, want, func(status int) bool { return status == http.StatusOK })
}

// Post sends a form. Any answer of success will do; its document is returned
// although few callers look at it.
func (c *Client) Post(ctx context.Context, target string, form url.Values) (Document, error) {
	u, err := c.parse(target)
	if err != nil {
		return Document{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrURL, err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(r, Want{}, func(status int) bool { return status >= 200 && status < 300 })
}

func (c *Client) do(r *http.Request, want Want, success func(int) bool) (Document, error) {
	return exchange(c, r, func(res *http.Response) (Document, error) {
		if !success(res.StatusCode) {
			return Document{}, &StatusError{res.StatusCode}
		}
		if encoding := res.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
			return Document{}, fmt.Errorf("%w: it is compressed", ErrType)
		}
		d := Document{Lifetime: lifetime(res.Header)}
		var err error
		d.Type, _, err = mime.ParseMediaType(res.Header.Get("Content-Type"))
		if err != nil {
			d.Type = ""
		}
		if !matches(d.Type, want.Types) {
			return Document{}, ErrType
		}
		d.Body, err = read(res, want.MaxBytes)
		return d, err
	})
}

// exchange makes a request when it is its turn, and reads what is answered.
func exchange[T any](c *Client, r *http.Request, look func(*http.Response) (T, error)) (T, error) {
	var none T
	select {
	case c.running <- struct{}{}:
		defer func() { <-c.running }()
	case <-r.Context().Done():
		return none, ErrBusy
	}
	r.Header.Set("User-Agent", "auth-service")
	client := c.https
	if r.URL.Scheme == "http" {
		client = c.http
	}
	res, err := client.Do(r) //nolint:gosec // the dialer looks at every address
	if err != nil {
		return none, err
	}
	defer res.Body.Close() //nolint:errcheck // there is nothing to lose in a body that was read
	return look(res)
}

func read(res *http.Response, size int64) ([]byte, error) {
	if size <= 0 {
		size = defaultSize
	}
	size = min(size, maxSize)
	if res.ContentLength > size {
		return nil, ErrTooLarge
	}
	var body bytes.Buffer
	n, err := io.Copy(&body, io.LimitReader(res.Body, size+1))
	if err != nil {
		return nil, err
	}
	if n > size {
		return nil, ErrTooLarge
	}
	return body.Bytes(), nil
}

// accept writes the header that asks for the types. A suffix cannot be asked
// for, so a caller who takes one takes whatever comes.
func accept(types []string) string {
	if len(types) == 0 {
		return "*/*"
	}
	list := make([]string, 0, len(types))
	for _, t := range types {
		if strings.HasPrefix(t, "+") {
			t = "*/*;q=0.5"
		}
		list = append(list, t)
	}
	return strings.Join(list, ", ")
}

func matches(mediaType string, types []string) bool {
	if len(types) == 0 {
		return true
	}
	return slices.ContainsFunc(types, func(t string) bool {
		if family, whole := strings.CutSuffix(t, "*"); whole {
			return strings.HasPrefix(mediaType, family)
		}
		if strings.HasPrefix(t, "+") {
			return strings.HasSuffix(mediaType, t)
		}
		return mediaType == t
	})
}

// lifetime reads how long an answer stays fresh: Cache-Control before Expires,
// less the time it spent in caches on the way.
func lifetime(h http.Header) time.Duration {
	maxAge, said := time.Duration(0), false
	for directive := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(directive)), "=")
		switch name {
		case "no-store", "no-cache":
			return 0
		case "max-age":
			n, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31)
			if err != nil {
				return 0
			}
			maxAge, said = time.Duration(n)*time.Second, true
		}
	}
	if said {
		age, err := strconv.ParseUint(h.Get("Age"), 10, 31)
		if err != nil {
			age = 0
		}
		return max(0, maxAge-time.Duration(age)*time.Second)
	}
	if h.Get("Expires") == "" {
		return -1
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		return 0
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, expires.Sub(date))
}
