package billing_test

import (
	"bufio"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/billing"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// startMock starts the server that Stripe publishes, which holds requests against
// the description of its API, and returns its URL.
func startMock(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "stripe-mock")
	build := exec.CommandContext(t.Context(), "go", "build", "-modfile=../../../tools/go.mod", "-o", binary, "github.com/stripe/stripe-mock")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	mock := exec.CommandContext(t.Context(), binary, "-http-addr", "127.0.0.1:0")
	out, err := mock.StdoutPipe()
	must(t, err)
	must(t, mock.Start())
	t.Cleanup(func() { _ = mock.Wait() }) // killed with the test's context
	listening := regexp.MustCompile(`127\.0\.0\.1:[0-9]+`)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address := listening.FindString(lines.Text()); address != "" {
			go func() {
				for lines.Scan() { // keeps the pipe empty
				}
			}()
			return "http://" + address
		}
	}
	t.Fatal("stripe-mock did not start")
	return ""
}

// Stripe's own description of its API takes every request that is made to it.
func TestStripeTakesTheRequests(t *testing.T) {
	url := startMock(t)
	testdb.Each(t, func(t *testing.T, d *db.DB) { takes(t, d, url) })
}

func takes(t *testing.T, d *db.DB, url string) {
	t.Helper()
	w := seed.New(t, d, func(c *config.Config) {
		c.Stripe = config.Stripe{SecretKey: "sk_test_1", WebhookSecret: seed.StripeSecret, APIURL: url}
		c.Fetch.AllowLoopback = true
	})
	ada := w.User(t, "Ada", "ada@example.com")
	app := w.Application(t, application.NewApplication{Name: "Shop", Slug: "shop"})
	w.Access(t, app, ada)
	subs, shop := w.Services.Subscriptions, w.Services.Billing
	p, err := subs.CreatePlan(t.Context(), root, app.ID, subscription.NewPlan{Name: "pro", Description: "For professionals"})
	must(t, err)
	b := w.SignedIn(t, ada)
	for _, interval := range []string{subscription.Monthly, subscription.Yearly, subscription.Once} {
		price, err := subs.AddPrice(t.Context(), root, app.ID, p.ID, subscription.NewPrice{Name: interval, Amount: 990, Currency: "EUR", Interval: interval})
		must(t, err)
		if !strings.HasPrefix(price.StripePriceID, "price_") {
			t.Errorf("%s: %q", interval, price.StripePriceID)
		}
		b.Post(t, "/api/user/billing/checkout", map[string]any{"priceId": price.ID}).Want(t, 200)
		must(t, subs.RemovePrice(t.Context(), root, app.ID, p.ID, price.ID))
	}
	b.Post(t, "/api/user/billing/portal", map[string]any{}).Want(t, 200)
	must(t, shop.ArchiveProduct(t.Context(), p.StripeProductID))
	for _, id := range []string{"sub_1", "cs_1"} {
		if _, err := shop.Refresh(t.Context(), id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	told := 0
	must(t, shop.Reconcile(t.Context(), true, func(d billing.Difference) { told++ }))
	if told == 0 {
		t.Error("the subscription that the mock lists is no difference")
	}
}

// Without Stripe, or while it is away, everything else works.
func TestWithoutStripe(t *testing.T) { testdb.Each(t, withoutStripe) }

func withoutStripe(t *testing.T, d *db.DB) {
	t.Helper()
	w := seed.New(t, d)
	ada := w.User(t, "Ada", "ada@example.com")
	app := w.Application(t, application.NewApplication{Name: "Shop", Slug: "shop"})
	w.Access(t, app, ada)
	p, err := w.Services.Subscriptions.CreatePlan(t.Context(), root, app.ID, subscription.NewPlan{Name: "pro", StripeProductID: "prod_1"})
	must(t, err)
	price, err := w.Services.Subscriptions.AddPrice(t.Context(), root, app.ID, p.ID, subscription.NewPrice{Name: "monthly", Amount: 1})
	must(t, err)
	if price.StripePriceID != "" {
		t.Errorf("a price of Stripe's without Stripe: %q", price.StripePriceID)
	}
	b := w.SignedIn(t, ada)
	b.Post(t, "/api/user/billing/checkout", map[string]any{"priceId": price.ID}).Want(t, 503, "SRV_002")
	b.Post(t, "/api/user/billing/portal", map[string]any{}).Want(t, 503, "SRV_002")
	b.Post(t, "/api/webhooks/stripe", map[string]any{}, "Stripe-Signature", "t=1,v1=zz").Want(t, 503, "SRV_002")
	if o := b.Get(t, "/api/user/billing").Want(t, 200).Object(t); o["enabled"] != false {
		t.Errorf("answer: %v", o)
	}
	if err := w.Services.Billing.Reconcile(t.Context(), false, nil); !errors.Is(err, billing.ErrOff) {
		t.Errorf("reconcile: %v", err)
	}
	quiet := make(chan struct{})
	go func() { w.Services.Billing.Run(t.Context()); close(quiet) }()
	select {
	case <-quiet:
	case <-time.After(10 * time.Second):
		t.Error("the schedule goes on without Stripe")
	}
}
