package application_test

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

type client struct{ http.Handler }

// serve mounts the handlers as the route table does, called by an admin.
func serve(f fixture) client {
	h := application.NewHTTP(f.Service)
	invalid := application.ErrInvalid.Saying("Invalid data")
	api, mux := web.NewAPI("test", "0", "http://localhost"), http.NewServeMux()
	for pattern, e := range map[string]web.Endpoint{
		"GET /api/admin/applications":                     web.Op(h.List, web.Doc{}),
		"POST /api/admin/applications":                    web.Op(h.Create, web.Doc{Status: 201, Invalid: application.ErrInvalid}),
		"GET /api/admin/applications/{id}":                web.Op(h.Get, web.Doc{}),
		"PATCH /api/admin/applications/{id}":              web.Op(h.Update, web.Doc{Invalid: invalid}),
		"DELETE /api/admin/applications/{id}":             web.Op(h.Delete, web.Doc{Status: 204}),
		"POST /api/admin/applications/{id}/rotate-secret": web.Op(h.RotateSecret, web.Doc{Invalid: invalid}),
	} {
		mux.Handle(pattern, api.Mount(pattern, web.Native, true, e))
	}
	return client{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(actor.With(r.Context(), root)))
	})}
}

// do returns the status and the body, ids and secrets replaced by their kind.
func (c client) do(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	code, text := c.raw(t, method, path, body)
	text = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).ReplaceAllString(text, "<id>")
	return code, regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(text, "<secret>")
}

func (c client) raw(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/admin/applications"+path, reader)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w.Code, strings.TrimSpace(w.Body.String())
}

func (c client) want(t *testing.T, method, path, body string, code int, text string) {
	t.Helper()
	if gotCode, got := c.do(t, method, path, body); gotCode != code || got != text {
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

const object = `{"id":"<id>","name":"Svc App","slug":"svc","description":null,"isActive":true,"skipConsent":false,"isMfaRequired":false,` +
	`"allowRegister":true,"grantOnRegister":false,"requirePkce":true,"allowedScopes":["openid","profile","email"],"redirectUris":[],` +
	`"isPublic":false,"idTokenSignedResponseAlg":"RS256","url":null,"icon":null,"clientId":"svc","origin":"admin","client":{},"createdAt":"2026-11-23T08:00:00.123Z",` +
	`"updatedAt":"2026-11-23T08:00:00.123Z","userCount":0,"planCount":0}`

func TestHTTP(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		c := serve(f)
		c.want(t, "GET", "", "", 200, `{"applications":[]}`)
		c.want(t, "POST", "", `{"name":"Svc App","slug":"svc"}`, 201, `{"application":`+object+`,"clientId":"svc","clientSecret":"<secret>"}`)
		c.want(t, "GET", "", "", 200, `{"applications":[`+object+`]}`)
		a, err := f.ByClientID(t.Context(), "svc")
		if err != nil {
			t.Fatal(err)
		}
		one := "/" + a.ID
		c.want(t, "GET", one, "", 200, `{"application":`+object+`}`)
		c.want(t, "PATCH", one, `{}`, 200, `{"application":`+object+`}`)
		c.want(t, "PATCH", one, `{"name":null,"isActive":null,"allowedScopes":null}`, 200, `{"application":`+object+`}`) // as if left out
		c.want(t, "PATCH", one, `{"slug":"zz","isPublic":true,"id":"x","extra":1}`, 200, `{"application":`+object+`}`)
		changed := strings.NewReplacer(`"Svc App"`, `"Svc App 2"`, `"description":null`, `"description":"d"`, `"skipConsent":false`, `"skipConsent":true`,
			`["openid","profile","email"]`, `["openid","roles","email"]`, `"redirectUris":[]`, `"redirectUris":["https://x.example/cb"]`,
			`"allowRegister":true`, `"allowRegister":false`, `"url":null`, `"url":"https://x.example"`, `"RS256"`, `"ES256"`).Replace(object)
		c.want(t, "PATCH", one, `{"name":"Svc App 2","description":"d","allowedScopes":["openid","roles","email"],"redirectUris":["https://x.example/cb"],
			"skipConsent":true,"url":"https://x.example","icon":null,"allowRegister":false,"idTokenSignedResponseAlg":"ES256"}`, 200, `{"application":`+changed+`}`)
		c.want(t, "PATCH", one, `{"url":null,"description":null}`, 200, `{"application":`+
			strings.NewReplacer(`"url":"https://x.example"`, `"url":null`, `"description":"d"`, `"description":null`).Replace(changed)+`}`)
		for _, body := range []string{"", `{}`, `{"graceSeconds":3600}`} {
			c.want(t, "POST", one+"/rotate-secret", body, 200, `{"clientSecret":"<secret>"}`)
		}
		c.want(t, "POST", "", `{"name":"Full","slug":"full","description":"d","isActive":false,"isPublic":true,"skipConsent":true,"isMfaRequired":true,
			"allowRegister":false,"grantOnRegister":true,"requirePkce":false,"allowedScopes":[],"redirectUris":["com.example:/cb"],
			"url":"https://x.example","icon":"https://x.example/i.png","idTokenSignedResponseAlg":"PS256"}`, 201,
			`{"application":{"id":"<id>","name":"Full","slug":"full","description":"d","isActive":false,"skipConsent":true,"isMfaRequired":true,`+
				`"allowRegister":false,"grantOnRegister":true,"requirePkce":true,"allowedScopes":[],"redirectUris":["com.example:/cb"],`+
				`"isPublic":true,"idTokenSignedResponseAlg":"PS256","url":"https://x.example","icon":"https://x.example/i.png","clientId":"full","origin":"admin","client":{},`+
				`"createdAt":"2026-11-23T08:00:00.123Z","updatedAt":"2026-11-23T08:00:00.123Z","userCount":0,"planCount":0},"clientId":"full"}`)
		full, err := f.ByClientID(t.Context(), "full")
		if err != nil {
			t.Fatal(err)
		}
		c.refused(t, "POST", "/"+full.ID+"/rotate-secret", `{}`, 400, "APP_001")
		c.refused(t, "POST", "", `{"name":"Svc App","slug":"svc"}`, 409, "APP_003")
		c.want(t, "DELETE", one, "", 204, "")
		c.refused(t, "DELETE", one, "", 404, "APP_002")
	})
}

func TestHTTPRefuses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		c := serve(f)
		a, _ := f.create(t, application.NewApplication{Slug: "svc", Name: "Svc"})
		for _, body := range []string{
			"", `{}`, `{bad`, `[]`, `null`, `{"name":"X"}`, `{"name":"X","slug":"Bad Slug"}`, `{"name":"X","slug":""}`, `{"name":"","slug":"x"}`, `{"name":" ","slug":"x"}`,
			`{"name":"a\u0000b","slug":"x"}`, `{"name":5,"slug":"x"}`, `{"name":"X","slug":"x","isActive":"yes"}`,
			`{"name":"X","slug":"x","redirectUris":"x"}`, `{"name":"X","slug":"x","redirectUris":["zz"]}`, `{"name":"X","slug":"x","redirectUris":[5]}`,
			`{"name":"X","slug":"x","allowedScopes":["nope"]}`, `{"name":"X","slug":"x","url":"zz"}`,
			`{"name":"X","slug":"x","icon":"javascript:alert(1)"}`, `{"name":"X","slug":"x","idTokenSignedResponseAlg":"none"}`,
			`{"name":"X","slug":"x","description":"` + strings.Repeat("a", 501) + `"}`, `{"name":"X","slug":"` + strings.Repeat("a", 65) + `"}`,
		} {
			c.refused(t, "POST", "", body, 400, "APP_001")
		}
		for _, body := range []string{`{"name":""}`, `{"redirectUris":["http://x.example"]}`, `{"isActive":1}`, `{"url":5}`, `{bad`, ``} {
			c.refused(t, "PATCH", "/"+a.ID, body, 400, "APP_001")
		}
		for _, body := range []string{`{"graceSeconds":-1}`, `{"graceSeconds":2592001}`, `{"graceSeconds":1.5}`, `{"graceSeconds":"1"}`, `[]`} {
			c.refused(t, "POST", "/"+a.ID+"/rotate-secret", body, 400, "APP_001")
		}
		for _, id := range []string{"zz", "00000000-0000-0000-0000-000000000000", "%00", "%ff", "%F0%9F%92%A9", strings.Repeat("a", 5000)} {
			c.refused(t, "GET", "/"+id, "", 404, "APP_002")
			c.refused(t, "PATCH", "/"+id, `{"name":"x"}`, 404, "APP_002")
			c.refused(t, "DELETE", "/"+id, "", 404, "APP_002")
			c.refused(t, "POST", "/"+id+"/rotate-secret", "", 404, "APP_002")
		}
		if n := f.count(t, `SELECT count(*) FROM applications`); n != 1 {
			t.Errorf("%d applications", n)
		}
	})
}

func TestHTTPNamesTheField(t *testing.T) {
	c := serve(start(t, testdbSQLite(t), newClock()))
	_, text := c.raw(t, "POST", "", `{"name":"X","slug":"x","redirectUris":["https://x.example/cb","http://x.example/secret"]}`)
	if want := `"details":[{"field":"body.redirectUris[1]","problem":"must use https, or http on a loopback address"}]`; !strings.Contains(text, want) {
		t.Errorf("got %s, want %s", text, want)
	}
	_, text = c.raw(t, "POST", "", `{"name":"X","slug":"Top Secret"}`)
	if !strings.Contains(text, `"field":"body.slug"`) || strings.Contains(text, "Top Secret") {
		t.Errorf("got %s", text)
	}
}

func TestOpenAPI(t *testing.T) {
	h := application.NewHTTP(start(t, testdbSQLite(t), newClock()).Service)
	api := web.NewAPI("test", "0", "http://localhost")
	api.Mount("PATCH /api/admin/applications/{id}", web.Native, true, web.Op(h.Update, web.Doc{}))
	text, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"createdAt":{"format":"date-time","type":["string","null"]}`, `"redirectUris":{"items":{"type":"string"},"maxItems":50,"type":"array"}`,
		`"description":{"maxLength":500,"type":["string","null"]}`, `"isActive":{"type":"boolean"}`,
	} {
		if !strings.Contains(compact.String(), want) {
			t.Errorf("the document lacks %s", want)
		}
	}
	if t.Failed() {
		fmt.Fprintln(t.Output(), compact.String())
	}
}
