package config

import (
	"net/mail"
	"net/url"
	"strings"
)

func (r *reader) mail(c *Config) {
	const defaultFrom = "auth-service <no-reply@localhost>"
	c.SMTP = SMTP{
		Host:           r.text("SMTP_HOST", ""),
		Port:           r.port("SMTP_PORT", 587),
		User:           r.text("SMTP_USER", ""),
		Password:       r.secret("SMTP_PASS"),
		From:           r.text("SMTP_FROM", defaultFrom),
		AllowPlaintext: r.flag("SMTP_ALLOW_PLAINTEXT", false),
	}
	if _, err := mail.ParseAddress(c.SMTP.From); err != nil {
		r.problem("SMTP_FROM is %q; write it like Example <no-reply@example.com>.", c.SMTP.From)
	}
	c.RequireEmailVerification = r.flag("REQUIRE_EMAIL_VERIFICATION", false)
	if !c.SMTP.Enabled() {
		if c.RequireEmailVerification {
			r.problem("REQUIRE_EMAIL_VERIFICATION is on but no mail can be sent; set SMTP_HOST or turn it off.")
		}
		return
	}
	if !isHost(c.SMTP.Host) {
		r.problem("SMTP_HOST is %q; use a host name or an address and put the port into SMTP_PORT.", c.SMTP.Host)
	}
	if (c.SMTP.User == "") != (c.SMTP.Password == "") {
		r.problem("SMTP_USER and SMTP_PASS belong together; set both, or neither for a relay without authentication.")
	}
	if c.SMTP.User == "" && c.SMTP.Password == "" {
		r.warn("Mail goes to %s without authentication, and unencrypted if the server offers no TLS.", c.SMTP.Host)
	}
	if c.SMTP.AllowPlaintext {
		r.warn("SMTP_ALLOW_PLAINTEXT is on: the mail password may travel unencrypted.")
	}
	if c.Env == Production && c.SMTP.From == defaultFrom {
		r.warn("SMTP_FROM is not set: mail leaves as no-reply@localhost, which most servers refuse.")
	}
}

func (r *reader) outside(c *Config) {
	for _, item := range r.list("OAUTH_VALID_AUDIENCES", "") {
		u, err := url.Parse(item)
		if err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" && u.Path == "" || strings.Contains(item, "#") {
			r.problem("OAUTH_VALID_AUDIENCES holds %q; list absolute URIs without a fragment, such as https://api.example.com.", withoutUser(item))
			continue
		}
		c.ValidAudiences = append(c.ValidAudiences, item)
	}
	r.stripe(c)
	r.providers(c)
}

func (r *reader) stripe(c *Config) {
	c.Stripe = Stripe{
		SecretKey:     strings.TrimSpace(r.secret("STRIPE_SECRET_KEY")),
		WebhookSecret: strings.TrimSpace(r.secret("STRIPE_WEBHOOK_SECRET")),
		APIURL:        r.origin("STRIPE_API_URL"),
	}
	key, hook := c.Stripe.SecretKey, c.Stripe.WebhookSecret
	if key != "" && !strings.HasPrefix(key, "sk_") && !strings.HasPrefix(key, "rk_") {
		r.problem("STRIPE_SECRET_KEY must start with sk_ or rk_; copy the secret key, not the publishable one, from the Stripe dashboard.")
	}
	if hook != "" && !strings.HasPrefix(hook, "whsec_") {
		r.problem("STRIPE_WEBHOOK_SECRET must start with whsec_; copy the signing secret of the webhook endpoint from the Stripe dashboard.")
	}
	switch {
	case key != "" && hook == "":
		r.warn("STRIPE_SECRET_KEY is set without STRIPE_WEBHOOK_SECRET; Stripe's events are refused until it is.")
	case key == "" && hook != "":
		r.warn("STRIPE_WEBHOOK_SECRET is set without STRIPE_SECRET_KEY; billing stays off.")
	}
}
