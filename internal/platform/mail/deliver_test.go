package mail_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

// office is a mailer with the server it writes to.
type office struct {
	*mail.Mailer
	*testclock.Clock
	box *seed.Mailbox
	db  *db.DB
}

func open(t *testing.T, d *db.DB, server seed.MailServer, change ...func(*mail.Options)) *office {
	t.Helper()
	quiet(t)
	o := &office{box: seed.NewMailbox(t, server), db: d, Clock: testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))}
	options := mail.Options{
		Host: "127.0.0.1", Port: o.box.Port, From: "The Service <no-reply@auth.example>", User: server.User, Password: server.Password,
		ImplicitTLS: server.Implicit, RootCAs: server.Authorities, BaseURL: "https://auth.example", AppName: "Example",
	}
	for _, f := range change {
		f(&options)
	}
	o.Mailer = mail.New(d, sealer(), options, o.Now)
	return o
}

func sealer() secret.Sealer {
	return secret.NewSealer(secret.Versioned{Version: -1, Text: seed.Secret})
}

// sqlite opens an empty database, for what no database changes.
func sqlite(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{Path: testdb.SQLite(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// quiet keeps the log out of the test's output.
func quiet(t *testing.T) {
	t.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	t.Cleanup(func() { slog.SetDefault(before) })
}

const link = "https://auth.example/api/auth/reset-password/secretsecretsecret?callbackURL=%2F"

func reset(to string) mail.Message {
	return mail.Message{To: to, Name: "Ada Lovelace", Template: "reset-password", Data: map[string]any{"URL": link, "Minutes": 60}}
}

func (o *office) send(t *testing.T, m mail.Message) {
	t.Helper()
	if err := o.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

// work makes one attempt at everything that is due.
func (o *office) work(t *testing.T) int {
	t.Helper()
	total := 0
	for {
		n, err := o.DeliverDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if total += n; n == 0 {
			return total
		}
	}
}

func (o *office) count(t *testing.T, condition string) int64 {
	t.Helper()
	n, err := db.One(t.Context(), o.db, db.ScanInt, `SELECT COUNT(*) FROM mails WHERE `+condition)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAMailLeavesAndItsWordsAreForgotten(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		o.send(t, reset("ada@example.com"))
		row, err := db.One(t.Context(), d, db.ScanString, `SELECT sealed FROM mails`)
		if err != nil || row == "" || strings.Contains(row, "secretsecret") || strings.Contains(row, "example.com") {
			t.Fatalf("the row holds %q, %v", row, err)
		}
		if o.work(t) != 1 {
			t.Fatal("no attempt was made")
		}
		m := o.box.Await(t, "ada@example.com")
		if m.From != "no-reply@auth.example" || m.Header.Get("To") != `"Ada Lovelace" <ada@example.com>` || m.Header.Get("Auto-Submitted") != "auto-generated" ||
			!strings.HasSuffix(m.Header.Get("Message-Id"), "@auth.example>") || m.Link(t, "reset-password").String() != link || !strings.Contains(m.HTML, "reset-password/secretsecretsecret?callbackURL=%2F") {
			t.Errorf("%+v", m)
		}
		if o.count(t, `sealed = '' AND sent_at IS NOT NULL AND next_at IS NULL`) != 1 || o.work(t) != 0 {
			t.Error("something of the mail is left")
		}
		o.Advance(31 * 24 * time.Hour)
		if err := o.Purge(t.Context()); err != nil || o.count(t, `TRUE`) != 0 {
			t.Error("it is remembered for ever", err)
		}
	})
}

func TestAMailBelongsToItsTransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		undone := errors.New("undone")
		err := d.InTx(t.Context(), func(ctx context.Context) error {
			if err := o.Send(ctx, reset("ada@example.com")); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) || o.work(t) != 0 {
			t.Errorf("a mail of a transaction that failed waits: %v", err)
		}
	})
}

func TestAPretendedMailLeavesNobodyAnything(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		if err := o.Pretend(t.Context(), reset("nobody@example.com")); err != nil {
			t.Fatal(err)
		}
		if o.count(t, `TRUE`) != 1 || o.work(t) != 0 || len(o.box.All()) != 0 {
			t.Error("it is not like a mail, or it left")
		}
		if err := o.Purge(t.Context()); err != nil || o.count(t, `TRUE`) != 0 {
			t.Error("the address of a stranger is kept", err)
		}
	})
}

// RFC 8314 and the rules for credentials: what travels how.
func TestHowMailTravels(t *testing.T) {
	ca := testcert.NewAuthority(t, "Mail")
	pool := x509.NewCertPool()
	pool.AddCert(ca.Certificate)
	encryption := &tls.Config{Certificates: []tls.Certificate{ca.Issue(t, testcert.ECDSA(t), testcert.ForLocalhost())}, MinVersion: tls.VersionTLS12}
	plain := func(o *mail.Options) { o.AllowPlaintext = true }
	for name, c := range map[string]struct {
		server    seed.MailServer
		change    func(*mail.Options)
		arrives   bool
		encrypted bool
		user      string
	}{
		"a relay without encryption":                          {seed.MailServer{}, nil, true, false, ""},
		"a relay that offers encryption":                      {seed.MailServer{TLS: encryption, Authorities: pool}, nil, true, true, ""},
		"a relay whose certificate nobody vouches for":        {seed.MailServer{TLS: encryption}, nil, false, false, ""},
		"encrypted from the start":                            {seed.MailServer{TLS: encryption, Implicit: true, Authorities: pool}, nil, true, true, ""},
		"encrypted from the start, without an authority":      {seed.MailServer{TLS: encryption, Implicit: true}, nil, false, false, ""},
		"a password after STARTTLS":                           {seed.MailServer{TLS: encryption, Authorities: pool, User: "u", Password: "p"}, nil, true, true, "u"},
		"a password, encrypted from the start":                {seed.MailServer{TLS: encryption, Implicit: true, Authorities: pool, User: "u", Password: "p"}, nil, true, true, "u"},
		"a password and no encryption offered":                {seed.MailServer{User: "u", Password: "p", InsecureAuth: true}, nil, false, false, ""},
		"a password that may travel in clear":                 {seed.MailServer{User: "u", Password: "p", InsecureAuth: true}, plain, true, false, "u"},
		"a password that may, but need not":                   {seed.MailServer{TLS: encryption, Authorities: pool, User: "u", Password: "p", InsecureAuth: true}, plain, true, true, "u"},
		"a password that may, to a server nobody vouches for": {seed.MailServer{TLS: encryption, User: "u", Password: "p", InsecureAuth: true}, plain, false, false, ""},
		"another password":                                    {seed.MailServer{TLS: encryption, Authorities: pool, User: "u", Password: "p"}, func(o *mail.Options) { o.Password = "q" }, false, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := sqlite(t)
			change := []func(*mail.Options){}
			if c.change != nil {
				change = append(change, c.change)
			}
			o := open(t, d, c.server, change...)
			o.send(t, reset("ada@example.com"))
			o.work(t)
			arrived := o.box.All()
			if !c.arrives {
				if len(arrived) != 0 || o.count(t, `next_at IS NOT NULL AND problem <> ''`) != 1 {
					t.Errorf("%d arrived", len(arrived))
				}
				if n := o.box.Passwords(); c.change == nil && n != 0 {
					t.Errorf("%d passwords were shown", n)
				}
				return
			}
			if len(arrived) != 1 || arrived[0].Encrypted != c.encrypted || arrived[0].User != c.user {
				items, err := o.Troubled(t.Context())
				t.Errorf("arrived: %+v; %+v %v", arrived, items, err)
			}
		})
	}
}

// refusal answers every recipient with a code.
func refusal(code int) func(string) error {
	return func(to string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "no " + to + " here"}
	}
}

func TestARefusedMailIsTriedAgainUnderTheSameName(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		o.box.Refuse(refusal(451))
		o.send(t, reset("ada@example.com"))
		o.work(t)
		id, err := db.One(t.Context(), d, db.ScanString, `SELECT id FROM mails`)
		if err != nil {
			t.Fatal(err)
		}
		items, err := o.Troubled(t.Context())
		if err != nil || len(items) != 1 || items[0].To != "ada@example.com" || items[0].NextAt.IsZero() || !strings.Contains(items[0].Problem, "451") ||
			strings.Contains(items[0].Problem, "ada@") {
			t.Fatalf("%+v, %v", items, err)
		}
		if o.work(t) != 0 {
			t.Error("it was tried again at once")
		}
		o.box.Refuse(nil)
		o.Advance(12 * time.Second)
		o.work(t)
		if m := o.box.Await(t, "ada@example.com"); m.Header.Get("Message-Id") != "<"+id+"@auth.example>" {
			t.Errorf("Message-ID %s of the row %s", m.Header.Get("Message-Id"), id)
		}
		if items, err := o.Troubled(t.Context()); err != nil || len(items) != 0 {
			t.Errorf("still in trouble: %+v, %v", items, err)
		}
	})
}

func TestAMailToNobodyIsGivenUpAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		o.box.Refuse(refusal(550))
		o.send(t, reset("ada@example.com"))
		o.work(t)
		items, err := o.Troubled(t.Context())
		if err != nil || len(items) != 1 || items[0].FailedAt.IsZero() || !items[0].NextAt.IsZero() || items[0].To != "ada@example.com" {
			t.Fatalf("%+v, %v", items, err)
		}
		left, err := db.One(t.Context(), d, db.ScanString, `SELECT sealed FROM mails`)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := sealer().Open(left); err != nil || strings.Contains(string(text), "secretsecret") {
			t.Errorf("the link is kept: %s, %v", text, err)
		}
	})
}

func TestAServerThatIsAwayAndComesBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		o.box.Close(t)
		m := reset("ada@example.com")
		delete(m.Data, "Minutes")
		m.Template, m.Data = "test", map[string]any{}
		o.send(t, m)
		for range 6 {
			o.work(t)
			o.Advance(time.Hour)
		}
		if o.count(t, `attempts = 6 AND next_at IS NOT NULL`) != 1 {
			t.Error("the attempts were not made")
		}
		o.box.Open(t)
		o.Advance(3 * time.Hour)
		o.work(t)
		o.box.Await(t, "ada@example.com")
	})
}

func TestAMailIsGivenUpInTheEnd(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		o.box.Refuse(refusal(421))
		o.send(t, mail.Message{To: "ada@example.com", Template: "test"})
		for range mail.MaxAttempts {
			o.work(t)
			o.Advance(3 * time.Hour)
		}
		if o.work(t) != 0 || o.count(t, `failed_at IS NOT NULL AND next_at IS NULL`) != 1 {
			t.Error("it is still tried")
		}
	})
}

func TestAMailIsNotSentWhenItIsOfNoUse(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		o.box.Refuse(refusal(451))
		o.send(t, reset("ada@example.com"))
		o.work(t)
		o.box.Refuse(nil)
		o.Advance(61 * time.Minute)
		o.work(t)
		if len(o.box.All()) != 0 || o.count(t, `failed_at IS NOT NULL`) != 1 {
			t.Error("a link that no longer works was sent")
		}
	})
}

func TestWhatADeadProcessTookIsTakenOver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		o.send(t, reset("ada@example.com"))
		if n, err := o.Claim(t.Context()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		o.Advance(mail.Leased - time.Second)
		if o.work(t) != 0 {
			t.Error("the lease does not hold")
		}
		o.Advance(time.Second)
		o.work(t)
		o.box.Await(t, "ada@example.com")
	})
}

func TestManyWorkersSendEachMailOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d, seed.MailServer{})
		const mails = 60
		for i := range mails {
			o.send(t, mail.Message{To: fmt.Sprintf("p%d@example.com", i), Template: "test"})
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for {
					n, err := o.DeliverDue(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					if n == 0 {
						return
					}
				}
			})
		}
		all.Wait()
		seen := map[string]int{}
		for _, m := range o.box.All() {
			seen[m.Header.Get("Message-Id")]++
		}
		if len(seen) != mails || len(o.box.All()) != mails {
			t.Errorf("%d mails arrived of %d, as %d", len(seen), mails, len(o.box.All()))
		}
	})
}

// What people say of themselves never becomes a header.
func TestNoHeaderIsInjected(t *testing.T) {
	d := sqlite(t)
	attack := "x\r\nBcc: eve@example.com\r\n\r\nbody"
	o := open(t, d, seed.MailServer{}, func(o *mail.Options) { o.AppName = attack })
	o.send(t, mail.Message{
		To: "ada@example.com", Name: attack, Template: "invitation",
		Data: map[string]any{"URL": "javascript:alert(1)" + attack, "Organization": attack, "Inviter": attack, "Minutes": 5},
	})
	o.work(t)
	m := o.box.Await(t, "ada@example.com")
	if len(o.box.All()) != 1 || m.Header.Get("Bcc") != "" || m.Header.Get("To") != "<ada@example.com>" || strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("%v %q", m.Header, m.Subject)
	}
	if strings.Contains(m.HTML, `href="javascript:`) {
		t.Error("a script is linked")
	}
	o.send(t, mail.Message{To: "ada@example.com", Template: "invitation", Data: map[string]any{"URL": "https://x.example", "Minutes": 5, "Organization": `<img src=x onerror=alert(1)>`}})
	o.work(t)
	if m := o.box.Await(t, "ada@example.com"); strings.Contains(m.HTML, "<img src=x") {
		t.Error("HTML is let in")
	}
}

func TestRunSendsWithoutBeingAskedAndStops(t *testing.T) {
	d := sqlite(t)
	o := open(t, d, seed.MailServer{})
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		o.Run(ctx)
	}()
	o.send(t, reset("ada@example.com"))
	o.box.Await(t, "ada@example.com")
	stop()
	<-stopped
}

func TestWithoutAMailServer(t *testing.T) {
	d := sqlite(t)
	off := mail.New(d, sealer(), mail.Options{}, time.Now)
	if off.Enabled() || off.Leaves() || !errors.Is(off.Send(t.Context(), reset("ada@example.com")), mail.ErrOff) ||
		!errors.Is(off.Pretend(t.Context(), reset("ada@example.com")), mail.ErrOff) || !errors.Is(off.Try(t.Context(), reset("ada@example.com")), mail.ErrOff) {
		t.Error("mail is taken")
	}
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(before)
	logging := mail.New(d, sealer(), mail.Options{LogLinks: true}, time.Now)
	if err := logging.Send(t.Context(), reset("ada@example.com")); err != nil || !logging.Enabled() || logging.Leaves() {
		t.Error(err)
	}
	if err := logging.Pretend(t.Context(), reset("nobody@example.com")); err != nil {
		t.Error(err)
	}
	if strings.Count(log.String(), "secretsecretsecret") != 1 || strings.Contains(log.String(), "ada@") {
		t.Errorf("the log says %s", log.String())
	}
}

// Whoever tries the settings is told what the server says.
func TestTryTellsWhatTheServerSays(t *testing.T) {
	d := sqlite(t)
	o := open(t, d, seed.MailServer{})
	m := mail.Message{To: "ada@example.com", Template: "test"}
	if err := o.Try(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	o.box.Await(t, "ada@example.com")
	o.box.Refuse(refusal(550))
	if err := o.Try(t.Context(), m); !errors.Is(err, mail.ErrUndelivered) || !strings.Contains(err.Error(), "here") {
		t.Error(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	_ = listener.Close()
	away := open(t, d, seed.MailServer{}, func(o *mail.Options) { o.Port = port })
	if err := away.Try(t.Context(), m); !errors.Is(err, mail.ErrUndelivered) {
		t.Error(err)
	}
}
