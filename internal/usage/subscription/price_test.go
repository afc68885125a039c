package subscription_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

func TestPrices(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		a, other := f.application(t, "app"), f.application(t, "other")
		pro, foreign := f.plan(t, a.ID, "pro", `{}`, false), f.plan(t, other.ID, "pro", `{}`, false)
		add := func(applicationID, planID string, n subscription.NewPrice) (subscription.Price, error) {
			return f.AddPrice(t.Context(), root, applicationID, planID, n)
		}
		monthly, err := add(a.ID, pro.ID, subscription.NewPrice{Name: " Monthly ", Amount: 990})
		must(t, err)
		if monthly.Name != "Monthly" || monthly.Currency != "usd" || monthly.Interval != subscription.Monthly || monthly.StripePriceID != "" {
			t.Errorf("defaults: %+v", monthly)
		}
		c.Advance(time.Second)
		forever, err := add(a.ID, pro.ID, subscription.NewPrice{Name: "Forever", Amount: 1_000_000_000_000, Currency: "EUR", Interval: subscription.Once, StripePriceID: "price_1"})
		must(t, err)
		_, err = add(other.ID, foreign.ID, subscription.NewPrice{Name: "M", Amount: 1})
		must(t, err)
		plans, err := f.Plans(t.Context(), a.ID)
		must(t, err)
		if got := fmt.Sprint(plans[0].Prices, plans[1].Prices); got != fmt.Sprint([]subscription.Price{}, []subscription.Price{monthly, forever}) || forever.Currency != "eur" {
			t.Errorf("prices: %s", got)
		}
		refused := func(applicationID, planID string, n subscription.NewPrice) error {
			_, err := add(applicationID, planID, n)
			return err
		}
		good := subscription.NewPrice{Name: "M", Amount: 1}
		remove := func(planID, priceID string) error {
			return f.RemovePrice(t.Context(), root, a.ID, planID, priceID)
		}
		for name, got := range map[string][2]error{
			"no name":             {refused(a.ID, pro.ID, subscription.NewPrice{Amount: 1}), subscription.ErrInvalidPrice},
			"long name":           {refused(a.ID, pro.ID, subscription.NewPrice{Name: strings.Repeat("a", 65), Amount: 1}), subscription.ErrInvalidPrice},
			"nothing":             {refused(a.ID, pro.ID, subscription.NewPrice{Name: "M"}), subscription.ErrInvalidPrice},
			"less than nothing":   {refused(a.ID, pro.ID, subscription.NewPrice{Name: "M", Amount: -1}), subscription.ErrInvalidPrice},
			"too much":            {refused(a.ID, pro.ID, subscription.NewPrice{Name: "M", Amount: 1_000_000_000_001}), subscription.ErrInvalidPrice},
			"no currency":         {refused(a.ID, pro.ID, subscription.NewPrice{Name: "M", Amount: 1, Currency: "€"}), subscription.ErrInvalidPrice},
			"a long currency":     {refused(a.ID, pro.ID, subscription.NewPrice{Name: "M", Amount: 1, Currency: "euro"}), subscription.ErrInvalidPrice},
			"every week":          {refused(a.ID, pro.ID, subscription.NewPrice{Name: "M", Amount: 1, Interval: "week"}), subscription.ErrInvalidPrice},
			"a price with NUL":    {refused(a.ID, pro.ID, subscription.NewPrice{Name: "M", Amount: 1, StripePriceID: "a\x00"}), subscription.ErrInvalidPrice},
			"another's plan":      {refused(a.ID, foreign.ID, good), subscription.ErrPlan},
			"unknown plan":        {refused(a.ID, unknown, good), subscription.ErrPlan},
			"unknown application": {refused("zz", pro.ID, good), application.ErrNotFound},
			"removal of nothing":  {remove(pro.ID, unknown), subscription.ErrPlan},
			"removal of no id":    {remove(pro.ID, "\x00"), subscription.ErrPlan},
			"removal elsewhere":   {remove(plans[0].ID, monthly.ID), subscription.ErrPlan},
		} {
			if !errors.Is(got[0], got[1]) {
				t.Errorf("%s: got %v, want %v", name, got[0], got[1])
			}
		}
		must(t, remove(pro.ID, monthly.ID))
		if err := remove(pro.ID, monthly.ID); !errors.Is(err, subscription.ErrPlan) {
			t.Errorf("removed twice: %v", err)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action IN ('plan.price_added', 'plan.price_removed') AND target_id = $1`, pro.ID); n != 3 {
			t.Errorf("%d audit events", n)
		}
		must(t, f.DeletePlan(t.Context(), root, a.ID, pro.ID))
		if n := f.count(t, `SELECT count(*) FROM plan_prices`); n != 1 {
			t.Errorf("%d prices after the plan went", n)
		}
	})
}

func TestHTTPPrices(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		c := serve(f)
		a := f.application(t, "app")
		plans, err := f.Plans(t.Context(), a.ID)
		must(t, err)
		path := "/" + a.ID + "/plans/" + plans[0].ID + "/prices"
		price := `{"id":"<id>","planId":"<id>","name":"Monthly","amount":"990","currency":"usd","interval":"month","stripePriceId":null,"createdAt":"2026-11-23T08:00:00.000Z"}`
		c.want(t, "POST", path, `{"name":"Monthly","amount":990}`, 201, `{"price":`+price+`}`)
		if _, text := c.raw(t, "GET", "/"+a.ID+"/plans", ""); !strings.Contains(text, `"amount":"990"`) {
			t.Errorf("plans: %s", text)
		}
		for _, body := range []string{
			"", `{}`, `{bad`, `{"name":"M"}`, `{"amount":1}`, `{"name":"","amount":1}`, `{"name":"M","amount":-1}`, `{"name":"M","amount":0}`, `{"name":"M","amount":1.5}`,
			`{"name":"M","amount":"1"}`, `{"name":"M","amount":1e30}`, `{"name":"M","amount":1,"currency":"us"}`, `{"name":"M","amount":1,"interval":"week"}`,
		} {
			c.refused(t, "POST", path, body, 400, "APP_001")
		}
		c.refused(t, "POST", "/"+a.ID+"/plans/"+unknown+"/prices", `{"name":"M","amount":1}`, 404, "SUB_001")
		for _, id := range []string{unknown, "zz", "%00"} {
			c.refused(t, "DELETE", path+"/"+id, "", 404, "SUB_001")
		}
		plans, err = f.Plans(t.Context(), a.ID)
		must(t, err)
		c.want(t, "DELETE", path+"/"+plans[0].Prices[0].ID, "", 204, "")
	})
}

// Known bug 64: neither an expired subscription nor an inactive one is a plan.
func TestOwnSubscriptions(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		f.user(t, "ada", actor.RoleUser)
		f.user(t, "bob", actor.RoleUser)
		zoo, shop, left, off := f.application(t, "zoo"), f.application(t, "shop-2"), f.application(t, "left"), f.application(t, "off")
		for _, a := range []application.Application{zoo, shop, off} {
			must(t, f.accesses.Grant(t.Context(), root, a.ID, "ada", ""))
		}
		must(t, f.accesses.Grant(t.Context(), root, left.ID, "bob", ""))
		must(t, f.accesses.Change(t.Context(), root, off.ID, "ada", access.MemberChanges{IsActive: new(false)}))
		told := func(want string) {
			t.Helper()
			all, err := f.Own(t.Context(), "ada")
			must(t, err)
			var got []string
			for _, o := range all {
				plan := "none"
				if o.Plan != nil {
					plan = o.Plan.Name + string(o.Plan.Features)
				}
				got = append(got, o.Application.Slug+" "+plan)
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("got %q, want %s", got, want)
			}
		}
		told("shop-2 free{}, zoo free{}")
		pro := f.plan(t, shop.ID, "pro", `{"seats":5}`, false)
		must(t, f.SetPlan(t.Context(), root, shop.ID, "ada", ""))
		told("shop-2 none, zoo free{}")
		_, err := f.Subscribe(t.Context(), root, shop.ID, "ada", pro.ID, c.Now().Add(time.Hour))
		must(t, err)
		told(`shop-2 pro{"seats":5}, zoo free{}`)
		c.Advance(time.Hour)
		told("shop-2 none, zoo free{}")
		_, err = d.Exec(t.Context(), `UPDATE subscriptions SET is_active = FALSE`)
		must(t, err)
		told("shop-2 none, zoo none")
	})
}

// Features travel in tokens.
func TestFeaturesAreBounded(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		a := f.application(t, "app")
		c := serve(f)
		fits := `{"a":"` + strings.Repeat("x", 4096-len(`{"a":""}`)) + `"}`
		if p := f.plan(t, a.ID, "fits", fits, false); len(p.Features) != 4096 {
			t.Errorf("%d bytes", len(p.Features))
		}
		spaced := strings.Replace(fits, ":", strings.Repeat(" ", 100)+":", 1) // what says nothing is not counted
		f.plan(t, a.ID, "spaced", spaced, false)
		status, text := c.raw(t, "POST", "/"+a.ID+"/plans", `{"name":"long","features":`+strings.Replace(fits, "x", "xx", 1)+`}`)
		var refused struct {
			Error struct {
				Code    string `json:"code"`
				Details []struct {
					Field   string `json:"field"`
					Problem string `json:"problem"`
				} `json:"details"`
			} `json:"error"`
		}
		must(t, json.Unmarshal([]byte(text), &refused))
		if e := refused.Error; status != 400 || e.Code != "APP_001" || len(e.Details) != 1 || e.Details[0].Field != "body.features" || !strings.Contains(e.Details[0].Problem, "4096") {
			t.Errorf("%d %s", status, text)
		}
	})
}
