package server_test

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const usersPath = "/api/admin/users"

// touches are the calls by which an administrator does something to an account.
func touches(id string) []struct {
	method, path string
	body         any
} {
	one := usersPath + "/" + id
	return []struct {
		method, path string
		body         any
	}{
		{"PATCH", one, map[string]any{"name": "Mine"}},
		{"PATCH", one, map[string]any{"role": "user"}},
		{"POST", one + "/disable", map[string]any{}},
		{"POST", one + "/enable", nil},
		{"POST", one + "/reset-password", nil},
		{"POST", one + "/reset-factors", nil},
		{"DELETE", one + "/sessions", nil},
		{"DELETE", one, nil},
	}
}

// Known bug 50: what /api/admin/users offers obeys the same hierarchy as the
// plugin.
func TestAdministrationOfUsersObeysTheHierarchy(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		root, asRoot := made(t, w, "Root", "superadmin")
		second, _ := made(t, w, "Second", "user,superadmin")
		admin, asAdmin := made(t, w, "Admin", "admin")
		olive, asOlive := made(t, w, "Olive", "user")
		before := w.Count(t, `SELECT COUNT(*) FROM sessions`)
		for _, target := range []user.User{root, second} {
			for _, c := range touches(target.ID) {
				asAdmin.JSON(t, c.method, c.path, c.body).Want(t, 403, "AUTH_001")
			}
		}
		for _, c := range touches(admin.ID) {
			asOlive.JSON(t, c.method, c.path, c.body).Want(t, 403, "AUTH_001")
			w.Browser(t).JSON(t, c.method, c.path, c.body).Want(t, 401, "AUTH_001")
		}
		for _, path := range []string{usersPath, usersPath + "/" + admin.ID, "/api/admin/stats", "/api/admin/services", "/api/admin/sessions"} {
			asOlive.Get(t, path).Want(t, 403, "AUTH_001")
			w.Browser(t).Get(t, path).Want(t, 401, "AUTH_001")
		}
		for _, target := range []user.User{admin, olive} { // nobody makes themselves or others what they are not
			for _, role := range []any{"superadmin", []string{"user", "superadmin"}} {
				asAdmin.JSON(t, "PATCH", usersPath+"/"+target.ID, map[string]any{"role": role}).Want(t, 403, "AUTH_001")
			}
		}
		asAdmin.Post(t, usersPath, map[string]any{"name": "X", "email": "x@example.com", "password": seed.Password, "role": "superadmin"}).Want(t, 403, "AUTH_001")
		asAdmin.Post(t, usersPath, map[string]any{"name": "X", "email": "x@example.com", "invite": true, "role": "superadmin"}).Want(t, 403, "AUTH_001")
		if a, b, c := roleOf(t, w, root.ID), roleOf(t, w, admin.ID), roleOf(t, w, olive.ID); a != "superadmin" || b != "admin" || c != "user" {
			t.Errorf("roles are %s, %s, %s", a, b, c)
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM users WHERE banned OR name IN ('Mine', 'X')`); n != 0 || w.Count(t, `SELECT COUNT(*) FROM sessions`) != before {
			t.Error("a refused call has done something")
		}

		t.Run("the last superadmin stays", func(t *testing.T) {
			asRoot.JSON(t, "DELETE", usersPath+"/"+second.ID, nil).Want(t, 204)
			asRoot.JSON(t, "PATCH", usersPath+"/"+root.ID, map[string]any{"role": "admin"}).Want(t, 400, "USR_002")
			asRoot.Post(t, usersPath+"/"+root.ID+"/disable", map[string]any{}).Want(t, 400, "USR_003")
			asRoot.JSON(t, "DELETE", usersPath+"/"+root.ID, nil).Want(t, 400, "USR_003")
			asRoot.Get(t, usersPath+"/"+root.ID).Want(t, 200)
		})
		t.Run("what is permitted is done", func(t *testing.T) {
			for _, c := range touches(olive.ID) {
				if a := asAdmin.JSON(t, c.method, c.path, c.body); a.Status != http.StatusOK && a.Status != http.StatusNoContent {
					t.Errorf("%s %s: %d %s", c.method, c.path, a.Status, a.Body)
				}
			}
			asAdmin.Get(t, usersPath+"/"+olive.ID).Want(t, 404, "USR_001")
		})
	})
}

// Known bugs 51, 52, 60 and 63: roles and passwords obey the policy, who is not
// there is not found, and what cannot be read is a refusal with details.
func TestAdministrationOfUsersRefusesWithReasons(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		_, b := made(t, w, "Root", "superadmin")
		olive, _ := made(t, w, "Olive", "user")
		create := func(more map[string]any) seed.Answer {
			body := map[string]any{"name": "N", "email": "n@example.com", "password": seed.Password}
			maps.Copy(body, more)
			return b.Post(t, usersPath, body)
		}
		for name, c := range map[string]struct {
			more   map[string]any
			status int
			code   string
		}{
			"unknown role":          {map[string]any{"role": "weird"}, 400, "USR_003"},
			"short password":        {map[string]any{"password": "a"}, 400, "USR_003"},
			"guessable password":    {map[string]any{"password": "n@example.com"}, 400, "AUTH_009"},
			"no password, no mail":  {map[string]any{"password": ""}, 400, "USR_003"},
			"password and mail":     {map[string]any{"invite": true}, 400, "USR_003"},
			"no address":            {map[string]any{"email": "nowhere"}, 400, "USR_003"},
			"an address of another": {map[string]any{"email": "OLIVE@example.com"}, 409, "AUTH_010"},
		} {
			t.Run(name, func(t *testing.T) {
				a := create(c.more).Want(t, c.status, c.code)
				if strings.Contains(string(a.Body), seed.Password) || strings.Contains(string(a.Body), "SELECT") {
					t.Errorf("tells %s", a.Body)
				}
			})
		}
		var told struct {
			Error struct {
				Code    string
				Details []map[string]string
			}
		}
		create(map[string]any{"role": "weird"}).Into(t, &told)
		if len(told.Error.Details) == 0 {
			t.Error("a refused member is not named")
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM users`); n != 2 {
			t.Errorf("%d users", n)
		}
		for _, id := range []string{"none", "00000000-0000-4000-8000-000000000000", "%00", "..%2F.."} {
			for _, c := range touches(id) {
				if a := b.JSON(t, c.method, c.path, c.body); a.Status != 404 && a.Status != 400 {
					t.Errorf("%s %s: %d %s", c.method, c.path, a.Status, a.Body)
				}
			}
		}
		for _, c := range touches("none") {
			b.JSON(t, c.method, c.path, c.body).Want(t, 404, "USR_001")
		}
		for _, part := range []string{"", "/factors", "/applications", "/organizations", "/activity", "/sessions", "/why?applicationId=none", "/preview?applicationId=none"} {
			b.Get(t, usersPath+"/none"+part).Want(t, 404, "USR_001")
		}
		for _, part := range []string{"/why?applicationId=none", "/preview?applicationId=%00"} {
			if a := b.Get(t, usersPath+"/"+olive.ID+part); a.Status != 404 && a.Status != 400 {
				t.Errorf("%s: %d %s", part, a.Status, a.Body)
			}
		}
	})
}

// Known bug 62: no page of another origin changes anything with a user's cookie.
func TestAdministrationOfUsersRefusesForeignOrigins(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, b := made(t, w, "Root", "superadmin")
		olive, _ := made(t, w, "Olive", "user")
		for _, c := range touches(olive.ID) {
			for _, origin := range []string{"https://evil.example", "null"} {
				if a := b.JSON(t, c.method, c.path, c.body, "Origin", origin); a.Status != 403 {
					t.Errorf("%s %s from %s: %d %s", c.method, c.path, origin, a.Status, a.Body)
				}
			}
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM users WHERE name = 'Olive' AND NOT banned`); n != 1 {
			t.Error("a page of another origin has changed an account")
		}
	})
}

// Known bugs 53 and 54: lists of roles are found by each role, and a search
// takes upper and lower case for the same and comes in order.
func TestUsersAreFoundWhateverTheCase(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, b := made(t, w, "Root", "superadmin")
		for _, name := range []string{"charlie", "Alice", "bob"} {
			w.Advance(t, time.Second)
			made(t, w, name, map[string]string{"bob": "user,admin"}[name])
		}
		find := func(query string) string {
			t.Helper()
			var page struct{ Users []struct{ Name string } }
			b.Get(t, usersPath+"?"+query).Want(t, 200).Into(t, &page)
			var names []string
			for _, u := range page.Users {
				names = append(names, u.Name)
			}
			return strings.Join(names, " ")
		}
		for query, want := range map[string]string{
			"":                          "bob Alice charlie Root",
			"sort=name":                 "Alice bob charlie Root",
			"sort=name&order=desc":      "Root charlie bob Alice",
			"search=ALI":                "Alice",
			"search=alice@EXAMPLE":      "Alice",
			"search=%25":                "",
			"role=admin":                "bob",
			"role=superadmin":           "Root",
			"sort=email&limit=1&page=2": "bob",
		} {
			if got := find(query); got != want {
				t.Errorf("%q finds %q, want %q", query, got, want)
			}
		}
		b.Get(t, usersPath+"?sort=password").Want(t, 400, "USR_003")
		b.Get(t, usersPath+"?cursor=x").Want(t, 400, "USR_003")
	})
}

// Known bug 66: an account that is deleted leaves nothing behind.
func TestNothingOfADeletedUserIsLeft(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		a.Access(t, a.crm, a.ada)
		enrol(t, a.World, a.browser)
		root := a.SignedIn(t, a.Admin(t))
		root.Post(t, "/api/consumption", map[string]any{"applicationId": a.crm.ID, "userId": a.ada.ID, "key": "calls", "value": 1}).Want(t, 200)
		tokens := a.Tokens(t, a.SignedIn(t, a.User(t, "Other", "other@example.com")), a.free(t), "openid")
		root.JSON(t, "DELETE", usersPath+"/"+a.ada.ID, nil).Want(t, 204)
		for _, table := range []string{
			"accounts", "sessions", "application_users", "user_roles", "subscriptions", "organization_members", "organization_roles", "consumption_totals", "grants", "passkeys",
		} {
			if n := a.Count(t, `SELECT COUNT(*) FROM `+table+` WHERE user_id = $1`, a.ada.ID); n != 0 {
				t.Errorf("%d rows of %s are left", n, table)
			}
		}
		if isSignedIn(t, a.browser) {
			t.Error("a session outlived the account")
		}
		a.Userinfo(t, tokens.Access).Want(t, 200) // others go on
	})
}

// free is an application that admits everyone.
func (a agency) free(t *testing.T) seed.App {
	t.Helper()
	return a.Application(t, application.NewApplication{Slug: "free", SkipConsent: true, Client: application.Client{AdmitsEveryone: true}})
}

// invited makes an account by invitation and returns the token of the mail.
func invited(t *testing.T, w *seed.World, b *seed.Browser, email string) (id, token string) {
	t.Helper()
	made := b.Post(t, usersPath, map[string]any{"name": "New Person", "email": email, "invite": true}).Want(t, 201).Object(t)["user"].(map[string]any)
	if made["emailVerified"] != false {
		t.Errorf("made %v", made)
	}
	link := w.Mailbox(t).AwaitLink(t, email, resetPath)
	id, _ = made["id"].(string)
	return id, strings.TrimPrefix(link.Path, resetPath+"/")
}

func TestAnInvitedUserChoosesThePassword(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, manyMails)
		_, b := made(t, w, "Root", "superadmin")
		choose := func(token string) seed.Answer {
			return w.Browser(t).Post(t, resetPath, map[string]any{"newPassword": newPassword, "token": token})
		}
		signIn := func(email string) seed.Answer {
			return w.Browser(t).Post(t, signInPath, map[string]any{"email": email, "password": newPassword})
		}

		id, token := invited(t, w, b, "new@example.com")
		signIn("new@example.com").Want(t, 401)
		choose(token).Want(t, 200)
		signIn("new@example.com").Want(t, 200)
		if n := w.Count(t, `SELECT COUNT(*) FROM users WHERE id = $1 AND email_verified`, id); n != 1 {
			t.Error("who followed the mail has not shown the address")
		}
		choose(token).Want(t, 400, "INVALID_TOKEN")

		t.Run("by whoever comes first", func(t *testing.T) {
			_, token := invited(t, w, b, "race@example.com")
			body := []byte(`{"newPassword":"` + newPassword + `","token":"` + token + `"}`)
			browser := w.Browser(t)
			n := parallel(t, 8, func(int) int {
				a, err := browser.Send(t.Context(), "POST", resetPath, asJSON, body)
				if err != nil {
					t.Error(err)
				}
				if a.Status == http.StatusOK {
					return 1
				}
				return 0
			})
			if n != 1 {
				t.Errorf("accepted %d times", n)
			}
		})
		t.Run("in time", func(t *testing.T) {
			_, token := invited(t, w, b, "late@example.com")
			w.Advance(t, 3*24*time.Hour)
			choose(token).Want(t, 400, "INVALID_TOKEN")
			signIn("late@example.com").Want(t, 401)
		})
		b = w.SignedIn(t, w.User(t, "Other Root", "other@example.com"))
		w.Exec(t, `UPDATE users SET role = 'superadmin' WHERE email = 'other@example.com'`)
		other, err := w.Services.Users.ByEmail(t.Context(), "other@example.com")
		if err != nil {
			t.Fatal(err)
		}
		w.Forget(t, "user", other.ID)
		t.Run("only where the mail went", func(t *testing.T) {
			id, token := invited(t, w, b, "typo@example.com")
			b.JSON(t, "PATCH", usersPath+"/"+id, map[string]any{"email": "right@example.com"}).Want(t, 200)
			choose(token).Want(t, 400, "INVALID_TOKEN")
			signIn("right@example.com").Want(t, 401)
		})
		t.Run("not when the account is disabled or gone", func(t *testing.T) {
			id, token := invited(t, w, b, "gone@example.com")
			b.JSON(t, "DELETE", usersPath+"/"+id, nil).Want(t, 204)
			choose(token).Want(t, 400, "INVALID_TOKEN")
		})
	})
}

func TestNobodyIsInvitedWithoutMail(t *testing.T) {
	w := seed.New(t, sqlite(t), seed.NoMail)
	_, b := made(t, w, "Root", "superadmin")
	b.Post(t, usersPath, map[string]any{"name": "N", "email": "n@example.com", "invite": true}).Want(t, 400, "MAIL_001")
	if n := w.Count(t, `SELECT COUNT(*) FROM users`); n != 1 {
		t.Errorf("%d users", n)
	}
}

// Whoever merely found an administrator's browser open opens nobody's account.
func TestFactorsAreResetAfterStepUp(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		root, _ := made(t, w, "Root", "superadmin")
		olive, asOlive := made(t, w, "Olive", "user")
		enrol(t, w, asOlive)
		at := usersPath + "/" + olive.ID + "/reset-factors"

		plain := w.SignedIn(t, root)
		w.Advance(t, 25*time.Hour)
		plain.Post(t, at, nil).Want(t, 403, "AUTH_020")
		fresh := w.SignedIn(t, root)
		phone := enrol(t, w, fresh)
		password := w.SignedIn(t, root) // without the factor that there is now
		password.Post(t, at, nil).Want(t, 403, "AUTH_004")
		stepped := pending(t, w, root)
		stepped.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 200)
		stepped.Post(t, usersPath+"/"+root.ID+"/reset-factors", nil).Want(t, 400, "USR_003")
		if n := w.Count(t, `SELECT COUNT(*) FROM users WHERE id = $1 AND two_factor_enabled`, olive.ID); n != 1 {
			t.Fatal("a refused call has reset the factors")
		}
		asOlive = w.SignedIn(t, olive)
		stepped.Post(t, at, nil).Want(t, 200)
		if isSignedIn(t, asOlive) {
			t.Error("a session outlived the factors it was proved by")
		}
		if o := signIn(t, w.Browser(t), olive).Object(t); o["twoFactorRedirect"] == true {
			t.Error("a factor is still asked for")
		}
		var held struct {
			Methods          []string
			TwoFactorEnabled bool
			BackupCodes      int
		}
		stepped.Get(t, usersPath+"/"+olive.ID+"/factors").Want(t, 200).Into(t, &held)
		if len(held.Methods) != 0 || held.TwoFactorEnabled || held.BackupCodes != 0 {
			t.Errorf("left: %+v", held)
		}
		if n := events(t, w, "factors.reset", olive.ID); n != 1 {
			t.Errorf("%d entries of the reset", n)
		}
	})
}

// Known bug 61: which services are used is told, and nothing of how.
func TestOutsideServicesTellNoSecret(t *testing.T) {
	const secret = "an-extremely-secret-thing"
	w := seed.New(t, sqlite(t), func(c *config.Config) {
		c.Stripe.SecretKey, c.Stripe.WebhookSecret = "sk_"+secret, "whsec_"+secret
		c.SMTP.Password = secret
		c.Providers = []config.Provider{
			{ID: "google", Kind: config.Google, Name: "Google", ClientID: "id-" + secret, ClientSecret: secret},
			{ID: "acme", Kind: config.OpenIDConnect, Name: "Acme", Issuer: "https://idp.example", ClientID: "id-" + secret, ClientSecret: secret},
		}
	})
	_, b := made(t, w, "Root", "superadmin")
	a := b.Get(t, "/api/admin/services").Want(t, 200)
	if text := string(a.Body); strings.Contains(text, secret) || strings.Contains(text, "idp.example") {
		t.Errorf("tells %s", text)
	}
	o := a.Object(t)
	providers, _ := o["providers"].(map[string]any)
	for name, want := range map[string]bool{"google": true, "acme": true, "github": false, "linkedin": false, "microsoft": false, "apple": false} {
		if got, told := providers[name].(map[string]any); !told || len(got) != 1 || got["enabled"] != want {
			t.Errorf("%s: %v", name, providers[name])
		}
	}
	if o["stripe"] != true || o["mail"] != true || len(o) != 3 {
		t.Errorf("tells %s", a.Body)
	}
	w = seed.New(t, sqlite(t))
	_, b = made(t, w, "Root", "superadmin")
	if o := b.Get(t, "/api/admin/services").Want(t, 200).Object(t); o["stripe"] != false {
		t.Errorf("without a key: %v", o)
	}
}

type preview struct {
	Scopes, Asks                   []string
	Refusal                        *struct{ Error, Rule string }
	IDToken, AccessToken, Userinfo map[string]any
}

func (a agency) preview(t *testing.T, b *seed.Browser, u user.User, app seed.App, organizationID, scope string) preview {
	t.Helper()
	var p preview
	b.Get(t, usersPath+"/"+u.ID+"/preview?applicationId="+app.ID+"&organizationId="+organizationID+"&scope="+strings.ReplaceAll(scope, " ", "+")).Want(t, 200).Into(t, &p)
	return p
}

// ofUser leaves of claims what is told about the user; the rest belongs to the
// one token that holds it.
func ofUser(claims map[string]any) map[string]any {
	told := map[string]any{}
	for name, value := range claims {
		if !slices.Contains([]string{
			"iss", "aud", "exp", "iat", "nbf", "jti", "sid", "azp", "nonce", "at_hash", "auth_time", "amr", "acr", "scope", "client_id", "active", "token_type", "username", "cnf", "grant_id",
		}, name) {
			told[name] = value
		}
	}
	return told
}

// What is shown beforehand is what tokens that are really issued tell.
func TestThePreviewIsWhatTokensTell(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		root := a.SignedIn(t, a.Admin(t))
		own := a.User(t, "Olive Martin", "olive@example.com")
		a.Access(t, a.crm, own)
		a.join(t, a.acme, own)
		a.assign(t, a.acme, own, a.editor)
		if _, err := a.Services.Users.UpdateBy(t.Context(), seed.Console(), own.ID, user.AdminChanges{Phone: new("+33 1"), Address: new("Paris")}); err != nil {
			t.Fatal(err)
		}
		const scope = "openid profile email phone address roles permissions features"
		for name, c := range map[string]struct {
			user         user.User
			organization string
			scope        string
		}{
			"a user with access":           {own, "", scope},
			"few scopes":                   {own, "", "openid roles"},
			"in an organization":           {own, a.acme, scope + " org"},
			"by an organization alone":     {a.ada, a.acme, scope + " org"},
			"in another organization":      {a.ada, a.umbrella, "openid org permissions"},
			"without the scope of sign-in": {own, "", "roles permissions"},
		} {
			t.Run(name, func(t *testing.T) {
				b := a.SignedIn(t, c.user)
				var tokens seed.Tokens
				if c.organization != "" {
					tokens = a.tokens(t, b, c.organization, c.scope, "resource", seed.API)
				} else {
					to := b.Authorize(t, a.crm.Request(c.scope, "resource", seed.API)).Want(t, 302).Location(t)
					if to.Path == "/oauth2/consent" {
						to = b.Consent(t, to, true).Want(t, 200).Location(t)
					}
					tokens = a.Token(t, a.crm.Exchange(to.Query().Get("code"), "resource", seed.API)).Tokens(t)
				}
				p := a.preview(t, root, c.user, a.crm, c.organization, c.scope)
				if p.Refusal != nil {
					t.Fatalf("refused: %+v", *p.Refusal)
				}
				if got := ofUser(verifiedJWT(t, a.World, tokens.Access, jose.ES256, "at+jwt")); !reflect.DeepEqual(got, p.AccessToken) {
					t.Errorf("the access token tells %v, shown was %v", got, p.AccessToken)
				}
				if !strings.Contains(c.scope, "openid") {
					if p.IDToken != nil || p.Userinfo != nil || tokens.ID != "" {
						t.Errorf("shown: %v and %v", p.IDToken, p.Userinfo)
					}
					return
				}
				if got := ofUser(verifiedJWT(t, a.World, tokens.ID, jose.RS256, "")); !reflect.DeepEqual(got, p.IDToken) {
					t.Errorf("the ID token tells %v, shown was %v", got, p.IDToken)
				}
				if got := ofUser(a.Userinfo(t, tokens.Access).Want(t, 200).Object(t)); !reflect.DeepEqual(got, p.Userinfo) {
					t.Errorf("userinfo tells %v, shown was %v", got, p.Userinfo)
				}
			})
		}

		t.Run("or why there are none", func(t *testing.T) {
			stranger := a.User(t, "Otto", "otto@example.com")
			if p := a.preview(t, root, stranger, a.crm, "", "openid"); p.Refusal == nil || p.Refusal.Error != "access_denied" || p.Refusal.Rule != "no_access_row" || p.AccessToken != nil {
				t.Errorf("%+v", p)
			}
			// What is given in an organization counts for nothing without the scope.
			if p := a.preview(t, root, a.ada, a.crm, a.acme, "openid"); p.Refusal == nil || p.Refusal.Error != "access_denied" {
				t.Errorf("%+v", p)
			}
			if p := a.preview(t, root, own, a.crm, "", "openid org"); !slices.Contains(p.Asks, "organization_choice") {
				t.Errorf("asks %v", p.Asks)
			}
			a.Ban(t, stranger.ID)
			if p := a.preview(t, root, stranger, a.crm, "", "openid"); p.Refusal == nil || p.Refusal.Rule != "user_banned" {
				t.Errorf("%+v", p)
			}
			for _, part := range []string{"/why", "/preview"} {
				at := usersPath + "/" + stranger.ID + part + "?applicationId=" + a.crm.ID + "&organizationId="
				root.Get(t, at+a.acme).Want(t, 403, "ORG_006")
				root.Get(t, at+"none").Want(t, 404, "ORG_001")
			}
		})
	})
}

// What somebody may do in an organization is explained by what was given there.
func TestWhyWithinAnOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		root := a.SignedIn(t, a.Admin(t))
		type reason struct {
			Rule, Effect string
			ID, Name     *string
			By           *struct{ Kind, ID string }
		}
		type why struct {
			Allowed bool
			Access  []reason
			Roles   []struct {
				Name string
				From []reason
			}
			Permissions []struct {
				Name  string
				Roles []string
			}
		}
		ask := func(organizationID string) (w why, brief string) {
			t.Helper()
			root.Get(t, usersPath+"/"+a.ada.ID+"/why?applicationId="+a.crm.ID+"&organizationId="+organizationID).Want(t, 200).Into(t, &w)
			for _, r := range w.Access {
				brief += r.Rule + " "
			}
			for _, r := range w.Roles {
				brief += r.Name
				for _, from := range r.From {
					brief += " by " + from.Rule
				}
				brief += " "
			}
			for _, p := range w.Permissions {
				brief += p.Name + " of " + strings.Join(p.Roles, ",") + " "
			}
			return w, strings.TrimSpace(brief)
		}
		if w, got := ask(""); w.Allowed || got != "no_access_row" {
			t.Errorf("for no organization: %s", got)
		}
		w, got := ask(a.acme)
		if !w.Allowed || got != "organization editor by organization_role docs of editor" {
			t.Errorf("for acme: %s", got)
		}
		if from := w.Roles[0].From[0]; from.ID == nil || *from.ID != a.acme || *from.Name != "acme" || from.By == nil || from.By.ID != a.by.UserID {
			t.Errorf("given by %+v", from)
		}
		if _, got := ask(a.umbrella); got != "organization auditor by organization_role logs of auditor" {
			t.Errorf("for umbrella: %s", got)
		}

		a.Access(t, a.crm, a.ada)
		if err := a.Services.Access.AddRole(t.Context(), a.by, a.crm.ID, a.ada.ID, a.editor.ID); err != nil {
			t.Fatal(err)
		}
		if _, got := ask(a.acme); got != "access_row editor by role by organization_role user by default_role docs of editor" {
			t.Errorf("with access of their own: %s", got)
		}
		if _, got := ask(""); got != "access_row editor by role user by default_role docs of editor" {
			t.Errorf("with access of their own, for no organization: %s", got)
		}
		a.remove(t, a.acme, a.ada)
		root.Get(t, usersPath+"/"+a.ada.ID+"/why?applicationId="+a.crm.ID+"&organizationId="+a.acme).Want(t, 403, "ORG_006")
	})
}

type figures struct {
	Users    struct{ Total, New, Banned, Unverified int }
	MFA      struct{ Users, TwoFactor, Passkeys, Required int }
	Sessions struct{ Active int }
	SignIns  struct {
		Total, Failures int
		ByDay           []struct {
			Day               string
			SignIns, Failures int
		}
	}
	Applications struct {
		Total, Active int
		Top           []struct {
			Slug          string
			Grants, Users int
		}
	}
	Organizations struct{ Total int }
	Usage         struct {
		CountedAt time.Time
		Keys      []struct {
			ApplicationSlug, Key, Total string
			Users                       int
		}
	}
}

func (f figures) day(t *testing.T, day string) string {
	t.Helper()
	for _, d := range f.SignIns.ByDay {
		if d.Day == day {
			return fmt.Sprint(d.SignIns, d.Failures)
		}
	}
	t.Fatalf("%s is not among %v", day, f.SignIns.ByDay)
	return ""
}

// The figures of the dashboard, before and after the days were rolled up, and
// after what they were counted from is gone.
func TestStats(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d) // it is 23 November
		root, _ := made(t, w, "Root", "superadmin")
		olive, _ := made(t, w, "Olive", "user")
		otto, _ := made(t, w, "Otto", "user")
		shop := w.Application(t, application.NewApplication{Slug: "shop", SkipConsent: true})
		blog := w.Application(t, application.NewApplication{Slug: "blog", SkipConsent: true})
		for _, u := range []user.User{olive, otto} {
			w.Access(t, shop, u)
		}
		w.Access(t, blog, otto)
		wrong := func() {
			w.Browser(t).Post(t, signInPath, map[string]any{"email": olive.Email, "password": "wrong-password"}).Want(t, 401)
		}
		b := w.Browser(t)
		signIn(t, b, olive)
		w.Tokens(t, b, shop, "openid")
		wrong()
		w.Advance(t, 24*time.Hour) // 24 November
		for _, u := range []user.User{olive, otto} {
			b := w.Browser(t)
			signIn(t, b, u)
			w.Tokens(t, b, shop, "openid")
			if u.ID == otto.ID {
				w.Tokens(t, b, blog, "openid")
				enrol(t, w, b)
			}
		}
		wrong()
		wrong()
		w.Ban(t, olive.ID)
		w.Exec(t, `UPDATE users SET is_mfa_required = TRUE, email_verified = TRUE WHERE id = $1`, olive.ID)
		asRoot := w.SignedIn(t, root)
		for _, u := range []user.User{olive, otto} {
			asRoot.Post(t, "/api/consumption", map[string]any{"applicationId": shop.ID, "userId": u.ID, "key": "calls", "value": 1.25}).Want(t, 200)
		}
		asRoot.Post(t, "/api/consumption", map[string]any{"applicationId": blog.ID, "userId": otto.ID, "key": "bytes", "value": -0.5}).Want(t, 200)
		look := func() figures {
			t.Helper()
			var f figures
			asRoot.Get(t, "/api/admin/stats?days=7").Want(t, 200).Into(t, &f)
			return f
		}
		check := func(when string, days ...string) {
			t.Helper()
			f := look()
			if got := fmt.Sprint(f.Users, f.MFA, f.Applications, f.Organizations); got != "{3 3 1 2} {1 1 0 1} {2 2 [{shop 3 3} {blog 1 2}]} {0}" {
				t.Errorf("%s: %s", when, got)
			}
			if len(f.SignIns.ByDay) != 7 {
				t.Errorf("%s: %v", when, f.SignIns.ByDay)
			}
			for i, day := range []string{"2026-11-22", "2026-11-23", "2026-11-24"} {
				if got := f.day(t, day); got != days[i] {
					t.Errorf("%s: on %s %s, want %s", when, day, got, days[i])
				}
			}
			if int64(f.Sessions.Active) != w.Count(t, `SELECT COUNT(*) FROM sessions`) {
				t.Errorf("%s: %d sessions", when, f.Sessions.Active)
			}
		}
		// Superadmins have access to what is created. Sessions that tests begin without signing in count as well.
		first := fmt.Sprint(w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'session.started' AND at < 1795478400000`), " 1")
		then := fmt.Sprint(w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'session.started' AND at >= 1795478400000`), " 2")
		check("counted when looked at", "0 0", first, then)

		w.Advance(t, 26*time.Hour) // 25 November
		w.Exec(t, `UPDATE sessions SET expires_at = expires_at + 864000000`)
		for _, session := range []string{"first", "again"} { // counting again changes nothing
			if err := w.Services.Account.CountDays(t.Context()); err != nil {
				t.Fatal(session, err)
			}
		}
		check("rolled up", "0 0", first, then)
		w.Exec(t, `DELETE FROM audit_events WHERE at < 1795478400000 + 86400000`)
		w.Exec(t, `DELETE FROM grants`)
		check("after the retention", "0 0", first, then)

		f := look()
		keys := fmt.Sprint(f.Usage.Keys)
		if keys != "[{shop calls 2.5 2} {blog bytes -0.5 1}]" {
			t.Errorf("used: %s", keys)
		}
		asRoot.Post(t, "/api/consumption", map[string]any{"applicationId": shop.ID, "userId": otto.ID, "key": "calls", "value": 999999999999999990}).Want(t, 200)
		asRoot.Post(t, "/api/consumption", map[string]any{"applicationId": shop.ID, "userId": olive.ID, "key": "calls", "value": 999999999999999990}).Want(t, 200)
		if again := look(); fmt.Sprint(again.Usage.Keys) != keys || !again.Usage.CountedAt.Equal(f.Usage.CountedAt) {
			t.Errorf("counted at every look: %v", again.Usage)
		}
		w.Advance(t, time.Minute)
		if again := look(); again.Usage.Keys[0].Total != "1999999999999999982.5" {
			t.Errorf("used: %v", again.Usage)
		}
		asRoot.Get(t, "/api/admin/stats?days=0").Want(t, 400)
		asRoot.Get(t, "/api/admin/stats?days=91").Want(t, 400)
	})
}

// What is exported holds the organizations too, with the roles given there.
func TestTheExportHoldsOrganizations(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		a := openAgency(t, d)
		var got struct {
			Organizations []struct {
				ID, Slug, Role, MemberID string
				ApplicationRoles         []struct{ ApplicationID, Role string }
			}
		}
		a.browser.Get(t, "/api/user/export").Want(t, 200).Into(t, &got)
		if len(got.Organizations) != 2 {
			t.Fatalf("exported %+v", got)
		}
		o := got.Organizations[0]
		if o.ID != a.acme || o.Slug != "acme" || o.Role != "member" || o.MemberID == "" || len(o.ApplicationRoles) != 1 || o.ApplicationRoles[0].Role != "editor" || o.ApplicationRoles[0].ApplicationID != a.crm.ID {
			t.Errorf("exported %+v", o)
		}
	})
}
