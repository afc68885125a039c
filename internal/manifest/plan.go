package manifest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

func (r *run) plans(ctx context.Context, a located[applicationEntry], app application.Application) error {
	if a.entry.Plans == nil {
		return nil
	}
	held, err := r.Subscriptions.Plans(ctx, app.ID)
	if err != nil {
		return err
	}
	var kept []string
	for i, want := range *a.entry.Plans {
		name := strings.TrimSpace(want.Name)
		kept = append(kept, name)
		now := slices.IndexFunc(held, func(p subscription.Plan) bool { return p.Name == name })
		if err := r.plan(ctx, a.spot.item("plans", i), app, want, held, now); err != nil {
			return err
		}
		if isTrue(want.IsDefault) {
			for j := range held {
				held[j].IsDefault = j == now
			}
		}
	}
	for _, p := range held {
		if slices.Contains(kept, p.Name) {
			continue
		}
		if err := r.surplus(a.spot.under("plans"), "plan", app.Slug+"/"+p.Name, func() error {
			return r.Subscriptions.DeletePlan(ctx, r.by, app.ID, p.ID)
		}); err != nil {
			return err
		}
	}
	return nil
}

// plan makes the plan, or changes the one that is at a place of those there are.
func (r *run) plan(ctx context.Context, at spot, app application.Application, want planEntry, held []subscription.Plan, place int) error {
	var now subscription.Plan
	seen := edits{all: place < 0}
	if place >= 0 {
		now = held[place]
	}
	var features *object
	if want.Features.RawMessage != nil {
		features = &want.Features
	}
	changes := subscription.PlanChanges{
		Description:     wanted(&seen, "description", now.Description, trimmed(want.Description.get())),
		StripeProductID: wanted(&seen, "stripeProductId", now.StripeProductID, trimmed(want.StripeProductID.get())),
		IsDefault:       wanted(&seen, "isDefault", now.IsDefault, want.IsDefault),
	}
	if changed := wanted(&seen, "features", object{now.Features}, features); changed != nil {
		changes.Features = changed.RawMessage
	}
	var err error
	switch {
	case place < 0:
		now, err = r.Subscriptions.CreatePlan(ctx, r.by, app.ID, subscription.NewPlan{
			Name: want.Name, Description: want.Description.value, StripeProductID: want.StripeProductID.value,
			Features: want.Features.RawMessage, IsDefault: isTrue(want.IsDefault),
		})
		if err == nil {
			r.change(Add, "plan", app.Slug+"/"+now.Name, seen.fields...)
		}
	case len(seen.fields) > 0:
		_, err = r.Subscriptions.ChangePlan(ctx, r.by, app.ID, now.ID, changes)
		r.change(Edit, "plan", app.Slug+"/"+now.Name, seen.fields...)
	}
	if err != nil {
		return r.refused(at, err)
	}
	return r.prices(ctx, at, app, now, want)
}

// key is what a price is found by: one with another amount takes its place.
func (p priceEntry) key() string {
	return strings.TrimSpace(p.Name) + " (" + cmp.Or(strings.ToLower(p.Currency), "usd") + ", " + cmp.Or(p.Interval, subscription.Monthly) + ")"
}

func keyOf(p subscription.Price) string { return p.Name + " (" + p.Currency + ", " + p.Interval + ")" }

func (r *run) prices(ctx context.Context, at spot, app application.Application, plan subscription.Plan, want planEntry) error {
	if want.Prices == nil {
		return nil
	}
	left := slices.Clone(plan.Prices)
	for i, entry := range *want.Prices {
		if found := slices.IndexFunc(left, entry.is); found >= 0 {
			left = slices.Delete(left, found, found+1)
			continue
		}
		var old *subscription.Price
		if at := slices.IndexFunc(left, func(p subscription.Price) bool { return keyOf(p) == entry.key() }); at >= 0 {
			old = new(left[at])
			left = slices.Delete(left, at, at+1)
		}
		if err := r.price(ctx, at.item("prices", i), app, plan, entry, old); err != nil {
			return err
		}
	}
	for _, p := range left {
		if slices.ContainsFunc(*want.Prices, func(entry priceEntry) bool { return keyOf(p) == entry.key() }) {
			continue // a file names prices by their key, so it cannot ask for this one to go
		}
		name := fmt.Sprintf("%s/%s/%s: %d", app.Slug, plan.Name, keyOf(p), p.Amount)
		if err := r.surplus(at.under("prices"), "price", name, func() error {
			return r.Subscriptions.RemovePrice(ctx, r.by, app.ID, plan.ID, p.ID)
		}); err != nil {
			return err
		}
	}
	return nil
}

// is reports whether a price is the one that the file describes.
func (p priceEntry) is(held subscription.Price) bool {
	if keyOf(held) != p.key() || held.Amount != p.Amount {
		return false
	}
	return !p.StripePriceID.given || held.StripePriceID == strings.TrimSpace(p.StripePriceID.value)
}

// price makes a price, in the place of an old one if there is any: what a price
// is never changes.
func (r *run) price(ctx context.Context, at spot, app application.Application, plan subscription.Plan, want priceEntry, old *subscription.Price) error {
	var now subscription.Price
	seen, verb, stripe := edits{all: true}, Add, trimmed(want.StripePriceID.get())
	if old != nil {
		now, seen.all, verb = *old, false, Edit
		if stripe == nil { // a price of Stripe's has one amount
			stripe = new("")
		}
		if err := r.Subscriptions.RemovePrice(ctx, r.by, app.ID, plan.ID, old.ID); err != nil {
			return r.refused(at, err)
		}
	}
	wanted(&seen, "amount", now.Amount, &want.Amount)
	wanted(&seen, "stripePriceId", now.StripePriceID, stripe)
	if _, err := r.Subscriptions.AddPrice(ctx, r.by, app.ID, plan.ID, subscription.NewPrice{
		Name: want.Name, Amount: want.Amount, Currency: want.Currency, Interval: want.Interval, StripePriceID: orEmpty(stripe),
	}); err != nil {
		return r.refused(at, err)
	}
	r.change(verb, "price", app.Slug+"/"+plan.Name+"/"+want.key(), seen.fields...)
	return nil
}
