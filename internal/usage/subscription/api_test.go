package subscription_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

type client struct{ http.Handler }

// serve mounts the handlers as the route table does, called by an admin.
func serve(f fixture) client {
	h := subscription.NewHTTP(f.Service)
	api, mux := web.NewAPI("test", "0", "http://localhost"), http.NewServeMux()
	for pattern, e := range map[string]web.Endpoint{
		"GET /{id}/plans":                              web.Op(h.ListPlans, web.Doc{}),
		"POST /{id}/plans":                             web.Op(h.CreatePlan, web.Doc{Status: 201, Invalid: subscription.ErrInvalidPlan}),
		"PATCH /{id}/plans/{planId}":                   web.Op(h.UpdatePlan, web.Doc{Invalid: subscription.ErrInvalidPlan}),
		"DELETE /{id}/plans/{planId}":                  web.Op(h.DeletePlan, web.Doc{Status: 204}),
		"POST /{id}/plans/{planId}/prices":             web.Op(h.CreatePrice, web.Doc{Status: 201, Invalid: subscription.ErrInvalidPrice}),
		"DELETE /{id}/plans/{planId}/prices/{priceId}": web.Op(h.DeletePrice, web.Doc{Status: 204}),
		"POST /{id}/users/{userId}/subscription":       web.Op(h.Subscribe, web.Doc{Status: 201, Invalid: subscription.ErrInvalid}),
		"DELETE /{id}/users/{userId}/subscription":     web.Op(h.Unsubscribe, web.Doc{Status: 204}),
	} {
		mux.Handle(pattern, api.Mount(pattern, web.Native, true, e))
	}
	return client{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(actor.With(r.Context(), root)))
	})}
}

func (c client) raw(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, reader)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w.Code, strings.TrimSpace(w.Body.String())
}

// want compares after ids were replaced by their kind.
func (c client) want(t *testing.T, method, path, body string, code int, text string) {
	t.Helper()
	gotCode, got := c.raw(t, method, path, body)
	got = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).ReplaceAllString(got, "<id>")
	if gotCode != code || got != text {
		t.Errorf("%s %s %s\n got %d %s\nwant %d %s", method, path, body, gotCode, got, code, text)
	}
}

func (c client) refused(t *testing.T, method, path, body string, code int, fault string) {
	t.Helper()
	gotCode, text := c.raw(t, method, path, body)
	var got struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil || gotCode != code || got.Error.Code != fault || got.Error.Message == "" {
		t.Errorf("%s %s %s\n got %d %s\nwant %d %s", method, path, body, gotCode, text, code, fault)
	}
}

const times = `"createdAt":"2026-11-23T08:00:00.000Z","updatedAt":"2026-11-23T08:00:00.000Z"`

func planText(name, description, product, features, tail string) string {
	return `{"id":"<id>","applicationId":"<id>","name":"` + name + `","description":` + description + `,"stripeProductId":` + product +
		`,"features":` + features + `,"isDefault":true,` + times + `,"activeSubscribers":` + tail + `}`
}

func TestHTTP(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		c := serve(f)
		f.user(t, "ada", actor.RoleUser)
		a := f.application(t, "app")
		app := "/" + a.ID
		free := planText("free", "null", "null", "{}", `0,"prices":[]`)
		c.want(t, "GET", app+"/plans", "", 200, `{"plans":[`+free+`]}`)
		c.want(t, "POST", app+"/plans", `{"name":"pro","description":"Pro","features":{"seats": 10, "x": {"y": [1]}},"isDefault":true,"stripeProductId":"prod_dummy"}`, 201,
			`{"plan":`+planText("pro", `"Pro"`, `"prod_dummy"`, `{"seats":10,"x":{"y":[1]}}`, `0,"prices":[]`)+`}`)
		c.want(t, "GET", app+"/plans", "", 200, `{"plans":[`+strings.Replace(free, `"isDefault":true`, `"isDefault":false`, 1)+`,`+
			planText("pro", `"Pro"`, `"prod_dummy"`, `{"seats":10,"x":{"y":[1]}}`, `0,"prices":[]`)+`]}`)
		c.refused(t, "POST", app+"/plans", `{"name":"pro"}`, 409, "SUB_005")
		plans, err := f.Plans(t.Context(), a.ID)
		must(t, err)
		pro := plans[1].ID
		c.want(t, "PATCH", app+"/plans/"+pro, `{"description":"P2","features":{"seats":11}}`, 200,
			`{"plan":`+planText("pro", `"P2"`, `"prod_dummy"`, `{"seats":11}`, `0`)+`}`)
		c.want(t, "PATCH", app+"/plans/"+pro, `{"description":null,"stripeProductId":null}`, 200,
			`{"plan":`+planText("pro", `null`, `null`, `{"seats":11}`, `0`)+`}`)

		subscriber := app + "/users/ada/subscription"
		c.want(t, "POST", subscriber, `{"planId":"`+pro+`","expiresAt":"2030-01-01T00:00:00Z"}`, 201,
			`{"subscription":{"id":"<id>","userId":"ada","applicationId":"<id>","planId":"<id>","expiresAt":"2030-01-01T00:00:00.000Z","isActive":true,`+times+`}}`)
		c.refused(t, "POST", subscriber, `{"planId":"`+pro+`"}`, 409, "SUB_002")
		c.refused(t, "DELETE", app+"/plans/"+pro, "", 400, "SUB_003")
		if _, text := c.raw(t, "GET", app+"/plans", ""); !strings.Contains(text, `"activeSubscribers":1`) {
			t.Errorf("plans: %s", text)
		}
		c.want(t, "DELETE", subscriber, "", 204, "")
		c.refused(t, "DELETE", subscriber, "", 404, "SUB_001")
		c.want(t, "POST", subscriber, `{"planId":"`+pro+`","expiresAt":null}`, 201,
			`{"subscription":{"id":"<id>","userId":"ada","applicationId":"<id>","planId":"<id>","expiresAt":null,"isActive":true,`+times+`}}`)
		c.want(t, "DELETE", subscriber, "", 204, "")
		c.want(t, "DELETE", app+"/plans/"+pro, "", 204, "")
		c.refused(t, "DELETE", app+"/plans/"+pro, "", 404, "SUB_001")
	})
}

func TestHTTPRefuses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		c := serve(f)
		f.user(t, "ada", actor.RoleUser)
		a := f.application(t, "app")
		plans, err := f.Plans(t.Context(), a.ID)
		must(t, err)
		app, free := "/"+a.ID, plans[0].ID
		for _, body := range []string{
			"", `{}`, `{bad`, `{"name":""}`, `{"name":5}`, `{"name":"x","features":[]}`, `{"name":"x","features":"{}"}`, `{"name":"x\u0000"}`,
			"{\"name\":\"x\",\"features\":{\"a\":\"\xff\"}}",
		} {
			c.refused(t, "POST", app+"/plans", body, 400, "APP_001")
		}
		for _, body := range []string{"", `{"name":""}`, `{"features":5}`, `{"isDefault":"x"}`} {
			c.refused(t, "PATCH", app+"/plans/"+free, body, 400, "APP_001")
		}
		for _, body := range []string{
			"", `{}`, `{"planId":"x"}`, `{"planId":"` + free + `","expiresAt":"2030-01-01"}`, `{"planId":"` + free + `","expiresAt":5}`,
			`{"planId":"` + free + `","expiresAt":"0001-01-01T00:00:00Z"}`,
		} {
			c.refused(t, "POST", app+"/users/ada/subscription", body, 400, "APP_001")
		}
		c.refused(t, "POST", app+"/users/ada/subscription", `{"planId":"`+unknown+`"}`, 404, "SUB_001")
		c.refused(t, "POST", app+"/users/ghost/subscription", `{"planId":"`+free+`"}`, 404, "USR_001")
		for _, id := range []string{"zz", unknown, "%00", "%ff"} {
			c.refused(t, "GET", "/"+id+"/plans", "", 404, "APP_002")
			c.refused(t, "POST", "/"+id+"/plans", `{"name":"x"}`, 404, "APP_002")
			c.refused(t, "PATCH", "/"+id+"/plans/"+free, `{}`, 404, "APP_002")
			c.refused(t, "DELETE", "/"+id+"/plans/"+free, "", 404, "APP_002")
			c.refused(t, "POST", "/"+id+"/users/ada/subscription", `{"planId":"`+free+`"}`, 404, "APP_002")
			c.refused(t, "DELETE", "/"+id+"/users/ada/subscription", "", 404, "APP_002")
			c.refused(t, "PATCH", app+"/plans/"+id, `{}`, 404, "SUB_001")
			c.refused(t, "DELETE", app+"/plans/"+id, "", 404, "SUB_001")
			c.refused(t, "DELETE", app+"/users/"+id+"/subscription", "", 404, "SUB_001")
		}
	})
}
