package config

// Passwordless says which ways in go by mail.
type Passwordless struct {
	Link bool // MAGIC_LINK
	Code bool // EMAIL_CODE
}

func (r *reader) passwordless(c *Config) {
	c.Passwordless = Passwordless{Link: r.flag("MAGIC_LINK", false), Code: r.flag("EMAIL_CODE", false)}
	if c.SMTP.Enabled() || c.Env == Development {
		return
	}
	for name, on := range map[string]bool{"MAGIC_LINK": c.Passwordless.Link, "EMAIL_CODE": c.Passwordless.Code} {
		if on {
			r.problem("%s is on but no mail can be sent; set SMTP_HOST or turn it off.", name)
		}
	}
}
