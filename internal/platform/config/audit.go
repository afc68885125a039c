package config

import (
	"strconv"
	"strings"
	"time"
)

// audit says how long the audit trail reaches back.
func (r *reader) audit(c *Config) {
	const shortest, day, mostDays = 24 * time.Hour, 24 * time.Hour, 36_500
	value := r.text("AUDIT_RETENTION", "")
	if value == "" || value == "0" {
		return
	}
	kept, err := time.ParseDuration(value)
	if text, found := strings.CutSuffix(value, "d"); found {
		var days int
		days, err = strconv.Atoi(text)
		kept = time.Duration(min(days, mostDays)) * day
	}
	if err != nil || kept < shortest {
		r.problem("AUDIT_RETENTION is %q; use a number of days such as 365d, 1d at least, or unset it to keep the audit trail for ever.", value)
		return
	}
	c.AuditRetention = kept
}
