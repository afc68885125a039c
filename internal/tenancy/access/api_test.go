package access_test

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
	"github.com/circle-rd/auth-service/internal/tenancy/access"
)

type client struct{ http.Handler }

// serve mounts the handlers as the route table does, called by an admin.
func serve(f fixture) client {
	h := access.NewHTTP(f.Service)
	api, mux := web.NewAPI("test", "0", "http://localhost"), http.NewServeMux()
	created := web.Doc{Status: 201, Invalid: access.ErrInvalid}
	gone := web.Doc{Status: 204}
	for pattern, e := range map[string]web.Endpoint{
		"GET /{id}/users":                                  web.Op(h.ListUsers, web.Doc{Invalid: access.ErrInvalid}),
		"POST /{id}/users":                                 web.Op(h.AddUser, created),
		"PATCH /{id}/users/{userId}":                       web.Op(h.UpdateUser, web.Doc{Invalid: access.ErrInvalid}),
		"DELETE /{id}/users/{userId}":                      web.Op(h.RemoveUser, gone),
		"POST /{id}/users/{userId}/roles/{roleId}":         web.Op(h.AddUserRole, web.Doc{Status: 201}),
		"DELETE /{id}/users/{userId}/roles/{roleId}":       web.Op(h.RemoveUserRole, gone),
		"GET /{id}/roles":                                  web.Op(h.ListRoles, web.Doc{}),
		"POST /{id}/roles":                                 web.Op(h.CreateRole, created),
		"PATCH /{id}/roles/{roleId}":                       web.Op(h.UpdateRole, web.Doc{Invalid: access.ErrInvalid}),
		"DELETE /{id}/roles/{roleId}":                      web.Op(h.DeleteRole, gone),
		"GET /{id}/permissions":                            web.Op(h.ListPermissions, web.Doc{}),
		"POST /{id}/permissions":                           web.Op(h.CreatePermission, created),
		"DELETE /{id}/permissions/{permId}":                web.Op(h.DeletePermission, gone),
		"POST /{id}/roles/{roleId}/permissions":            web.Op(h.AddRolePermission, created),
		"POST /{id}/roles/{roleId}/permissions/{permId}":   web.Op(h.PutRolePermission, web.Doc{Status: 201}),
		"DELETE /{id}/roles/{roleId}/permissions/{permId}": web.Op(h.RemoveRolePermission, gone),

		"GET /organizations/{id}/applications":                         web.Op(h.ListAllowed, web.Doc{}),
		"PUT /organizations/{id}/applications/{applicationId}":         web.Op(h.Allow, web.Doc{}),
		"DELETE /organizations/{id}/applications/{applicationId}":      web.Op(h.Disallow, gone),
		"GET /organizations/{id}/members/{memberId}/roles":             web.Op(h.ListMemberRoles, web.Doc{}),
		"PUT /organizations/{id}/members/{memberId}/roles/{roleId}":    web.Op(h.PutMemberRole, web.Doc{}),
		"DELETE /organizations/{id}/members/{memberId}/roles/{roleId}": web.Op(h.RemoveMemberRole, gone),
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

const at = `"createdAt":"2026-11-23T08:00:00.000Z"`

func roleText(name, description, isDefault string) string {
	return `{"id":"<id>","applicationId":"<id>","name":"` + name + `","description":` + description + `,"isDefault":` + isDefault + `,` + at
}

func TestHTTPRoles(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		c := serve(f)
		app := "/" + f.application(t, "app").ID
		c.want(t, "GET", app+"/roles", "", 200, `{"roles":[`+roleText("user", "null", "true")+`,"permissionIds":[]},`+roleText("admin", "null", "false")+`,"permissionIds":[]}]}`)
		c.want(t, "POST", app+"/roles", `{"name":"editor","description":"Edits","isDefault":true}`, 201, `{"role":`+roleText("editor", `"Edits"`, "true")+`}}`)
		c.refused(t, "POST", app+"/roles", `{"name":"editor"}`, 409, "PERM_004")
		editor := f.roleNamed(t, app[1:], "editor")
		role := app + "/roles/" + editor.ID
		c.want(t, "PATCH", role, `{"description":"E2","isDefault":false}`, 200, `{"role":`+roleText("editor", `"E2"`, "false")+`}}`)
		c.want(t, "PATCH", role, `{}`, 200, `{"role":`+roleText("editor", `"E2"`, "false")+`}}`)
		c.want(t, "PATCH", role, `{"description":null}`, 200, `{"role":`+roleText("editor", `null`, "false")+`}}`)
		c.refused(t, "PATCH", role, `{"name":"admin"}`, 409, "PERM_004")

		c.want(t, "POST", app+"/permissions", `{"resource":"docs.pages","action":"write"}`, 201,
			`{"permission":{"id":"<id>","applicationId":"<id>","resource":"docs.pages","action":"write",`+at+`}}`)
		c.want(t, "POST", app+"/permissions", `{"resource":"docs"}`, 201,
			`{"permission":{"id":"<id>","applicationId":"<id>","resource":"docs","action":"read",`+at+`}}`)
		c.refused(t, "POST", app+"/permissions", `{"resource":"docs"}`, 409, "PERM_005")
		c.want(t, "GET", app+"/permissions", "", 200, `{"permissions":[{"id":"<id>","applicationId":"<id>","resource":"docs.pages","action":"write",`+at+
			`},{"id":"<id>","applicationId":"<id>","resource":"docs","action":"read",`+at+`}]}`)
		pages, docs := f.permission(t, app[1:], "docs.pages.write"), f.permission(t, app[1:], "docs")

		for range 2 {
			c.want(t, "POST", role+"/permissions", `{"permissionId":"`+pages.ID+`"}`, 201, `{"ok":true}`)
		}
		c.want(t, "POST", role+"/permissions/"+docs.ID, "", 201, `{"ok":true}`)
		c.want(t, "POST", role+"/permissions/"+docs.ID, "{}", 201, `{"ok":true}`)
		if _, text := c.raw(t, "GET", app+"/roles", ""); !strings.Contains(text, `"permissionIds":["`+pages.ID+`","`+docs.ID+`"]`) {
			t.Errorf("roles with permissions: %s", text)
		}
		for range 2 {
			c.want(t, "DELETE", role+"/permissions/"+docs.ID, "", 204, "")
		}
		c.want(t, "DELETE", app+"/permissions/"+pages.ID, "", 204, "")
		c.refused(t, "DELETE", app+"/permissions/"+pages.ID, "", 404, "PERM_003")

		f.user(t, "ada", "Ada", actor.RoleUser)
		must(t, f.Grant(t.Context(), root, app[1:], "ada", editor.ID))
		c.refused(t, "DELETE", role, "", 400, "PERM_006")
		must(t, f.Revoke(t.Context(), root, app[1:], "ada"))
		c.want(t, "DELETE", role, "", 204, "")
		c.refused(t, "DELETE", role, "", 404, "PERM_002")
	})
}

func TestHTTPUsers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		c := serve(f)
		app := "/" + f.application(t, "app").ID
		f.user(t, "ada", "Ada", actor.RoleUser)
		f.user(t, "bob", "Bob", actor.RoleUser)
		user, admin := f.roleNamed(t, app[1:], "user"), f.roleNamed(t, app[1:], "admin")
		c.want(t, "GET", app+"/users", "", 200, `{"users":[],"total":0,"page":1,"limit":50}`)
		c.want(t, "POST", app+"/users", `{"userId":"ada"}`, 201, `{"ok":true}`)
		c.want(t, "POST", app+"/users", `{"userId":"ada","roleId":"`+admin.ID+`"}`, 201, `{"ok":true}`)
		c.want(t, "POST", app+"/users", `{"userId":"bob","roleId":null}`, 201, `{"ok":true}`)
		c.want(t, "PATCH", app+"/users/bob", `{"roleId":null,"isActive":false}`, 200, `{"ok":true}`)
		ada := `{"userId":"ada","isActive":true,"subscriptionPlanId":null,` + at + `,"name":"Ada","email":"ada@example.com","roleId":"<id>",` +
			`"roles":[{"id":"<id>","name":"user"},{"id":"<id>","name":"admin"}]}`
		bob := `{"userId":"bob","isActive":false,"subscriptionPlanId":null,` + at + `,"name":"Bob","email":"bob@example.com","roleId":null,"roles":[]}`
		c.want(t, "GET", app+"/users", "", 200, `{"users":[`+ada+`,`+bob+`],"total":2,"page":1,"limit":50}`)
		c.want(t, "GET", app+"/users?page=2&limit=1", "", 200, `{"users":[`+bob+`],"total":2,"page":2,"limit":1}`)
		c.want(t, "GET", app+"/users?search=AD", "", 200, `{"users":[`+ada+`],"total":1,"page":1,"limit":50}`)
		c.want(t, "PATCH", app+"/users/ada", `{"roleId":"`+user.ID+`"}`, 200, `{"ok":true}`)
		f.is(t, app[1:], "ada", "true true [user] []")
		c.want(t, "POST", app+"/users/ada/roles/"+admin.ID, "", 201, `{"ok":true}`)
		f.is(t, app[1:], "ada", "true true [admin user] []")
		for range 2 {
			c.want(t, "DELETE", app+"/users/ada/roles/"+user.ID, "", 204, "")
		}
		f.is(t, app[1:], "ada", "true true [admin] []")
		for range 2 {
			c.want(t, "DELETE", app+"/users/ada", "", 204, "")
		}
		f.is(t, app[1:], "ada", "false false [] []")
		c.refused(t, "PATCH", app+"/users/ada", `{"isActive":true}`, 404, "USR_001")
		c.refused(t, "PATCH", app+"/users/%00", `{"isActive":true}`, 404, "USR_001")
		c.refused(t, "PATCH", app+"/users/%ff", `{"isActive":true}`, 404, "USR_001")
		c.refused(t, "PATCH", app+"/users/bob", `{"roleId":"`+unknown+`"}`, 404, "PERM_002")
		c.refused(t, "POST", app+"/users", `{"userId":"ghost"}`, 404, "USR_001")
		c.refused(t, "POST", app+"/users", `{"userId":"bob","roleId":"`+unknown+`"}`, 404, "PERM_002")
		c.refused(t, "POST", app+"/users/ada/roles/"+admin.ID, "", 404, "USR_001")
		c.refused(t, "POST", app+"/users/bob/roles/zz", "", 404, "PERM_002")
		for _, query := range []string{"page=0", "page=x", "limit=0", "limit=101", "limit=abc", "search=%00", "search=%ff", "page=99999999999999999999"} {
			c.refused(t, "GET", app+"/users?"+query, "", 400, "APP_001")
		}
		for _, body := range []string{"", `{}`, `{"userId":""}`, `{"userId":5}`, `{"userId":"ada","roleId":"zz"}`, `{bad`} {
			c.refused(t, "POST", app+"/users", body, 400, "APP_001")
		}
		for _, body := range []string{"", `{"roleId":"zz"}`, `{"isActive":"x"}`, `{"subscriptionPlanId":"x"}`} {
			c.refused(t, "PATCH", app+"/users/bob", body, 400, "APP_001")
		}
	})
}

func TestHTTPRefuses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		c := serve(f)
		app := "/" + f.application(t, "app").ID
		role := app + "/roles/" + f.roleNamed(t, app[1:], "user").ID
		for _, body := range []string{"", `{}`, `{"name":""}`, `{"name":" "}`, `{"name":"a\u0000"}`, `{"name":5}`, `{"name":"x","isDefault":"x"}`, `{bad`} {
			c.refused(t, "POST", app+"/roles", body, 400, "APP_001")
		}
		for _, body := range []string{"", `{"name":""}`, `{"name":"` + strings.Repeat("a", 65) + `"}`, `{"isDefault":1}`} {
			c.refused(t, "PATCH", role, body, 400, "APP_001")
		}
		c.refused(t, "POST", app+"/permissions", `{"resource":"1 bad"}`, 400, "PERM_001")
		c.refused(t, "POST", app+"/permissions", `{"resource":"x","action":"zap"}`, 400, "APP_001")
		c.refused(t, "POST", app+"/permissions", `{}`, 400, "APP_001")
		c.refused(t, "POST", role+"/permissions", `{}`, 400, "APP_001")
		for _, id := range []string{"zz", unknown, "%00", "%ff"} {
			for call, body := range map[string]string{
				"GET /users": "", "POST /users": `{"userId":"ada"}`, "PATCH /users/ada": `{}`, "DELETE /users/ada": "",
				"POST /users/ada/roles/" + unknown: "", "DELETE /users/ada/roles/" + unknown: "", "GET /roles": "", "POST /roles": `{"name":"x"}`,
				"PATCH /roles/" + unknown: `{}`, "DELETE /roles/" + unknown: "", "GET /permissions": "", "POST /permissions": `{"resource":"x"}`,
				"DELETE /permissions/" + unknown: "", "POST /roles/" + unknown + "/permissions": `{"permissionId":"x"}`,
				"POST /roles/" + unknown + "/permissions/" + unknown: "", "DELETE /roles/" + unknown + "/permissions/" + unknown: "",
			} {
				method, path, _ := strings.Cut(call, " ")
				c.refused(t, method, "/"+id+path, body, 404, "APP_002")
			}
			c.refused(t, "PATCH", app+"/roles/"+id, `{}`, 404, "PERM_002")
			c.refused(t, "DELETE", app+"/roles/"+id, "", 404, "PERM_002")
			c.refused(t, "DELETE", app+"/permissions/"+id, "", 404, "PERM_003")
			c.refused(t, "POST", app+"/roles/"+id+"/permissions/"+unknown, "", 404, "PERM_002")
			c.refused(t, "DELETE", app+"/roles/"+id+"/permissions/"+unknown, "", 404, "PERM_002")
			c.refused(t, "POST", role+"/permissions/"+id, "", 404, "PERM_003")
			c.refused(t, "POST", role+"/permissions", `{"permissionId":"`+id+`"}`, 404, "PERM_003")
			c.want(t, "DELETE", role+"/permissions/"+id, "", 204, "")
		}
	})
}
