package server_test

import (
	"crypto/x509"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// Logos come from our own address, as the policy of our pages wants it.
func TestLogosOfOrganizationsAndOfTheService(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		host := openProvider(t)
		w := seed.New(t, d, func(c *config.Config) {
			c.AppLogoURL = host.URL + "/logo.png"
			c.Fetch.AllowLoopback, c.Fetch.RootCAs = true, x509.NewCertPool()
			c.Fetch.RootCAs.AddCert(host.Certificate())
		})
		root, nobody := w.SignedIn(t, w.Superadmin(t)), w.Browser(t)
		with := func(slug, logo string) string {
			t.Helper()
			body := map[string]any{"name": "Acme", "slug": slug}
			if logo != "" {
				body["logo"] = logo
			}
			return idOf(t, root.Post(t, "/api/admin/organizations", body).Want(t, 201), "organization")
		}
		acme := with("acme", host.URL+"/logo.png")
		for _, path := range []string{organization.LogoPath + acme, "/api/public/logo"} {
			a := nobody.Get(t, path).Want(t, 200)
			h := a.Header
			if h.Get("Content-Type") != "image/png" || !strings.HasPrefix(string(a.Body), "\x89PNG") {
				t.Errorf("%s is %s", path, h.Get("Content-Type"))
			}
			if h.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
				t.Errorf("%s has the headers %v", path, h)
			}
		}
		for name, id := range map[string]string{
			"none":          with("bare", ""),
			"inside":        with("inside", "https://10.0.0.1/logo.png"),
			"no image":      with("page", host.URL+"/jwks"),
			"without TLS":   with("plain", "http://example.com/logo.png"),
			"no such thing": "00000000-0000-7000-8000-000000000000",
			"the slug":      "acme",
		} {
			t.Run(name, func(t *testing.T) { nobody.Get(t, organization.LogoPath+id).Want(t, 404, "ORG_001") })
		}
		if logo := nobody.Get(t, "/api/public/config").Want(t, 200).Object(t)["logoUrl"]; logo != w.URL+"/api/public/logo" {
			t.Errorf("logoUrl %v", logo)
		}
		if icon := nobody.Get(t, "/favicon.svg").Want(t, 302).Location(t); icon.Path != "/api/public/logo" {
			t.Errorf("the icon is at %s", icon)
		}
		root.JSON(t, "PATCH", "/api/admin/organizations/"+acme, map[string]any{"logo": nil}).Want(t, 200)
		nobody.Get(t, organization.LogoPath+acme).Want(t, 404, "ORG_001")
	})
}

// Without a logo, or with one of our own, the service fetches nothing.
func TestTheServiceMayHaveNoLogo(t *testing.T) {
	w := seed.New(t, sqlite(t))
	b := w.Browser(t)
	b.Get(t, "/api/public/logo").Want(t, 404, "SRV_001")
	b.Get(t, "/favicon.svg").Want(t, 200)
	if logo := b.Get(t, "/api/public/config").Want(t, 200).Object(t)["logoUrl"]; logo != nil {
		t.Errorf("logoUrl %v", logo)
	}
}
