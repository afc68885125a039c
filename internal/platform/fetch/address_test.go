package fetch_test

import (
	"net/netip"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
)

// notPublic has the first and the last address of every range that is set
// aside, and their disguises.
func notPublic() []string {
	return []string{
		"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "100.100.100.200",
		"127.0.0.0", "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.170.2", "169.254.255.255",
		"172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.0", "192.88.99.255",
		"192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255",
		"224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255",
		"::", "::1", "::2", "::127.0.0.1", "::8.8.8.8", "::ffff:0:8.8.8.8",
		"::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "::ffff:224.0.0.1",
		"64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
		"100::", "100::ffff:ffff:ffff:ffff", "100:0:0:1::1",
		"2001::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
		"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2002::", "2002:7f00:1::", "2002:808:808::1", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"3ffe::1", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "4000::1", "5f00::1", "1fff:ffff::1",
		"2a00:1450:4001::5efe:10.0.0.1", "2a00:1450:4001::200:5efe:192.168.1.1",
		"fc00::", "fd00:ec2::254", "fd20:ce::254", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "ff00::", "ff02::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"2a00:1450:4001:81b::200e%eth0",
	}
}

func public() []string {
	return []string{
		"1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0",
		"192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255",
		"203.0.114.0", "223.255.255.255",
		"2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::1", "2001:db9::", "2003::1", "2606:4700:4700::1111", "3ffd:ffff::1",
		"3fff:1000::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2a00:1450:4001::5efe:8.8.8.8",
	}
}

func TestPublic(t *testing.T) {
	for _, text := range notPublic() {
		if fetch.Public(netip.MustParseAddr(text)) {
			t.Errorf("%s counts as public", text)
		}
	}
	for _, text := range public() {
		if !fetch.Public(netip.MustParseAddr(text)) {
			t.Errorf("%s does not count as public", text)
		}
	}
	if fetch.Public(netip.Addr{}) {
		t.Error("no address counts as public")
	}
}

// FuzzPublic holds the predicate to what the standard library knows of an
// address, and to saying the same of an IPv4 address in each of its disguises.
func FuzzPublic(f *testing.F) {
	for _, text := range append(notPublic(), public()...) {
		addr := netip.MustParseAddr(text)
		f.Add(addr.AsSlice())
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		addr, ok := netip.AddrFromSlice(raw)
		if !ok {
			return
		}
		got := fetch.Public(addr)
		plain := addr.Unmap()
		if got && (plain.IsPrivate() || plain.IsLoopback() || plain.IsLinkLocalUnicast() || plain.IsMulticast() || plain.IsUnspecified() || !plain.IsGlobalUnicast()) {
			t.Fatalf("%s counts as public", addr)
		}
		if got != fetch.Public(plain) {
			t.Fatalf("%s and %s differ", addr, plain)
		}
		if !plain.Is4() {
			return
		}
		last := plain.As4()
		if got != fetch.Public(netip.AddrFrom16(plain.As16())) {
			t.Fatalf("%s counts otherwise when mapped", plain)
		}
		nat64 := netip.MustParseAddr("64:ff9b::").As16()
		copy(nat64[12:], last[:])
		if got != fetch.Public(netip.AddrFrom16(nat64)) {
			t.Fatalf("%s counts otherwise behind NAT64", plain)
		}
		sixToFour := [16]byte{0x20, 0x02}
		copy(sixToFour[2:], last[:])
		if fetch.Public(netip.AddrFrom16(sixToFour)) {
			t.Fatalf("%s counts as public in 6to4", plain)
		}
	})
}
