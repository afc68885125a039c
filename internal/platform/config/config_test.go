package config_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
)

type vars map[string]string

// A key in the form in which Apple hands them out.
var appleKey = func() string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}()

const goodSecret = "qT7vYw0ZrN4kHc9LsXe2Bj6MfUa1DpGo"

// load reads the variables, with files standing for the file system.
func load(env, files vars) (config.Config, error) {
	return config.Load(
		func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		func(name string) ([]byte, error) {
			if text, ok := files[name]; ok {
				return []byte(text), nil
			}
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		})
}

func must(t *testing.T, env, files vars) config.Config {
	t.Helper()
	c, err := load(env, files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// production adds the given variables to the least that production accepts.
func production(more vars) vars {
	all := vars{"NODE_ENV": "production", "BETTER_AUTH_URL": "https://auth.example.com", "BETTER_AUTH_SECRET": goodSecret}
	maps.Copy(all, more)
	return all
}

func TestNothingIsRequiredOutsideProduction(t *testing.T) {
	c := must(t, nil, nil)
	if c.Env != config.Development || c.Host != "127.0.0.1" || c.Port != 3001 || c.BaseURL != "http://localhost:3001" {
		t.Errorf("server: %s %s:%d %s", c.Env, c.Host, c.Port, c.BaseURL)
	}
	if c.Secret != "" || c.SigningSecret() != "" || c.DatabaseURL != "" || c.DataDir != "./data" || c.SQLiteSynchronous != "FULL" {
		t.Errorf("storage: %q %q %q %q", c.Secret, c.DatabaseURL, c.DataDir, c.SQLiteSynchronous)
	}
	if !slices.Equal(c.CORSOrigins, []string{"http://localhost:5173"}) || c.AppName != "CIRCLE Auth" || !c.PasskeySignIn || c.DPoPNonce {
		t.Errorf("defaults: %v %q %v %v", c.CORSOrigins, c.AppName, c.PasskeySignIn, c.DPoPNonce)
	}
	if c.SMTP.Enabled() || c.SMTP.Port != 587 || c.SMTP.From != "auth-service <no-reply@localhost>" {
		t.Errorf("mail: %+v", c.SMTP)
	}
	if c.LogLevel != slog.LevelDebug || c.LogFormat != config.LogText {
		t.Errorf("log: %s %s", c.LogLevel, c.LogFormat)
	}
	if c.Fetch.AllowLoopback || !slices.Equal(c.Fetch.Ports, []int{443}) {
		t.Errorf("fetch: %+v", c.Fetch)
	}
	if len(c.TrustedProxies) != 6 || c.RateLimits.Disabled {
		t.Errorf("protection: %v %v", c.TrustedProxies, c.RateLimits.Disabled)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("warnings: %q", c.Warnings)
	}
}

func TestProductionDefaults(t *testing.T) {
	c := must(t, production(nil), nil)
	if c.Host != "0.0.0.0" || len(c.CORSOrigins) != 0 || c.LogFormat != config.LogJSON || c.LogLevel != slog.LevelInfo {
		t.Errorf("got %s %v %s %s", c.Host, c.CORSOrigins, c.LogFormat, c.LogLevel)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("warnings: %q", c.Warnings)
	}
}

// Each mistake is reported in a sentence that names the variable and says what to do.
func TestMistakes(t *testing.T) {
	tests := []struct {
		name string
		env  vars
		want string
	}{
		{"environment", vars{"NODE_ENV": "staging"}, "NODE_ENV"},
		{"key rotation is a word", vars{"KEY_ROTATION_DAYS": "monthly"}, "KEY_ROTATION_DAYS"},
		{"key rotation negative", vars{"KEY_ROTATION_DAYS": "-1"}, "KEY_ROTATION_DAYS"},
		{"certificate without key", vars{"TLS_CERT_FILE": "c.pem"}, "TLS_KEY_FILE"},
		{"key without certificate", vars{"TLS_KEY_FILE": "k.pem"}, "TLS_CERT_FILE"},
		{"TLS on a plain address", vars{"TLS_CERT_FILE": "c.pem", "TLS_KEY_FILE": "k.pem", "BETTER_AUTH_URL": "http://localhost:3001"}, "BETTER_AUTH_URL"},
		{"certificate header is no header", vars{"CLIENT_CERT_HEADER": "Client Cert", "TRUSTED_PROXIES": "10.0.0.7"}, "CLIENT_CERT_HEADER"},
		{"certificate header from any neighbour", vars{"CLIENT_CERT_HEADER": "Client-Cert"}, "TRUSTED_PROXIES"},
		{"certificate header from nobody", vars{"CLIENT_CERT_HEADER": "Client-Cert", "TRUSTED_PROXIES": "none"}, "TRUSTED_PROXIES"},
		{"certificates without encryption", vars{"MTLS_URL": "http://mtls.example.com", "TLS_CERT_FILE": "c.pem", "TLS_KEY_FILE": "k.pem"}, "MTLS_URL"},
		{"certificates at a path", vars{"MTLS_URL": "https://mtls.example.com/auth", "TLS_CERT_FILE": "c.pem", "TLS_KEY_FILE": "k.pem"}, "must not have a path"},
		{"certificates that nobody sees", vars{"MTLS_URL": "https://mtls.example.com"}, "TLS_CERT_FILE"},
		{"registration for friends", vars{"CLIENT_REGISTRATION": "friends"}, "off, token or open"},
		{"unknown scope for registered clients", vars{"CLIENT_REGISTRATION_SCOPES": "openid admin"}, "CLIENT_REGISTRATION_SCOPES"},
		{"unused for a word", vars{"CLIENT_REGISTRATION_UNUSED_DAYS": "never"}, "CLIENT_REGISTRATION_UNUSED_DAYS"},
		{"unused for less than nothing", vars{"CLIENT_REGISTRATION_UNUSED_DAYS": "-1"}, "CLIENT_REGISTRATION_UNUSED_DAYS"},
		{"documents of friends", vars{"CIMD": "friends"}, "ask-admin"},
		{"documents of no host", vars{"CIMD": "allow-list"}, "CIMD_ALLOWED_HOSTS"},
		{"documents of a URL", vars{"CIMD": "allow-list", "CIMD_ALLOWED_HOSTS": "https://example.com"}, "example.com or *.example.com"},
		{"documents of every host", vars{"CIMD": "allow-list", "CIMD_ALLOWED_HOSTS": "*"}, "CIMD_ALLOWED_HOSTS"},
		{"port is a word", vars{"PORT": "http"}, "PORT"},
		{"port too high", vars{"PORT": "65536"}, "PORT"},
		{"port zero", vars{"PORT": "0"}, "PORT"},
		{"port negative", vars{"PORT": "-1"}, "PORT"},
		{"host with port", vars{"HOST": "127.0.0.1:80"}, "HOST"},
		{"host is a URL", vars{"HOST": "http://localhost"}, "HOST"},
		{"host half an address", vars{"HOST": "10.0.0"}, "HOST"},
		{"URL without scheme", vars{"BETTER_AUTH_URL": "auth.example.com"}, "BETTER_AUTH_URL"},
		{"URL with a path", vars{"BETTER_AUTH_URL": "https://example.com/auth"}, "must not have a path"},
		{"URL with a query", vars{"BETTER_AUTH_URL": "https://example.com?a=1"}, "query"},
		{"URL with an empty query", vars{"BETTER_AUTH_URL": "https://example.com?"}, "query"},
		{"URL with a fragment", vars{"BETTER_AUTH_URL": "https://example.com#"}, "fragment"},
		{"URL with a user", vars{"BETTER_AUTH_URL": "https://jo:hunter2@example.com"}, "user name"},
		{"URL with another scheme", vars{"BETTER_AUTH_URL": "ftp://example.com"}, "https://"},
		{"URL with a bad port", vars{"BETTER_AUTH_URL": "https://example.com:99999"}, "port"},
		{"URL with an empty port", vars{"BETTER_AUTH_URL": "https://example.com:"}, "port"},
		{"URL with a space", vars{"BETTER_AUTH_URL": "https://exa mple.com"}, "BETTER_AUTH_URL"},
		{"URL with a foreign alphabet", vars{"BETTER_AUTH_URL": "https://bücher.example"}, "not a host name"},
		{"no URL in production", production(vars{"BETTER_AUTH_URL": ""}), "BETTER_AUTH_URL is missing"},
		{"plain http in production", production(vars{"BETTER_AUTH_URL": "http://auth.example.com"}), "ALLOW_INSECURE_HTTP"},
		{"name that only begins like loopback", production(vars{"BETTER_AUTH_URL": "http://localhost.example.com"}), "ALLOW_INSECURE_HTTP"},
		{"bad boolean", vars{"ALLOW_INSECURE_HTTP": "maybe"}, "ALLOW_INSECURE_HTTP"},
		{"no secret in production", production(vars{"BETTER_AUTH_SECRET": ""}), "openssl rand"},
		{"secret too short", vars{"BETTER_AUTH_SECRET": "fifteen-letters"}, "15 characters"},
		{"published secret", production(vars{"BETTER_AUTH_SECRET": "better-auth-secret-12345678901234567890"}), "public source code"},
		{"secret and file", vars{"BETTER_AUTH_SECRET": goodSecret, "BETTER_AUTH_SECRET_FILE": "/x"}, "both set"},
		{"secret file absent", vars{"BETTER_AUTH_SECRET_FILE": "/nowhere"}, "BETTER_AUTH_SECRET_FILE"},
		{"secret file empty", vars{"BETTER_AUTH_SECRET_FILE": "/empty"}, "empty file"},
		{"secrets without version", vars{"BETTER_AUTH_SECRETS": goodSecret}, "entry 1"},
		{"secrets with a word as version", vars{"BETTER_AUTH_SECRETS": "a:" + goodSecret}, "entry 1"},
		{"secrets with a negative version", vars{"BETTER_AUTH_SECRETS": "-1:" + goodSecret}, "entry 1"},
		{"secrets with a gap", vars{"BETTER_AUTH_SECRETS": "2:" + goodSecret + ","}, "entry 2"},
		{"secrets with an empty value", vars{"BETTER_AUTH_SECRETS": "2:"}, "entry 1"},
		{"secrets with a version twice", vars{"BETTER_AUTH_SECRETS": "2:" + goodSecret + ",2:" + goodSecret}, "version 2 twice"},
		{"secrets too short", vars{"BETTER_AUTH_SECRETS": "2:short"}, "version 2"},
		{"database of another kind", vars{"DATABASE_URL": "mysql://u:p@h/d"}, "postgres://"},
		{"database path", vars{"DATABASE_URL": "./data/auth.db"}, "postgres://"},
		{"database without host", vars{"DATABASE_URL": "postgres:///auth"}, "names no host"},
		{"database without name", vars{"DATABASE_URL": "postgres://u:p@h:5432"}, "names no database"},
		{"database password not encoded", vars{"DATABASE_URL": "postgres://u:hunter2%zz@h/d"}, "percent-encoded"},
		{"synchronous", vars{"SQLITE_SYNCHRONOUS": "OFF"}, "SQLITE_SYNCHRONOUS"},
		{"admin address", vars{"ADMIN_EMAIL": "root", "ADMIN_PASSWORD": "longenough"}, "ADMIN_EMAIL"},
		{"admin address with a name", vars{"ADMIN_EMAIL": "Root <root@example.com>", "ADMIN_PASSWORD": "longenough"}, "ADMIN_EMAIL"},
		{"admin password short", vars{"ADMIN_EMAIL": "a@b.co", "ADMIN_PASSWORD": "hunter2"}, "7 characters"},
		{"admin password long", vars{"ADMIN_EMAIL": "a@b.co", "ADMIN_PASSWORD": strings.Repeat("x", 129)}, "129 characters"},
		{"CORS wildcard", vars{"CORS_ORIGINS": "*"}, "CORS_ORIGINS"},
		{"CORS wildcard host", vars{"CORS_ORIGINS": "https://*.example.com"}, "wildcards"},
		{"CORS with a path", vars{"CORS_ORIGINS": "https://a.example,https://b.example/x"}, `"https://b.example/x"`},
		{"CORS null", vars{"CORS_ORIGINS": "null"}, "CORS_ORIGINS"},
		{"CORS host alone", vars{"CORS_ORIGINS": "localhost:5173"}, "CORS_ORIGINS"},
		{"cookie domain elsewhere", vars{"BETTER_AUTH_URL": "https://auth.example.com", "SESSION_DOMAIN": "example.org"}, "browsers would drop"},
		{"cookie domain shares an ending", vars{"BETTER_AUTH_URL": "https://badexample.com", "SESSION_DOMAIN": "example.com"}, "browsers would drop"},
		{"cookie domain of one word", vars{"BETTER_AUTH_URL": "https://auth.example.com", "SESSION_DOMAIN": "com"}, "SESSION_DOMAIN"},
		{"cookie domain is an address", vars{"BETTER_AUTH_URL": "http://127.0.0.1:3001", "SESSION_DOMAIN": "127.0.0.1"}, "SESSION_DOMAIN"},
		{"cookie domain is a URL", vars{"SESSION_DOMAIN": "https://example.com"}, "SESSION_DOMAIN"},
		{"name of two lines", vars{"APP_NAME": "a\nb"}, "APP_NAME"},
		{"name too long", vars{"APP_NAME": strings.Repeat("é", 101)}, "APP_NAME"},
		{"logo path", vars{"APP_LOGO_URL": "/logo.png"}, "APP_LOGO_URL"},
		{"logo script", vars{"APP_LOGO_URL": "javascript:alert(1)"}, "APP_LOGO_URL"},
		{"mail port", vars{"SMTP_PORT": "smtp"}, "SMTP_PORT"},
		{"mail host with port", vars{"SMTP_HOST": "mail.example.com:587"}, "SMTP_HOST"},
		{"mail user alone", vars{"SMTP_HOST": "mail.example.com", "SMTP_USER": "u"}, "SMTP_PASS"},
		{"mail password alone", vars{"SMTP_HOST": "mail.example.com", "SMTP_PASS": "p"}, "SMTP_USER"},
		{"mail sender", vars{"SMTP_FROM": "Example"}, "SMTP_FROM"},
		{"mail sender of two lines", vars{"SMTP_FROM": "a@b.co\r\nBcc: c@d.co"}, "SMTP_FROM"},
		{"deletion grace is a word", vars{"ACCOUNT_DELETION_GRACE": "a week"}, "ACCOUNT_DELETION_GRACE"},
		{"deletion grace negative", vars{"ACCOUNT_DELETION_GRACE": "-1h"}, "ACCOUNT_DELETION_GRACE"},
		{"deletion grace too long", vars{"ACCOUNT_DELETION_GRACE": "9000h"}, "ACCOUNT_DELETION_GRACE"},
		{"name server by name", vars{"DNS_SERVER": "dns.example.com"}, "DNS_SERVER"},
		{"name server without a port", vars{"DNS_SERVER": "9.9.9.9:"}, "DNS_SERVER"},
		{"name server with port zero", vars{"DNS_SERVER": "9.9.9.9:0"}, "DNS_SERVER"},
		{"verification without mail", vars{"REQUIRE_EMAIL_VERIFICATION": "true"}, "SMTP_HOST"},
		{"links without mail", production(vars{"MAGIC_LINK": "true"}), "MAGIC_LINK"},
		{"codes without mail", production(vars{"EMAIL_CODE": "true"}), "EMAIL_CODE"},
		{"relative audience", vars{"OAUTH_VALID_AUDIENCES": "api"}, "OAUTH_VALID_AUDIENCES"},
		{"audience with fragment", vars{"OAUTH_VALID_AUDIENCES": "https://api.example.com#x"}, "fragment"},
		{"publishable Stripe key", vars{"STRIPE_SECRET_KEY": "pk_test_1"}, "publishable"},
		{"Stripe webhook secret", vars{"STRIPE_WEBHOOK_SECRET": "sk_test_1"}, "whsec_"},
		{"proxy name", vars{"TRUSTED_PROXIES": "10.0.0.0/8,proxy"}, `"proxy"`},
		{"proxy mask", vars{"TRUSTED_PROXIES": "10.0.0.0/33"}, "TRUSTED_PROXIES"},
		{"limit unknown", vars{"RATE_LIMITS": "login=1/1"}, "the limits are admin, authorize, consumption, default"},
		{"limit without window", vars{"RATE_LIMITS": "sign-in=5"}, "sign-in=3/10"},
		{"limit of zero", vars{"RATE_LIMITS": "sign-in=0/10"}, "sign-in=3/10"},
		{"limit window of zero", vars{"RATE_LIMITS": "sign-in=3/0"}, "sign-in=3/10"},
		{"limit window in words", vars{"RATE_LIMITS": "sign-in=3/10s"}, "sign-in=3/10"},
		{"limit beyond numbers", vars{"RATE_LIMITS": "sign-in=99999999999999999999/10"}, "sign-in=3/10"},
		{"provider without issuer", vars{"OIDC_PROVIDERS": "acme", "OIDC_ACME_CLIENT_ID": "x"}, "OIDC_ACME_ISSUER"},
		{"provider without client", vars{"OIDC_PROVIDERS": "my-corp", "OIDC_MY_CORP_ISSUER": "https://id.example"}, "OIDC_MY_CORP_CLIENT_ID"},
		{"issuer without encryption", vars{"OIDC_PROVIDERS": "acme", "OIDC_ACME_CLIENT_ID": "x", "OIDC_ACME_ISSUER": "http://id.example"}, "OIDC_ACME_ISSUER"},
		{"issuer with a query", vars{"OIDC_PROVIDERS": "acme", "OIDC_ACME_CLIENT_ID": "x", "OIDC_ACME_ISSUER": "https://id.example?a=b"}, "OIDC_ACME_ISSUER"},
		{"issuer with credentials", vars{"OIDC_PROVIDERS": "acme", "OIDC_ACME_CLIENT_ID": "x", "OIDC_ACME_ISSUER": "https://hunter2@id.example"}, "OIDC_ACME_ISSUER"},
		{"provider in capitals", vars{"OIDC_PROVIDERS": "Acme"}, "small letters"},
		{"provider that is known already", vars{"OIDC_PROVIDERS": "google"}, "means something else"},
		{"provider that is the password", vars{"OIDC_PROVIDERS": "credential"}, "means something else"},
		{"provider twice", vars{"OIDC_PROVIDERS": "acme,acme", "OIDC_ACME_CLIENT_ID": "x", "OIDC_ACME_ISSUER": "https://id.example"}, "there is already"},
		{"provider with a scope that is none", vars{"GOOGLE_CLIENT_ID": "x", "GOOGLE_CLIENT_SECRET": "y", "GOOGLE_SCOPES": `a"b`}, "GOOGLE_SCOPES"},
		{"provider with another rule", vars{"GOOGLE_CLIENT_ID": "x", "GOOGLE_CLIENT_SECRET": "y", "GOOGLE_SIGN_UP": "perhaps"}, "always, asked or never"},
		{"provider with a long name", vars{"OIDC_PROVIDERS": "acme", "OIDC_ACME_CLIENT_ID": "x", "OIDC_ACME_ISSUER": "https://id.example", "OIDC_ACME_NAME": strings.Repeat("x", 65)}, "OIDC_ACME_NAME"},
		{"tenant that is none", vars{"MICROSOFT_TENANT_ID": "a/b"}, "MICROSOFT_TENANT_ID"},
		{"GitHub at a path", vars{"GITHUB_URL": "https://example.com/github"}, "GITHUB_URL"},
		{"Apple's key alone", vars{"APPLE_PRIVATE_KEY": appleKey}, "belong together"},
		{"Apple's key and secret", vars{"APPLE_PRIVATE_KEY": appleKey, "APPLE_TEAM_ID": "t", "APPLE_KEY_ID": "k", "APPLE_CLIENT_SECRET": "s"}, "keep one of them"},
		{"Apple's key that is none", vars{"APPLE_PRIVATE_KEY": "hunter2", "APPLE_TEAM_ID": "t", "APPLE_KEY_ID": "k"}, ".p8"},
		{"loopback in production", production(vars{"FETCH_ALLOW_LOOPBACK": "true"}), "FETCH_ALLOW_LOOPBACK"},
		{"loopback as a network to fetch from", vars{"FETCH_NETWORKS": "127.0.0.0/8"}, `"127.0.0.0/8"`},
		{"link-local as a network to fetch from", vars{"FETCH_NETWORKS": "10.0.0.0/8, 169.254.169.254/32"}, `"169.254.169.254/32"`},
		{"everything as a network to fetch from", vars{"FETCH_NETWORKS": "0.0.0.0/0"}, "FETCH_NETWORKS"},
		{"wider than private", vars{"FETCH_NETWORKS": "172.16.0.0/11"}, "FETCH_NETWORKS"},
		{"an address to fetch from", vars{"FETCH_NETWORKS": "10.0.0.1"}, "FETCH_NETWORKS"},
		{"port to fetch from", vars{"FETCH_PORTS": "443,https"}, `"https"`},
		{"port to fetch from too high", vars{"FETCH_PORTS": "65536"}, "FETCH_PORTS"},
		{"log level", vars{"LOG_LEVEL": "verbose"}, "LOG_LEVEL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := load(tt.env, vars{"/empty": "\n"})
			var invalid *config.InvalidError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want an InvalidError", err)
			}
			if len(invalid.Problems) != 1 {
				t.Errorf("got %d problems, want 1: %q", len(invalid.Problems), invalid.Problems)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q does not mention %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q repeats a password", err)
			}
			if c.Env != "" {
				t.Error("a configuration came back beside the error")
			}
		})
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	_, err := load(vars{"NODE_ENV": "production", "PORT": "x", "CORS_ORIGINS": "*,null", "LOG_LEVEL": "x", "DATABASE_URL": "x"}, nil)
	var invalid *config.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v", err)
	}
	for _, name := range []string{"PORT", "BETTER_AUTH_URL", "BETTER_AUTH_SECRET", "DATABASE_URL", `"*"`, `"null"`, "LOG_LEVEL"} {
		if !slices.ContainsFunc(invalid.Problems, func(p string) bool { return strings.Contains(p, name) }) {
			t.Errorf("%s is not among %q", name, invalid.Problems)
		}
	}
	if len(invalid.Problems) != 7 {
		t.Errorf("got %d problems: %q", len(invalid.Problems), invalid.Problems)
	}
}

func TestWarnings(t *testing.T) {
	tests := []struct {
		name string
		env  vars
		want string
	}{
		{"short secret", vars{"BETTER_AUTH_SECRET": "sixteen-letters!"}, "16 characters"},
		{"repetitive secret", vars{"BETTER_AUTH_SECRET": strings.Repeat("ab", 20)}, "easy to guess"},
		{"placeholder", vars{"BETTER_AUTH_SECRET": "please-CHANGE-me-0123456789-abcdefgh"}, "easy to guess"},
		{"old secret in a list", vars{"BETTER_AUTH_SECRETS": "2:" + goodSecret + ",1:sixteen-letters!"}, "version 1"},
		{"plain http accepted", production(vars{"BETTER_AUTH_URL": "http://auth.example.com", "ALLOW_INSECURE_HTTP": "true"}), "unencrypted"},
		{"admin address alone", vars{"ADMIN_EMAIL": "a@b.co"}, "ADMIN_PASSWORD"},
		{"admin password alone", vars{"ADMIN_PASSWORD": "longenough"}, "ADMIN_EMAIL"},
		{"relay", vars{"SMTP_HOST": "mail"}, "without authentication"},
		{"mail password in clear", vars{"SMTP_HOST": "mail", "SMTP_USER": "u", "SMTP_PASS": "p", "SMTP_ALLOW_PLAINTEXT": "true"}, "SMTP_ALLOW_PLAINTEXT"},
		{"default sender in production", production(vars{"SMTP_HOST": "mail", "SMTP_USER": "u", "SMTP_PASS": "p"}), "SMTP_FROM"},
		{"Stripe key alone", vars{"STRIPE_SECRET_KEY": "sk_test_1"}, "STRIPE_WEBHOOK_SECRET"},
		{"Stripe webhook secret alone", vars{"STRIPE_WEBHOOK_SECRET": "whsec_1"}, "STRIPE_SECRET_KEY"},
		{"provider id alone", vars{"GITHUB_CLIENT_ID": "x"}, "GITHUB_CLIENT_SECRET"},
		{"provider secret alone", vars{"APPLE_CLIENT_SECRET": "x"}, "APPLE_CLIENT_ID"},
		{"everyone is a proxy", vars{"TRUSTED_PROXIES": "0.0.0.0/0"}, "any address"},
		{"loopback may be fetched from", vars{"FETCH_ALLOW_LOOPBACK": "true"}, "this machine"},
		{"an authority for nobody", vars{"TLS_CLIENT_CA_FILE": "ca.pem"}, "MTLS_URL"},
		{"hosts that nobody asks for", vars{"CIMD_ALLOWED_HOSTS": "example.com"}, "CIMD_ALLOWED_HOSTS"},
		{"no limits in production", production(vars{"RATE_LIMITS": "off"}), "RATE_LIMITS"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := must(t, tt.env, nil)
			if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], tt.want) {
				t.Errorf("got %q, want one warning about %q", c.Warnings, tt.want)
			}
			if secret := tt.env["BETTER_AUTH_SECRET"]; secret != "" && strings.Contains(strings.Join(c.Warnings, ""), secret) {
				t.Errorf("%q repeats the secret", c.Warnings)
			}
		})
	}
}

func TestBaseURL(t *testing.T) {
	tests := vars{
		"https://auth.example.com":      "https://auth.example.com",
		"https://auth.example.com/":     "https://auth.example.com",
		"HTTPS://Auth.Example.com:443":  "https://auth.example.com",
		"https://auth.example.com:8443": "https://auth.example.com:8443",
		"http://localhost:3001":         "http://localhost:3001",
		"http://auth.localhost":         "http://auth.localhost",
		"http://127.0.0.9:80":           "http://127.0.0.9",
		"http://[::1]:3001":             "http://[::1]:3001",
	}
	for value, want := range tests {
		if c := must(t, production(vars{"BETTER_AUTH_URL": value}), nil); c.BaseURL != want {
			t.Errorf("%s: got %s, want %s", value, c.BaseURL, want)
		}
	}
	if c := must(t, vars{"PORT": "8080", "BETTER_AUTH_URL": "  "}, nil); c.BaseURL != "http://localhost:8080" {
		t.Errorf("the default does not follow PORT: %s", c.BaseURL)
	}
}

func TestTLS(t *testing.T) {
	c := must(t, nil, nil)
	if c.TLS.Enabled() || c.ClientCertificates() || c.KeyRotation != 90*24*time.Hour {
		t.Errorf("defaults: %+v %v %v", c.TLS, c.ClientCertificates(), c.KeyRotation)
	}
	files := vars{"TLS_CERT_FILE": "c.pem", "TLS_KEY_FILE": "k.pem", "KEY_ROTATION_DAYS": "0"}
	c = must(t, files, nil)
	if !c.TLS.Enabled() || c.ClientCertificates() || c.BaseURL != "https://localhost:3001" || c.KeyRotation != 0 {
		t.Errorf("with TLS: %+v %v %s %v", c.TLS, c.ClientCertificates(), c.BaseURL, c.KeyRotation)
	}
	files["MTLS_URL"] = "https://MTLS.example.com:443/"
	if c = must(t, files, nil); c.MTLSURL != "https://mtls.example.com" || !c.ClientCertificates() {
		t.Errorf("with client certificates: %q", c.MTLSURL)
	}
	c = must(t, vars{"CLIENT_CERT_HEADER": "X-SSL-Client-Cert", "TRUSTED_PROXIES": "10.0.0.7"}, nil)
	if c.ClientCertHeader != "X-SSL-Client-Cert" || !c.ClientCertificates() || c.MTLSURL != "" {
		t.Errorf("behind a proxy: %+v", c)
	}
}

func TestImplicitTLS(t *testing.T) {
	for port, want := range map[string]bool{"": false, "587": false, "465": true} {
		if c := must(t, vars{"SMTP_PORT": port}, nil); c.SMTP.ImplicitTLS() != want {
			t.Errorf("port %q: got %v, want %v", port, !want, want)
		}
	}
}

func TestSecrets(t *testing.T) {
	c := must(t, production(vars{"BETTER_AUTH_SECRETS": "7:new:" + goodSecret + " , 1:" + goodSecret}), nil)
	want := []config.Secret{{Version: 7, Value: "new:" + goodSecret}, {Version: 1, Value: goodSecret}}
	if !slices.Equal(c.Secrets, want) || c.SigningSecret() != want[0].Value || c.Secret != goodSecret {
		t.Errorf("got %v, signing with %q", c.Secrets, c.SigningSecret())
	}
	c = must(t, production(vars{"BETTER_AUTH_SECRET": "", "BETTER_AUTH_SECRETS": "1:" + goodSecret}), nil)
	if c.SigningSecret() != goodSecret {
		t.Errorf("got %q", c.SigningSecret())
	}
	if c = must(t, production(nil), nil); c.SigningSecret() != goodSecret {
		t.Errorf("got %q", c.SigningSecret())
	}
}

func TestSecretFiles(t *testing.T) {
	names := []string{
		"BETTER_AUTH_SECRET", "BETTER_AUTH_SECRETS", "DATABASE_URL", "ADMIN_PASSWORD", "SMTP_PASS",
		"STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "GOOGLE_CLIENT_SECRET", "GITHUB_CLIENT_SECRET",
		"LINKEDIN_CLIENT_SECRET", "MICROSOFT_CLIENT_SECRET", "APPLE_CLIENT_SECRET",
	}
	env := production(vars{
		"BETTER_AUTH_SECRET": "", "ADMIN_EMAIL": "Admin@Example.com", "SMTP_HOST": "mail", "SMTP_USER": "u", "SMTP_FROM": "a@b.co",
		"GOOGLE_CLIENT_ID": "g", "GITHUB_CLIENT_ID": "h", "LINKEDIN_CLIENT_ID": "l", "MICROSOFT_CLIENT_ID": "m", "APPLE_CLIENT_ID": "a",
	})
	files := vars{
		"/BETTER_AUTH_SECRET": goodSecret + "\n", "/BETTER_AUTH_SECRETS": "1:" + goodSecret + "\r\n",
		"/DATABASE_URL": "postgresql://u:p@db:5432/auth\n", "/ADMIN_PASSWORD": " spaces stay \n", "/SMTP_PASS": "p",
		"/STRIPE_SECRET_KEY": "sk_1\n", "/STRIPE_WEBHOOK_SECRET": "whsec_1\n",
	}
	for _, name := range names {
		env[name+"_FILE"] = "/" + name
		if files["/"+name] == "" {
			files["/"+name] = name
		}
	}
	c := must(t, env, files)
	got := []string{
		c.Secret, c.Secrets[0].Value, c.DatabaseURL, c.AdminPassword, c.SMTP.Password,
		c.Stripe.SecretKey, c.Stripe.WebhookSecret,
	}
	want := []string{goodSecret, goodSecret, "postgresql://u:p@db:5432/auth", " spaces stay ", "p", "sk_1", "whsec_1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	var providers []string
	for _, p := range c.Providers {
		providers = append(providers, p.ID+" "+p.ClientID+" "+p.ClientSecret)
	}
	if !slices.Equal(providers, []string{
		"google g GOOGLE_CLIENT_SECRET", "github h GITHUB_CLIENT_SECRET", "linkedin l LINKEDIN_CLIENT_SECRET",
		"microsoft m MICROSOFT_CLIENT_SECRET", "apple a APPLE_CLIENT_SECRET",
	}) {
		t.Errorf("got %q", providers)
	}
	if c.AdminEmail != "admin@example.com" {
		t.Errorf("got %q", c.AdminEmail)
	}
}

func TestProviders(t *testing.T) {
	c := must(t, vars{
		"APPLE_CLIENT_ID": "a", "APPLE_TEAM_ID": "t", "APPLE_KEY_ID": "k", "APPLE_PRIVATE_KEY": strings.ReplaceAll(appleKey, "\n", `\n`),
		"MICROSOFT_CLIENT_ID": "m", "MICROSOFT_CLIENT_SECRET": "s", "GITHUB_CLIENT_ID": "g", "GITHUB_CLIENT_SECRET": "s", "GITHUB_URL": "https://Git.example.com/",
		"OIDC_PROVIDERS": "my-corp, acme", "OIDC_MY_CORP_ISSUER": "https://id.example/tenant", "OIDC_MY_CORP_CLIENT_ID": "c", "OIDC_MY_CORP_SCOPES": "email, groups",
		"OIDC_MY_CORP_SIGN_UP": "Asked", "OIDC_ACME_ISSUER": "http://127.0.0.1:9000", "OIDC_ACME_CLIENT_ID": "d", "OIDC_ACME_CLIENT_SECRET_FILE": "/secret", "OIDC_ACME_NAME": "Acme Inc.",
	}, vars{"/secret": "from a file\n"})
	var got []string
	for _, p := range c.Providers {
		got = append(got, fmt.Sprint(p.ID, "|", p.Kind, "|", p.Name, "|", p.ClientSecret, "|", p.Issuer, "|", p.Scopes, "|", p.SignUp, "|", p.Tenant, "|", p.SignKey != nil))
	}
	if want := []string{
		"github|github|GitHub|s|https://git.example.com|[]|always||false",
		"microsoft|microsoft|Microsoft|s||[]|always|common|false",
		"apple|apple|Apple|||[]|always||true",
		"my-corp|oidc|My-corp||https://id.example/tenant|[openid email groups]|asked||false",
		"acme|oidc|Acme Inc.|from a file|http://127.0.0.1:9000|[]|always||false",
	}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("warnings: %q", c.Warnings)
	}
}

func TestDotenvFile(t *testing.T) {
	files := vars{".env": "PORT=4000 # for us\nHOST=10.0.0.1\nAPP_NAME=\"Our # app\"\nADMIN_PASSWORD=from-dotenv\nADMIN_EMAIL=a@b.co\nnonsense\n", "/run/p": "from-a-file"}
	c := must(t, vars{"HOST": "10.0.0.2", "APP_NAME": "", "ADMIN_PASSWORD_FILE": "/run/p"}, files)
	if c.Port != 4000 || c.AppName != "Our # app" {
		t.Errorf("the file was not read: %d %q", c.Port, c.AppName)
	}
	if c.Host != "10.0.0.2" || c.AdminPassword != "from-a-file" {
		t.Errorf("the process environment did not win: %q %q", c.Host, c.AdminPassword)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "Line 6") {
		t.Errorf("warnings: %q", c.Warnings)
	}
	_, err := config.Load(func(string) (string, bool) { return "", false }, func(string) ([]byte, error) { return nil, fs.ErrPermission })
	if err == nil || !strings.Contains(err.Error(), ".env") {
		t.Errorf("an unreadable .env: %v", err)
	}
}

func TestEnvironment(t *testing.T) {
	getenv := func(name string) (string, bool) {
		v, ok := map[string]string{"HOST": "https://shop.example", "EMPTY": "", "SHADOWED": ""}[name]
		return v, ok
	}
	dotenv := func(name string) ([]byte, error) {
		if name != ".env" {
			return nil, fs.ErrNotExist
		}
		return []byte("HOST=left behind\nSHADOWED=from the file\nSECRET=' as it stands '\nnonsense\n"), nil
	}
	lookup, err := config.Environment(getenv, dotenv)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"HOST": "https://shop.example", "SHADOWED": "from the file", "SECRET": " as it stands ", "EMPTY": "", "MISSING": "",
	} {
		if got, ok := lookup(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	if _, err := config.Environment(getenv, func(string) ([]byte, error) { return nil, fs.ErrNotExist }); err != nil {
		t.Errorf("without .env: %v", err)
	}
	_, err = config.Environment(getenv, func(string) ([]byte, error) { return nil, fs.ErrPermission })
	if invalid, ok := errors.AsType[*config.InvalidError](err); !ok || len(invalid.Problems) != 1 || !strings.Contains(invalid.Problems[0], ".env") {
		t.Errorf("an unreadable .env: %v", err)
	}
}

func TestLists(t *testing.T) {
	c := must(t, vars{
		"CORS_ORIGINS":          "https://A.example/ , http://b.example:8080,,https://a.example:443,capacitor://localhost",
		"OAUTH_VALID_AUDIENCES": "https://api.example.com/v1, urn:example:api",
		"TRUSTED_PROXIES":       "10.1.2.3/8, 192.0.2.1, 2001:db8::1, ::ffff:192.0.2.2",
		"BETTER_AUTH_URL":       "https://auth.example.com",
		"SESSION_DOMAIN":        ".Example.com",
		"RATE_LIMITS":           "sign-in=30/10, token = 5 / 60",
		"SQLITE_SYNCHRONOUS":    "normal",
		"PASSKEY_SIGN_IN":       "off",
		"DPOP_NONCE":            "true",
		"DNS_SERVER":            "2620:fe::fe",
		"LOG_LEVEL":             "WARN",
	}, nil)
	if !slices.Equal(c.CORSOrigins, []string{"https://a.example", "http://b.example:8080", "capacitor://localhost"}) {
		t.Errorf("origins: %q", c.CORSOrigins)
	}
	if !slices.Equal(c.ValidAudiences, []string{"https://api.example.com/v1", "urn:example:api"}) {
		t.Errorf("audiences: %q", c.ValidAudiences)
	}
	var proxies []string
	for _, p := range c.TrustedProxies {
		proxies = append(proxies, p.String())
	}
	if !slices.Equal(proxies, []string{"10.0.0.0/8", "192.0.2.1/32", "2001:db8::1/128", "192.0.2.2/32"}) {
		t.Errorf("proxies: %q", proxies)
	}
	limits := c.RateLimits.Limits
	if limits["sign-in"] != (config.Limit{Max: 30, Window: 10 * time.Second}) || limits["token"] != (config.Limit{Max: 5, Window: time.Minute}) {
		t.Errorf("limits: %v", limits)
	}
	if limits["sign-up"] != (config.Limit{Max: 3, Window: 10 * time.Second}) {
		t.Errorf("a limit that was not named changed: %v", limits["sign-up"])
	}
	if c.SessionDomain != "example.com" || c.SQLiteSynchronous != "NORMAL" || c.PasskeySignIn || !c.DPoPNonce || c.LogLevel != slog.LevelWarn {
		t.Errorf("got %q %q %v %v %s", c.SessionDomain, c.SQLiteSynchronous, c.PasskeySignIn, c.DPoPNonce, c.LogLevel)
	}
	if c.DNSServer != "[2620:fe::fe]:53" {
		t.Errorf("name server: %q", c.DNSServer)
	}
	c = must(t, vars{"TRUSTED_PROXIES": "none", "RATE_LIMITS": "off", "DNS_SERVER": "127.0.0.1:5353"}, nil)
	if c.DNSServer != "127.0.0.1:5353" {
		t.Errorf("name server: %q", c.DNSServer)
	}
	if len(c.TrustedProxies) != 0 || !c.RateLimits.Disabled {
		t.Errorf("got %v %v", c.TrustedProxies, c.RateLimits.Disabled)
	}
}

// A variable that the code reads and the examples leave out is one nobody will find.
func TestExamplesNameEveryVariable(t *testing.T) {
	asked := map[string]bool{}
	_, err := config.Load(
		func(name string) (string, bool) { asked[name] = true; return "", false },
		func(string) ([]byte, error) { return nil, fs.ErrNotExist })
	if err != nil {
		t.Fatal(err)
	}
	const root = "../../../"
	example := names(t, root+".env.example", `(?m)^#?\s?([A-Z][A-Z0-9_]+)=`)
	compose := names(t, root+"docker-compose.yml", `(?m)^\s+([A-Z][A-Z0-9_]+):`)
	for name := range asked {
		if !example[name] && !strings.HasSuffix(name, "_FILE") {
			t.Errorf("%s is not in .env.example", name)
		}
		if !compose[name] && !strings.HasSuffix(name, "_FILE") {
			t.Errorf("%s is not passed through by docker-compose.yml", name)
		}
	}
	for name := range example {
		if !asked[name] && !strings.HasPrefix(name, "POSTGRES_") {
			t.Errorf(".env.example names %s, which nothing reads", name)
		}
	}
}

func names(t *testing.T, file, pattern string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		found[m[1]] = true
	}
	return found
}

func TestRegistration(t *testing.T) {
	r := must(t, nil, nil).Registration
	if r.Mode != config.RegistrationOff || r.Documents != config.DocumentsOff || !r.RequirePKCE || r.Unused != 30*24*time.Hour || len(r.Hosts) != 0 {
		t.Errorf("defaults: %+v", r)
	}
	if !slices.Equal(r.Scopes, []string{"openid", "profile", "email", "address", "phone", "offline_access"}) {
		t.Errorf("scopes: %q", r.Scopes)
	}
	r = must(t, vars{
		"CLIENT_REGISTRATION": "Open", "CLIENT_REGISTRATION_SCOPES": "openid,roles openid", "CLIENT_REGISTRATION_REQUIRE_PKCE": "no",
		"CLIENT_REGISTRATION_UNUSED_DAYS": "0", "CIMD": "allow-list", "CIMD_ALLOWED_HOSTS": "App.example.com, *.trusted.example",
	}, nil).Registration
	if r.Mode != config.RegistrationOpen || !slices.Equal(r.Scopes, []string{"openid", "roles"}) || r.RequirePKCE || r.Unused != 0 {
		t.Errorf("got %+v", r)
	}
	for host, want := range map[string]bool{
		"app.example.com": true, "APP.EXAMPLE.COM": true, "example.com": false, "x.app.example.com": false, "xapp.example.com": false,
		"a.trusted.example": true, "a.b.trusted.example": true, "trusted.example": false, "untrusted.example": false, "": false,
	} {
		if r.AllowsHost(host) != want {
			t.Errorf("%q: got %v", host, !want)
		}
	}
}
