package registration_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/protocol/registration"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

func trust() registration.Trust {
	return registration.Trust{Scopes: []string{"openid", "profile", "email", "offline_access"}, RequirePKCE: true}
}

// held fails the test when an application asks for more than strangers get.
func held(t *testing.T, n application.NewApplication) {
	t.Helper()
	if n.SkipConsent || n.IsMfaRequired || n.GrantOnRegister || n.IsActive != nil {
		t.Fatalf("it settles what administrators settle: %+v", n)
	}
	if !n.Client.AdmitsEveryone || n.Client.AccessTokenLife != 0 || n.Client.RefreshTokenLife != 0 || n.Client.IDTokenLife != 0 || n.Client.RefreshGrace != 0 {
		t.Fatalf("it settles what administrators settle: %+v", n.Client)
	}
	for _, s := range n.AllowedScopes {
		if !slices.Contains(trust().Scopes, s) {
			t.Fatalf("it has the scope %q", s)
		}
	}
	for _, g := range n.Client.GrantTypes {
		if g == application.GrantClientCredentials || g == application.GrantTokenExchange {
			t.Fatalf("it has the grant type %q", g)
		}
	}
	if n.IsPublic != (n.Client.AuthMethod == application.AuthNone) {
		t.Fatalf("public %v, authenticates by %q", n.IsPublic, n.Client.AuthMethod)
	}
	if slices.Contains(n.Client.GrantTypes, application.GrantCode) && len(n.RedirectURIs) == 0 {
		t.Fatal("it has nowhere to return to")
	}
}

func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{
		`{"redirect_uris":["https://client.example/cb"]}`,
		`{"redirect_uris":["http://127.0.0.1/cb"],"token_endpoint_auth_method":"none","scope":"openid roles","grant_types":["authorization_code","refresh_token"]}`,
		`{"redirect_uris":["com.example:/cb"],"application_type":"web","response_types":["code"],"admits_everyone":false,"refresh_grace":30,"access_token_lifetime":-1}`,
		`{"grant_types":["client_credentials"],"response_types":[],"jwks":{"keys":[]},"software_statement":"a.b.c"}`,
		`{"grant_types":["urn:ietf:params:oauth:grant-type:device_code"],"default_max_age":null,"contacts":[""],"id_token_encrypted_response_alg":"RSA-OAEP"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var m registration.Metadata
		if json.Unmarshal(text, &m) != nil {
			return
		}
		n, refused := m.Application(trust())
		if refused != nil {
			if refused.Code == "" || refused.Description == "" {
				t.Fatalf("refused without a reason: %+v", refused)
			}
			return
		}
		held(t, n)
	})
}

func FuzzDocument(f *testing.F) {
	const address = "https://client.example/client.json"
	for _, seed := range []string{
		`{"client_id":"` + address + `","redirect_uris":["https://client.example/cb"]}`,
		`{"client_id":"` + address + `","redirect_uris":["http://localhost/cb"],"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://client.example/jwks","scope":"openid"}`,
		`{"client_id":"` + address + `","redirect_uris":[],"client_secret":null,"client_secret_expires_at":0}`,
		`{"client_id":5}`, `[]`, `null`, `{"CLIENT_ID":"` + address + `"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := registration.ParseDocument(address, body, trust())
		if err != nil {
			return
		}
		held(t, n)
		if n.DocumentURL != address || n.Origin != application.OriginDocument || !strings.HasPrefix(n.Slug, "doc-client-example-") {
			t.Fatalf("it is %q at %q", n.Slug, n.DocumentURL)
		}
		var told struct {
			ClientID string `json:"client_id"`
		}
		if json.Unmarshal(body, &told) != nil || told.ClientID != address {
			t.Fatalf("it is the document of %q", told.ClientID)
		}
		if n.Client.AuthMethod == application.AuthBasic || n.Client.AuthMethod == application.AuthPost {
			t.Fatal("it has a secret")
		}
	})
}
