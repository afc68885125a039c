package certs_test

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
)

func TestFromHeader(t *testing.T) {
	cert := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
	der := base64.StdEncoding.EncodeToString(cert.Raw)
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))
	nginx := strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
	for name, value := range map[string]string{
		"RFC 9440 2.2":                    ":" + der + ":",
		"RFC 9651 4.2.7: without padding": ":" + strings.TrimRight(der, "=") + ":",
		"surrounding space":               "  :" + der + ":\t",
		"nginx":                           nginx,
		"nginx, plus signs left":          strings.ReplaceAll(nginx, "%2B", "+"),
		"PEM with spaces":                 strings.TrimSpace(strings.ReplaceAll(text, "\n", " ")),
		"PEM with tabs":                   strings.TrimSpace(strings.ReplaceAll(text, "\n", "\t")),
		"CRLF, encoded":                   url.PathEscape(strings.ReplaceAll(text, "\n", "\r\n")),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := certs.FromHeader(value)
			if err != nil || got == nil || !got.Equal(cert) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	for name, value := range map[string]string{
		"only the DER's base64":    der,
		"no end":                   ":" + der,
		"no begin":                 der + ":",
		"a parameter":              ":" + der + ":;a=1",
		"two":                      ":" + der + ":, :" + der + ":",
		"base64url":                ":" + base64.URLEncoding.EncodeToString([]byte("\xff\xff\xfe")) + ":",
		"a line end inside":        ":" + der[:40] + "\r\n" + der[40:] + ":",
		"no base64":                ":###:",
		"empty sequence":           "::",
		"one colon":                ":",
		"cut":                      ":" + base64.StdEncoding.EncodeToString(cert.Raw[:100]) + ":",
		"something behind the DER": ":" + base64.StdEncoding.EncodeToString(append(slices.Clip(cert.Raw), 0)) + ":",
		"two PEM blocks":           url.PathEscape(text + text),
		"another block":            url.PathEscape(strings.ReplaceAll(text, "CERTIFICATE", "PRIVATE KEY")),
		"bad percent-encoding":     "%zz" + nginx,
		"encoded twice":            url.PathEscape(nginx),
		"no PEM end":               strings.Split(nginx, "-----END")[0],
		"words":                    "(null)",
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if got, err := certs.FromHeader(value); !errors.Is(err, certs.ErrHeader) || got != nil {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	for _, value := range []string{"", " ", "\t"} {
		if got, err := certs.FromHeader(value); got != nil || err != nil {
			t.Errorf("%q: %v, %v", value, got, err)
		}
	}
}

// conformance: RFC 9440 §2.3
func TestChainFromHeader(t *testing.T) {
	authority := testcert.NewAuthority(t, "Root")
	item := ":" + base64.StdEncoding.EncodeToString(authority.Certificate.Raw) + ":"
	for value, want := range map[string]int{"": 0, "  ": 0, item: 1, item + ", " + item: 2, item + ",\t" + item: 2} {
		got, err := certs.ChainFromHeader(value)
		if err != nil || len(got) != want {
			t.Errorf("%.20s…: %d certificates, %v", value, len(got), err)
		}
	}
	for name, value := range map[string]string{
		"trailing comma": item + ",", "empty member": item + ",," + item, "PEM": string(authority.PEM()), "nonsense": "x",
		"too many": strings.Repeat(item+",", 20) + item,
	} {
		if got, err := certs.ChainFromHeader(value); !errors.Is(err, certs.ErrHeader) || got != nil {
			t.Errorf("%s: %d certificates, %v", name, len(got), err)
		}
	}
}

// Whatever a header holds, it is one certificate, none, or an error.
func FuzzFromHeader(f *testing.F) {
	cert := testcert.SelfSigned(f, testcert.ECDSA(f), testcert.ForClient("client")).Leaf
	der := ":" + base64.StdEncoding.EncodeToString(cert.Raw) + ":"
	f.Add(der)
	f.Add(der + "," + der)
	f.Add(url.PathEscape(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))))
	f.Fuzz(func(t *testing.T, value string) {
		got, err := certs.FromHeader(value)
		if err != nil && (got != nil || !errors.Is(err, certs.ErrHeader)) {
			t.Errorf("%v, %v", got, err)
		}
		if err == nil && got == nil && strings.Trim(value, " \t") != "" {
			t.Error("something is nothing")
		}
		if got != nil && len(certs.Thumbprint(got)) != 43 {
			t.Errorf("thumbprint %q", certs.Thumbprint(got))
		}
		chain, err := certs.ChainFromHeader(value)
		if err != nil && chain != nil {
			t.Error("a chain with an error")
		}
	})
}

// The example of RFC 8705, appendix A.
//
// conformance: RFC 8705 §3.1
func TestThumbprint(t *testing.T) {
	const example = "MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAxODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwIDSQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOVbUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY="
	cert, err := certs.FromHeader(":" + example + ":")
	if err != nil {
		t.Fatal(err)
	}
	if got := certs.Thumbprint(cert); got != "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0" {
		t.Error(got)
	}
}
