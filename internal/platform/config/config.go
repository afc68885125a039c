// Package config turns the environment into a Config, once, at start.
// Whatever is wrong with it is reported in one go, each mistake with what to do about it.
package config

import (
	"crypto/x509"
	"log/slog"
	"net/netip"
	"strings"
	"time"
)

// An Env is what NODE_ENV says about where the service runs.
type Env string

// The environments. Development is the default, so that a first run needs nothing.
const (
	Development Env = "development"
	Production  Env = "production"
	Test        Env = "test"
)

// A Config is everything an operator may decide.
type Config struct {
	Env     Env
	Host    string
	Port    int
	BaseURL string // scheme and host, without a trailing slash; the issuer

	Secret  string   // BETTER_AUTH_SECRET; empty outside production when the caller must make one
	Secrets []Secret // BETTER_AUTH_SECRETS, the signing one first

	KeyRotation time.Duration // after which a signing key is replaced; zero never

	TLS              TLS
	ClientCertHeader string // in which trusted proxies tell the client's certificate; empty means none does
	MTLSURL          string // like BaseURL, where clients are asked for certificates; empty means nowhere here

	DatabaseURL       string // empty means SQLite in DataDir
	DataDir           string
	SQLiteSynchronous string // FULL or NORMAL

	AdminEmail    string // lower-case; set only together with AdminPassword
	AdminPassword string

	CORSOrigins   []string
	SessionDomain string // without a leading dot
	AppName       string
	AppLogoURL    string
	TemplatesDir  string

	SMTP           SMTP
	Stripe         Stripe
	Providers      []Provider // those with both credentials, in the order pages show them
	ValidAudiences []string

	PasskeySignIn            bool
	Passwordless             Passwordless
	MFARequired              string // MFA_REQUIRED: none, admins or all
	EmailOTP                 bool   // EMAIL_OTP: codes by mail are a second factor
	RequireEmailVerification bool
	DeletionGrace            time.Duration // ACCOUNT_DELETION_GRACE: how long a deleted account can come back
	AuditRetention           time.Duration // AUDIT_RETENTION: how long sealed audit entries stay; zero for ever
	ConsumptionRetention     time.Duration // CONSUMPTION_RETENTION: how long the lines of ledgers stay; zero for ever
	TrustedProxies           []netip.Prefix
	RateLimits               RateLimits
	DPoPNonce                bool // DPOP_NONCE: proofs must hold a nonce of the service
	Fetch                    Fetch
	Registration             Registration
	DNSServer                string // DNS_SERVER, with its port: who is asked for proofs of domains; empty means the machine's
	Breached                 Breached
	PasswordHash             PasswordHash

	LogLevel  slog.Level
	LogFormat LogFormat

	// Warnings are sentences for the log: nothing that stops the start, all worth reading.
	Warnings []string
}

// SigningSecret returns the secret that signs cookies and queries.
func (c Config) SigningSecret() string {
	if len(c.Secrets) > 0 {
		return c.Secrets[0].Value
	}
	return c.Secret
}

// A Secret is one entry of BETTER_AUTH_SECRETS. What it seals names its version.
type Secret struct {
	Version int
	Value   string
}

// SMTP says how mail leaves. Without a host there is no mail.
type SMTP struct {
	Host           string
	Port           int
	User           string
	Password       string
	From           string
	AllowPlaintext bool // SMTP_ALLOW_PLAINTEXT: credentials may travel without TLS
	// RootCAs vouch for the server; nil means the system's, which no variable
	// changes.
	RootCAs *x509.CertPool
}

// Enabled reports whether mail can be sent.
func (s SMTP) Enabled() bool { return s.Host != "" }

// ImplicitTLS reports whether the connection starts encrypted, as on port 465.
func (s SMTP) ImplicitTLS() bool { return s.Port == 465 }

// Stripe holds what billing needs. Without a key billing is off.
type Stripe struct {
	SecretKey     string
	WebhookSecret string
	APIURL        string // where Stripe is asked; empty means at Stripe's
}

// RateLimits bounds how often one caller may try.
type RateLimits struct {
	Disabled bool
	Limits   map[string]Limit // by the names RATE_LIMITS knows
}

// A Limit allows Max requests in a Window.
type Limit struct {
	Max    int
	Window time.Duration
}

// Fetch says how far the service may reach when it asks addresses that clients chose.
type Fetch struct {
	AllowLoopback bool  // FETCH_ALLOW_LOOPBACK; never in production
	Ports         []int // FETCH_PORTS
	// Networks are private ones in which addresses may be that administrators
	// chose, never those that clients bring: FETCH_NETWORKS.
	Networks []netip.Prefix
	// RootCAs vouch for the servers asked; nil means the system's, which no
	// variable changes.
	RootCAs *x509.CertPool
}

// A LogFormat is how log lines are written.
type LogFormat string

// JSON lines for machines in production, readable lines for people elsewhere.
const (
	LogJSON LogFormat = "json"
	LogText LogFormat = "text"
)

// An InvalidError lists every mistake found, each as a sentence that says what to do.
type InvalidError struct{ Problems []string }

func (e *InvalidError) Error() string {
	return "the configuration is not usable:\n  - " + strings.Join(e.Problems, "\n  - ")
}

// Load reads the configuration. Variables come from getenv, then from the file .env;
// a secret may instead stand in the file that NAME_FILE names. An empty variable is unset.
func Load(getenv func(string) (string, bool), readFile func(string) ([]byte, error)) (Config, error) {
	r := newReader(getenv, readFile)
	var c Config
	r.tls(&c)
	r.server(&c)
	r.secrets(&c)
	r.keys(&c)
	r.database(&c)
	r.admin(&c)
	r.presentation(&c)
	r.mail(&c)
	r.passwordless(&c)
	r.outside(&c)
	r.protection(&c)
	r.factors(&c)
	r.account(&c)
	r.retention(&c)
	r.registration(&c)
	r.names(&c)
	r.passwords(&c)
	r.clientCertificates(&c)
	r.logging(&c)
	c.Warnings = r.warnings
	if len(r.problems) > 0 {
		return Config{}, &InvalidError{Problems: r.problems}
	}
	return c, nil
}

func (r *reader) logging(c *Config) {
	c.LogFormat, c.LogLevel = LogText, slog.LevelDebug
	if c.Env == Production {
		c.LogFormat, c.LogLevel = LogJSON, slog.LevelInfo
	}
	switch level := strings.ToLower(r.text("LOG_LEVEL", "")); level {
	case "":
	case "debug":
		c.LogLevel = slog.LevelDebug
	case "info":
		c.LogLevel = slog.LevelInfo
	case "warn":
		c.LogLevel = slog.LevelWarn
	case "error":
		c.LogLevel = slog.LevelError
	default:
		r.problem("LOG_LEVEL is %q; use debug, info, warn or error.", level)
	}
}
