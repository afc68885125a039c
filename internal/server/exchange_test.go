package server_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/token"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// An exchanger has a front end whose users come with tokens for an API, the
// application behind that API, which exchanges them, and another API behind it.
type exchanger struct {
	*seed.World
	user    user.User
	browser *seed.Browser
	front   seed.App // its tokens are exchanged
	back    seed.App // serves frontAPI; not one of the user's applications
	open    seed.App // may use the grant, but no API lists it
}

const (
	frontAPI = "https://front.example/api"
	backAPI  = "https://back.example/api"
	barred   = "https://barred.example/api"
)

func openExchanger(t *testing.T, d *db.DB) exchanger {
	t.Helper()
	x := exchanger{World: seed.New(t, d)}
	x.user = x.User(t, "Olive Auth", "oa@example.com")
	types := []string{application.GrantCode, application.GrantRefresh, application.GrantClientCredentials, application.GrantTokenExchange}
	app := func(slug string, c application.Client) seed.App {
		return x.Application(t, application.NewApplication{Slug: slug, SkipConsent: true, Client: c})
	}
	x.front = app("front", application.Client{GrantTypes: types})
	x.back = app("back", application.Client{GrantTypes: types})
	x.open = app("open", application.Client{GrantTypes: types})
	x.Access(t, x.front, x.user)
	x.browser = x.SignedIn(t, x.user)
	for identifier, apps := range map[string][]string{frontAPI: {x.front.ID, x.back.ID}, backAPI: nil, barred: {x.open.ID}} {
		_, err := x.Services.Resources.Create(t.Context(), seed.Console(), resource.NewResource{Identifier: identifier, Name: identifier, Applications: apps})
		if err != nil {
			t.Fatal(err)
		}
	}
	return x
}

func (x exchanger) form(a seed.App, subject string, changes ...string) url.Values {
	form := a.Authenticated(url.Values{
		"grant_type": {application.GrantTokenExchange}, "subject_token": {subject}, "subject_token_type": {token.TypeAccess},
	})
	for i := 0; i < len(changes); i += 2 {
		form.Del(changes[i])
	}
	for i := 0; i < len(changes); i += 2 {
		if changes[i+1] != "" {
			form.Add(changes[i], changes[i+1])
		}
	}
	return form
}

func (x exchanger) own(t *testing.T, a seed.App) string {
	t.Helper()
	return x.Token(t, a.Authenticated(url.Values{"grant_type": {"client_credentials"}})).Tokens(t).Access
}

// acting is a form in which the client itself acts for the user.
func (x exchanger) acting(t *testing.T, a seed.App, subject string, changes ...string) url.Values {
	t.Helper()
	return x.form(a, subject, append([]string{"actor_token", x.own(t, a), "actor_token_type", token.TypeAccess}, changes...)...)
}

func (x exchanger) begin(t *testing.T, scope string, changes ...string) seed.Tokens {
	t.Helper()
	return x.Tokens(t, x.browser, x.front, scope, changes...)
}

// RFC 8693.
func TestTokenExchange(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		x := openExchanger(t, d)
		const scope = "openid email offline_access roles"
		jwt := x.begin(t, scope, "resource", frontAPI)

		// conformance: RFC 8693 §2.2.1
		t.Run("RFC 8693 2.2.1: an API calls another one for the user", func(t *testing.T) {
			a := x.Token(t, x.acting(t, x.back, jwt.Access, "resource", backAPI)).Want(t, 200)
			if o := a.Object(t); members(o) != "access_token expires_at expires_in issued_token_type scope token_type" ||
				o["issued_token_type"] != token.TypeAccess || o["token_type"] != "Bearer" || o["scope"] != "openid email roles" {
				t.Errorf("answered %s", a.Body)
			}
			got := verifiedJWT(t, x.World, a.Tokens(t).Access, jose.ES256, "at+jwt")
			if got["sub"] != x.user.ID || got["client_id"] != "back" || got["azp"] != "back" || got["email"] != "oa@example.com" ||
				fmt.Sprint(got["aud"]) != "["+backAPI+" "+x.URL+seed.UserinfoPath+"]" || fmt.Sprint(got["roles"]) != "[]" {
				t.Errorf("claims %v", got)
			}
			// conformance: RFC 8693 §4.1
			if fmt.Sprint(got["act"]) != "map[client_id:back sub:back]" {
				t.Errorf("act %v", got["act"])
			}
			o := x.Introspect(t, x.back, a.Tokens(t).Access)
			if o["active"] != true || fmt.Sprint(o["act"]) != fmt.Sprint(got["act"]) || o["client_id"] != "back" || o["sub"] != x.user.ID {
				t.Errorf("introspection %v", o)
			}
			x.Userinfo(t, a.Tokens(t).Access).Want(t, 200)
		})
		t.Run("RFC 8693 2.1: audience names what resource names", func(t *testing.T) {
			access := x.Token(t, x.acting(t, x.back, jwt.Access, "audience", backAPI, "requested_token_type", token.TypeJWT)).Want(t, 200)
			if o := access.Object(t); o["issued_token_type"] != token.TypeJWT {
				t.Errorf("answered %s", access.Body)
			}
			if got := verifiedJWT(t, x.World, access.Tokens(t).Access, jose.ES256, "at+jwt"); fmt.Sprint(got["aud"]) != "["+backAPI+" "+x.URL+seed.UserinfoPath+"]" {
				t.Errorf("claims %v", got)
			}
		})
		t.Run("without a target it is for what the other one was for", func(t *testing.T) {
			got := verifiedJWT(t, x.World, x.Token(t, x.acting(t, x.back, jwt.Access, "scope", "email")).Tokens(t).Access, jose.ES256, "at+jwt")
			if got["aud"] != frontAPI || got["scope"] != "email" {
				t.Errorf("claims %v", got)
			}
		})
		// conformance: RFC 8693 §4.1
		t.Run("RFC 8693 4.1: chains of delegation", func(t *testing.T) {
			first := x.Token(t, x.acting(t, x.back, jwt.Access)).Tokens(t).Access
			second := x.Token(t, x.acting(t, x.front, first)).Tokens(t).Access
			want := "map[act:map[client_id:back sub:back] client_id:front sub:front]"
			if got := verifiedJWT(t, x.World, second, jose.ES256, "at+jwt")["act"]; fmt.Sprint(got) != want {
				t.Errorf("act %v", got)
			}
			narrowed := x.Token(t, x.form(x.front, second, "scope", "email")).Tokens(t).Access
			if got := verifiedJWT(t, x.World, narrowed, jose.ES256, "at+jwt")["act"]; fmt.Sprint(got) != want {
				t.Errorf("after narrowing: act %v", got)
			}
			for range 3 {
				second = x.Token(t, x.acting(t, x.back, second)).Tokens(t).Access
			}
			refusedToken(t, x.Token(t, x.acting(t, x.back, second)), 400, "invalid_request")
		})
		t.Run("a client narrows its own tokens, alone", func(t *testing.T) {
			opaque := x.begin(t, scope)
			narrow := x.Token(t, x.form(x.front, opaque.Access, "scope", "openid")).Tokens(t)
			if narrow.Scope != "openid" || narrow.Refresh != "" || narrow.ID != "" {
				t.Errorf("answered %+v", narrow)
			}
			if o := x.Introspect(t, x.front, narrow.Access); o["scope"] != "openid" || o["act"] != nil || o["email"] != nil {
				t.Errorf("introspection %v", o)
			}
			acted := x.Token(t, x.acting(t, x.front, opaque.Access)).Tokens(t).Access
			if o := x.Introspect(t, x.front, acted); fmt.Sprint(o["act"]) != "map[client_id:front sub:front]" {
				t.Errorf("introspection %v", o)
			}
			for kind, text := range map[string]string{token.TypeID: opaque.ID, token.TypeJWT: jwt.Access, token.TypeAccess: jwt.Access} {
				if got := x.Token(t, x.form(x.front, text, "subject_token_type", kind, "scope", "openid")).Tokens(t); got.Scope != "openid" {
					t.Errorf("%s: %+v", kind, got)
				}
			}
		})
		t.Run("pairwise names stay apart", func(t *testing.T) {
			settings := x.back.Client
			settings.SubjectType = application.SubjectPairwise
			x.Update(t, x.back, application.Changes{Client: &settings})
			got := verifiedJWT(t, x.World, x.Token(t, x.acting(t, x.back, jwt.Access)).Tokens(t).Access, jose.ES256, "at+jwt")
			if sub, _ := got["sub"].(string); sub == x.user.ID || len(sub) != 43 {
				t.Errorf("sub %v", got["sub"])
			}
			x.Update(t, x.back, application.Changes{Client: &x.back.Client})
		})
		// conformance: RFC 8693 §2.2.2
		opaque := x.begin(t, scope)
		foreign := x.Tokens(t, x.browser, x.front, "openid", "resource", backAPI)
		for _, c := range []struct {
			name   string
			form   url.Values
			status int
			code   string
		}{
			{"RFC 8693 2.1: no subject token", x.form(x.front, ""), 400, "invalid_request"},
			{"RFC 8693 2.1: no subject token type", x.form(x.front, opaque.Access, "subject_token_type", ""), 400, "invalid_request"},
			{"RFC 8693 2.1: unknown subject token type", x.form(x.front, opaque.Access, "subject_token_type", "urn:ietf:params:oauth:token-type:saml2"), 400, "invalid_request"},
			{"RFC 8693 2.1: refresh tokens are not exchanged", x.form(x.front, opaque.Refresh, "subject_token_type", "urn:ietf:params:oauth:token-type:refresh_token"), 400, "invalid_request"},
			{"RFC 8693 2.1: nor when called access tokens", x.form(x.front, opaque.Refresh), 400, "invalid_request"},
			{"RFC 8693 2.1: an actor token without type", x.form(x.front, opaque.Access, "actor_token", opaque.Access), 400, "invalid_request"},
			{"RFC 8693 2.1: an actor token type without token", x.form(x.front, opaque.Access, "actor_token_type", token.TypeAccess), 400, "invalid_request"},
			{"RFC 8693 2.1: an ID token as actor token", x.form(x.front, opaque.Access, "actor_token", opaque.ID, "actor_token_type", token.TypeID), 400, "invalid_request"},
			{"RFC 8693 2.1: a requested ID token", x.form(x.front, opaque.Access, "requested_token_type", token.TypeID), 400, "invalid_request"},
			{"RFC 8693 2.1: a requested refresh token", x.form(x.front, opaque.Access, "requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"), 400, "invalid_request"},
			{"RFC 8693 2.1: a requested JWT for nobody", x.form(x.front, opaque.Access, "requested_token_type", token.TypeJWT), 400, "invalid_target"},
			{"RFC 8693 2.2.2: an unknown subject token", x.form(x.front, "zz"), 400, "invalid_request"},
			{"RFC 8693 2.2.2: an altered JWT", x.form(x.front, jwt.Access[:len(jwt.Access)-8]+"AAAAAAAA"), 400, "invalid_request"},
			{"RFC 8693 2.2.2: an opaque token called a JWT", x.form(x.front, opaque.Access, "subject_token_type", token.TypeJWT), 400, "invalid_request"},
			{"RFC 8693 2.2.2: an ID token called an access token", x.form(x.front, opaque.ID), 400, "invalid_request"},
			{"RFC 8693 2.2.2: an access token called an ID token", x.form(x.front, jwt.Access, "subject_token_type", token.TypeID), 400, "invalid_request"},
			{"RFC 8693 2.2.2: an ID token of another client", x.acting(t, x.back, opaque.ID, "subject_token_type", token.TypeID), 400, "invalid_request"},
			{"RFC 8693 2.2.2: an opaque token of another client", x.acting(t, x.back, opaque.Access), 400, "invalid_request"},
			{"RFC 8693 2.2.2: a JWT for an API that does not list the client", x.acting(t, x.open, jwt.Access), 400, "invalid_request"},
			{"RFC 8693 2.2.2: a JWT for an API that admits everyone", x.acting(t, x.back, foreign.Access), 400, "invalid_request"},
			{"RFC 8693 2.2.2: a token about no user", x.form(x.front, x.own(t, x.front)), 400, "invalid_request"},
			{"RFC 8693 1.1: impersonation", x.form(x.back, jwt.Access), 400, "invalid_request"},
			{"RFC 8693 2.2.2: an unknown actor token", x.form(x.back, jwt.Access, "actor_token", "zz", "actor_token_type", token.TypeAccess), 400, "invalid_request"},
			{"RFC 8693 2.2.2: another client's actor token", x.form(x.back, jwt.Access, "actor_token", x.own(t, x.open), "actor_token_type", token.TypeAccess), 400, "invalid_request"},
			{"RFC 8693 2.2.2: an actor token that is the subject's", x.form(x.back, jwt.Access, "actor_token", jwt.Access, "actor_token_type", token.TypeAccess), 400, "invalid_request"},
			{"RFC 8693 2.2.2: a scope that the token has not", x.acting(t, x.back, jwt.Access, "scope", "openid profile"), 400, "invalid_scope"},
			{"RFC 8693 2.2.2: offline access", x.acting(t, x.back, jwt.Access, "scope", "openid offline_access"), 400, "invalid_scope"},
			{"RFC 8693 2.2.2: an unknown target", x.acting(t, x.back, jwt.Access, "resource", "https://nobody.example"), 400, "invalid_target"},
			{"RFC 8693 2.2.2: an unknown audience", x.acting(t, x.back, jwt.Access, "audience", "nobody"), 400, "invalid_target"},
			{"RFC 8693 2.2.2: a target that is not for the client", x.acting(t, x.back, jwt.Access, "resource", barred), 400, "invalid_target"},
			{"RFC 8693 2.2.2: a wider target for a token of its own", x.form(x.front, jwt.Access, "resource", backAPI), 400, "invalid_target"},
			{"RFC 6749 5.2: wrong secret first", x.form(seed.App{Application: x.back.Application, Secret: "x"}, "zz"), 401, "invalid_client"},
		} {
			t.Run(c.name, func(t *testing.T) { refusedToken(t, x.Token(t, c.form), c.status, c.code) })
		}
		t.Run("RFC 8693 2.1: clients that may not", func(t *testing.T) {
			plain := x.Application(t, application.NewApplication{Slug: "plain"})
			refusedToken(t, x.Token(t, x.form(plain, jwt.Access)), 400, "unauthorized_client")
			public := x.Application(t, application.NewApplication{Slug: "public", IsPublic: true, Client: application.Client{GrantTypes: []string{application.GrantTokenExchange}}})
			refusedToken(t, x.Token(t, x.form(public, jwt.Access)), 400, "unauthorized_client")
		})
		// conformance: RFC 9449 §1
		t.Run("a client's own token is exchanged by whoever holds its key", func(t *testing.T) {
			key, other := seed.NewKey(t, "ES256"), seed.NewKey(t, "ES256")
			bound := x.Token(t, x.front.Exchange(x.browser.Code(t, x.front, "openid")), x.TokenProof(t, key)...).Tokens(t).Access
			refusedToken(t, x.Token(t, x.form(x.front, bound)), 400, "invalid_request")
			refusedToken(t, x.Token(t, x.form(x.front, bound), x.TokenProof(t, other)...), 400, "invalid_request")
			got := x.Token(t, x.form(x.front, bound), x.TokenProof(t, key)...).Tokens(t)
			if got.Type != "DPoP" {
				t.Errorf("token type %s", got.Type)
			}
			x.Userinfo(t, got.Access).Want(t, 401)
			x.BoundUserinfo(t, key, got.Access).Want(t, 200)
			actor := x.Token(t, x.back.Authenticated(url.Values{"grant_type": {"client_credentials"}}), x.TokenProof(t, other)...).Tokens(t).Access
			form := x.form(x.back, jwt.Access, "actor_token", actor, "actor_token_type", token.TypeAccess)
			refusedToken(t, x.Token(t, form), 400, "invalid_request")
			x.Token(t, form, x.TokenProof(t, other)...).Want(t, 200)
		})
		t.Run("a scope that the client may not ask for", func(t *testing.T) {
			x.Update(t, x.back, application.Changes{AllowedScopes: &[]string{"openid"}})
			refusedToken(t, x.Token(t, x.acting(t, x.back, jwt.Access, "scope", "email")), 400, "invalid_scope")
			if got := x.Token(t, x.acting(t, x.back, jwt.Access)).Tokens(t); got.Scope != "openid" {
				t.Errorf("scope %q", got.Scope)
			}
			x.Update(t, x.back, application.Changes{AllowedScopes: new(application.Scopes())})
		})
		t.Run("impersonation where an administrator allows it", func(t *testing.T) {
			settings := x.back.Client
			settings.Impersonates = true
			x.Update(t, x.back, application.Changes{Client: &settings})
			got := verifiedJWT(t, x.World, x.Token(t, x.form(x.back, jwt.Access)).Tokens(t).Access, jose.ES256, "at+jwt")
			if got["act"] != nil || got["sub"] != x.user.ID || got["client_id"] != "back" {
				t.Errorf("claims %v", got)
			}
			x.Update(t, x.back, application.Changes{Client: &x.back.Client})
		})
	})
}

// What was exchanged lives no longer than what it was exchanged for, and ends
// with its grant.
func TestExchangedTokensEnd(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		x := openExchanger(t, d)
		no, yes := false, true
		exchanged := func(scope string) (seed.Tokens, map[string]string) {
			t.Helper()
			jwt, opaque := x.begin(t, scope, "resource", frontAPI), x.begin(t, scope)
			got := map[string]string{
				"JWT":    x.Token(t, x.acting(t, x.back, jwt.Access)).Tokens(t).Access,
				"opaque": x.Token(t, x.form(x.front, opaque.Access)).Tokens(t).Access,
			}
			for form, access := range got {
				if live, _ := look(t, x.Services, access); !live {
					t.Fatalf("%s: born dead", form)
				}
			}
			return jwt, got
		}
		dead := func(t *testing.T, text string) {
			t.Helper()
			if live, _ := look(t, x.Services, text); live {
				t.Error("it lives on")
			}
		}
		t.Run("life", func(t *testing.T) {
			jwt := x.begin(t, offline, "resource", frontAPI)
			x.Advance(t, 50*time.Minute)
			got := x.Token(t, x.acting(t, x.back, jwt.Access)).Tokens(t)
			if got.ExpiresIn < 599 || got.ExpiresIn > 600 || got.ExpiresAt > jwt.ExpiresAt {
				t.Errorf("lives %d seconds", got.ExpiresIn)
			}
			x.Advance(t, 10*time.Minute)
			dead(t, got.Access)
			refusedToken(t, x.Token(t, x.acting(t, x.back, jwt.Access)), 400, "invalid_request")
			x.browser = x.SignedIn(t, x.user)
		})
		t.Run("an ID token that has expired", func(t *testing.T) {
			tokens := x.begin(t, offline)
			x.Advance(t, time.Hour)
			refusedToken(t, x.Token(t, x.form(x.front, tokens.ID, "subject_token_type", token.TypeID)), 400, "invalid_request")
		})
		t.Run("the grant is revoked", func(t *testing.T) {
			tokens, got := exchanged(offline)
			x.Browser(t).Form(t, seed.RevokePath, x.front.Authenticated(url.Values{"token": {tokens.Refresh}})).Want(t, 200)
			dead(t, got["JWT"])
		})
		t.Run("RFC 7009 2.1: it is revoked by itself", func(t *testing.T) {
			tokens, got := exchanged(offline)
			x.Browser(t).Form(t, seed.RevokePath, x.back.Authenticated(url.Values{"token": {got["JWT"]}})).Want(t, 200)
			x.Browser(t).Form(t, seed.RevokePath, x.front.Authenticated(url.Values{"token": {got["opaque"]}})).Want(t, 200)
			dead(t, got["JWT"])
			dead(t, got["opaque"])
			x.Userinfo(t, tokens.Access).Want(t, 200)
			x.Token(t, x.front.Refresh(tokens.Refresh)).Want(t, 200)
		})
		t.Run("the session ends", func(t *testing.T) {
			_, got := exchanged("openid")
			x.browser.Post(t, signOutPath, map[string]any{}).Want(t, 200)
			dead(t, got["JWT"])
			dead(t, got["opaque"])
			x.browser = x.SignedIn(t, x.user)
		})
		t.Run("the application of the grant is disabled", func(t *testing.T) {
			_, got := exchanged("openid")
			x.Update(t, x.front, application.Changes{IsActive: &no})
			dead(t, got["JWT"])
			x.Update(t, x.front, application.Changes{IsActive: &yes})
		})
		t.Run("the application that exchanged is disabled", func(t *testing.T) {
			_, got := exchanged("openid")
			x.Update(t, x.back, application.Changes{IsActive: &no})
			dead(t, got["JWT"])
			x.Update(t, x.back, application.Changes{IsActive: &yes})
		})
		t.Run("the user is shut out of the application that exchanged", func(t *testing.T) {
			jwt, got := exchanged("openid")
			x.Access(t, x.back, x.user)
			if err := x.Services.Access.Change(t.Context(), seed.Console(), x.back.ID, x.user.ID, access.MemberChanges{IsActive: &no}); err != nil {
				t.Fatal(err)
			}
			dead(t, got["JWT"])
			refusedToken(t, x.Token(t, x.acting(t, x.back, jwt.Access)), 400, "invalid_request")
			x.Revoke(t, x.back, x.user)
		})
		t.Run("the application that exchanges requires a second factor", func(t *testing.T) {
			jwt, _ := exchanged("openid")
			x.Update(t, x.back, application.Changes{IsMfaRequired: &yes})
			refusedToken(t, x.Token(t, x.acting(t, x.back, jwt.Access)), 400, "invalid_request")
			x.Update(t, x.back, application.Changes{IsMfaRequired: &no})
		})
		t.Run("access to the application of the grant is taken away", func(t *testing.T) {
			_, got := exchanged(offline)
			x.Revoke(t, x.front, x.user)
			dead(t, got["JWT"])
			dead(t, got["opaque"])
			x.Access(t, x.front, x.user)
		})
		t.Run("an ID token whose session has ended", func(t *testing.T) {
			tokens := x.begin(t, "openid")
			x.browser.Post(t, signOutPath, map[string]any{}).Want(t, 200)
			refusedToken(t, x.Token(t, x.form(x.front, tokens.ID, "subject_token_type", token.TypeID)), 400, "invalid_request")
			x.browser = x.SignedIn(t, x.user)
		})
		t.Run("the user is banned", func(t *testing.T) {
			_, got := exchanged(offline)
			x.Ban(t, x.user.ID)
			dead(t, got["JWT"])
			dead(t, got["opaque"])
		})
	})
}

// A client may look at the tokens of others that are for an API which lists it.
//
// conformance: RFC 7662 §2.2
func TestIntrospectionByResourceServers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		x := openExchanger(t, d)
		jwt, opaque := x.begin(t, offline, "resource", frontAPI), x.begin(t, offline)
		other := x.begin(t, offline, "resource", backAPI)
		if o := x.Introspect(t, x.back, jwt.Access); o["active"] != true || o["client_id"] != "front" || o["sub"] != x.user.ID {
			t.Errorf("by the API's own application: %v", o)
		}
		for name, c := range map[string]struct {
			by    seed.App
			token string
		}{
			"an application that the API does not list": {x.open, jwt.Access}, "an API that admits everyone": {x.back, other.Access},
			"a token for no API": {x.back, opaque.Access}, "a refresh token": {x.back, jwt.Refresh},
		} {
			if o := x.Introspect(t, c.by, c.token); fmt.Sprint(o) != "map[active:false]" {
				t.Errorf("%s: %v", name, o)
			}
		}
	})
}
