package server_test

import (
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// prepareOAuthForOrganizations makes the recorded application and user, who
// joins their organization in the middle of the script.
func prepareOAuthForOrganizations(t *testing.T, r *replay, script []recording) {
	root, u := r.Superadmin(t), r.User(t, "Olive Anne Auth", "oa.10af5795@example.com")
	by := actor.Actor{UserID: root.ID, Role: root.Role}
	app := r.Application(t, application.NewApplication{Slug: "conf-10af5795", RedirectURIs: []string{cb}})
	r.Access(t, app, u)
	r.session(t, u, "efobbMqOdXRvVJJGpKzvoat0SoH7nW5o")
	live := actor.Actor{UserID: u.ID, SessionID: r.sessionOf(t, u)}
	signer := secret.NewSigner(seed.Secret)
	for _, step := range script {
		if body, ok := step.Request.Body.(map[string]any); ok {
			query, _ := body["oauth_query"].(string)
			if pairs, _, good := oauth.VerifyQuery(signer, query, time.Time{}); good {
				r.known[query] = oauth.SignQuery(signer, pairs, r.Clock.Now()) // the recorded one has expired
			}
		}
		if password := formOf(t, step).Get("client_secret"); password != "" {
			r.secretOf(t, app, password)
		}
	}
	activate := func(id string) {
		t.Helper()
		if _, err := r.Services.Sessions.Activate(t.Context(), live, live.SessionID, id); err != nil {
			t.Fatal(err)
		}
	}
	r.before = func(step *recording) {
		switch step.Name {
		case "org scope, single org already active → consent":
			org, _, err := r.Services.Organizations.Create(t.Context(), by, organization.NewOrganization{Name: "Org", Slug: "org"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.Services.Organizations.AddMember(t.Context(), organization.AsAdministrator(by), org.ID, u.ID, organization.RoleMember); err != nil {
				t.Fatal(err)
			}
			r.known["RhibuQciDz5asSvF5yoofwLYw47SUukr"] = org.ID
			activate(org.ID)
		case "org scope, org not active → /select-org":
			activate("")
		}
	}
}
