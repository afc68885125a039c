package logout

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const (
	// leased is how long a notice belongs to whoever took it: longer than any
	// attempt lasts.
	leased = 12 * time.Second
	// atOnce is how many notices one process delivers at the same time.
	atOnce = 16
	// tokenLife bounds how long a notice that was caught on its way is of use.
	tokenLife = 2 * time.Minute
	// attemptLimit bounds one attempt, below what the client for fetching allows.
	attemptLimit = 5 * time.Second
	maxProblem   = 300
	keep         = 30 * 24 * time.Hour
)

// Run delivers until ctx ends.
func (s *Service) Run(ctx context.Context) { s.queue.Run(ctx, s.deliverOne) }

// DeliverDue takes the notices that wait, as many as are delivered at the same
// time, and makes one attempt at each. It returns how many that were.
func (s *Service) DeliverDue(ctx context.Context) (int, error) {
	return s.queue.Once(ctx, s.deliverOne)
}

func (s *Service) deliverOne(ctx context.Context, d Delivery) { s.deliver(ctx, d, attemptLimit) }

// deliver makes one attempt and records how it went. When ctx ends meanwhile
// nothing is recorded: the lease runs out, and another takes over.
func (s *Service) deliver(ctx context.Context, d Delivery, limit time.Duration) {
	problem := s.attempt(ctx, d, limit)
	if ctx.Err() != nil {
		return
	}
	if err := s.record(ctx, d, problem); err != nil {
		slog.WarnContext(ctx, "logout notice: the attempt was not recorded", "delivery", d.ID, "err", err)
	}
}

// attempt posts a logout token (Back-Channel Logout §2.5).
func (s *Service) attempt(ctx context.Context, d Delivery, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	a, err := s.Applications.ByID(ctx, d.ApplicationID)
	if err != nil {
		return err
	}
	if a.Client.BackchannelLogoutURI == "" {
		return errUnregistered
	}
	token, err := s.logoutToken(ctx, a, d)
	if err != nil {
		return err
	}
	client := s.Fetch
	if a.Origin == application.OriginAdmin {
		client = s.FetchInside
	}
	_, err = client.Post(ctx, a.Client.BackchannelLogoutURI, url.Values{"logout_token": {token}})
	return err
}

// errUnregistered ends the attempts at once.
var errUnregistered = errors.New("the application no longer has a backchannel_logout_uri")

// logoutToken makes a logout token (Back-Channel Logout §2.4), signed as the
// application's ID tokens are. Each attempt makes its own: a repeated jti may
// be refused.
func (s *Service) logoutToken(ctx context.Context, a application.Application, d Delivery) (string, error) {
	subject, err := s.Subject(ctx, a, d.UserID)
	if err != nil {
		return "", err
	}
	now := s.now()
	return s.Keys.Sign(ctx, a.IDTokenAlg, keys.TypeLogoutToken, map[string]any{
		"iss": s.issuer, "aud": a.ClientID(), "iat": now.Unix(), "exp": now.Add(tokenLife).Unix(), "jti": secret.UUID(),
		"sub": subject, "sid": d.SessionID, "events": map[string]any{logoutEvent: struct{}{}},
	})
}

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

func (s *Service) record(ctx context.Context, d Delivery, problem error) error {
	now := s.now()
	if problem == nil {
		return s.store.delivered(ctx, d.ID, now)
	}
	text := strings.ToValidUTF8(problem.Error(), "?")
	text = strings.ToValidUTF8(text[:min(len(text), maxProblem)], "")
	next, again := after(d.Attempts, now)
	if again && !errors.Is(problem, errUnregistered) {
		return s.store.postponed(ctx, d, next, text)
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		mine, err := s.store.failed(ctx, d, now, text)
		if err != nil || !mine {
			return err
		}
		slog.WarnContext(ctx, "logout notice given up", "delivery", d.ID, "application", d.ApplicationID, "attempts", d.Attempts)
		return s.Audit.Record(ctx, actor.Actor{System: true}, audit.Event{
			Action: "logout_notice.failed", Target: "application", TargetID: d.ApplicationID,
			Details: map[string]any{"session_id": d.SessionID, "user_id": d.UserID, "attempts": d.Attempts},
		})
	})
}

// Deliveries returns the latest notices to an application, newest first.
func (s *Service) Deliveries(ctx context.Context, applicationID string) ([]Delivery, error) {
	a, err := s.Applications.ByID(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	return s.store.list(ctx, a.ID)
}

// Purge forgets notices that are long done with.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-keep))
}
