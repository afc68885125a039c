package certs

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrName means that a text is no distinguished name.
var ErrName = errors.New("certs: not a distinguished name as RFC 4514 writes it")

// A Name is a distinguished name (RFC 4514), its parts in the order of the
// text: the most special first.
type Name [][]attribute

// An attribute has its type as a dotted identifier and its value as text, or as
// DER when it was written so or is of no kind that is text.
type attribute struct {
	oid, text, der string
}

// What a name may hold at most.
const (
	maxName       = 1024
	maxAttributes = 32
)

// types are the short names of attributes: those of RFC 4514 §3, and those
// that certificates of companies and banks use besides.
func types() map[string]string {
	return map[string]string{
		"CN": "2.5.4.3", "L": "2.5.4.7", "ST": "2.5.4.8", "O": "2.5.4.10", "OU": "2.5.4.11", "C": "2.5.4.6", "STREET": "2.5.4.9",
		"DC": "0.9.2342.19200300.100.1.25", "UID": "0.9.2342.19200300.100.1.1",
		"SN": "2.5.4.4", "SERIALNUMBER": "2.5.4.5", "TITLE": "2.5.4.12", "BUSINESSCATEGORY": "2.5.4.15", "POSTALCODE": "2.5.4.17",
		"GN": "2.5.4.42", "GIVENNAME": "2.5.4.42", "DNQUALIFIER": "2.5.4.46", "ORGANIZATIONIDENTIFIER": "2.5.4.97",
		"EMAILADDRESS": "1.2.840.113549.1.9.1", "E": "1.2.840.113549.1.9.1",
		"JURISDICTIONL": "1.3.6.1.4.1.311.60.2.1.1", "JURISDICTIONST": "1.3.6.1.4.1.311.60.2.1.2", "JURISDICTIONC": "1.3.6.1.4.1.311.60.2.1.3",
	}
}

// ParseName reads a distinguished name. White space around separators is
// forgiven, as many programs write it.
func ParseName(text string) (Name, error) {
	if len(text) > maxName || !utf8.ValidString(text) {
		return nil, ErrName
	}
	short := types()
	var name Name
	var part []attribute
	for n := 1; ; n++ {
		kind, rest, found := strings.Cut(text, "=")
		oid, ok := typeOf(strings.Trim(kind, " "), short)
		if !found || !ok || n > maxAttributes {
			return nil, ErrName
		}
		value, end, rest, ok := cutValue(strings.TrimLeft(rest, " "))
		if !ok {
			return nil, ErrName
		}
		value.oid = oid
		part = append(part, value)
		if end != '+' {
			name, part = append(name, part), nil
		}
		if end == 0 {
			return name, nil
		}
		text = rest
	}
}

func typeOf(kind string, short map[string]string) (string, bool) {
	if oid, ok := short[strings.ToUpper(kind)]; ok {
		return oid, true
	}
	kind = strings.TrimPrefix(strings.TrimPrefix(kind, "OID."), "oid.")
	numbers := strings.Split(kind, ".")
	for _, number := range numbers {
		if n, err := strconv.ParseUint(number, 10, 31); err != nil || strconv.FormatUint(n, 10) != number {
			return "", false
		}
	}
	return kind, len(numbers) > 1
}

// cutValue reads a value up to the separator behind it; the end of the text
// counts as 0.
func cutValue(text string) (value attribute, end byte, rest string, ok bool) {
	if strings.HasPrefix(text, "#") {
		return cutHex(text[1:])
	}
	var b strings.Builder
	solid := 0 // what is before trailing spaces
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ',', '+':
			return attribute{text: b.String()[:solid]}, c, text[i+1:], solid > 0 && utf8.ValidString(b.String())
		case '"', ';', '<', '>', 0:
			return attribute{}, 0, "", false
		case '\\':
			plain, length := unescape(text[i+1:])
			if length == 0 {
				return attribute{}, 0, "", false
			}
			b.WriteByte(plain)
			i += length
			solid = b.Len()
		case ' ':
			b.WriteByte(c)
		default:
			b.WriteByte(c)
			solid = b.Len()
		}
	}
	return attribute{text: b.String()[:solid]}, 0, "", solid > 0 && utf8.ValidString(b.String())
}

// unescape reads what stands behind a backslash: a character that would mean
// something, or two hexadecimal digits.
func unescape(text string) (plain byte, length int) {
	if text == "" {
		return 0, 0
	}
	if strings.IndexByte(` "#+,;<=>\`, text[0]) >= 0 {
		return text[0], 1
	}
	if len(text) < 2 {
		return 0, 0
	}
	raw, err := hex.DecodeString(text[:2])
	if err != nil || raw[0] == 0 {
		return 0, 0
	}
	return raw[0], 2
}

// cutHex reads a value that is written as the hexadecimal digits of its DER.
func cutHex(text string) (value attribute, end byte, rest string, ok bool) {
	digits := text
	if i := strings.IndexAny(text, ",+"); i >= 0 {
		digits, end, rest = text[:i], text[i], text[i+1:]
	}
	der, err := hex.DecodeString(strings.TrimRight(digits, " "))
	if err != nil {
		return attribute{}, 0, "", false
	}
	var raw asn1.RawValue
	behind, err := asn1.Unmarshal(der, &raw)
	if err != nil || len(behind) > 0 {
		return attribute{}, 0, "", false
	}
	return valueOf(raw), end, rest, true
}

// valueOf is the text of a value, or else its DER.
func valueOf(raw asn1.RawValue) attribute {
	if raw.Class == asn1.ClassUniversal && !raw.IsCompound {
		switch raw.Tag {
		case asn1.TagUTF8String, asn1.TagPrintableString, asn1.TagIA5String, asn1.TagNumericString:
			if utf8.Valid(raw.Bytes) {
				return attribute{text: string(raw.Bytes)}
			}
		case asn1.TagBMPString:
			if text, ok := fromBMP(raw.Bytes); ok {
				return attribute{text: text}
			}
		}
	}
	return attribute{der: string(raw.FullBytes)}
}

func fromBMP(b []byte) (string, bool) {
	if len(b)%2 != 0 {
		return "", false
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units)), true
}

// subject reads the name of a certificate, its parts in the order of the text.
func subject(c *x509.Certificate) (Name, error) {
	type attributeSET []struct {
		Type  asn1.ObjectIdentifier
		Value asn1.RawValue
	}
	var sequence []attributeSET
	if rest, err := asn1.Unmarshal(c.RawSubject, &sequence); err != nil || len(rest) > 0 {
		return nil, ErrName
	}
	var name Name
	for _, set := range slices.Backward(sequence) {
		var part []attribute
		for _, one := range set {
			value := valueOf(one.Value)
			value.oid = one.Type.String()
			part = append(part, value)
		}
		name = append(name, part)
	}
	return name, nil
}

// IsSubjectOf reports whether a certificate was issued to this name. Values
// must be the same to the letter, which is stricter than X.520 and never lets
// in more.
func (n Name) IsSubjectOf(c *x509.Certificate) bool {
	other, err := subject(c)
	if err != nil || len(n) == 0 || len(n) != len(other) {
		return false
	}
	for i, part := range n {
		if !sameSet(part, other[i]) {
			return false
		}
	}
	return true
}

// sameSet compares the attributes of one part, which have no order.
func sameSet(a, b []attribute) bool {
	if len(a) != len(b) {
		return false
	}
	order := func(x, y attribute) int { return strings.Compare(x.oid+"="+x.text+x.der, y.oid+"="+y.text+y.der) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), order), slices.SortedFunc(slices.Values(b), order))
}
