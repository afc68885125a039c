package config

import "time"

// account says what becomes of accounts.
func (r *reader) account(c *Config) {
	const fallback, longest = "168h", 8760 * time.Hour
	value := r.text("ACCOUNT_DELETION_GRACE", fallback)
	grace, err := time.ParseDuration(value)
	if err != nil || grace < 0 || grace > longest {
		r.problem("ACCOUNT_DELETION_GRACE is %q; use a time such as 168h for a week, up to 8760h, or 0 to delete accounts at once.", value)
		return
	}
	c.DeletionGrace = grace
}
