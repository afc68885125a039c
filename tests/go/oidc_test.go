package tests_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// A relying party made of go-oidc and x/oauth2.
func TestGoOIDC(t *testing.T) {
	eachEngine(t, func(t *testing.T, env []string) {
		s := launch(t, env...)
		root := s.browser(t).signIn(t)
		for _, c := range []struct {
			name   string
			client app
			alg    string
		}{
			//conformance: basic/code-flow
			//conformance: basic/valid-pkce
			//conformance: basic/refresh-token
			{"confidential", root.application(t, "conf-with-hyphens", false), oidc.RS256},
			{"public", root.application(t, "pub", true), oidc.RS256},
			//conformance: all/id-token
			{oidc.ES256, root.applicationWith(t, "es256", map[string]any{"idTokenSignedResponseAlg": oidc.ES256}), oidc.ES256},
			{oidc.EdDSA, root.applicationWith(t, "eddsa", map[string]any{"idTokenSignedResponseAlg": oidc.EdDSA}), oidc.EdDSA},
		} {
			t.Run(c.name, func(t *testing.T) { relyingParty(t, s, root, c.client, c.alg) })
		}
		t.Run("client credentials", func(t *testing.T) {
			client := root.application(t, "machine", false)
			config := clientcredentials.Config{
				ClientID: client.clientID, ClientSecret: client.secret, TokenURL: s.url + "/api/auth/oauth2/token",
				Scopes: []string{"roles"}, EndpointParams: url.Values{"resource": {api}},
			}
			token, err := config.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			keys := oidc.NewRemoteKeySet(t.Context(), s.url+"/api/auth/jwks")
			access, err := oidc.NewVerifier(s.url, keys, &oidc.Config{ClientID: api, SupportedSigningAlgs: []string{oidc.ES256}}).Verify(t.Context(), token.AccessToken)
			if err != nil {
				t.Fatal(err)
			}
			if access.Subject != client.clientID {
				t.Errorf("subject %q", access.Subject)
			}
			config.ClientSecret = "wrong"
			var refused *oauth2.RetrieveError
			if _, err := config.Token(t.Context()); !errors.As(err, &refused) || refused.ErrorCode != "invalid_client" {
				t.Errorf("wrong secret: %v", err)
			}
		})
	})
}

func relyingParty(t *testing.T, s *service, user *browser, client app, alg string) {
	ctx := t.Context()
	provider, err := oidc.NewProvider(ctx, s.url)
	if err != nil {
		t.Fatal(err)
	}
	config := oauth2.Config{
		ClientID: client.clientID, ClientSecret: client.secret, Endpoint: provider.Endpoint(), RedirectURL: redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email", "roles", oidc.ScopeOfflineAccess},
	}
	proof := oauth2.GenerateVerifier()
	to := follow(ctx, t, user, config.AuthCodeURL("the state", oauth2.S256ChallengeOption(proof), oidc.Nonce("the nonce")))
	if to.Query().Get("state") != "the state" || to.Query().Get("iss") != s.url {
		t.Errorf("sent to %s", to)
	}
	if _, err := config.Exchange(ctx, to.Query().Get("code")); err == nil {
		t.Error("a code without its verifier is redeemed")
	}
	to = follow(ctx, t, user, config.AuthCodeURL("the state", oauth2.S256ChallengeOption(proof), oidc.Nonce("the nonce")))
	token, err := config.Exchange(ctx, to.Query().Get("code"), oauth2.VerifierOption(proof))
	if err != nil {
		t.Fatal(err)
	}
	first := verified(ctx, t, provider, client, alg, token)
	if first.Nonce != "the nonce" {
		t.Errorf("nonce %q", first.Nonce)
	}
	var claims struct {
		Email string   `json:"email"`
		Roles []string `json:"roles"`
	}
	if err := first.Claims(&claims); err != nil || claims.Email != adminEmail || len(claims.Roles) != 1 || claims.Roles[0] != "admin" {
		t.Errorf("claims %+v, %v", claims, err)
	}
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil || info.Subject != first.Subject || info.Email != adminEmail {
		t.Errorf("userinfo %+v, %v", info, err)
	}

	expired := *token
	expired.Expiry = time.Now().Add(-time.Minute)
	renewed, err := config.TokenSource(ctx, &expired).Token()
	if err != nil {
		t.Fatal(err)
	}
	if renewed.AccessToken == token.AccessToken || renewed.RefreshToken == token.RefreshToken {
		t.Error("the tokens were not renewed")
	}
	if second := verified(ctx, t, provider, client, alg, renewed); second.Subject != first.Subject {
		t.Errorf("subject %q became %q", first.Subject, second.Subject)
	}
	var refused *oauth2.RetrieveError
	if _, err := config.TokenSource(ctx, &expired).Token(); !errors.As(err, &refused) || refused.ErrorCode != "invalid_grant" {
		t.Errorf("a used refresh token: %v", err)
	}
	if _, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(renewed)); err == nil {
		t.Error("the family of a reused refresh token lives on")
	}
}

// verified checks the ID token as go-oidc does, and that it belongs to the
// access token. No other algorithm is accepted.
func verified(ctx context.Context, t *testing.T, provider *oidc.Provider, client app, alg string, token *oauth2.Token) *oidc.IDToken {
	t.Helper()
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: client.clientID, SupportedSigningAlgs: []string{alg}}).Verify(ctx, raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := id.VerifyAccessToken(token.AccessToken); err != nil {
		t.Error(err)
	}
	return id
}

// follow sends the browser to an address elsewhere and returns where it is
// sent from there.
func follow(ctx context.Context, t *testing.T, b *browser, address string) *url.URL {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	to, err := res.Location()
	if err != nil {
		t.Fatalf("%d: %v", res.StatusCode, err)
	}
	return to
}
