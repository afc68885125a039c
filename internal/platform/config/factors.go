package config

import "strings"

// factors says who must have a second factor, and which are offered.
func (r *reader) factors(c *Config) {
	c.MFARequired = strings.ToLower(r.text("MFA_REQUIRED", "none"))
	switch c.MFARequired {
	case "none", "admins", "all":
	default:
		r.problem("MFA_REQUIRED is %q; use none, admins or all.", c.MFARequired)
	}
	c.EmailOTP = r.flag("EMAIL_OTP", false)
	if c.EmailOTP && !c.SMTP.Enabled() && c.Env == Production {
		r.problem("EMAIL_OTP is on, but no mail can be sent; set SMTP_HOST too.")
	}
}
