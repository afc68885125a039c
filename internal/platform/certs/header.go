package certs

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
)

// ErrHeader means that a proxy's header does not hold certificates in a form
// that is known.
var ErrHeader = errors.New("certs: the header holds no certificate that can be read")

const (
	pemBegin = "-----BEGIN CERTIFICATE-----"
	pemEnd   = "-----END CERTIFICATE-----"
	// maxChain is how many certificates may lead to a root.
	maxChain = 8
)

// FromHeader reads the certificate that a proxy tells of its client: as RFC
// 9440 §2.2 writes it (:base64 of the DER:), or as PEM, percent-encoded as
// nginx does it, or with spaces for its line ends. An empty value is no
// certificate.
func FromHeader(value string) (*x509.Certificate, error) {
	value = strings.Trim(value, " \t")
	if value == "" {
		return nil, nil //nolint:nilnil // a client without a certificate is nothing special
	}
	if strings.HasPrefix(value, ":") {
		return fromBytes(value)
	}
	return fromPEM(value)
}

// ChainFromHeader reads what leads from the certificate to its root, as RFC
// 9440 §2.3 writes it: a list.
func ChainFromHeader(value string) ([]*x509.Certificate, error) {
	if strings.Trim(value, " \t") == "" {
		return nil, nil
	}
	var chain []*x509.Certificate
	for item := range strings.SplitSeq(value, ",") {
		if len(chain) == maxChain {
			return nil, ErrHeader
		}
		c, err := fromBytes(strings.Trim(item, " \t"))
		if err != nil {
			return nil, err
		}
		chain = append(chain, c)
	}
	return chain, nil
}

// fromBytes reads a byte sequence (RFC 9651 §3.3.5).
func fromBytes(value string) (*x509.Certificate, error) {
	body, ok := strings.CutPrefix(value, ":")
	if !ok {
		return nil, ErrHeader
	}
	if body, ok = strings.CutSuffix(body, ":"); !ok {
		return nil, ErrHeader
	}
	return fromBase64(body)
}

func fromPEM(value string) (*x509.Certificate, error) {
	if strings.Contains(value, "%") {
		text, err := url.PathUnescape(value)
		if err != nil {
			return nil, ErrHeader
		}
		value = strings.TrimSpace(text)
	}
	body, ok := strings.CutPrefix(value, pemBegin)
	if !ok {
		return nil, ErrHeader
	}
	if body, ok = strings.CutSuffix(body, pemEnd); !ok {
		return nil, ErrHeader
	}
	return fromBase64(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, body))
}

func fromBase64(body string) (*x509.Certificate, error) {
	if strings.ContainsAny(body, "\r\n") { // which the decoder would skip
		return nil, ErrHeader
	}
	der, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(body, "="))
	if err != nil {
		return nil, ErrHeader
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, ErrHeader
	}
	return c, nil
}
