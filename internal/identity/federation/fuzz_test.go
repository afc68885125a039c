package federation_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/federation"
	"github.com/circle-rd/auth-service/internal/platform/config"
)

func FuzzProviderMetadata(f *testing.F) {
	f.Add([]byte(`{"issuer":"https://a.example","authorization_endpoint":"https://a.example/a","token_endpoint":"https://a.example/t","jwks_uri":"https://a.example/k"}`))
	f.Add([]byte(`{"authorization_endpoint":"javascript:alert(1)","token_endpoint":"https://u:p@a/","jwks_uri":"https://a/#f"}`))
	f.Add([]byte(`{"id_token_signing_alg_values_supported":["none"]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		addresses, err := federation.ReadMetadata(body)
		if err != nil {
			return
		}
		for _, a := range addresses {
			if !federation.IsAddress(a) {
				t.Errorf("%q passed as an address", a)
			}
		}
	})
}

func FuzzProviderAnswers(f *testing.F) {
	f.Add([]byte(`{"access_token":"a","token_type":"Bearer","expires_in":"3600","scope":"a b,c"}`), []byte(`[]`))
	f.Add([]byte(`{"id":1,"login":"a","email":"a@example.com"}`), []byte(`[{"email":"a@example.com","verified":true,"primary":true}]`))
	f.Add([]byte(`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"oct","k":"AA"}]}`), []byte(`null`))
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body, more []byte) {
		if tokens, err := federation.ReadTokens(body, now); err == nil {
			if tokens.Access == "" {
				t.Error("an answer without access token passed")
			}
			if !tokens.AccessExpires.IsZero() && !tokens.AccessExpires.After(now) {
				t.Errorf("a life that ends %s", tokens.AccessExpires)
			}
		}
		if p, err := federation.ReadGitHub(body, more); err == nil {
			if p.Subject == "" || p.Subject[0] == '-' || p.Subject == "0" {
				t.Errorf("%q passed as an account", p.Subject)
			}
			if p.EmailVerified && !bytes.Contains(more, []byte("true")) {
				t.Error("an address counts as verified that nobody vouched for")
			}
		}
		_, _ = federation.ReadKeys(body)
		_ = federation.OpenToken(string(body))
	})
}

func FuzzProviderClaims(f *testing.F) {
	f.Add([]byte(`{"iss":"https://a.example","aud":"us","exp":1795420800,"iat":1795420700,"nonce":"n","sub":"s"}`))
	f.Add([]byte(`{"iss":"https://a.example","aud":["us","them"],"azp":"them","exp":1e12,"iat":0,"nonce":"n","sub":"s"}`))
	f.Add([]byte(`{"iss":["https://a.example"],"aud":null,"exp":"1","nbf":-1,"sub":1}`))
	now := time.Unix(1795420750, 0)
	f.Fuzz(func(t *testing.T, payload []byte) {
		claims, ok := federation.Accepts(config.OpenIDConnect, "https://a.example", "us", "n", payload, now)
		if !ok {
			return
		}
		if claims["iss"] != "https://a.example" || claims["nonce"] != "n" || claims["sub"] == "" {
			t.Errorf("%s passed", payload)
		}
		audience, several := claims["aud"].([]any)
		if !several && claims["aud"] != "us" || several && !slices.Contains(audience, any("us")) {
			t.Errorf("%s is for somebody else", payload)
		}
		if expires, _ := claims["exp"].(float64); expires < float64(now.Unix()-60) {
			t.Errorf("%s has expired", payload)
		}
	})
}
