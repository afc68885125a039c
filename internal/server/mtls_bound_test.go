package server_test

import (
	"crypto/x509"
	"net/url"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

// Tokens are worth something only on connections with the certificate they were
// made for.
//
// conformance: RFC 8705 §3
// conformance: fapi2/mtls
func TestCertificateBoundTokens(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := newMutual(t, d)
		print := certs.Thumbprint(m.cert)
		for _, app := range []seed.App{m.byName, m.own, m.public} {
			for _, kind := range []string{"opaque", "JWT"} {
				t.Run(app.Slug+", "+kind, func(t *testing.T) {
					resource := ""
					if kind == "JWT" {
						resource = seed.API
					}
					code := m.browser.Code(t, app, "openid offline_access", "resource", resource)
					tokens := m.Token(t, app.Exchange(code, "resource", resource), with(m.cert)...).Tokens(t)
					if tokens.Type != "Bearer" {
						t.Errorf("token_type %s", tokens.Type)
					}
					show := func(cert *x509.Certificate) seed.Answer {
						return m.Browser(t).Get(t, seed.UserinfoPath, append(with(cert), "Authorization", "Bearer "+tokens.Access, "Origin", "")...)
					}
					show(m.cert).Want(t, 200)
					for _, wrong := range []*x509.Certificate{nil, m.other} {
						if a := show(wrong); a.Status != 401 || a.Code() != "invalid_token" || !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Bearer ") {
							t.Errorf("RFC 8705 3: %d %s %s", a.Status, a.Header.Get("WWW-Authenticate"), a.Body)
						}
					}
					if kind == "JWT" {
						if got := confirmation(t, m.claims(t, tokens.Access)); got != print {
							t.Errorf("RFC 8705 3.1: cnf %q", got)
						}
					}
					if app.IsPublic {
						return
					}
					answer := m.Browser(t).Form(t, seed.IntrospectPath, app.Authenticated(url.Values{"token": {tokens.Access}}), append(with(m.cert), "Origin", "")...)
					if got := confirmation(t, answer.Want(t, 200).Object(t)); got != print {
						t.Errorf("RFC 8705 3.2: cnf %q", got)
					}
				})
			}
		}
	})
}

// claims are those of a JWT access token.
func (m mutual) claims(t *testing.T, token string) map[string]any {
	t.Helper()
	var c map[string]any
	if err := m.Services.Keys.Verify(t.Context(), token, keys.TypeAccessToken, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func confirmation(t *testing.T, claims map[string]any) string {
	t.Helper()
	cnf, _ := claims["cnf"].(map[string]any)
	text, _ := cnf["x5t#S256"].(string)
	if len(cnf) != 1 {
		t.Errorf("cnf is %v", cnf)
	}
	return text
}

// A client of bound tokens gets no others, and a public client's refresh token
// is bound too.
//
// conformance: RFC 8705 §4
// conformance: fapi2/holder-of-key
func TestCertificateAtTheTokenEndpoint(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := newMutual(t, d)
		t.Run("RFC 8705 3: no certificate, no code exchange", func(t *testing.T) {
			form := m.public.Exchange(m.browser.Code(t, m.public, "openid offline_access"))
			refusedToken(t, m.Token(t, form), 400, "invalid_request")
			m.Token(t, form, with(m.cert)...).Tokens(t)
		})
		t.Run("RFC 8705 4: a public client's refresh token", func(t *testing.T) {
			form := m.public.Exchange(m.browser.Code(t, m.public, "openid offline_access"))
			first := m.Token(t, form, with(m.cert)...).Tokens(t)
			refusedToken(t, m.Token(t, m.public.Refresh(first.Refresh)), 400, "invalid_request")
			refusedToken(t, m.Token(t, m.public.Refresh(first.Refresh), with(m.other)...), 400, "invalid_grant")
			second := m.Token(t, m.public.Refresh(first.Refresh), with(m.cert)...).Tokens(t)
			if second.Refresh == first.Refresh {
				t.Error("the refresh token of a public client is not replaced")
			}
		})
		t.Run("RFC 8705 4: a confidential client may change its certificate", func(t *testing.T) {
			form := m.byName.Exchange(m.browser.Code(t, m.byName, "openid offline_access"))
			first := m.Token(t, form, with(m.cert)...).Tokens(t)
			renewed := m.authority.Issue(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
			second := m.Token(t, m.byName.Refresh(first.Refresh), with(renewed)...).Tokens(t)
			get := func(token string, cert *x509.Certificate) int {
				return m.Browser(t).Get(t, seed.UserinfoPath, append(with(cert), "Authorization", "Bearer "+token, "Origin", "")...).Status
			}
			for _, c := range []struct {
				token string
				cert  *x509.Certificate
				want  int
			}{{first.Access, m.cert, 200}, {first.Access, renewed, 401}, {second.Access, renewed, 200}, {second.Access, m.cert, 401}} {
				if got := get(c.token, c.cert); got != c.want {
					t.Errorf("%d, not %d", got, c.want)
				}
			}
			refusedToken(t, m.Token(t, m.byName.Refresh(first.Refresh)), 401, "invalid_client")
			// FAPI 2.0: the same refresh token goes on working.
			m.Token(t, m.byName.Refresh(first.Refresh), with(m.cert)...).Tokens(t)
		})
		t.Run("RFC 8705 3: of client credentials", func(t *testing.T) {
			for _, resource := range []string{"", seed.API} {
				form := m.own.Authenticated(url.Values{"grant_type": {"client_credentials"}})
				if resource != "" {
					form.Set("resource", resource)
				}
				tokens := m.Token(t, form, with(m.cert)...).Tokens(t)
				answer := m.Browser(t).Form(t, seed.IntrospectPath, m.own.Authenticated(url.Values{"token": {tokens.Access}}), append(with(m.cert), "Origin", "")...)
				if got := confirmation(t, answer.Want(t, 200).Object(t)); got != certs.Thumbprint(m.cert) {
					t.Errorf("cnf %q", got)
				}
			}
		})
	})
}
