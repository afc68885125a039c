package config

import (
	"strconv"
	"strings"
	"time"
)

// retention says how long what is only ever added to reaches back.
func (r *reader) retention(c *Config) {
	const day = 24 * time.Hour
	c.AuditRetention = r.kept("AUDIT_RETENTION", day, "365d, 1d at least", "the audit trail")
	c.ConsumptionRetention = r.kept("CONSUMPTION_RETENTION", 7*day, "400d, 7d at least", "the ledgers of consumption")
}

// kept is a number of days; zero is for ever.
func (r *reader) kept(name string, shortest time.Duration, example, what string) time.Duration {
	const day, mostDays = 24 * time.Hour, 36_500
	value := r.text(name, "")
	if value == "" || value == "0" {
		return 0
	}
	kept, err := time.ParseDuration(value)
	if text, found := strings.CutSuffix(value, "d"); found {
		var days int
		days, err = strconv.Atoi(text)
		kept = time.Duration(min(days, mostDays)) * day
	}
	if err != nil || kept < shortest {
		r.problem("%s is %q; use a number of days such as %s, or unset it to keep %s for ever.", name, value, example, what)
		return 0
	}
	return kept
}
