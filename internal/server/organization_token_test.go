package server_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/token"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// An agency is where Ada works for two organizations. Neither she nor anybody
// else has access of their own to the application that both may use.
type agency struct {
	*seed.World
	by              actor.Actor
	ada             user.User
	browser         *seed.Browser
	crm             seed.App // asks for consent
	acme, umbrella  string
	editor, auditor access.Role
}

const continuePath = "/api/auth/oauth2/continue"

func openAgency(t *testing.T, d *db.DB) agency {
	t.Helper()
	a := agency{World: seed.New(t, d)}
	root := a.Superadmin(t)
	a.by = actor.Actor{UserID: root.ID, Role: root.Role}
	types := []string{application.GrantCode, application.GrantRefresh, application.GrantTokenExchange, application.GrantDevice}
	a.crm = a.Application(t, application.NewApplication{Slug: "crm", Client: application.Client{GrantTypes: types}})
	a.ada = a.User(t, "Ada Lovelace", "ada@example.com")
	a.browser = a.SignedIn(t, a.ada)
	a.acme, a.umbrella = a.organization(t, "acme", a.ada), a.organization(t, "umbrella", a.ada)
	a.editor, a.auditor = a.role(t, a.crm, "editor", "docs"), a.role(t, a.crm, "auditor", "logs")
	for _, id := range []string{a.acme, a.umbrella} {
		a.allow(t, id, a.crm)
	}
	a.assign(t, a.acme, a.ada, a.editor)
	a.assign(t, a.umbrella, a.ada, a.auditor)
	return a
}

func (a agency) organization(t *testing.T, slug string, members ...user.User) string {
	t.Helper()
	org, _, err := a.Services.Organizations.Create(t.Context(), a.by, organization.NewOrganization{Name: slug, Slug: slug})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range members {
		a.join(t, org.ID, u)
	}
	return org.ID
}

func (a agency) join(t *testing.T, id string, u user.User) {
	t.Helper()
	if _, err := a.Services.Organizations.AddMember(t.Context(), organization.AsAdministrator(a.by), id, u.ID, organization.RoleMember); err != nil {
		t.Fatal(err)
	}
}

func (a agency) remove(t *testing.T, id string, u user.User) {
	t.Helper()
	if _, err := a.Services.Organizations.RemoveMember(t.Context(), organization.AsAdministrator(a.by), id, organization.UserID(u.ID)); err != nil {
		t.Fatal(err)
	}
}

func (a agency) role(t *testing.T, app seed.App, name, permission string) access.Role {
	t.Helper()
	r, err := a.Services.Access.CreateRole(t.Context(), a.by, app.ID, access.NewRole{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.Services.Access.CreatePermission(t.Context(), a.by, app.ID, permission, access.Read)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Services.Access.Permit(t.Context(), a.by, app.ID, r.ID, p.ID); err != nil {
		t.Fatal(err)
	}
	return r
}

func (a agency) allow(t *testing.T, id string, app seed.App) {
	t.Helper()
	if err := a.Services.Access.Allow(t.Context(), a.by, id, app.ID); err != nil {
		t.Fatal(err)
	}
}

func (a agency) assign(t *testing.T, id string, u user.User, r access.Role) {
	t.Helper()
	if err := a.Services.Access.AssignIn(t.Context(), a.by, r.ApplicationID, id, u.ID, r.ID); err != nil {
		t.Fatal(err)
	}
}

// worksFor makes an organization the active one of a browser.
func worksFor(t *testing.T, b *seed.Browser, id string) {
	t.Helper()
	b.Post(t, "/api/auth/update-session", map[string]any{"activeOrganizationId": id}).Want(t, 200)
}

// goOn says on the page for it that an organization was chosen.
func goOn(t *testing.T, b *seed.Browser, page *url.URL) seed.Answer {
	t.Helper()
	return b.Post(t, continuePath, map[string]any{"postLogin": true, "oauth_query": page.RawQuery})
}

// page sends a request and returns where the browser is sent, which must be the
// page at a path of ours.
func page(t *testing.T, b *seed.Browser, q url.Values, path string) *url.URL {
	t.Helper()
	to := b.Authorize(t, q).Want(t, 302).Location(t)
	if to.Path != path || to.Host != "" {
		t.Fatalf("sent to %s, want %s", to, path)
	}
	return to
}

// code goes through authorization for an organization, and consents if asked.
func (a agency) code(t *testing.T, b *seed.Browser, id, scope string, changes ...string) string {
	t.Helper()
	worksFor(t, b, id)
	to := b.Authorize(t, a.crm.Request(scope, changes...)).Want(t, 302).Location(t)
	if to.Path == "/select-org" {
		to = goOn(t, b, to).Want(t, 200).Location(t)
	}
	if to.Path == "/oauth2/consent" {
		to = b.Consent(t, to, true).Want(t, 200).Location(t)
	}
	if to.Query().Get("code") == "" {
		t.Fatalf("no code in %s", to)
	}
	return to.Query().Get("code")
}

func (a agency) tokens(t *testing.T, b *seed.Browser, id, scope string, changes ...string) seed.Tokens {
	t.Helper()
	return a.Token(t, a.crm.Exchange(a.code(t, b, id, scope, changes...))).Tokens(t)
}

// within is what claims tell of an organization, and of roles.
func within(c map[string]any) string {
	return strings.TrimSpace(fmt.Sprintln(c["org_id"], c["org_slug"], c["org_roles"], c["roles"], c["permissions"]))
}

// Contract, oauth-provider.md §3 and §5: who belongs to several organizations
// says each time for which one, who belongs to one makes it the active one.
func TestOrganizationIsChosen(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		request := a.crm.Request("openid org")

		t.Run("one of several", func(t *testing.T) {
			to := page(t, a.browser, request, "/select-org")
			parameters(t, to, "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "nonce", "exp", "sig")
			goOn(t, a.browser, to).Want(t, 400, "NO_ACTIVE_ORGANIZATION")
			worksFor(t, a.browser, a.acme)
			consent := goOn(t, a.browser, to).Want(t, 200).Location(t)
			if consent.Path != "/oauth2/consent" || consent.Query().Get("organization") != a.acme {
				t.Fatalf("goes on to %s", consent)
			}
			if answer := a.browser.Consent(t, consent, true).Want(t, 200).Location(t); answer.Query().Get("code") == "" {
				t.Errorf("sent to %s", answer)
			}
		})
		t.Run("each time", func(t *testing.T) {
			page(t, a.browser, request, "/select-org")
		})
		t.Run("a consent counts for its organization", func(t *testing.T) {
			worksFor(t, a.browser, a.acme)
			if to := goOn(t, a.browser, page(t, a.browser, request, "/select-org")).Want(t, 200).Location(t); to.Query().Get("code") == "" {
				t.Errorf("for the same one again: sent to %s", to)
			}
			worksFor(t, a.browser, a.umbrella)
			if to := goOn(t, a.browser, page(t, a.browser, request, "/select-org")).Want(t, 200).Location(t); to.Path != "/oauth2/consent" {
				t.Errorf("for another one: sent to %s", to)
			}
		})
		t.Run("by what makes it the active one, as the real client does", func(t *testing.T) {
			to := page(t, a.browser, a.crm.Request("openid org", "prompt", "consent"), "/select-org")
			setActive := func(id any) *url.URL {
				t.Helper()
				return a.browser.Post(t, "/api/auth/organization/set-active", map[string]any{"organizationId": id, "oauth_query": to.RawQuery}).
					Want(t, 302).Location(t)
			}
			if on := setActive(a.acme); on.Path != "/oauth2/consent" || on.Query().Get("organization") != a.acme {
				t.Errorf("goes on to %s", on)
			}
			if on := setActive(nil); on.Path != "/select-org" {
				t.Errorf("without one it goes on to %s", on)
			}
		})
		t.Run("the answer counts for the organization that the page showed", func(t *testing.T) {
			worksFor(t, a.browser, a.umbrella)
			consent := goOn(t, a.browser, page(t, a.browser, request, "/select-org")).Want(t, 200).Location(t)
			worksFor(t, a.browser, a.acme) // on another page
			code := a.browser.Consent(t, consent, true).Want(t, 200).Location(t).Query().Get("code")
			if got := a.Userinfo(t, a.Token(t, a.crm.Exchange(code)).Tokens(t).Access).Object(t); got["org_id"] != a.umbrella {
				t.Errorf("userinfo %v", got)
			}
			var consents []map[string]any
			a.browser.Get(t, "/api/auth/oauth2/get-consents").Want(t, 200).Into(t, &consents)
			if len(consents) != 2 || consents[0]["referenceId"] != a.acme || consents[1]["referenceId"] != a.umbrella {
				t.Errorf("consents %v", consents)
			}
		})
		t.Run("another user's page", func(t *testing.T) {
			worksFor(t, a.browser, a.acme)
			mine := a.crm.Request("openid org", "prompt", "consent")
			consent := goOn(t, a.browser, page(t, a.browser, mine, "/select-org")).Want(t, 200).Location(t)
			eve := a.User(t, "Eve", "eve@example.com")
			a.join(t, a.umbrella, eve)
			if to := a.SignedIn(t, eve).Consent(t, consent, true).Want(t, 200).Location(t); to.Path != "/select-org" || to.Query().Has("organization") {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("the only one", func(t *testing.T) {
			bob := a.User(t, "Bob", "bob@example.com")
			a.join(t, a.acme, bob)
			a.assign(t, a.acme, bob, a.auditor)
			b := a.SignedIn(t, bob)
			page(t, b, request, "/select-org")
			worksFor(t, b, a.acme)
			to := page(t, b, request, "/oauth2/consent")
			parameters(t, to, "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "nonce", "exp", "sig")
			b.Consent(t, to, true).Want(t, 200)
			if to := b.Authorize(t, request).Want(t, 302).Location(t); to.Query().Get("code") == "" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("none", func(t *testing.T) {
			b := a.SignedIn(t, a.User(t, "Dan", "dan@example.com"))
			to := page(t, b, request, "/select-org")
			goOn(t, b, to).Want(t, 400, "NO_ACTIVE_ORGANIZATION")
			if again := b.Consent(t, to, true).Want(t, 200).Location(t); again.Path != "/select-org" {
				t.Errorf("consenting leads to %s", again)
			}
			if refused := b.Consent(t, to, false).Want(t, 200).Location(t); at(refused) != seed.Redirect || refused.Query().Get("error") != "access_denied" {
				t.Errorf("leaving leads to %s", refused)
			}
		})
		t.Run("known-bugs 1: one that the session holds, but its user is no member of", func(t *testing.T) {
			eve, err := a.Services.Users.ByEmail(t.Context(), "eve@example.com")
			if err != nil {
				t.Fatal(err)
			}
			a.SignedIn(t, eve).Post(t, "/api/auth/update-session", map[string]any{"activeOrganizationId": a.acme}).
				Want(t, 403, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")
			b := a.SignedIn(t, eve)
			a.Exec(t, `UPDATE sessions SET active_organization_id = $2 WHERE user_id = $1`, eve.ID, a.acme)
			to := page(t, b, request, "/select-org")
			goOn(t, b, to).Want(t, 400, "NO_ACTIVE_ORGANIZATION")
		})
		t.Run("OpenID Connect Core 3.1.2.6: prompt=none", func(t *testing.T) {
			silent := a.crm.Request("openid org", "prompt", "none")
			refusal := func(b *seed.Browser) string {
				t.Helper()
				to := b.Authorize(t, silent).Want(t, 302).Location(t)
				if at(to) != seed.Redirect {
					t.Errorf("sent to %s", to)
				}
				return to.Query().Get("error")
			}
			fresh := a.SignedIn(t, a.ada)
			if got := refusal(fresh); got != "interaction_required" {
				t.Errorf("no active one: %q", got)
			}
			nobody, err := a.Services.Users.ByEmail(t.Context(), "dan@example.com")
			if err != nil {
				t.Fatal(err)
			}
			if got := refusal(a.SignedIn(t, nobody)); got != "interaction_required" {
				t.Errorf("member of none: %q", got)
			}
			worksFor(t, fresh, a.umbrella)
			code := fresh.Authorize(t, silent).Want(t, 302).Location(t).Query().Get("code")
			if got := a.Userinfo(t, a.Token(t, a.crm.Exchange(code)).Tokens(t).Access).Object(t); got["org_id"] != a.umbrella {
				t.Errorf("userinfo %v", got)
			}
		})
		t.Run("RFC 9126: a pushed request", func(t *testing.T) {
			q := a.Pushed(t, a.crm, a.crm.Request("openid org", "prompt", "consent"))
			worksFor(t, a.browser, a.acme)
			consent := goOn(t, a.browser, page(t, a.browser, q, "/select-org")).Want(t, 200).Location(t)
			if consent.Query().Get("organization") != a.acme {
				t.Errorf("goes on to %s", consent)
			}
			code := a.browser.Consent(t, consent, true).Want(t, 200).Location(t).Query().Get("code")
			if got := a.Userinfo(t, a.Token(t, a.crm.Exchange(code)).Tokens(t).Access).Object(t); got["org_id"] != a.acme {
				t.Errorf("userinfo %v", got)
			}
		})
		t.Run("what is not asked for is not granted", func(t *testing.T) {
			own := a.User(t, "Own", "own@example.com")
			a.Access(t, a.crm, own)
			a.join(t, a.acme, own)
			b := a.SignedIn(t, own)
			worksFor(t, b, a.acme)
			tokens := a.Tokens(t, b, a.crm, "openid roles")
			if got := a.Userinfo(t, tokens.Access).Object(t); members(got) != "roles sub" {
				t.Errorf("userinfo %v", got)
			}
			consent := page(t, b, a.crm.Request("openid roles org"), "/oauth2/consent")
			code := b.Consent(t, consent, true, "scope", "openid roles").Want(t, 200).Location(t).Query().Get("code")
			if got := a.Userinfo(t, a.Token(t, a.crm.Exchange(code)).Tokens(t).Access).Object(t); members(got) != "roles sub" {
				t.Errorf("userinfo without the scope that the user left out %v", got)
			}
		})
	})
}

func TestOrganizationClaims(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		const scope = "openid offline_access roles permissions org"
		inAcme := a.acme + " acme [member] [editor] [docs]"
		inUmbrella := a.umbrella + " umbrella [member] [auditor] [logs]"

		t.Run("alike everywhere, and of one organization", func(t *testing.T) {
			for id, want := range map[string]string{a.acme: inAcme, a.umbrella: inUmbrella} {
				for _, resource := range []string{"", seed.API} {
					tokens := a.tokens(t, a.browser, id, scope, "resource", resource)
					places := map[string]map[string]any{
						"userinfo": a.Userinfo(t, tokens.Access).Want(t, 200).Object(t), "ID token": verifiedJWT(t, a.World, tokens.ID, jose.RS256, ""),
						"introspection": a.Introspect(t, a.crm, tokens.Access),
						"refreshed":     verifiedJWT(t, a.World, a.Token(t, a.crm.Refresh(tokens.Refresh)).Tokens(t).ID, jose.RS256, ""),
					}
					if resource != "" {
						places["access token"] = verifiedJWT(t, a.World, tokens.Access, jose.ES256, "at+jwt")
					}
					for place, c := range places {
						if got := within(c); got != want {
							t.Errorf("%s tells %s, want %s", place, got, want)
						}
					}
				}
			}
		})
		t.Run("united with the user's own", func(t *testing.T) {
			u := a.User(t, "Both", "both@example.com")
			a.Access(t, a.crm, u)
			a.join(t, a.acme, u)
			a.assign(t, a.acme, u, a.editor)
			tokens := a.tokens(t, a.SignedIn(t, u), a.acme, scope)
			if got := within(a.Userinfo(t, tokens.Access).Object(t)); got != a.acme+" acme [member] [editor user] [docs]" {
				t.Errorf("userinfo tells %s", got)
			}
		})
		t.Run("roles of the organization are told only with it", func(t *testing.T) {
			tokens := a.tokens(t, a.browser, a.acme, scope)
			narrow := a.Token(t, a.crm.Refresh(tokens.Refresh, "scope", "openid roles permissions")).Tokens(t)
			for place, c := range map[string]map[string]any{
				"userinfo": a.Userinfo(t, narrow.Access).Object(t), "ID token": verifiedJWT(t, a.World, narrow.ID, jose.RS256, ""),
			} {
				if got := within(c); got != "<nil> <nil> <nil> [] []" {
					t.Errorf("%s tells %s", place, got)
				}
			}
		})
		t.Run("a change counts at once", func(t *testing.T) {
			tokens := a.tokens(t, a.browser, a.acme, scope)
			a.assign(t, a.acme, a.ada, a.auditor)
			if _, err := a.Services.Organizations.SetRole(t.Context(), organization.AsAdministrator(a.by), a.acme, organization.RoleAdmin, organization.UserID(a.ada.ID)); err != nil {
				t.Fatal(err)
			}
			if got := within(a.Userinfo(t, tokens.Access).Object(t)); got != a.acme+" acme [admin] [auditor editor] [docs logs]" {
				t.Errorf("userinfo tells %s", got)
			}
			if err := a.Services.Access.UnassignIn(t.Context(), a.by, a.crm.ID, a.acme, a.ada.ID, a.auditor.ID); err != nil {
				t.Fatal(err)
			}
			if got := within(a.Userinfo(t, tokens.Access).Object(t)); got != a.acme+" acme [admin] [editor] [docs]" {
				t.Errorf("userinfo tells %s", got)
			}
		})
		t.Run("what is known needs no round trip", func(t *testing.T) {
			tokens := a.tokens(t, a.browser, a.acme, scope)
			a.Userinfo(t, tokens.Access).Want(t, 200)
			ctx, n := db.Counting(t.Context())
			if _, err := a.Services.TokenInfo.Introspect(ctx, a.crm.Application, tokens.Access); err != nil || n.Load() != 0 {
				t.Errorf("%v after %d round trips", err, n.Load())
			}
		})
		t.Run("OpenID Connect Core 5.5: by name", func(t *testing.T) {
			bob := a.User(t, "Bob", "bob@example.com")
			a.Access(t, a.crm, bob)
			b := a.SignedIn(t, bob)
			const named = `{"userinfo":{"org_slug":null,"roles":null},"id_token":{"org_id":{"essential":true}}}`
			tokens := a.Tokens(t, b, a.crm, "openid", "claims", named)
			if got := a.Userinfo(t, tokens.Access).Object(t); members(got) != "roles sub" {
				t.Errorf("of nobody's organization: userinfo %v", got)
			}
			a.join(t, a.acme, bob)
			a.assign(t, a.acme, bob, a.auditor)
			worksFor(t, b, a.acme)
			tokens = a.Tokens(t, b, a.crm, "openid", "claims", named)
			if got := within(a.Userinfo(t, tokens.Access).Object(t)); got != "<nil> acme <nil> [auditor user] <nil>" {
				t.Errorf("userinfo tells %s", got)
			}
			if got := within(verifiedJWT(t, a.World, tokens.ID, jose.RS256, "")); got != a.acme+" <nil> <nil> <nil> <nil>" {
				t.Errorf("the ID token tells %s", got)
			}
		})
		t.Run("discovery", func(t *testing.T) {
			o := a.Browser(t).Get(t, "/.well-known/openid-configuration").Want(t, 200).Object(t)
			for list, names := range map[string][]string{"claims_supported": {"org_id", "org_slug", "org_roles"}, "scopes_supported": {"org"}} {
				for _, name := range names {
					if !slices.Contains(o[list].([]any), any(name)) {
						t.Errorf("%s is not in %s", name, list)
					}
				}
			}
		})
	})
}

// A role within an organization lets in, there and nowhere else; a row of one's
// own that keeps out keeps out everywhere.
func TestOrganizationAccess(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		const scope = "openid offline_access org"
		request := a.crm.Request("openid org")
		u := a.User(t, "Bob", "bob@example.com")
		a.join(t, a.acme, u)
		a.join(t, a.umbrella, u)
		b := a.SignedIn(t, u)
		goes := func(id string) string {
			t.Helper()
			worksFor(t, b, id)
			return goOn(t, b, page(t, b, request, "/select-org")).Want(t, 200).Location(t).Path
		}
		if got := goes(a.acme); got != "/no-access" {
			t.Errorf("without a role: sent to %s", got)
		}
		to := b.Authorize(t, a.crm.Request("openid org", "prompt", "none")).Want(t, 302).Location(t)
		if to.Query().Get("error") != "access_denied" {
			t.Errorf("without a role, prompt=none: sent to %s", to)
		}
		a.assign(t, a.acme, u, a.editor)
		if got := goes(a.acme); got != "/oauth2/consent" {
			t.Errorf("with a role: sent to %s", got)
		}
		if got := goes(a.umbrella); got != "/no-access" {
			t.Errorf("with a role in another organization: sent to %s", got)
		}
		page(t, b, a.crm.Request("openid"), "/no-access")

		dead := func(what string, tokens seed.Tokens) {
			t.Helper()
			a.Userinfo(t, tokens.Access).Want(t, 401, "invalid_token")
			if got := a.Introspect(t, a.crm, tokens.Access); got["active"] != false {
				t.Errorf("%s: introspection %v", what, got)
			}
			a.Token(t, a.crm.Refresh(tokens.Refresh)).Want(t, 400, "invalid_grant")
		}
		alive := func(tokens seed.Tokens) {
			t.Helper()
			a.Userinfo(t, tokens.Access).Want(t, 200)
		}
		no, yes := false, true
		t.Run("the user is kept out", func(t *testing.T) {
			tokens := a.tokens(t, b, a.acme, scope)
			alive(tokens)
			a.Access(t, a.crm, u)
			if err := a.Services.Access.Change(t.Context(), a.by, a.crm.ID, u.ID, access.MemberChanges{IsActive: &no}); err != nil {
				t.Fatal(err)
			}
			dead("isActive=false", tokens)
			page(t, b, request, "/no-access")
			if err := a.Services.Access.Change(t.Context(), a.by, a.crm.ID, u.ID, access.MemberChanges{IsActive: &yes}); err != nil {
				t.Fatal(err)
			}
			a.Revoke(t, a.crm, u)
		})
		t.Run("the last role is taken", func(t *testing.T) {
			tokens := a.tokens(t, b, a.acme, scope)
			if err := a.Services.Access.UnassignIn(t.Context(), a.by, a.crm.ID, a.acme, u.ID, a.editor.ID); err != nil {
				t.Fatal(err)
			}
			dead("no role", tokens)
			a.assign(t, a.acme, u, a.editor)
		})
		t.Run("the organization may not use the application any more", func(t *testing.T) {
			tokens := a.tokens(t, b, a.acme, scope)
			if err := a.Services.Access.Disallow(t.Context(), a.by, a.acme, a.crm.ID); err != nil {
				t.Fatal(err)
			}
			dead("disallowed", tokens)
		})
	})
}

// Nothing that was granted for an organization outlives the membership.
func TestLeavingAnOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		const scope = "openid offline_access org"
		a.Access(t, a.crm, a.ada)
		opaque, jwt := a.tokens(t, a.browser, a.acme, scope), a.tokens(t, a.browser, a.acme, scope, "resource", seed.API)
		code := a.code(t, a.browser, a.acme, scope)
		elsewhere, own := a.tokens(t, a.browser, a.umbrella, scope), a.Tokens(t, a.browser, a.crm, "openid offline_access")
		worksFor(t, a.browser, a.acme)

		gone := func() {
			t.Helper()
			for name, tokens := range map[string]seed.Tokens{"opaque": opaque, "JWT": jwt} {
				a.Userinfo(t, tokens.Access).Want(t, 401, "invalid_token")
				for _, text := range []string{tokens.Access, tokens.Refresh} {
					if got := a.Introspect(t, a.crm, text); got["active"] != false {
						t.Errorf("%s: introspection %v", name, got)
					}
				}
				a.Token(t, a.crm.Refresh(tokens.Refresh)).Want(t, 400, "invalid_grant")
			}
		}
		a.remove(t, a.acme, a.ada)
		gone()
		a.Token(t, a.crm.Exchange(code)).Want(t, 400, "invalid_grant")
		if s := a.browser.Get(t, "/api/auth/get-session").Object(t)["session"].(map[string]any); s["activeOrganizationId"] != nil {
			t.Errorf("the session is about %v", s["activeOrganizationId"])
		}
		t.Run("the rest lives on", func(t *testing.T) {
			for _, tokens := range []seed.Tokens{elsewhere, own} {
				a.Userinfo(t, tokens.Access).Want(t, 200)
				a.Token(t, a.crm.Refresh(tokens.Refresh)).Want(t, 200)
			}
		})
		t.Run("whoever comes back starts anew", func(t *testing.T) {
			a.join(t, a.acme, a.ada)
			gone()
			worksFor(t, a.browser, a.acme)
			to := goOn(t, a.browser, page(t, a.browser, a.crm.Request(scope), "/select-org")).Want(t, 200).Location(t)
			if to.Path != "/oauth2/consent" {
				t.Errorf("sent to %s", to)
			}
			tokens := a.tokens(t, a.browser, a.acme, "openid roles org")
			if got := a.Userinfo(t, tokens.Access).Object(t); fmt.Sprint(got["roles"]) != "[user]" {
				t.Errorf("userinfo %v", got)
			}
		})
		t.Run("a membership that ended without a word", func(t *testing.T) {
			tokens := a.tokens(t, a.browser, a.acme, scope)
			code := a.code(t, a.browser, a.acme, scope)
			a.Exec(t, `DELETE FROM organization_members WHERE organization_id = $1 AND user_id = $2`, a.acme, a.ada.ID)
			a.Forget(t, "organization-member", a.acme+"|"+a.ada.ID)
			a.Userinfo(t, tokens.Access).Want(t, 401, "invalid_token")
			a.Token(t, a.crm.Refresh(tokens.Refresh)).Want(t, 400, "invalid_grant")
			a.Token(t, a.crm.Exchange(code)).Want(t, 400, "invalid_grant")
		})
		t.Run("the organization is deleted", func(t *testing.T) {
			tokens := a.tokens(t, a.browser, a.umbrella, scope)
			if _, err := a.Services.Organizations.Delete(t.Context(), organization.AsAdministrator(a.by), a.umbrella); err != nil {
				t.Fatal(err)
			}
			a.Userinfo(t, tokens.Access).Want(t, 401, "invalid_token")
			a.Token(t, a.crm.Refresh(tokens.Refresh)).Want(t, 400, "invalid_grant")
			if n := a.Count(t, `SELECT count(*) FROM consents WHERE organization_id = $1`, a.umbrella); n != 0 {
				t.Errorf("%d consents are left", n)
			}
		})
	})
}

// What a consent allowed in one organization is withdrawn there alone.
func TestConsentWithinAnOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		const scope = "openid offline_access org roles"
		acme, umbrella := a.tokens(t, a.browser, a.acme, scope), a.tokens(t, a.browser, a.umbrella, scope)
		var consents []map[string]any
		a.browser.Get(t, "/api/auth/oauth2/get-consents").Want(t, 200).Into(t, &consents)
		ids := map[any]any{}
		for _, c := range consents {
			ids[c["referenceId"]] = c["id"]
		}
		a.browser.Post(t, "/api/auth/oauth2/update-consent", map[string]any{"id": ids[a.umbrella], "update": map[string]any{"scopes": []string{"openid"}}}).Want(t, 200)
		a.Userinfo(t, umbrella.Access).Want(t, 401, "invalid_token")
		a.Userinfo(t, acme.Access).Want(t, 200)
		umbrella = a.tokens(t, a.browser, a.umbrella, scope)
		a.browser.Post(t, "/api/auth/oauth2/delete-consent", map[string]any{"id": ids[a.acme]}).Want(t, 200)
		a.Userinfo(t, acme.Access).Want(t, 401, "invalid_token")
		a.Userinfo(t, umbrella.Access).Want(t, 200)
	})
}

// RFC 8628.
func TestDeviceWorksForAnOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		start := func(scope string) deviceCodes {
			t.Helper()
			var c deviceCodes
			a.Browser(t).Form(t, "/api/auth/oauth2/device_authorization", a.crm.Authenticated(url.Values{"scope": {scope}})).Want(t, 200).Into(t, &c)
			return c
		}
		answer := func(c deviceCodes) seed.Answer {
			t.Helper()
			return a.browser.Post(t, "/api/auth/oauth2/device", map[string]any{"user_code": c.User, "accept": true})
		}
		poll := func(c deviceCodes) seed.Answer {
			t.Helper()
			return a.Token(t, a.crm.Authenticated(url.Values{"grant_type": {deviceGrant}, "device_code": {c.Device}}))
		}
		const scope = "openid org roles"
		c := start(scope)
		answer(c).Want(t, 400, "organization_required")
		worksFor(t, a.browser, a.umbrella)
		answer(c).Want(t, 200)
		if got := within(a.Userinfo(t, poll(c).Tokens(t).Access).Object(t)); got != a.umbrella+" umbrella [member] [auditor] <nil>" {
			t.Errorf("userinfo tells %s", got)
		}
		c = start("openid")
		answer(c).Want(t, 400, "access_denied") // she has access only within organizations
		c = start(scope)
		answer(c).Want(t, 200)
		a.remove(t, a.umbrella, a.ada)
		poll(c).Want(t, 400, "invalid_grant")
	})
}

// RFC 8693.
func TestExchangeKeepsTheOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		a := openAgency(t, d)
		types := []string{application.GrantTokenExchange}
		back := a.Application(t, application.NewApplication{Slug: "back", Client: application.Client{GrantTypes: types, Impersonates: true}})
		_, err := a.Services.Resources.Create(t.Context(), a.by, resource.NewResource{Identifier: frontAPI, Name: "Front", Applications: []string{a.crm.ID, back.ID}})
		if err != nil {
			t.Fatal(err)
		}
		clerk := a.role(t, back, "clerk", "bills")
		a.allow(t, a.acme, back)
		a.assign(t, a.acme, a.ada, clerk)
		exchange := func(app seed.App, subject, kind string) seed.Answer {
			t.Helper()
			return a.Token(t, app.Authenticated(url.Values{
				"grant_type": {application.GrantTokenExchange}, "subject_token": {subject}, "subject_token_type": {kind},
			}))
		}
		const scope = "openid org roles"
		acme, umbrella := a.tokens(t, a.browser, a.acme, scope, "resource", frontAPI), a.tokens(t, a.browser, a.umbrella, scope, "resource", frontAPI)
		for subject, want := range map[string]string{
			acme.Access: a.acme + " acme [member] [clerk] <nil>", umbrella.Access: a.umbrella + " umbrella [member] [] <nil>",
		} {
			got := exchange(back, subject, token.TypeAccess).Tokens(t)
			if told := within(verifiedJWT(t, a.World, got.Access, jose.ES256, "at+jwt")); told != want {
				t.Errorf("the exchanged token tells %s, want %s", told, want)
			}
		}
		t.Run("RFC 8693 2.1: an ID token stands for the grant of its organization", func(t *testing.T) {
			for _, c := range []struct{ id, want string }{{acme.ID, a.acme}, {umbrella.ID, a.umbrella}} {
				got := exchange(a.crm, c.id, token.TypeID).Tokens(t)
				if told := verifiedJWT(t, a.World, got.Access, jose.ES256, "at+jwt"); told["org_id"] != c.want {
					t.Errorf("the exchanged token is for %v, want %s", told["org_id"], c.want)
				}
			}
		})
		exchanged := exchange(back, acme.Access, token.TypeAccess).Tokens(t)
		a.remove(t, a.acme, a.ada)
		if got := a.Introspect(t, back, exchanged.Access); got["active"] != false {
			t.Errorf("introspection %v", got)
		}
		exchange(back, acme.Access, token.TypeAccess).Want(t, 400, "invalid_request")
		exchange(a.crm, acme.ID, token.TypeID).Want(t, 400, "invalid_request")
	})
}
