package fetch

import "time"

// SetTimeout shortens what a fetch may take.
func SetTimeout(c *Client, d time.Duration) { c.timeout = d }
