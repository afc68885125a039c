package seed

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/circle-rd/auth-service/internal/platform/config"
)

// A MailServer says how a mail server is set up. The zero value takes mail from
// anybody, unencrypted.
type MailServer struct {
	TLS            *tls.Config // offers STARTTLS
	Implicit       bool        // encrypted from the start, with TLS
	User, Password string      // required of whoever sends, when set
	// InsecureAuth takes passwords unencrypted.
	InsecureAuth bool
	// Authorities vouch for the server.
	Authorities *x509.CertPool
}

// A Mailbox is a mail server that keeps everything it is given.
type Mailbox struct {
	Port int

	o       MailServer
	deliver func(context.Context) (int, error)

	mu       sync.Mutex
	server   *smtp.Server
	listener net.Listener
	mails    []Mail
	seen     map[int]bool
	refuse   func(to string) error
	shown    int
}

// A Mail is one that arrived.
type Mail struct {
	From, To  string // of the envelope
	Header    mail.Header
	Subject   string
	Text      string
	HTML      string
	Links     []*url.URL // of the text
	Encrypted bool
	User      string // as whom the sender was authenticated
}

// NewMailbox starts a mail server for as long as the test runs.
func NewMailbox(t testing.TB, o MailServer) *Mailbox {
	t.Helper()
	b := &Mailbox{o: o, seen: map[int]bool{}}
	b.Open(t)
	t.Cleanup(func() { b.Close(t) })
	return b
}

// Mailbox is where the mails of the world arrive.
func (w *World) Mailbox(testing.TB) *Mailbox { return w.mailbox }

// NoMail leaves the service without a mail server, and writes no links to the
// log either.
func NoMail(c *config.Config) {
	c.SMTP, c.Env = config.SMTP{}, config.Test
}

// Configure has mail sent here.
func (b *Mailbox) Configure(c *config.SMTP) {
	*c = config.SMTP{
		Host: "127.0.0.1", Port: b.Port, From: "The Service <no-reply@auth.example>", User: b.o.User, Password: b.o.Password, RootCAs: b.o.Authorities,
	}
}

// Open has the server listen: again, after Close, where it listened before.
func (b *Mailbox) Open(t testing.TB) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(b.Port)))
	if err != nil {
		t.Fatal(err)
	}
	if at, ok := listener.Addr().(*net.TCPAddr); ok {
		b.Port = at.Port
	}
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &delivery{box: b, conn: c}, nil }))
	srv.Domain, srv.AllowInsecureAuth, srv.TLSConfig = "localhost", b.o.InsecureAuth, b.o.TLS
	srv.ErrorLog = log.New(io.Discard, "", 0)
	if b.o.Implicit {
		listener = tls.NewListener(listener, b.o.TLS)
	}
	b.mu.Lock()
	b.server, b.listener = srv, listener
	b.mu.Unlock()
	go srv.Serve(listener) //nolint:errcheck // ends with Close
}

// Close has the server go away.
func (b *Mailbox) Close(t testing.TB) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	_ = b.listener.Close() // the server may not have begun yet, or have closed it
	if err := b.server.Close(); err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}

// Refuse has the server answer with what f says of a recipient; nil takes the
// mail. A nil f takes all.
func (b *Mailbox) Refuse(f func(to string) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuse = f
}

// All returns what has arrived.
func (b *Mailbox) All() []Mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Mail{}, b.mails...)
}

// Passwords is how often somebody showed a password.
func (b *Mailbox) Passwords() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.shown
}

// Await returns the mail to an address that was written first and not awaited
// yet.
func (b *Mailbox) Await(t testing.TB, to string) Mail {
	t.Helper()
	const patience = 10 * time.Second
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		b.flush(t)
		if m, ok := b.next(to); ok {
			return m
		}
		if time.Now().After(deadline) {
			t.Fatalf("no mail to %s has arrived", to)
		}
	}
}

// AwaitLink is Await for the first mail with a link whose address holds part.
// Mails before it, such as those that tell of new browsers, are passed over.
func (b *Mailbox) AwaitLink(t testing.TB, to, part string) *url.URL {
	t.Helper()
	for {
		m := b.Await(t, to)
		if m.has(part) {
			return m.Link(t, part)
		}
	}
}

func (m Mail) has(part string) bool {
	return slices.ContainsFunc(m.Links, func(link *url.URL) bool { return strings.Contains(link.String(), part) })
}

// None fails the test if a mail to an address is there or on its way that was
// not awaited.
func (b *Mailbox) None(t testing.TB, to string) {
	t.Helper()
	b.flush(t)
	if m, ok := b.next(to); ok {
		t.Fatalf("a mail to %s has arrived: %s", to, m.Subject)
	}
}

// flush has every waiting mail handed over.
func (b *Mailbox) flush(t testing.TB) {
	t.Helper()
	if b.deliver == nil {
		return
	}
	for {
		n, err := b.deliver(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// next goes by the ids of the mails, which tell when they were written: those
// that travel together arrive in any order.
func (b *Mailbox) next(to string) (Mail, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	const id = "Message-Id"
	first := -1
	for i, m := range b.mails {
		if m.To != to || b.seen[i] {
			continue
		}
		if first < 0 || m.Header.Get(id) < b.mails[first].Header.Get(id) {
			first = i
		}
	}
	if first < 0 {
		return Mail{}, false
	}
	b.seen[first] = true
	return b.mails[first], true
}

// Link returns the link of the mail whose address holds part.
func (m Mail) Link(t testing.TB, part string) *url.URL {
	t.Helper()
	for _, link := range m.Links {
		if strings.Contains(link.String(), part) {
			return link
		}
	}
	t.Fatalf("the mail %q has no link with %q:\n%s", m.Subject, part, m.Text)
	return nil
}

// Code returns the code of the mail.
func (m Mail) Code(t testing.TB) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^ +([0-9A-Za-z-]+)$`).FindStringSubmatch(strings.ReplaceAll(m.Text, "\r", ""))
	if found == nil {
		t.Fatalf("the mail %q has no code:\n%s", m.Subject, m.Text)
	}
	return found[1]
}

// delivery is one conversation.
type delivery struct {
	box      *Mailbox
	conn     *smtp.Conn
	user     string
	from, to string
}

var errCredentials = &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "wrong user or password"}

// AuthMechanisms implements smtp.AuthSession.
func (d *delivery) AuthMechanisms() []string {
	if d.box.o.User == "" {
		return nil
	}
	return []string{sasl.Plain, sasl.Login}
}

// Auth implements smtp.AuthSession.
func (d *delivery) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		d.box.mu.Lock()
		d.box.shown++
		d.box.mu.Unlock()
		if user != d.box.o.User || password != d.box.o.Password {
			return errCredentials
		}
		d.user = user
		return nil
	}
	if mechanism == sasl.Login {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// Mail implements smtp.Session.
func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	if d.box.o.User != "" && d.user == "" {
		return smtp.ErrAuthRequired
	}
	d.from = from
	return nil
}

// Rcpt implements smtp.Session.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.box.mu.Lock()
	refuse := d.box.refuse
	d.box.mu.Unlock()
	if refuse != nil {
		if err := refuse(to); err != nil {
			return err
		}
	}
	d.to = to
	return nil
}

// Data implements smtp.Session.
func (d *delivery) Data(r io.Reader) error {
	m, err := readMail(r)
	if err != nil {
		return err
	}
	m.From, m.To, m.User = d.from, d.to, d.user
	_, m.Encrypted = d.conn.TLSConnectionState()
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	d.box.mails = append(d.box.mails, m)
	return nil
}

// Reset implements smtp.Session.
func (d *delivery) Reset() { d.from, d.to = "", "" }

// Logout implements smtp.Session.
func (d *delivery) Logout() error { return nil }

var linkForm = regexp.MustCompile(`https?://\S+`)

func readMail(r io.Reader) (Mail, error) {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return Mail{}, err
	}
	m := Mail{Header: message.Header}
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		return Mail{}, err
	}
	_, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return Mail{}, err
	}
	parts := multipart.NewReader(message.Body, parameters["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Mail{}, err
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return Mail{}, err
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			m.HTML = string(text)
		} else {
			m.Text = string(text)
		}
	}
	for _, found := range linkForm.FindAllString(m.Text, -1) {
		if link, err := url.Parse(found); err == nil {
			m.Links = append(m.Links, link)
		}
	}
	return m, nil
}

// loginServer is the mechanism LOGIN, which go-sasl has for clients alone.
type loginServer struct {
	check func(user, password string) error
	user  string
	step  int
}

// Next implements sasl.Server.
func (l *loginServer) Next(response []byte) ([]byte, bool, error) {
	l.step++
	switch {
	case l.step == 1 && response == nil:
		return []byte("Username:"), false, nil
	case l.user == "":
		l.user, l.step = string(response), 2
		return []byte("Password:"), false, nil
	default:
		return nil, true, l.check(l.user, string(response))
	}
}
