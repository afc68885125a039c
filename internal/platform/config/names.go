package config

import (
	"net"
	"net/netip"
	"strconv"
)

// names reads who is asked for names. An address, not a name: somebody would
// have to be asked for that first.
func (r *reader) names(c *Config) {
	value := r.text("DNS_SERVER", "")
	if value == "" {
		return
	}
	const port = 53
	if addr, err := netip.ParseAddr(value); err == nil {
		c.DNSServer = net.JoinHostPort(addr.String(), strconv.Itoa(port))
		return
	}
	server, err := netip.ParseAddrPort(value)
	if err != nil || server.Port() == 0 {
		r.problem("DNS_SERVER is %q; use an address such as 9.9.9.9, or [2620:fe::fe]:53 with a port.", value)
		return
	}
	c.DNSServer = server.String()
}
