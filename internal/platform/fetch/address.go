package fetch

import (
	"net/netip"
	"slices"
)

// Public reports whether an address belongs to the public Internet: a unicast
// address that no registry sets aside (RFC 6890 and its successors at IANA) and
// that carries no other kind of address inside. Whatever is doubtful is not.
func Public(addr netip.Addr) bool {
	if !addr.IsValid() {
		return false
	}
	if addr.Zone() != "" {
		return false
	}
	addr = addr.Unmap()
	if addr.Is4() {
		return !within(addr, setAside4())
	}
	if translated := netip.MustParsePrefix("64:ff9b::/96"); translated.Contains(addr) { // NAT64, RFC 6052 §2.1
		return Public(last4(addr))
	}
	if !netip.MustParsePrefix("2000::/3").Contains(addr) { // all that is handed out, RFC 4291 §2.4
		return false
	}
	if within(addr, setAside6()) {
		return false
	}
	return !tunnelsIPv4(addr) || Public(last4(addr))
}

func within(addr netip.Addr, prefixes []netip.Prefix) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// last4 returns the IPv4 address in the last four bytes of an IPv6 address.
func last4(addr netip.Addr) netip.Addr {
	b := addr.As16()
	return netip.AddrFrom4([4]byte(b[12:]))
}

// tunnelsIPv4 recognizes the interface identifiers of ISATAP (RFC 5214 §6.1).
func tunnelsIPv4(addr netip.Addr) bool {
	b := addr.As16()
	return b[8]&^2 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe
}

func loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

func setAside4() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"),        // this network
		netip.MustParsePrefix("10.0.0.0/8"),       // private
		netip.MustParsePrefix("100.64.0.0/10"),    // shared behind carriers; one cloud's metadata
		netip.MustParsePrefix("127.0.0.0/8"),      // loopback
		netip.MustParsePrefix("168.63.129.16/32"), // a public address that is one cloud's host agent
		netip.MustParsePrefix("169.254.0.0/16"),   // link-local; most clouds' metadata
		netip.MustParsePrefix("172.16.0.0/12"),    // private
		netip.MustParsePrefix("192.0.0.0/24"),     // protocol assignments; one cloud's metadata
		netip.MustParsePrefix("192.0.2.0/24"),     // documentation
		netip.MustParsePrefix("192.88.99.0/24"),   // relays of 6to4
		netip.MustParsePrefix("192.168.0.0/16"),   // private
		netip.MustParsePrefix("198.18.0.0/15"),    // benchmarking
		netip.MustParsePrefix("198.51.100.0/24"),  // documentation
		netip.MustParsePrefix("203.0.113.0/24"),   // documentation
		netip.MustParsePrefix("224.0.0.0/4"),      // multicast
		netip.MustParsePrefix("240.0.0.0/4"),      // reserved, and broadcast
	}
}

func setAside6() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("2001::/23"),     // protocol assignments: Teredo, benchmarking, ORCHID
		netip.MustParsePrefix("2001:db8::/32"), // documentation
		netip.MustParsePrefix("2002::/16"),     // 6to4, whose addresses are IPv4 addresses
		netip.MustParsePrefix("3ffe::/16"),     // the former 6bone
		netip.MustParsePrefix("3fff::/20"),     // documentation
	}
}
