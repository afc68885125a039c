package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/server"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/wire"
	"github.com/circle-rd/auth-service/ui"
)

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(p *Program) error {
	_, err := fmt.Fprintln(p.Stdout, "auth-service", p.Version)
	return err
}

type migrateCommand struct{}

// Run brings the database up to date.
func (migrateCommand) Run(ctx context.Context, p *Program) error {
	return p.with(ctx, func(*wire.Services) error {
		_, err := fmt.Fprintln(p.Stdout, "The database is up to date.")
		return err
	})
}

type healthCommand struct{}

const healthTimeout = 3 * time.Second

// Run asks the service on this machine.
func (healthCommand) Run(ctx context.Context, p *Program) error {
	c, err := config.Load(p.LookupEnv, p.ReadFile)
	if err != nil {
		return err
	}
	host := c.Host
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	scheme, caller := "http", http.DefaultClient
	if c.TLS.Enabled() {
		scheme, caller = "https", &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
			InsecureSkipVerify: true, //nolint:gosec // it asks this machine, whose certificate names the public address
		}}}
	}
	url := scheme + "://" + net.JoinHostPort(host, strconv.Itoa(c.Port)) + "/health"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := caller.Do(request)
	if err != nil {
		return fmt.Errorf("the service does not answer: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // only the status counts
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the service answers %s", answer.Status)
	}
	_, err = fmt.Fprintln(p.Stdout, "ok")
	return err
}

type userCreateCommand struct {
	Email    string `required:"" help:"E-mail address."`
	Name     string `help:"Name; the address when absent."`
	Role     string `enum:"user,admin,superadmin" default:"user" help:"user, admin or superadmin."`
	Password string `help:"Password; read from standard input when absent, which keeps it out of the process list."`
}

// maxLine bounds what is read as a password.
const maxLine = 4096

// Run creates a user.
func (u userCreateCommand) Run(ctx context.Context, p *Program) error {
	if u.Password == "" {
		text, err := io.ReadAll(io.LimitReader(p.Stdin, maxLine))
		if err != nil {
			return err
		}
		if u.Password = firstLine(text); u.Password == "" {
			return errors.New("no password: give --password or write one to standard input")
		}
	}
	if u.Name == "" {
		u.Name = u.Email
	}
	return p.with(ctx, func(s *wire.Services) error {
		made, err := s.Users.CreateBy(ctx, console(), user.NewUser{
			Name: u.Name, Email: u.Email, Password: u.Password, Role: u.Role, EmailVerified: true,
		})
		if err != nil {
			return err
		}
		if made.Role == actor.RoleSuperadmin {
			if err := s.Setup.Close(ctx); err != nil {
				return err
			}
		}
		_, err = fmt.Fprintln(p.Stdout, made.ID)
		return err
	})
}

type appCreateCommand struct {
	Name        string   `arg:"" help:"Name that people see."`
	Slug        string   `required:"" help:"Client id: lower-case letters, digits, hyphens."`
	Redirect    []string `help:"Redirect URI; may be given several times."`
	Scope       []string `help:"Allowed scope; may be given several times. Default: openid, profile, email."`
	Public      bool     `help:"A client without a secret, such as a single-page or native application."`
	SkipConsent bool     `help:"Do not ask users for consent: for applications of your own."`
}

// Run creates an application.
func (a appCreateCommand) Run(ctx context.Context, p *Program) error {
	return p.with(ctx, func(s *wire.Services) error {
		made, secret, err := s.Applications.Create(ctx, console(), application.NewApplication{
			Name: a.Name, Slug: a.Slug, RedirectURIs: a.Redirect, AllowedScopes: a.Scope, IsPublic: a.Public, SkipConsent: a.SkipConsent,
		})
		if err != nil {
			return err
		}
		fmt.Fprintln(p.Stdout, "client_id:    ", made.Slug)
		if secret != "" {
			fmt.Fprintln(p.Stdout, "client_secret:", secret)
			fmt.Fprintln(p.Stdout, "Keep the secret now: it is not shown again.")
		}
		return nil
	})
}

type keysListCommand struct{}

// Run lists the signing keys.
func (keysListCommand) Run(ctx context.Context, p *Program) error {
	return p.with(ctx, func(s *wire.Services) error {
		all, err := s.Keys.List(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ALG\tKEY ID\tSIGNS FROM\tSIGNS UNTIL\tPUBLISHED UNTIL\tSEALED BY")
		for _, k := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", k.Alg, k.KID, shown(k.SignsAt), shown(k.RetiredAt), shown(k.ExpiresAt), sealedBy(k))
		}
		return w.Flush()
	})
}

// sealedBy names the secret that must stay configured for a key.
func sealedBy(k *keys.Key) string {
	version, kept := k.SealedBy()
	switch {
	case !kept:
		return "-"
	case version < 0:
		return "BETTER_AUTH_SECRET"
	default:
		return "version " + strconv.Itoa(version)
	}
}

func shown(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

type keysRotateCommand struct {
	Alg []string `enum:"RS256,PS256,ES256,EdDSA" help:"Only this algorithm; may be given several times. Default: all."`
	Now bool     `help:"For a key that may be known to others: the new keys sign at once, the old ones are withdrawn and every token they signed dies."`
}

// Run rotates signing keys.
func (k keysRotateCommand) Run(ctx context.Context, p *Program) error {
	if len(k.Alg) == 0 {
		k.Alg = keys.Algorithms()
	}
	return p.with(ctx, func(s *wire.Services) error {
		if err := s.Keys.Rotate(ctx, console(), k.Now, k.Alg...); err != nil {
			return err
		}
		return keysListCommand{}.Run(ctx, p)
	})
}

type openAPICommand struct{}

// Run prints the OpenAPI document. It needs no database.
func (openAPICommand) Run(p *Program) error {
	c, err := config.Load(p.LookupEnv, p.ReadFile)
	if err != nil {
		return err
	}
	if c.SigningSecret() == "" {
		c.Secret = "nothing is signed here"
	}
	handler, err := server.New(c, wire.New(c, nil, time.Now), ui.Files(), p.Version, time.Now)
	if err != nil {
		return err
	}
	document, err := handler.OpenAPI()
	if err != nil {
		return err
	}
	_, err = p.Stdout.Write(append(document, '\n'))
	return err
}
