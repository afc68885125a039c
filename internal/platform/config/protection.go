package config

import (
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (r *reader) protection(c *Config) {
	c.PasskeySignIn = r.flag("PASSKEY_SIGN_IN", true)
	c.DPoPNonce = r.flag("DPOP_NONCE", false)
	r.trustedProxies(c)
	r.rateLimits(c)
	r.fetch(c)
}

// trustedProxies says whose X-Forwarded-For is believed.
func (r *reader) trustedProxies(c *Config) {
	const loopbackAndPrivate = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"
	value := r.text("TRUSTED_PROXIES", loopbackAndPrivate)
	if strings.EqualFold(value, "none") {
		return
	}
	for _, item := range r.list("TRUSTED_PROXIES", loopbackAndPrivate) {
		prefix, err := netip.ParsePrefix(item)
		if err != nil {
			var addr netip.Addr
			if addr, err = netip.ParseAddr(item); err == nil {
				prefix, err = addr.Unmap().Prefix(addr.Unmap().BitLen())
			}
		}
		if err != nil {
			r.problem("TRUSTED_PROXIES holds %q; list addresses or ranges such as 10.0.0.0/8, or write none.", item)
			continue
		}
		if prefix.Bits() == 0 {
			r.warn("TRUSTED_PROXIES holds %s: every caller may claim any address, which makes rate limits useless.", item)
		}
		c.TrustedProxies = append(c.TrustedProxies, prefix.Masked())
	}
}

// defaultLimits are the original's, but for the protocol endpoints: machines call
// those often and from one address, and each client is counted on its own.
func defaultLimits() map[string]Limit {
	per := func(limit, seconds int) Limit { return Limit{Max: limit, Window: time.Duration(seconds) * time.Second} }
	return map[string]Limit{
		"default":        per(100, 10),
		"sign-in":        per(3, 10),
		"sign-up":        per(3, 10),
		"password-reset": per(3, 60),
		"two-factor":     per(3, 10),
		"setup":          per(10, 60),
		"authorize":      per(120, 60),
		"device":         per(20, 60),
		"register":       per(20, 3600),
		"token":          per(600, 60),
		"introspect":     per(6000, 60),
		"revoke":         per(300, 60),
		"userinfo":       per(600, 60),
		"consumption":    per(60000, 60),
		"admin":          per(600, 60),

		"failed-account": per(10, 6000),
		"failed-device":  per(10, 3000),
		"failed-address": per(30, 600),
		"failed-network": per(300, 600),
		"mail":           per(5, 3600),
	}
}

func (r *reader) rateLimits(c *Config) {
	c.RateLimits = RateLimits{Limits: defaultLimits()}
	if strings.EqualFold(r.text("RATE_LIMITS", ""), "off") {
		c.RateLimits.Disabled = true
		if c.Env == Production {
			r.warn("RATE_LIMITS is off: failed sign-ins are still slowed down, nothing else is.")
		}
		return
	}
	names := slices.Sorted(maps.Keys(c.RateLimits.Limits))
	for _, item := range r.list("RATE_LIMITS", "") {
		name, rate, _ := strings.Cut(item, "=")
		name = strings.TrimSpace(name)
		limit, ok := parseRate(rate)
		switch {
		case !slices.Contains(names, name):
			r.problem("RATE_LIMITS names %q; the limits are %s.", name, strings.Join(names, ", "))
		case !ok:
			r.problem("RATE_LIMITS holds %q; write it like %s=3/10, meaning 3 requests in 10 seconds.", item, name)
		default:
			c.RateLimits.Limits[name] = limit
		}
	}
}

// fetch says which addresses may be asked for keys, metadata and logout.
func (r *reader) fetch(c *Config) {
	c.Fetch.AllowLoopback = r.flag("FETCH_ALLOW_LOOPBACK", false)
	if c.Fetch.AllowLoopback {
		if c.Env == Production {
			r.problem("FETCH_ALLOW_LOOPBACK is on, which would let clients reach into this machine; unset it, it is for development only.")
		} else {
			r.warn("FETCH_ALLOW_LOOPBACK is on: addresses that clients choose may be on this machine.")
		}
	}
	for _, item := range r.list("FETCH_PORTS", "443") {
		port, err := strconv.Atoi(item)
		if err != nil || port < 1 || port > 65535 {
			r.problem("FETCH_PORTS holds %q; list numbers from 1 to 65535, such as 443,8443.", item)
			continue
		}
		c.Fetch.Ports = append(c.Fetch.Ports, port)
	}
	for _, item := range r.list("FETCH_NETWORKS", "") {
		network, err := netip.ParsePrefix(item)
		if err != nil || !private(network) {
			r.problem("FETCH_NETWORKS holds %q; list private networks, such as 10.0.0.0/8 or fd00::/8.", item)
			continue
		}
		c.Fetch.Networks = append(c.Fetch.Networks, network.Masked())
	}
}

// private reports whether a network may be reached into when asked to: one set
// aside for private use (RFC 1918, RFC 4193) or shared behind a carrier (RFC
// 6598). Loopback and link-local networks, where machines and clouds keep their
// own secrets, may not.
func private(network netip.Prefix) bool {
	return slices.ContainsFunc([]netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"),
		netip.MustParsePrefix("172.16.0.0/12"),
		netip.MustParsePrefix("192.168.0.0/16"),
		netip.MustParsePrefix("100.64.0.0/10"),
		netip.MustParsePrefix("fc00::/7"),
	}, func(p netip.Prefix) bool { return p.Bits() <= network.Bits() && p.Contains(network.Addr()) })
}

func parseRate(s string) (Limit, bool) {
	const mostRequests, mostSeconds = 1_000_000_000, 86_400
	left, right, _ := strings.Cut(s, "/")
	limit, err := strconv.Atoi(strings.TrimSpace(left))
	if err != nil || limit < 1 || limit > mostRequests {
		return Limit{}, false
	}
	seconds, err := strconv.Atoi(strings.TrimSpace(right))
	if err != nil || seconds < 1 || seconds > mostSeconds {
		return Limit{}, false
	}
	return Limit{Max: limit, Window: time.Duration(seconds) * time.Second}, true
}
