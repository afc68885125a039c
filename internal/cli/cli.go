// Package cli is the command line: one file for each command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/wire"
)

// A Program is what a run has of the outside world.
type Program struct {
	Version   string
	Args      []string
	LookupEnv func(string) (string, bool)
	ReadFile  func(string) ([]byte, error)
	Stdin     io.Reader
	Stdout    io.Writer
	Stderr    io.Writer
}

const about = `A self-hosted OAuth 2.1 and OpenID Connect provider in one binary.

Without a command it serves. Everything is configured by environment variables or a .env file in the working
directory; nothing is needed for a first local run. See .env.example for all of them.`

type commands struct {
	Serve   serveCommand   `cmd:"" default:"1" help:"Serve requests (the default). Brings the database up to date first."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to date and exit."`
	Health  healthCommand  `cmd:"" help:"Ask the running service whether it can work; for container health checks."`
	User    struct {
		Create userCreateCommand `cmd:"" help:"Create a user. Prints the user's id."`
	} `cmd:"" help:"Manage users."`
	App struct {
		Create appCreateCommand `cmd:"" help:"Create an application (an OAuth client). Prints its client id and, once, its secret."`
	} `cmd:"" help:"Manage applications."`
	Keys struct {
		List   keysListCommand   `cmd:"" help:"List the signing keys."`
		Rotate keysRotateCommand `cmd:"" help:"Publish new signing keys; the old ones stay published until their tokens have expired."`
	} `cmd:"" help:"Manage the keys that sign tokens."`
	Audit struct {
		Verify auditVerifyCommand `cmd:"" help:"Prove that the audit trail is what was sealed. Fails and names the first entry that is not."`
		Export auditExportCommand `cmd:"" help:"Write the audit trail to standard output, newest entry first."`
	} `cmd:"" help:"Read the audit trail."`
	Billing struct {
		Reconcile billingReconcileCommand `cmd:"" help:"Compare subscriptions with Stripe, put up what is for sale, print what differs and repair it."`
	} `cmd:"" help:"Look after what is sold through Stripe."`
	Apply   applyCommand   `cmd:"" help:"Bring applications, roles, plans, resources and organizations to what files say."`
	Export  exportCommand  `cmd:"" help:"Print these as such a file, without secrets."`
	OpenAPI openAPICommand `cmd:"" name:"openapi" help:"Print the OpenAPI 3.1 document of the JSON endpoints."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// Run carries out a command and returns the exit code: 0 done, 1 failed, 2
// misused. To apply, 2 means that changes are due, so that misuse is 1 there.
func Run(ctx context.Context, p Program) int {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	exited, code := false, 0
	var c commands
	parser, err := kong.New(&c, kong.Name("auth-service"), kong.Description(about), kong.UsageOnError(),
		kong.Writers(p.Stdout, p.Stderr), kong.Exit(func(n int) { exited, code = true, n }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	if err != nil {
		fmt.Fprintln(p.Stderr, "auth-service:", err)
		return codeFailed
	}
	chosen, err := parser.Parse(p.Args)
	if exited { // --help has answered
		return code
	}
	if err != nil {
		fmt.Fprintf(p.Stderr, "auth-service: %v\nTry: auth-service --help\n", err)
		if len(p.Args) > 0 && p.Args[0] == "apply" {
			return codeFailed
		}
		return codeMisused
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	err = chosen.Run(&p)
	if errors.Is(err, errDue) {
		return codeDue
	}
	if err != nil {
		fmt.Fprintln(p.Stderr, "auth-service:", explain(err))
		return codeFailed
	}
	return 0
}

// explain puts what an operator can mend before what only a developer reads.
func explain(err error) string {
	if errors.Is(err, db.ErrUnavailable) {
		return "the database cannot be reached; check DATABASE_URL and that the server is up\n  " + err.Error()
	}
	return err.Error()
}

// settings loads the configuration, completes it with the generated secret and
// sets the log up.
func (p *Program) settings() (config.Config, error) {
	c, err := config.Load(p.LookupEnv, p.ReadFile)
	if err != nil {
		return config.Config{}, err
	}
	options := &slog.HandlerOptions{Level: c.LogLevel}
	var handler slog.Handler = slog.NewTextHandler(p.Stderr, options)
	if c.LogFormat == config.LogJSON {
		handler = slog.NewJSONHandler(p.Stderr, options)
	}
	slog.SetDefault(slog.New(handler))
	if c.SigningSecret() == "" {
		if c.Secret, err = localSecret(c.DataDir); err != nil {
			return config.Config{}, err
		}
	}
	return c, nil
}

// open connects to the configured database.
func (p *Program) open(ctx context.Context, c config.Config) (*db.DB, error) {
	return db.Open(ctx, db.Options{URL: c.DatabaseURL, Path: c.DataDir + "/auth-service.db", Synchronous: c.SQLiteSynchronous})
}

// with runs a command on the services, after bringing the database up to date.
func (p *Program) with(ctx context.Context, do func(*wire.Services) error) error {
	c, err := p.settings()
	if err != nil {
		return err
	}
	database, err := p.open(ctx, c)
	if err != nil {
		return err
	}
	defer database.Close() //nolint:errcheck // the command is over
	if err := database.Migrate(ctx); err != nil {
		return err
	}
	return do(wire.New(c, database, time.Now))
}

// console is who acts at the command line.
func console() actor.Actor { return actor.Actor{Console: true} }

// firstLine returns the first line of a text without its end.
func firstLine(text []byte) string {
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimRight(line, "\r")
}
