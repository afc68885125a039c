package server_test

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// What certification suites look at in passing.
func TestCertificationBasics(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		var meta map[string]any
		s.browser.Get(t, "/.well-known/openid-configuration").Want(t, 200).Into(t, &meta)
		listed := func(name string) []string {
			t.Helper()
			var all []string
			list, ok := meta[name].([]any)
			if !ok || len(list) == 0 {
				t.Errorf("%s is %v", name, meta[name])
			}
			for _, v := range list {
				text, _ := v.(string)
				all = append(all, text)
			}
			return all
		}

		// conformance: config/required
		t.Run("OpenID Connect Discovery 3: required members", func(t *testing.T) {
			for _, name := range []string{"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"} {
				if text, _ := meta[name].(string); !strings.HasPrefix(text, s.Config.BaseURL) {
					t.Errorf("%s is %v", name, meta[name])
				}
			}
			if !slices.Contains(listed("id_token_signing_alg_values_supported"), "RS256") || !slices.Contains(listed("response_types_supported"), "code") {
				t.Error("RS256 and code are not offered")
			}
			if !slices.Contains(listed("subject_types_supported"), "public") {
				t.Error("public subjects are not offered")
			}
		})
		// conformance: config/lists
		t.Run("lists are stated", func(t *testing.T) {
			if !slices.Contains(listed("scopes_supported"), "openid") || !slices.Contains(listed("code_challenge_methods_supported"), "S256") {
				t.Error("openid or S256 is missing")
			}
			listed("claims_supported")
			listed("grant_types_supported")
			listed("response_modes_supported")
		})
		// conformance: config/defaults
		t.Run("what would default to something else is explicit", func(t *testing.T) {
			for _, name := range []string{"request_parameter_supported", "request_uri_parameter_supported", "require_request_uri_registration", "claims_parameter_supported"} {
				if _, said := meta[name].(bool); !said {
					t.Errorf("%s is %v", name, meta[name])
				}
			}
			if slices.Contains(listed("grant_types_supported"), "implicit") {
				t.Error("implicit is offered")
			}
		})
		answer := s.Token(t, s.conf.Exchange(s.browser.Code(t, s.conf, "openid profile offline_access")))
		tokens := answer.Want(t, 200).Tokens(t)
		// conformance: all/token-answer
		t.Run("RFC 6749 5.1: the token answer", func(t *testing.T) {
			o := answer.Object(t)
			if o["token_type"] != "Bearer" || o["expires_in"].(float64) <= 0 {
				t.Errorf("answered %s", answer.Body)
			}
			if answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("Content-Type") != "application/json" {
				t.Errorf("headers %v", answer.Header)
			}
			visible := regexp.MustCompile(`^[\x20-\x7e]+$`)
			for _, name := range []string{"access_token", "refresh_token", "id_token"} {
				if text, _ := o[name].(string); !visible.MatchString(text) {
					t.Errorf("%s is %q", name, text)
				}
			}
		})
		// conformance: basic/id-token-signature
		t.Run("OpenID Connect Core 2: RS256 and a published key by default, none never", func(t *testing.T) {
			if claims := verifiedJWT(t, s.World, tokens.ID, jose.RS256, ""); claims["iss"] != meta["issuer"] {
				t.Errorf("claims %v", claims)
			}
			jws, err := jose.ParseSignedCompact(tokens.ID, []jose.SignatureAlgorithm{jose.RS256})
			if err != nil || jws.Signatures[0].Header.KeyID == "" {
				t.Errorf("no kid: %v", err)
			}
			for name := range meta {
				if strings.HasSuffix(name, "_alg_values_supported") && slices.Contains(listed(name), "none") {
					t.Errorf("%s offers none", name)
				}
			}
		})
		// conformance: basic/userinfo
		t.Run("OpenID Connect Core 5.3: userinfo by GET and by POST", func(t *testing.T) {
			for _, method := range []string{"GET", "POST"} {
				o := s.Browser(t).Do(t, method, "/api/auth/oauth2/userinfo", "", "", "Authorization", "Bearer "+tokens.Access).Want(t, 200).Object(t)
				if o["sub"] != s.user.ID || o["name"] != "Olive Anne Auth" {
					t.Errorf("%s answered %v", method, o)
				}
				if _, number := o["updated_at"].(float64); !number {
					t.Errorf("updated_at is %v", o["updated_at"])
				}
			}
		})
		// conformance: basic/userinfo-post-body
		t.Run("RFC 6750 2.2: the token in a form", func(t *testing.T) {
			s.Browser(t).Form(t, "/api/auth/oauth2/userinfo", url.Values{"access_token": {tokens.Access}}).Want(t, 200)
		})
		// conformance: fapi2/entropy
		t.Run("what can be guessed has 128 bits", func(t *testing.T) {
			const letters = 22 // of base64url: six bits each
			pushed := s.Pushed(t, s.conf, s.conf.Request("openid"))
			values := map[string]string{
				"code": s.browser.Code(t, s.conf, "openid"), "access token": tokens.Access, "refresh token": tokens.Refresh,
				"request_uri": strings.TrimPrefix(pushed.Get("request_uri"), requestURN),
			}
			seen := map[string]bool{}
			for name, text := range values {
				if len(text) < letters || seen[text] {
					t.Errorf("%s is %q", name, text)
				}
				seen[text] = true
			}
		})
		// conformance: fapi2/keys
		t.Run("FAPI 2.0 5.4: sizes of keys", func(t *testing.T) {
			var set jose.JSONWebKeySet
			s.browser.Get(t, "/api/auth/jwks").Want(t, 200).Into(t, &set)
			for _, k := range set.Keys {
				switch key := k.Key.(type) {
				case *rsa.PublicKey:
					if key.N.BitLen() < 2048 {
						t.Errorf("%s has %d bits", k.KeyID, key.N.BitLen())
					}
				case *ecdsa.PublicKey:
					if key.Params().BitSize < 224 {
						t.Errorf("%s has %d bits", k.KeyID, key.Params().BitSize)
					}
				}
			}
		})
	})
}

// The page where people consent learns of everything it must link.
//
// conformance: dynamic/links
func TestConsentPageLearnsOfLinks(t *testing.T) {
	w := seed.New(t, sqlite(t))
	quiet(t)
	app := w.Application(t, application.NewApplication{Slug: "linked", Client: application.Client{
		PolicyURI: "https://app.example/privacy", TermsURI: "https://app.example/terms",
	}})
	b := w.SignedIn(t, w.User(t, "Ada", "ada@example.com"))
	o := b.Get(t, "/api/auth/oauth2/public-client?client_id="+app.Slug).Want(t, 200).Object(t)
	if o["policy_uri"] != "https://app.example/privacy" || o["tos_uri"] != "https://app.example/terms" {
		t.Errorf("the page is told %v", o)
	}
}
