package proof_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// conformance: RFC 8705 §3
func TestCertificateOfARequest(t *testing.T) {
	cert := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, nil)
	if got := proof.Of(r).Certificate; got != "" {
		t.Errorf("without one: %q", got)
	}
	r = r.WithContext(web.WithClientCertificate(r.Context(), cert))
	if got := proof.Of(r).Certificate; got != certs.Thumbprint(cert) {
		t.Errorf("got %q", got)
	}
}

// What is bound to what when tokens are asked for.
func TestSenderWithCertificate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d, false)
		key := f.key.Thumbprint(t)
		for _, c := range []struct {
			name        string
			client      application.Client
			certificate string
			dpop        bool
			want        grant.Confirmation
			code        string
		}{
			// conformance: RFC 8705 §3.4
			{"RFC 8705 3.4: a client of bound tokens", application.Client{CertificateBound: true}, "print", false, grant.Confirmation{X5T: "print"}, ""},
			{"RFC 8705 3.4: that shows no certificate", application.Client{CertificateBound: true}, "", false, grant.Confirmation{}, "invalid_request"},
			{"RFC 8705 3.4: that proves a DPoP key instead", application.Client{CertificateBound: true}, "", true, grant.Confirmation{}, "invalid_request"},
			{"RFC 8705 3.4: any other client", application.Client{}, "print", false, grant.Confirmation{}, ""},
			{"a certificate and a DPoP key", application.Client{CertificateBound: true}, "print", true, grant.Confirmation{X5T: "print", JKT: key}, ""},
			{"a client of both that shows a certificate only", application.Client{CertificateBound: true, DPoPBound: true}, "print", false, grant.Confirmation{}, "invalid_dpop_proof"},
		} {
			t.Run(c.name, func(t *testing.T) {
				r := proof.Request{Method: "POST", Path: path}
				if c.dpop {
					r = f.request(t)
				}
				r.Certificate = c.certificate
				got, err := f.Sender(t.Context(), application.Application{Client: c.client}, r)
				if c.code != "" {
					refusedBy(t, err, c.code)
					return
				}
				if err != nil || got != c.want {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
	})
}

// conformance: RFC 8705 §3
// conformance: fapi2/mtls
func TestShownWithCertificate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d, false)
		ath := []any{"ath", seed.HashOf("token")}
		bound := grant.Confirmation{X5T: "print"}
		both := grant.Confirmation{X5T: "print", JKT: f.key.Thumbprint(t)}
		for _, c := range []struct {
			name        string
			scheme      string
			bound       grant.Confirmation
			certificate string
			good        bool
			dpop        bool // the refusal names that scheme
		}{
			{"RFC 8705 3: its certificate", "Bearer", bound, "print", true, false},
			{"RFC 8705 3: another certificate", "Bearer", bound, "other", false, false},
			{"RFC 8705 3: no certificate", "Bearer", bound, "", false, false},
			{"a certificate with a token that is bound to none", "Bearer", grant.Confirmation{}, "other", true, false},
			{"a DPoP key in place of the certificate", "DPoP", bound, "", false, false},
			{"a token that is bound to a certificate alone, as one bound to a DPoP key", "DPoP", bound, "print", false, true},
			{"bound to both", "DPoP", both, "print", true, false},
			{"bound to both, another certificate", "DPoP", both, "other", false, false},
			{"bound to both, the certificate alone", "Bearer", both, "print", false, true},
		} {
			t.Run(c.name, func(t *testing.T) {
				r := f.request(t, ath...)
				r.Certificate = c.certificate
				err := f.Shown(t.Context(), r, c.scheme, "token", c.bound)
				if c.good {
					if err != nil {
						t.Error(err)
					}
					return
				}
				if refused := refusal(t, err, "invalid_token"); refused.Status != 401 || refused.DPoP != c.dpop || !c.dpop && !refused.Bearer {
					t.Errorf("told as %+v", refused)
				}
			})
		}
	})
}
