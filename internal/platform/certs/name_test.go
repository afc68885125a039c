package certs_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
)

// named is a certificate with a subject, its parts in the order of the encoding.
func named(t testing.TB, parts ...[]pkix.AttributeTypeAndValue) *x509.Certificate {
	t.Helper()
	var sequence pkix.RDNSequence
	for _, p := range parts {
		sequence = append(sequence, p)
	}
	raw, err := asn1.Marshal(sequence)
	if err != nil {
		t.Fatal(err)
	}
	return testcert.SelfSigned(t, testcert.ECDSA(t), &x509.Certificate{RawSubject: raw}).Leaf
}

func one(oid string, value any) []pkix.AttributeTypeAndValue {
	return []pkix.AttributeTypeAndValue{attr(oid, value)}
}

func attr(oid string, value any) pkix.AttributeTypeAndValue {
	var id asn1.ObjectIdentifier
	for number := range strings.SplitSeq(oid, ".") {
		n := 0
		for _, c := range number {
			n = 10*n + int(c-'0')
		}
		id = append(id, n)
	}
	return pkix.AttributeTypeAndValue{Type: id, Value: value}
}

const (
	commonName   = "2.5.4.3"
	country      = "2.5.4.6"
	organization = "2.5.4.10"
	unit         = "2.5.4.11"
	domain       = "0.9.2342.19200300.100.1.25"
)

// conformance: RFC 8705 §2.1.2
func TestSubjectName(t *testing.T) {
	plain := named(t, one(country, "BE"), one(organization, "Acme, Inc."), one(commonName, "client 1"))
	multi := named(t, one(domain, "example"), []pkix.AttributeTypeAndValue{attr(unit, "Sales"), attr(commonName, "J. Smith")})
	foreign := named(t, one(commonName, "Lučić"))
	odd := named(t, one(commonName, asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagT61String, Bytes: []byte("Hi")}))
	wide := named(t, one(commonName, asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagBMPString, Bytes: []byte{0, 'H', 1, 0x0d}}))
	spaced := named(t, one(commonName, " #x "))
	for _, c := range []struct {
		text string
		cert *x509.Certificate
		want bool
	}{
		{`CN=client 1,O=Acme\, Inc.,C=BE`, plain, true},
		{`cn=client 1, o=Acme\, Inc., c=BE`, plain, true},
		{`CN = client 1 , O = Acme\2C Inc. , C = BE`, plain, true},
		{`2.5.4.3=client 1,OID.2.5.4.10=Acme\, Inc.,2.5.4.6=BE`, plain, true},
		{`CN=client 1,O=Acme\, Inc.,C=#13024245`, plain, true},
		{`CN=client\ 1,O=Acme\, Inc.,C=BE`, plain, true},
		{`C=BE,O=Acme\, Inc.,CN=client 1`, plain, false}, // the order of the encoding
		{`CN=client 1`, plain, false},
		{`CN=client 1,O=Acme\, Inc.`, plain, false},
		{`CN=client 1,O=Acme\, Inc.,C=BE,DC=x`, plain, false},
		{`CN=Client 1,O=Acme\, Inc.,C=BE`, plain, false},
		{`CN=client  1,O=Acme\, Inc.,C=BE`, plain, false},
		{`OU=client 1,O=Acme\, Inc.,C=BE`, plain, false},
		{`CN=client 1+O=Acme\, Inc.,C=BE`, plain, false},
		{`OU=Sales+CN=J.  Smith,DC=example`, multi, false},
		{`OU=Sales+CN=J. Smith,DC=example`, multi, true},
		{`CN=J. Smith+OU=Sales,DC=example`, multi, true},
		{`CN=J. Smith,OU=Sales,DC=example`, multi, false},
		{`CN=J. Smith,DC=example`, multi, false},
		{`CN=Lu\C4\8Di\C4\87`, foreign, true}, // the examples of RFC 4514 §4
		{`CN=Lučić`, foreign, true},
		{`CN=#0C074C75C48D69C487`, foreign, true},
		{`CN=#14024869`, odd, true},
		{`CN=Hi`, odd, false},
		{`CN=Hč`, wide, true},
		{`CN=\ #x\ `, spaced, true},
		{`CN=\20\23x\20`, spaced, true},
		{`CN=\#x`, spaced, false},
	} {
		name, err := certs.ParseName(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := name.IsSubjectOf(c.cert); got != c.want {
			t.Errorf("%s: %v", c.text, got)
		}
	}
	if (certs.Name{}).IsSubjectOf(named(t)) {
		t.Error("no name is the subject of a certificate without one")
	}
}

func TestParseNameRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "client", "=x", "CN=", "CN= ", "CN=x,", "CN=x,,C=BE", "CN=x+", ",CN=x", "X=y", "/C=BE/CN=x", "CN=x;C=BE", `CN="x"`, "CN=<x>", `CN=x\`, `CN=x\4`, `CN=x\zz`,
		`CN=x\00`, "CN=x\x00", "CN=\xff", `CN=\ff`, "CN=#", "CN=#1", "CN=#zz", "CN=#0C074C", "CN=#0C014100", "2=x", "2.=x", ".2=x", "2.05=x", "2.-5=x", "2.99999999999=x", "OID.CN=x",
		"CN=" + strings.Repeat("x", 2000), strings.Repeat("CN=x,", 40) + "C=BE",
	} {
		if name, err := certs.ParseName(text); !errors.Is(err, certs.ErrName) || name != nil {
			t.Errorf("%.40q is %v, %v", text, name, err)
		}
	}
}

func FuzzParseName(f *testing.F) {
	f.Add(`CN=client 1,O=Acme\, Inc.,C=BE`)
	f.Add(`OU=Sales+CN=J.\20Smith,DC=#13024245`)
	cert := named(f, one(country, "BE"), one(commonName, "client"))
	f.Fuzz(func(t *testing.T, text string) {
		name, err := certs.ParseName(text)
		if err != nil {
			if name != nil {
				t.Error("a name with an error")
			}
			return
		}
		if len(name) == 0 {
			t.Error("an empty name")
		}
		if name.IsSubjectOf(cert) && !strings.Contains(text, "=") {
			t.Errorf("%q names the certificate", text)
		}
	})
}
