package webhook_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/webhook"
	"github.com/circle-rd/auth-service/internal/wire"
)

func is(err, target error) bool { return errors.Is(err, target) }

// with is a process with another configuration on the same database.
func (s *scene) with(c config.Config) *webhook.Service {
	return wire.New(c, s.Services.DB, s.Clock.Now).Webhooks
}

const unknown = "00000000-0000-7000-8000-000000000000"

func TestEndpoints(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		ctx := t.Context()
		e := s.now(t)
		if !e.IsEnabled || len(e.Secrets) != 1 || !strings.HasSuffix(strings.TrimRight(s.secret, "="), e.Secrets[0].Hint) || !e.Secrets[0].ExpiresAt.IsZero() {
			t.Errorf("%+v", e)
		}
		e, err := s.hooks.Update(ctx, root, s.app.ID, e.ID, webhook.Changes{
			Description: new(" Billing "), EventTypes: &[]string{webhook.RolesChanged, webhook.AccessGranted, webhook.RolesChanged},
		})
		must(t, err)
		if e.Description != "Billing" || fmt.Sprint(e.EventTypes) != "[access.granted roles.changed]" || e.URL != s.endpoint.URL || len(e.Secrets) != 1 {
			t.Errorf("%+v", e)
		}
		all, err := s.hooks.List(ctx, s.app.ID)
		must(t, err)
		if len(all) != 1 || fmt.Sprint(all[0]) != fmt.Sprint(s.now(t)) {
			t.Errorf("%+v", all)
		}
		other := s.Application(t, application.NewApplication{Slug: "other"})
		for name, err := range map[string]error{
			"of another application": third(s.hooks.Get(ctx, other.ID, e.ID)),
			"unknown":                third(s.hooks.Get(ctx, s.app.ID, unknown)),
			"no id":                  third(s.hooks.Get(ctx, s.app.ID, "\x00")),
			"update of another":      third(s.hooks.Update(ctx, root, other.ID, e.ID, webhook.Changes{})),
			"delete of another":      s.hooks.Delete(ctx, root, other.ID, e.ID),
			"test of another":        third(s.hooks.Try(ctx, root, other.ID, e.ID)),
			"log of another":         third(s.hooks.Deliveries(ctx, other.ID, e.ID, "", "", 1)),
		} {
			if !is(err, webhook.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.hooks.List(ctx, unknown); !is(err, application.ErrNotFound) {
			t.Error(err)
		}
		for _, types := range [][]string{nil, {"x"}, {webhook.All, webhook.RolesChanged}, {webhook.Test}, {""}} {
			if _, err := s.hooks.Update(ctx, root, s.app.ID, e.ID, webhook.Changes{EventTypes: &types}); !is(err, webhook.ErrInvalid) {
				t.Errorf("%q: %v", types, err)
			}
		}
		s.happen(t)
		must(t, s.hooks.Delete(ctx, root, s.app.ID, e.ID))
		s.deliver(t)
		if n := len(s.receiver.all()); n != 0 {
			t.Errorf("%d messages to a deleted webhook", n)
		}
		for action, n := range map[string]int64{"webhook.created": 1, "webhook.updated": 1, "webhook.deleted": 1} {
			if got := s.audited(t, action); got != n {
				t.Errorf("%d events %s", got, action)
			}
		}
	})
}

func third[T any](_ T, err error) error { return err }

func TestAsManyAsAllowed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		results := make([]error, 25)
		var group sync.WaitGroup
		for i := range results {
			group.Go(func() {
				_, _, results[i] = s.hooks.Create(t.Context(), root, s.app.ID, webhook.NewEndpoint{URL: s.receiver.URL, EventTypes: []string{webhook.All}})
			})
		}
		group.Wait()
		refused := 0
		for _, err := range results {
			if is(err, webhook.ErrTooMany) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if refused != 25-(webhook.MaxEndpoints-1) {
			t.Errorf("%d refused", refused)
		}
	})
}

// A new secret signs beside the old one until everybody knows it.
func TestRotation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		ctx := t.Context()
		signedBy := func(secrets ...string) {
			t.Helper()
			s.happen(t)
			s.deliver(t)
			m := s.receiver.last(t)
			if n := len(strings.Split(m.signature, " ")); n != len(secrets) {
				t.Errorf("%d signatures, want %d", n, len(secrets))
			}
			for i, text := range secrets {
				if !m.verify(t, text) {
					t.Errorf("secret %d does not verify", i)
				}
			}
		}
		signedBy(s.secret)
		second, text, err := s.hooks.Rotate(ctx, root, s.app.ID, s.endpoint.ID, time.Hour)
		must(t, err)
		signedBy(s.secret, text)
		if err := s.hooks.DeleteSecret(ctx, root, s.app.ID, s.endpoint.ID, second.ID); !is(err, webhook.ErrLastSecret) {
			t.Errorf("the newest: %v", err)
		}
		s.Advance(t, time.Hour)
		signedBy(text)
		_, third, err := s.hooks.Rotate(ctx, root, s.app.ID, s.endpoint.ID, webhook.UsualOverlap)
		must(t, err)
		signedBy(text, third)
		must(t, s.hooks.DeleteSecret(ctx, root, s.app.ID, s.endpoint.ID, second.ID))
		signedBy(third)
		if err := s.hooks.DeleteSecret(ctx, root, s.app.ID, s.endpoint.ID, second.ID); !is(err, webhook.ErrSecret) {
			t.Errorf("twice: %v", err)
		}
		_, last, err := s.hooks.Rotate(ctx, root, s.app.ID, s.endpoint.ID, 0)
		must(t, err)
		signedBy(last)
		for _, overlap := range []time.Duration{-1, webhook.MaxOverlap + 1} {
			if _, _, err := s.hooks.Rotate(ctx, root, s.app.ID, s.endpoint.ID, overlap); !is(err, webhook.ErrInvalid) {
				t.Errorf("an overlap of %v: %v", overlap, err)
			}
		}
		for n := range webhook.MaxSecrets {
			_, _, err := s.hooks.Rotate(ctx, root, s.app.ID, s.endpoint.ID, time.Hour)
			if want := n == webhook.MaxSecrets-1; is(err, webhook.ErrManySecrets) != want || err != nil && !want {
				t.Errorf("secret %d: %v", n+2, err)
			}
		}
		if s.audited(t, "webhook.secret_added") != 3+webhook.MaxSecrets-1 || s.audited(t, "webhook.secret_deleted") != 1 {
			t.Error("not all of it is recorded")
		}
	})
}

// Secrets are sealed where they are stored, and sealed anew when the service's
// own secret changes.
func TestSealed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		stored := func() string {
			t.Helper()
			text, err := db.One(t.Context(), d, db.ScanString, `SELECT sealed FROM webhook_secrets`)
			must(t, err)
			return text
		}
		if strings.Contains(stored(), strings.TrimPrefix(s.secret, "whsec_")) || strings.HasPrefix(stored(), "$ba$") {
			t.Errorf("stored as %s", stored())
		}
		changed := s.Config
		changed.Secrets = []config.Secret{{Version: 7, Value: "another-secret-0123456789abcdef0123456789ab"}}
		s.hooks = s.with(changed)
		must(t, s.hooks.Purge(t.Context()))
		if !strings.HasPrefix(stored(), "$ba$7$") {
			t.Errorf("stored as %s", stored())
		}
		s.happen(t)
		s.deliver(t)
		if m := s.receiver.last(t); !m.verify(t, s.secret) {
			t.Error("it is another secret now")
		}
		changed.Secrets[0].Value, changed.Secret = "lost-secret-0123456789abcdef0123456789ab", ""
		s.hooks = s.with(changed)
		s.happen(t)
		s.deliver(t)
		if n := len(s.receiver.all()); n != 1 {
			t.Errorf("%d messages, one without a signature", n)
		}
	})
}

// One secret that cannot be opened does not keep the others under a seal that is
// to be given up.
func TestDamagedSecret(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		_, err := d.Exec(t.Context(), `
			INSERT INTO webhook_secrets (id, endpoint_id, sealed, hint, created_at, expires_at) VALUES ($1, $2, 'damaged', '', 0, NULL)`,
			unknown, s.endpoint.ID)
		must(t, err)
		changed := s.Config
		changed.Secrets = []config.Secret{{Version: 7, Value: "another-secret-0123456789abcdef0123456789ab"}}
		if err := s.with(changed).Purge(t.Context()); err == nil || !strings.Contains(err.Error(), unknown) {
			t.Errorf("the damage is not told: %v", err)
		}
		if n := s.Count(t, `SELECT count(*) FROM webhook_secrets WHERE sealed LIKE '$ba$7$%'`); n != 1 {
			t.Errorf("%d secrets were sealed anew", n)
		}
	})
}
