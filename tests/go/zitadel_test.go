package tests_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"testing"

	"github.com/zitadel/oidc/v3/pkg/client/rp"
	zitadelhttp "github.com/zitadel/oidc/v3/pkg/http"
	"github.com/zitadel/oidc/v3/pkg/oidc"
)

type idClaims = *oidc.IDTokenClaims

// A web application made of the handlers of zitadel/oidc.
func TestZitadel(t *testing.T) {
	eachEngine(t, func(t *testing.T, env []string) {
		s := launch(t, env...)
		root := s.browser(t).signIn(t)
		for _, c := range []struct {
			name, alg string
			public    bool
		}{
			//conformance: basic/code-flow
			//conformance: basic/valid-pkce
			//conformance: basic/refresh-token
			{"confidential", "RS256", false},
			{"public", "RS256", true},
			//conformance: all/id-token
			{"es256", "ES256", false},
			{"eddsa", "EdDSA", false},
		} {
			t.Run(c.name, func(t *testing.T) { zitadelParty(t, s, root, c.name, c.alg, c.public) })
		}
	})
}

func zitadelParty(t *testing.T, s *service, user *browser, slug, alg string, public bool) {
	ctx := t.Context()
	mux := http.NewServeMux()
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	client := user.applicationWith(t, slug, map[string]any{
		"isPublic": public, "idTokenSignedResponseAlg": alg, "redirectUris": []string{site.URL + "/callback"},
	})
	key := []byte("0123456789abcdef0123456789abcdef")
	party, err := rp.NewRelyingPartyOIDC(ctx, s.url, client.clientID, client.secret, site.URL+"/callback",
		[]string{oidc.ScopeOpenID, oidc.ScopeProfile, oidc.ScopeEmail, oidc.ScopeOfflineAccess},
		rp.WithPKCE(zitadelhttp.NewCookieHandler(key, key, zitadelhttp.WithUnsecure())),
		rp.WithVerifierOpts(
			rp.WithSupportedSigningAlgorithms(alg),
			rp.WithNonce(func(context.Context) string { return "the nonce" }),
		))
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("GET /login", rp.AuthURLHandler(func() string { return "the state" }, party, rp.WithURLParam("nonce", "the nonce")))
	answers, infos := make(chan *oidc.Tokens[idClaims], 1), make(chan *oidc.UserInfo, 1)
	mux.Handle("GET /callback", rp.CodeExchangeHandler(rp.UserinfoCallback(
		func(_ http.ResponseWriter, _ *http.Request, tokens *oidc.Tokens[idClaims], _ string, _ rp.RelyingParty, info *oidc.UserInfo) {
			answers <- tokens
			infos <- info
		}), party))

	visit(t, user, site.URL)
	tokens, info := <-answers, <-infos
	first := tokens.IDTokenClaims
	if first.Subject == "" || info.Subject != first.Subject || info.Email != adminEmail {
		t.Errorf("signed in %+v as %+v", info, first)
	}

	plain, err := rp.NewRelyingPartyOIDC(ctx, s.url, client.clientID, client.secret, site.URL+"/callback", nil,
		rp.WithVerifierOpts(rp.WithSupportedSigningAlgorithms(alg))) // a refreshed ID token has no nonce (OpenID Connect Core §12.2)
	if err != nil {
		t.Fatal(err)
	}
	renewed, err := rp.RefreshTokens[idClaims](ctx, plain, tokens.RefreshToken, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if renewed.IDTokenClaims == nil || renewed.IDTokenClaims.Subject != first.Subject || renewed.IDTokenClaims.AuthTime != first.AuthTime {
		t.Errorf("%+v became %+v", first, renewed.IDTokenClaims)
	}
	if renewed.AccessToken == tokens.AccessToken || renewed.RefreshToken == tokens.RefreshToken {
		t.Error("the tokens were not renewed")
	}

	if err := rp.RevokeToken(ctx, plain, renewed.RefreshToken, "refresh_token"); err != nil {
		t.Error(err)
	}
	if _, err := rp.Userinfo[*oidc.UserInfo](ctx, renewed.AccessToken, oidc.BearerToken, first.Subject, plain); err == nil {
		t.Error("userinfo answers after the tokens were revoked")
	}
}

// visit signs in to the application with the session that user has at the
// service.
func visit(t *testing.T, user *browser, site string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	there := *user.Client
	there.Jar = jar
	visitor := &browser{&there, site, site}
	a, err := visitor.get(t.Context(), "/login")
	if must(t, a, err).status != http.StatusFound {
		t.Fatalf("%d %s", a.status, a.body)
	}
	a, err = visitor.get(t.Context(), follow(t.Context(), t, user, a.location).RequestURI())
	if must(t, a, err).status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
}
