package server_test

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A recording is one request and the answer that the original gave.
type recording struct {
	Name    string `json:"name"`
	Request struct {
		Method  string            `json:"method"`
		Path    string            `json:"path"`
		Headers map[string]string `json:"headers"`
		Body    any               `json:"body"`
		Form    any               `json:"form"`
	} `json:"request"`
	Response struct {
		Status    int               `json:"status"`
		Headers   map[string]string `json:"headers"`
		SetCookie []string          `json:"setCookie"`
		Body      any               `json:"body"`
	} `json:"response"`
}

// A replay sends a script of recordings and compares the answers.
type replay struct {
	*seed.World
	file  string
	known map[string]string // recorded value → ours
	used  map[string]bool

	before func(step *recording) // may change a request that cannot be repeated; nil when all can
	after  func(step recording, got seed.Answer)
}

func TestReplay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		used := map[string]bool{}
		for file, prepare := range map[string]func(*testing.T, *replay, []recording){
			"core.json":            prepareCore,
			"two-factor.json":      prepareTwoFactor,
			"oauth-authorize.json": prepareOAuth,
			"oauth-token.json":     prepareOAuth,
			"oauth-misc.json":      prepareOAuthForOrganizations,
			"service-admin.json":   prepareAdmin,
			"passkey.json":         preparePasskeys,
			"social.json":          prepareSocial,
			"admin-plugin.json":    prepareAdminPlugin,
			"organization.json":    prepareOrganizations,

			"service-user-consumption-stripe.json": prepareUsage,
		} {
			t.Run(file, func(t *testing.T) {
				w := seed.New(t, empty(t, d), func(c *config.Config) {
					c.BaseURL, c.CORSOrigins = "http://127.0.0.1:3001", []string{"http://localhost:5173"}
					c.ValidAudiences = []string{"http://127.0.0.1:3001", seed.API}
					for _, kind := range []config.ProviderKind{config.GitHub, config.Google} {
						c.Providers = append(c.Providers, config.Provider{ID: string(kind), Kind: kind, ClientID: "id", ClientSecret: "x", SignUp: config.SignUpAlways})
					}
					c.Breached.List = false // the original let its users choose "Abcdefg1"
				})
				text, err := os.ReadFile("../../testdata/contract/" + file)
				if err != nil {
					t.Fatal(err)
				}
				var script []recording
				seed.Answer{Body: text}.Into(t, &script)
				r := &replay{World: w, file: file, known: map[string]string{}, used: used}
				prepare(t, r, script)
				for _, step := range script {
					r.step(t, step)
				}
			})
		}
		for key, e := range exceptions {
			if !used[key] {
				t.Errorf("the exception %q (%s) is not needed", key, e.reason)
			}
		}
		for key, reason := range additions {
			if !used[key] {
				t.Errorf("the addition %q (%s) is not needed", key, reason)
			}
		}
	})
}

// prepareCore reads the token that the recorded mail carried from ours.
func prepareCore(t *testing.T, r *replay, _ []recording) {
	const recorded = "x1mjeYkQKfOPPf6j7gYEM5WN"
	r.after = func(step recording, _ seed.Answer) {
		if step.Name != "request-password-reset ok" {
			return
		}
		for r.known[recorded] == "" {
			for _, link := range r.Mailbox(t).Await(t, "alice.3de28448@example.com").Links {
				if token, ok := strings.CutPrefix(link.Path, resetPath+"/"); ok {
					r.known[recorded] = token
				}
			}
		}
	}
}

// empty removes what an earlier script left in the database.
func empty(t *testing.T, d *db.DB) *db.DB {
	t.Helper()
	for _, table := range []string{"users", "organizations", "applications", "signing_keys", "setup_links", "throttles"} {
		if _, err := d.Exec(t.Context(), "DELETE FROM "+table); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// An exception says what we answer instead, and why.
type exception struct {
	status int
	code   string // of a refusal; empty when there is none to compare
	reason string
}

func (r *replay) step(t *testing.T, step recording) {
	t.Helper()
	key := r.file + "/" + step.Name
	if r.before != nil {
		r.before(&step)
	}
	got := r.send(t, step)
	problems := r.compare(t, step, got)
	r.learn(t, step, got)
	if r.after != nil {
		r.after(step, got)
	}
	r.Advance(t, 50*time.Millisecond)
	if e, excepted := exceptions[key]; excepted {
		if len(problems) == 0 {
			return // reported as not needed
		}
		r.used[key] = true
		if got.Status != e.status || got.Code() != e.code {
			t.Errorf("%s: %d %.200s, want %d %s: %s", step.Name, got.Status, got.Body, e.status, e.code, e.reason)
		}
		return
	}
	for _, p := range problems {
		t.Errorf("%s: %s\n  we answer %d %.300s", step.Name, p, got.Status, got.Body)
	}
}

func (r *replay) send(t *testing.T, step recording) seed.Answer {
	t.Helper()
	headers := []string{"Origin", ""}
	for name, value := range step.Request.Headers {
		headers = append(headers, name, r.ours(value))
	}
	body := ""
	switch form := step.Request.Form.(type) {
	case map[string]any:
		values := url.Values{}
		for name, v := range form {
			values.Set(name, r.ours(fmt.Sprint(v)))
		}
		body = values.Encode()
	case string:
		body = r.ours(form)
	}
	switch v := step.Request.Body.(type) {
	case nil:
	case string:
		body = v
	default:
		text, err := json.Marshal(r.translated(v))
		if err != nil {
			t.Fatal(err)
		}
		body = string(text)
	}
	return r.Browser(t).Do(t, step.Request.Method, r.ours(step.Request.Path), "", body, headers...)
}

// ours puts our values in the place of the recorded ones, the longest first.
func (r *replay) ours(text string) string {
	var recorded []string
	for value := range r.known {
		recorded = append(recorded, value)
	}
	slices.SortFunc(recorded, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var pairs []string
	for _, value := range recorded {
		pairs = append(pairs, value, r.known[value])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func (r *replay) translated(v any) any {
	switch v := v.(type) {
	case string:
		return r.ours(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = r.translated(v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name := range v {
			out[name] = r.translated(v[name])
		}
		return out
	}
	return v
}

// learn remembers which of our values stand for recorded ones.
func (r *replay) learn(t *testing.T, step recording, got seed.Answer) {
	t.Helper()
	for i, line := range step.Response.SetCookie {
		if lines := got.Header["Set-Cookie"]; i < len(lines) {
			r.equate(cookieValue(line), cookieValue(lines[i]))
		}
	}
	r.equateURL(step.Response.Headers["location"], got.Header.Get("Location"))
	if strings.Contains(step.Request.Path, "/list-users") {
		return // in another order than the recorded one
	}
	var body any
	if json.Unmarshal(got.Body, &body) == nil {
		r.pair(step.Response.Body, body)
	}
}

func cookieValue(line string) string {
	pair, _, _ := strings.Cut(line, ";")
	_, value, _ := strings.Cut(pair, "=")
	return value
}

const idLength = 16

func (r *replay) equate(recorded, ours string) {
	if len(recorded) >= idLength && recorded != ours && ours != "" && !strings.Contains(recorded, " ") {
		r.known[recorded] = ours
	}
}

func (r *replay) equateURL(recorded, ours string) {
	a, err := url.Parse(recorded)
	b, err2 := url.Parse(ours)
	if err != nil || err2 != nil {
		return
	}
	r.equate(a.RawQuery, b.RawQuery)
	r.equate(a.Query().Get("code"), b.Query().Get("code"))
	r.equate(a.Query().Get("state"), b.Query().Get("state"))
}

func (r *replay) pair(recorded, ours any) {
	switch a := recorded.(type) {
	case string:
		if b, ok := ours.(string); ok {
			r.equate(a, b)
			r.equateURL(a, b)
		}
	case []any:
		if b, ok := ours.([]any); ok && len(a) == len(b) {
			for i := range a {
				r.pair(a[i], b[i])
			}
		}
	case map[string]any:
		if b, ok := ours.(map[string]any); ok {
			for name := range a {
				r.pair(a[name], b[name])
			}
		}
	}
}

// compare returns what differs from the recorded answer.
func (r *replay) compare(t *testing.T, step recording, got seed.Answer) []string {
	t.Helper()
	want := step.Response
	if want.Status >= 500 { // no 500 binds: it is the client's mistake, or none
		if got.Status >= 400 && got.Status < 500 {
			return nil
		}
		return []string{fmt.Sprintf("the original failed with %d", want.Status)}
	}
	if got.Status != want.Status {
		return []string{fmt.Sprintf("status %d, recorded %d %v", got.Status, want.Status, want.Body)}
	}
	var problems []string
	if a, b := cookieNames(want.SetCookie), cookieNames(got.Header["Set-Cookie"]); a != b {
		problems = append(problems, fmt.Sprintf("cookies %q, recorded %q", b, a))
	}
	if a, b := shapeOfURL(want.Headers["location"]), shapeOfURL(got.Header.Get("Location")); a != b {
		problems = append(problems, fmt.Sprintf("leads to %s, recorded %s", b, a))
	}
	if _, signed := want.Headers["set-auth-jwt"]; signed != (got.Header.Get("Set-Auth-Jwt") != "") {
		problems = append(problems, "set-auth-jwt")
	}
	return append(problems, r.compareBody(want.Body, got)...)
}

func cookieNames(lines []string) string {
	var names []string
	for _, line := range lines {
		name, rest, _ := strings.Cut(line, "=")
		if name == "better-auth.known_device" { // the original remembers no browsers
			continue
		}
		_, attributes, _ := strings.Cut(rest, ";")
		names = append(names, name+attributes)
	}
	return strings.Join(names, ", ")
}

// shapeOfURL is an address with the names of its parameters.
func shapeOfURL(text string) string {
	address, query, _ := strings.Cut(text, "?")
	var names []string
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		if name == "error" {
			name += "=" + value
		}
		names = append(names, name)
	}
	return address + "?" + strings.Join(names, "&")
}

func (r *replay) compareBody(want any, got seed.Answer) []string {
	if text, ok := want.(string); ok {
		switch {
		case text == "[html page]" && !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html"):
			return []string{"no page"}
		case text == "" && len(got.Body) > 0:
			return []string{"the recorded body is empty"}
		}
		return nil
	}
	var ours any
	if err := json.Unmarshal(bytes.TrimSpace(got.Body), &ours); err != nil {
		return []string{"no JSON"}
	}
	if o, ok := want.(map[string]any); ok && got.Status >= 400 {
		return compareRefusal(o, got)
	}
	var problems []string
	for _, p := range differences("", want, ours) {
		if additions[p] != "" {
			r.used[p] = true
			continue
		}
		problems = append(problems, p)
	}
	return problems
}

// compareRefusal looks at the code; messages do not bind. The original wrote
// most native errors in its framework's own form (known-bugs 60).
func compareRefusal(want map[string]any, got seed.Answer) []string {
	code, _ := want["code"].(string)
	if native, ok := want["error"].(map[string]any); ok {
		code, _ = native["code"].(string)
	} else if text, ok := want["error"].(string); ok && want["statusCode"] == nil {
		code = text
	}
	if strings.HasPrefix(code, "FST_") || code == "" {
		return nil
	}
	if got.Code() != code {
		return []string{fmt.Sprintf("code %s, recorded %s", got.Code(), code)}
	}
	return nil
}

// differences lists members that are missing, added or of another type. A
// recorded null may be anything, for its type is not known.
func differences(path string, want, got any) []string {
	switch w := want.(type) {
	case nil:
		return nil
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return []string{path + " is no object"}
		}
		var all []string
		for name := range w {
			if _, there := g[name]; !there {
				all = append(all, path+"."+name+" missing")
				continue
			}
			all = append(all, differences(path+"."+name, w[name], g[name])...)
		}
		for name := range g {
			if _, there := w[name]; !there {
				all = append(all, path+"."+name+" added")
			}
		}
		return all
	case []any:
		g, ok := got.([]any)
		if !ok {
			return []string{path + " is no list"}
		}
		if len(w) > 0 && len(g) > 0 {
			return differences(path+"[]", w[0], g[0])
		}
		return nil
	}
	if fmt.Sprintf("%T", want) != fmt.Sprintf("%T", got) {
		return []string{fmt.Sprintf("%s is %T, recorded %T", path, got, want)}
	}
	return nil
}

// session makes a recorded session token one of the user's: it was signed with
// the secret that tests use.
func (r *replay) session(t *testing.T, u user.User, token string) {
	t.Helper()
	r.SignedIn(t, u)
	r.Exec(t, `UPDATE sessions SET token = $2 WHERE user_id = $1 AND token NOT LIKE $2`, u.ID, token)
}

// secretOf gives an application its recorded secret.
func (r *replay) secretOf(t *testing.T, a seed.App, text string) {
	t.Helper()
	r.Exec(t, `UPDATE application_secrets SET digest = $2 WHERE application_id = $1`, a.ID, secret.Digest(text))
	r.Forget(t, "application", a.Slug)
}

// prepareSocial signs the recorded user in, who has a password and nothing else.
func prepareSocial(t *testing.T, r *replay, _ []recording) {
	r.session(t, r.User(t, "Alice Wonder", "alice@example.com"), "P6hwbwNbbK1riSMzlvks00wIL73gzdA8")
}

const cb = "http://127.0.0.1:9999/cb"

// prepareOAuth makes the recorded applications and user, and the codes and
// tokens that were given out before the script begins.
func prepareOAuth(t *testing.T, r *replay, script []recording) {
	u := r.User(t, "Olive Anne Auth", "oa.10af5795@example.com")
	apps := map[string]seed.App{}
	for slug, n := range map[string]application.NewApplication{
		"conf-10af5795": {Name: "App conf"}, "pub-10af5795": {IsPublic: true}, "lim-10af5795": {AllowedScopes: []string{"openid", "profile"}},
		"skip-10af5795": {SkipConsent: true}, "m2m-10af5795": {AllowedScopes: []string{"roles", "permissions", "openid"}},
	} {
		n.Slug, n.RedirectURIs = slug, []string{cb, cb + "2?x=1"}
		apps[slug] = r.Application(t, n)
		r.Access(t, apps[slug], u)
	}
	r.session(t, u, "QjctxRS3s0Oknl2M2PjANzhKgT80suVe")
	live := r.sessionOf(t, u)
	r.Exec(t, `UPDATE plans SET features = $2 WHERE application_id = $1`, apps["conf-10af5795"].ID, `{"beta":true,"tier":"free","seats":5}`)
	signer := secret.NewSigner(seed.Secret)
	for _, step := range script {
		if body, ok := step.Request.Body.(map[string]any); ok && !strings.Contains(step.Name, "expired") {
			query, _ := body["oauth_query"].(string)
			if pairs, _, good := oauth.VerifyQuery(signer, query, time.Time{}); good {
				r.known[query] = oauth.SignQuery(signer, pairs, r.Clock.Now()) // the recorded one has expired
			}
		}
		form := formOf(t, step)
		a, known := apps[form.Get("client_id")]
		if id, password, ok := basicOf(step.Request.Headers["authorization"]); ok {
			a, known = apps[id], apps[id].ID != ""
			form.Set("client_secret", password)
		}
		if step.Response.Status < 300 && form.Get("client_secret") != "" && known {
			r.secretOf(t, a, form.Get("client_secret"))
		}
		if strings.HasPrefix(step.Name, "refresh wrong client") {
			r.secretOf(t, apps["skip-10af5795"], form.Get("client_secret"))
		}
		if code := form.Get("code"); len(code) == 32 {
			if step.Name == "code of other client" || !known {
				a = apps["conf-10af5795"]
			}
			r.code(t, a, u, live, code, step.Name != "resource without openid scope")
		}
		token := form.Get("token")
		if bearer, ok := strings.CutPrefix(step.Request.Headers["authorization"], "Bearer "); ok {
			token = bearer
		}
		if step.Name == "userinfo without Bearer prefix" {
			token = step.Request.Headers["authorization"]
		}
		if step.Response.Status == 200 && len(token) == 32 {
			r.token(t, apps["conf-10af5795"], u, live, token, strings.Contains(step.Name, "refresh"))
		}
	}
}

func formOf(t *testing.T, step recording) url.Values {
	t.Helper()
	switch form := step.Request.Form.(type) {
	case map[string]any:
		values := url.Values{}
		for name, v := range form {
			values.Set(name, fmt.Sprint(v))
		}
		return values
	case string:
		values, err := url.ParseQuery(form)
		if err != nil {
			t.Fatal(err)
		}
		return values
	}
	return url.Values{}
}

func (r *replay) sessionOf(t *testing.T, u user.User) string {
	t.Helper()
	sessions, err := r.Services.Sessions.List(t.Context(), u.ID)
	if err != nil || len(sessions) == 0 {
		t.Fatalf("no session: %v", err)
	}
	return sessions[0].ID
}

// recordedChallenge belongs to the verifier of the recorded requests.
const recordedChallenge = "QuE6zZxVSxKjdNtLBLdH2IQoKQqMFQkYkNFLKOxFPJ8"

func (r *replay) grant(t *testing.T, a seed.App, u user.User, sessionID string, scopes []string) (grant.Held, string) {
	t.Helper()
	code, err := r.Services.Grants.Issue(t.Context(), grant.Grant{
		ApplicationID: a.ID, UserID: u.ID, SessionID: sessionID, Scopes: scopes, Nonce: "n0nce", AuthTime: r.Clock.Now(), Methods: []string{"pwd"},
		Challenge: recordedChallenge, RedirectURI: cb,
	})
	if err != nil {
		t.Fatal(err)
	}
	id, err := db.One(t.Context(), r.Services.DB, db.ScanString, `SELECT id FROM grants WHERE code_digest = $1`, secret.Digest(code))
	if err != nil {
		t.Fatal(err)
	}
	held, err := r.Services.Grants.ByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return held, code
}

var recordedScopes = []string{"openid", "profile", "email", "offline_access", "roles", "permissions", "features"}

func (r *replay) code(t *testing.T, a seed.App, u user.User, sessionID, code string, openid bool) {
	t.Helper()
	scopes := recordedScopes
	if !openid {
		scopes = []string{"profile", "roles"}
	}
	held, _ := r.grant(t, a, u, sessionID, scopes)
	r.Exec(t, `UPDATE grants SET code_digest = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM grants o WHERE o.code_digest = $2)`, held.Grant.ID, secret.Digest(code))
}

func (r *replay) token(t *testing.T, a seed.App, u user.User, sessionID, token string, refresh bool) {
	t.Helper()
	held, _ := r.grant(t, a, u, sessionID, recordedScopes)
	n := grant.Token{
		Digest: secret.Digest(token), Kind: grant.KindAccess, ApplicationID: a.ID, GrantID: held.Grant.ID, Scopes: recordedScopes,
		CreatedAt: r.Clock.Now(), ExpiresAt: r.Clock.Now().Add(time.Hour),
	}
	if refresh {
		n.Kind = grant.KindRefresh
	}
	if _, err := r.Services.Grants.Find(t.Context(), token); err == nil {
		return // shown twice
	}
	if err := r.Services.Grants.Remember(t.Context(), n); err != nil {
		t.Fatal(err)
	}
}

func basicOf(header string) (id, password string, ok bool) {
	encoded, basic := strings.CutPrefix(header, "Basic ")
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if !basic || err != nil {
		return "", "", false
	}
	return strings.Cut(string(raw), ":")
}

// prepareAdmin signs the recorded administrator and user in.
func prepareAdmin(t *testing.T, r *replay, _ []recording) {
	root, u := r.Superadmin(t), r.User(t, "Svc User", "svc.9eb3183f@example.com")
	r.known["SrlaNxzDGOZOKGU3ajxdohOasSN7Jjng"], r.known["RhDlDZisuDfZYF218bYmdGXcQtoiPFlh"] = root.ID, u.ID
	r.session(t, root, "UXecU5tLHBug5OszgY3p6CkKiuEUShaU")
	r.session(t, u, "zaEgl8qD0R0BR2Ku6ZGzbTxhahbpwWXb")
	r.prepareAdminOrganizations(t, root)
	r.session(t, r.Admin(t), "ySh4ult9sU7OrBqpKe75kwuJBdmeYoso")
	others := r.before
	r.before = func(step *recording) { // lists may hold the two superadmins in either order
		if others != nil {
			others(step)
		}
		r.known["SrlaNxzDGOZOKGU3ajxdohOasSN7Jjng"], r.known["RhDlDZisuDfZYF218bYmdGXcQtoiPFlh"] = root.ID, u.ID
	}
}

// prepareAdminPlugin makes the recorded administrator and users.
func prepareAdminPlugin(t *testing.T, r *replay, _ []recording) {
	root, err := r.Services.Users.CreateBy(t.Context(), seed.Console(), user.NewUser{
		Name: "Superadmin", Email: "admin@example.com", Password: "changeme123!", Role: "superadmin",
	})
	if err != nil {
		t.Fatal(err)
	}
	u := r.User(t, "Normal User", "adm.u.cf002895@example.com")
	r.known["SrlaNxzDGOZOKGU3ajxdohOasSN7Jjng"], r.known["7KHVrOud3UITvwKkzr4rF35xuZkug8AP"] = root.ID, u.ID
	r.session(t, root, "IS3GPcee0mmXYjaZwqSBQNqbSqvczJxy")
	r.session(t, u, "Bix3aabxYHnHCbcM1WRJfuWO2FQkvUMP")
	for i := range 3 { // the recorded pages are of a longer list
		r.User(t, "Early "+strconv.Itoa(i), "early"+strconv.Itoa(i)+"@example.com")
	}
}
