package billing_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/billing"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// A shop sells two plans of an application to one user.
type shop struct {
	*seed.World
	till     *seed.Till
	buyer    user.User
	app      seed.App
	pro, max subscription.Plan
}

var root = actor.Actor{Console: true}

func open(t *testing.T, d *db.DB) shop {
	t.Helper()
	s := shop{till: seed.NewTill(t)}
	s.World = seed.New(t, d, func(c *config.Config) {
		c.Stripe = config.Stripe{SecretKey: "sk_test_1", WebhookSecret: seed.StripeSecret, APIURL: s.till.URL}
		c.Fetch.AllowLoopback = true
	})
	s.buyer = s.User(t, "Ada", "ada@example.com")
	s.app = s.Application(t, application.NewApplication{Name: "Shop", Slug: "shop", RedirectURIs: []string{"https://app.example/callback"}})
	s.Access(t, s.app, s.buyer)
	s.pro, s.max = s.offer(t, "pro", "price_pro"), s.offer(t, "max", "price_max")
	return s
}

func (s shop) offer(t *testing.T, name, priceID string) subscription.Plan {
	t.Helper()
	p, err := s.Services.Subscriptions.CreatePlan(t.Context(), root, s.app.ID, subscription.NewPlan{Name: name, Features: json.RawMessage(`{"plan":"` + name + `"}`)})
	must(t, err)
	_, err = s.Services.Subscriptions.AddPrice(t.Context(), root, s.app.ID, p.ID, subscription.NewPrice{Name: name, Amount: 990, StripePriceID: priceID})
	must(t, err)
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s shop) until() int64 { return s.Clock.Now().Add(30 * 24 * time.Hour).Unix() }

func event(id, kind string, object map[string]any) []byte {
	text, err := json.Marshal(map[string]any{"id": id, "object": "event", "type": kind, "data": map[string]any{"object": object}})
	if err != nil {
		panic(err)
	}
	return text
}

func (s shop) receive(ctx context.Context, payload []byte) error {
	return s.Services.Billing.Receive(ctx, payload, s.till.Sign(payload, s.Clock.Now()))
}

func (s shop) tell(t *testing.T, id, kind string, object map[string]any) {
	t.Helper()
	must(t, s.receive(t.Context(), event(id, kind, object)))
}

// plan is what the buyer is on; empty for none.
func (s shop) plan(t *testing.T) string {
	t.Helper()
	h, err := s.Services.Subscriptions.Holding(t.Context(), s.app.ID, s.buyer.ID)
	must(t, err)
	return h.PlanName
}

func (s shop) wants(t *testing.T, plan string) {
	t.Helper()
	if on := s.plan(t); on != plan {
		t.Errorf("the buyer is on %q, not on %q", on, plan)
	}
}

func TestBuyingAndEnding(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.wants(t, "free")
		sub := map[string]any{"id": "sub_1"}
		s.till.Sell("sub_1", s.buyer.ID, "price_pro", "incomplete", s.until())
		s.tell(t, "evt_1", "customer.subscription.created", sub)
		s.wants(t, "free")
		s.till.Sell("sub_1", s.buyer.ID, "price_pro", "active", s.until())
		s.tell(t, "evt_2", "invoice.payment_succeeded", map[string]any{"id": "in_1", "parent": map[string]any{"subscription_details": map[string]any{"subscription": "sub_1"}}})
		s.wants(t, "pro")

		// A change of the plan within one application, known bug 65.
		s.till.Sell("sub_1", s.buyer.ID, "price_max", "active", s.until())
		s.tell(t, "evt_3", "customer.subscription.updated", sub)
		s.wants(t, "max")
		own := s.SignedIn(t, s.buyer).Get(t, "/api/user/subscription").Want(t, 200)
		if !strings.Contains(string(own.Body), `"name":"max"`) {
			t.Errorf("the page of plans shows %s", own.Body)
		}

		s.till.Change("sub_1", "status", "past_due")
		s.tell(t, "evt_4", "invoice.payment_failed", map[string]any{"id": "in_2", "subscription": map[string]any{"id": "sub_1"}})
		s.wants(t, "")
		s.till.Change("sub_1", "status", "active")
		s.tell(t, "evt_5", "invoice.payment_succeeded", map[string]any{"id": "in_2", "subscription": "sub_1"})
		s.wants(t, "max")
		s.Clock.Advance(31 * 24 * time.Hour)
		s.wants(t, "") // nobody renewed it
		s.till.Sell("sub_1", s.buyer.ID, "price_max", "active", s.until())
		s.tell(t, "evt_6", "customer.subscription.updated", sub)
		s.wants(t, "max")
		s.till.Change("sub_1", "status", "canceled")
		s.tell(t, "evt_7", "customer.subscription.deleted", sub)
		s.wants(t, "")
	})
}

func TestEventsAreReadOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.till.Sell("sub_1", s.buyer.ID, "price_pro", "active", s.until())
		for range 3 {
			s.tell(t, "evt_1", "customer.subscription.created", map[string]any{"id": "sub_1"})
		}
		if n := s.till.Count("GET /v1/subscriptions/sub_1"); n != 1 {
			t.Errorf("Stripe was asked %d times", n)
		}
		s.till.Shut(true)
		failed := event("evt_2", "customer.subscription.updated", map[string]any{"id": "sub_1"})
		if err := s.receive(t.Context(), failed); !errors.Is(err, billing.ErrStripe) {
			t.Errorf("with Stripe down: %v", err)
		}
		s.till.Shut(false)
		s.till.Sell("sub_1", s.buyer.ID, "price_max", "active", s.until())
		must(t, s.receive(t.Context(), failed)) // it was not lost
		s.wants(t, "max")
	})
}

func TestForgedEventsAreRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.till.Sell("sub_1", s.buyer.ID, "price_pro", "active", s.until())
		good := event("evt_1", "customer.subscription.created", map[string]any{"id": "sub_1"})
		now := s.Clock.Now()
		for name, c := range map[string]struct {
			payload   []byte
			signature string
			want      error
		}{
			"unsigned":      {good, "", billing.ErrUnsigned},
			"other secret":  {good, fmt.Sprintf("t=%d,v1=%s", now.Unix(), hex.EncodeToString(webhook.ComputeSignature(now, good, "whsec_other"))), billing.ErrSignature},
			"other payload": {append(slices.Clip(good), ' '), s.till.Sign(good, now), billing.ErrSignature},
			"other time":    {good, strings.Replace(s.till.Sign(good, now), "t=", "t=1", 1), billing.ErrSignature},
			"no time":       {good, s.till.Sign(good, now)[strings.Index(s.till.Sign(good, now), "v1="):], billing.ErrSignature},
			"old":           {good, s.till.Sign(good, now.Add(-6*time.Minute)), billing.ErrStale},
			"of tomorrow":   {good, s.till.Sign(good, now.Add(6*time.Minute)), billing.ErrStale},
			"nonsense":      {good, "t=1,v1=zz", billing.ErrSignature},
			"no JSON":       {[]byte("{bad"), s.till.Sign([]byte("{bad"), now), billing.ErrPayload},
			"no id":         {[]byte("{}"), s.till.Sign([]byte("{}"), now), billing.ErrPayload},
		} {
			if err := s.Services.Billing.Receive(t.Context(), c.payload, c.signature); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.wants(t, "free")
		s.tell(t, "evt_1", "ping", map[string]any{})
		s.tell(t, "evt_2", "customer.subscription.created", map[string]any{"id": "../customers/1"})
		s.wants(t, "free")
	})
}

func TestUnknownUsersAndPricesAreReported(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.till.Sell("sub_1", "nobody", "price_pro", "active", s.until())
		s.till.Sell("sub_2", s.buyer.ID, "price_of_another_shop", "active", s.until())
		for _, id := range []string{"sub_1", "sub_2", "sub_gone"} {
			s.tell(t, "evt_"+id, "customer.subscription.created", map[string]any{"id": id}) // not to be repeated forever
		}
		s.wants(t, "free")
		problems, err := s.Services.Billing.Problems(t.Context())
		must(t, err)
		if len(problems) != 3 {
			t.Fatalf("problems: %+v", problems)
		}
		a := s.SignedIn(t, s.Superadmin(t)).Get(t, "/api/admin/billing").Want(t, 200)
		if n := strings.Count(string(a.Body), `"problem":"`); n != 3 {
			t.Errorf("%d problems are told: %s", n, a.Body)
		}
		// Once the price is for sale here, comparing again repairs it.
		s.offer(t, "other", "price_of_another_shop")
		must(t, s.Services.Billing.Reconcile(t.Context(), false, func(billing.Difference) {}))
		s.wants(t, "other")
	})
}

func TestPlansGivenByHandStay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.till.Sell("sub_1", s.buyer.ID, "price_pro", "active", s.until())
		s.tell(t, "evt_1", "customer.subscription.created", map[string]any{"id": "sub_1"})
		must(t, s.Services.Subscriptions.SetPlan(t.Context(), root, s.app.ID, s.buyer.ID, s.max.ID))
		s.Clock.Advance(24 * time.Hour)
		s.till.Sell("sub_1", s.buyer.ID, "price_pro", "active", s.until())
		s.tell(t, "evt_2", "customer.subscription.updated", map[string]any{"id": "sub_1"}) // a renewal
		s.wants(t, "max")
		s.till.Change("sub_1", "status", "canceled")
		s.tell(t, "evt_3", "customer.subscription.deleted", map[string]any{"id": "sub_1"})
		s.wants(t, "max")
		s.till.Sell("sub_2", s.buyer.ID, "price_pro", "trialing", s.until())
		s.tell(t, "evt_4", "customer.subscription.created", map[string]any{"id": "sub_2"}) // they buy anew
		s.wants(t, "pro")
	})
}

func TestReconcileRepairsAndTells(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		reconcile := func(dry bool) int {
			n := 0
			must(t, s.Services.Billing.Reconcile(t.Context(), dry, func(billing.Difference) { n++ }))
			return n
		}
		if n := reconcile(false); n != 0 {
			t.Errorf("%d differences of nothing", n)
		}
		s.till.Sell("sub_1", s.buyer.ID, "price_pro", "active", s.until())
		if n := reconcile(true); n != 1 {
			t.Errorf("%d differences", n)
		}
		s.wants(t, "free")
		if n := reconcile(false); n != 1 {
			t.Errorf("%d differences", n)
		}
		s.wants(t, "pro")
		must(t, s.Services.Subscriptions.Unsubscribe(t.Context(), root, s.app.ID, s.buyer.ID))
		if n := reconcile(false); n != 1 {
			t.Errorf("%d differences after the row was removed", n)
		}
		s.till.Forget("sub_1")
		if n := reconcile(false); n != 1 {
			t.Errorf("%d differences after Stripe forgot it", n)
		}
		s.wants(t, "")
		if n := reconcile(false); n != 0 {
			t.Errorf("%d differences after all", n)
		}
		// A price that was added inside a longer transaction is put up for sale.
		must(t, s.Services.DB.InTx(t.Context(), func(ctx context.Context) error {
			_, err := s.Services.Subscriptions.AddPrice(ctx, root, s.app.ID, s.pro.ID, subscription.NewPrice{Name: "yearly", Amount: 9900, Interval: subscription.Yearly})
			return err
		}))
		if n := reconcile(false); n != 1 {
			t.Errorf("%d differences of a new price", n)
		}
		if f := s.till.Form("/v1/prices"); f.Get("recurring[interval]") != "year" || f.Get("unit_amount") != "9900" {
			t.Errorf("price: %v", f)
		}
		if n := reconcile(false); n != 0 {
			t.Errorf("%d differences after the price", n)
		}
	})
}

func TestPaidOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		session := map[string]any{
			"id": "cs_1", "object": "checkout.session", "mode": "payment", "status": "complete", "payment_status": "unpaid", "created": 1_763_000_000,
			"metadata":   map[string]any{"userId": s.buyer.ID, "applicationId": s.app.ID},
			"line_items": map[string]any{"object": "list", "data": []any{map[string]any{"id": "li_1", "object": "item", "price": map[string]any{"id": "price_max", "object": "price"}}}},
		}
		s.till.Checkout(session)
		s.tell(t, "evt_1", "checkout.session.completed", map[string]any{"id": "cs_1", "mode": "payment"})
		s.wants(t, "free")
		session = maps.Clone(session)
		session["payment_status"] = "paid"
		s.till.Checkout(session)
		s.tell(t, "evt_2", "checkout.session.async_payment_succeeded", map[string]any{"id": "cs_1", "mode": "payment"})
		s.wants(t, "max")
		s.Clock.Advance(10 * 365 * 24 * time.Hour)
		s.wants(t, "max")
	})
}

// Whatever is lost, doubled, late or at the same time: when all is quiet and one
// comparison was made, the buyer has what Stripe says.
func TestAnyOrderEndsInStripesState(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		prices, states := []string{"price_pro", "price_max"}, []string{"active", "trialing", "past_due", "canceled", "unpaid", "incomplete"}
		plans := map[string]string{"price_pro": "pro", "price_max": "max"}
		random := rand.New(rand.NewPCG(1, 2))
		for round := range 12 {
			var events [][]byte
			for n := range 12 {
				id := fmt.Sprintf("sub_%d_%d", round, random.IntN(2))
				s.till.Sell(id, s.buyer.ID, prices[random.IntN(2)], states[random.IntN(len(states))], s.until()+int64(random.IntN(1000)))
				one := event(fmt.Sprintf("evt_%d_%d", round, n), "customer.subscription.updated", map[string]any{"id": id})
				for range random.IntN(3) { // never, once or twice
					events = append(events, one)
				}
			}
			random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			var all sync.WaitGroup
			for _, one := range events {
				all.Go(func() {
					if err := s.receive(t.Context(), one); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			must(t, s.Services.Billing.Reconcile(t.Context(), false, func(billing.Difference) {}))
			paid := map[string]bool{}
			for _, state := range s.till.States() {
				if state[1] == "active" || state[1] == "trialing" {
					paid[plans[state[0]]] = true
				}
			}
			on := s.plan(t)
			if len(paid) > 0 && !paid[on] || len(paid) == 0 && on != "" && on != "free" {
				t.Fatalf("round %d: on %q, and paid for is %v", round, on, paid)
			}
			for id := range s.till.States() {
				s.till.Change(id, "status", "canceled")
				s.tell(t, fmt.Sprintf("evt_end_%s_%d", id, round), "customer.subscription.deleted", map[string]any{"id": id})
			}
			if on := s.plan(t); on != "" && on != "free" {
				t.Fatalf("round %d: on %q after all ended", round, on)
			}
		}
	})
}

func TestCheckoutAndPortal(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		prices, err := s.Services.Subscriptions.Plans(t.Context(), s.app.ID)
		must(t, err)
		var price string
		for _, p := range prices {
			if p.ID == s.pro.ID {
				price = p.Prices[0].ID
			}
		}
		b := s.SignedIn(t, s.buyer)
		const checkout, portal = "/api/user/billing/checkout", "/api/user/billing/portal"
		b.Post(t, portal, map[string]any{}).Want(t, 404, "BILL_002")
		for _, back := range []string{"https://evil.example/", "//evil.example", "javascript:alert(1)", "x", "https://app.example.evil.example/", "https://u@app.example/"} {
			b.Post(t, checkout, map[string]any{"priceId": price, "returnTo": back}).Want(t, 400, "APP_001")
		}
		b.Post(t, checkout, map[string]any{"priceId": "00000000-0000-4000-8000-000000000000"}).Want(t, 404, "SUB_001")
		s.SignedIn(t, s.User(t, "Eve", "eve@example.com")).Post(t, checkout, map[string]any{"priceId": price}).Want(t, 403, "AUTH_001")
		a := b.Post(t, checkout, map[string]any{"priceId": price, "returnTo": "https://app.example/pricing?a=b"}).Want(t, 200)
		if a.Object(t)["url"] != "https://checkout.stripe.example/c/1" {
			t.Errorf("answer: %s", a.Body)
		}
		f := s.till.Form("/v1/checkout/sessions")
		for name, want := range map[string]string{
			"mode": "subscription", "line_items[0][price]": "price_pro", "metadata[userId]": s.buyer.ID, "subscription_data[metadata][userId]": s.buyer.ID,
			"subscription_data[metadata][applicationId]": s.app.ID, "client_reference_id": s.buyer.ID, "success_url": "https://app.example/pricing?a=b&checkout=done",
		} {
			if f.Get(name) != want {
				t.Errorf("%s is %q", name, f.Get(name))
			}
		}
		b.Post(t, checkout, map[string]any{"priceId": price}).Want(t, 200)
		if n := s.till.Count("POST /v1/customers"); n != 1 {
			t.Errorf("%d customers were made", n)
		}
		b.Post(t, portal, map[string]any{"returnTo": "/subscription"}).Want(t, 200)
		s.till.Sell("sub_1", s.buyer.ID, "price_pro", "active", s.until())
		s.tell(t, "evt_1", "checkout.session.completed", map[string]any{"id": "cs_1", "mode": "subscription", "subscription": "sub_1"})
		s.wants(t, "pro")
		b.Post(t, checkout, map[string]any{"priceId": price}).Want(t, 409, "SUB_002")
		own := b.Get(t, "/api/user/billing").Want(t, 200)
		if !strings.Contains(string(own.Body), `"id":"sub_1"`) || !strings.Contains(string(own.Body), `"status":"active"`) {
			t.Errorf("own: %s", own.Body)
		}
		s.till.Shut(true)
		b.Post(t, portal, map[string]any{}).Want(t, 503, "BILL_001")
	})
}

func TestPlansAreMadeKnownToStripe(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		if s.pro.StripeProductID == "" {
			t.Error("a plan has no product")
		}
		if f := s.till.Form("/v1/products"); f.Get("name") != "Shop — max" || f.Get("metadata[applicationId]") != s.app.ID || f.Get("metadata[planName]") != "max" {
			t.Errorf("product: %v", f)
		}
		price, err := s.Services.Subscriptions.AddPrice(t.Context(), root, s.app.ID, s.pro.ID, subscription.NewPrice{Name: "forever", Amount: 50_000, Interval: subscription.Once})
		must(t, err)
		f := s.till.Form("/v1/prices")
		if price.StripePriceID == "" || f.Get("product") != s.pro.StripeProductID || f.Get("nickname") != "forever" || f.Get("metadata[planId]") != s.pro.ID || f.Has("recurring[interval]") {
			t.Errorf("price %+v: %v", price, f)
		}
		must(t, s.Services.Subscriptions.RemovePrice(t.Context(), root, s.app.ID, s.pro.ID, price.ID))
		if f := s.till.Form("/v1/prices/" + price.StripePriceID); f.Get("active") != "false" {
			t.Errorf("the price was not archived: %v", f)
		}
		made := s.till.Count("POST /v1/products")
		if _, err := s.Services.Subscriptions.CreatePlan(t.Context(), root, s.app.ID, subscription.NewPlan{Name: "pro"}); !errors.Is(err, subscription.ErrPlanTaken) {
			t.Errorf("a taken name: %v", err)
		}
		if n := s.till.Count("POST /v1/products"); n != made {
			t.Error("a product was made for a taken name")
		}
		s.till.Shut(true)
		if _, err := s.Services.Subscriptions.CreatePlan(t.Context(), root, s.app.ID, subscription.NewPlan{Name: "late"}); !errors.Is(err, billing.ErrStripe) {
			t.Errorf("with Stripe down: %v", err)
		}
	})
}
