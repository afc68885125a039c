package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/server"
	"github.com/circle-rd/auth-service/internal/wire"
	"github.com/circle-rd/auth-service/ui"
)

type serveCommand struct{}

const (
	databaseWait    = 30 * time.Second
	shutdownTimeout = 20 * time.Second
	maxHeader       = 32 << 10
)

// Run serves until it is told to stop, then lets running requests finish.
func (serveCommand) Run(ctx context.Context, p *Program) error {
	c, err := p.settings()
	if err != nil {
		return err
	}
	for _, w := range c.Warnings {
		slog.WarnContext(ctx, "configuration", "warning", w)
	}
	database, err := p.open(ctx, c)
	if err != nil {
		return err
	}
	defer database.Close() //nolint:errcheck // everything acknowledged is committed
	if err := awaitMigrated(ctx, database); err != nil {
		return err
	}
	services := wire.New(c, database, time.Now)
	if err := p.trustClients(c, services); err != nil {
		return err
	}
	if err := services.Keys.Ensure(ctx); err != nil {
		return err
	}
	if err := seedResources(ctx, services); err != nil {
		return err
	}
	if err := services.Hub.Poll(ctx); err != nil {
		return err
	}
	encryption, err := p.encryption(c)
	if err != nil {
		return err
	}
	handler, err := server.New(c, services, ui.Files(), p.Version, time.Now)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(c.Host, strconv.Itoa(c.Port)))
	if err != nil {
		return fmt.Errorf("%w; choose another port with PORT", err)
	}
	if err := p.firstRun(ctx, c, services); err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "auth-service %s is ready at %s\n", p.Version, c.BaseURL)
	return serve(ctx, listener, handler, encryption)
}

// seedResources adds the APIs of OAUTH_VALID_AUDIENCES to the registry.
func seedResources(ctx context.Context, services *wire.Services) error {
	left, err := services.Resources.Seed(ctx, actor.Actor{Console: true})
	if err != nil {
		return fmt.Errorf("OAUTH_VALID_AUDIENCES: %w", err)
	}
	if len(left) > 0 {
		slog.WarnContext(ctx, "resources that OAUTH_VALID_AUDIENCES no longer lists are kept; deactivate or delete them if they are not wanted", "resources", left)
	}
	return nil
}

// awaitMigrated brings the database up to date; one that is just starting is
// waited for.
func awaitMigrated(ctx context.Context, database *db.DB) error {
	deadline := time.Now().Add(databaseWait)
	for {
		err := database.Migrate(ctx)
		if err == nil || !errors.Is(err, db.ErrUnavailable) || time.Now().After(deadline) {
			return err
		}
		slog.WarnContext(ctx, "waiting for the database", "err", err)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Second):
		}
	}
}

// firstRun sees to it that somebody can administer the service.
func (p *Program) firstRun(ctx context.Context, c config.Config, services *wire.Services) error {
	needLink, err := services.Setup.Bootstrap(ctx, c.AdminEmail, c.AdminPassword)
	if err != nil {
		return fmt.Errorf("ADMIN_EMAIL and ADMIN_PASSWORD: %w", err)
	}
	if !needLink {
		return nil
	}
	token, err := services.Setup.Token(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "\nNobody administers this service yet. Open this link once to create the first administrator:\n\n  %s/setup#%s\n\n", c.BaseURL, token)
	return nil
}

// serve answers until ctx ends; plainly when encryption is nil.
func serve(ctx context.Context, listener net.Listener, handler *server.Server, encryption *tls.Config) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		handler.Background(background)
	}()
	defer func() {
		stop()
		<-stopped
	}()
	srv := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHeader, TLSConfig: encryption,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() {
		if encryption != nil {
			failed <- srv.ServeTLS(listener, "", "")
			return
		}
		failed <- srv.Serve(listener)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	slog.InfoContext(ctx, "stopping: running requests may finish")
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := srv.Shutdown(ending); err != nil {
		return fmt.Errorf("some requests did not finish in time: %w", err)
	}
	return nil
}
