package proof_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/protocol/replay"
	"github.com/circle-rd/auth-service/internal/seed"
)

const (
	issuer = "https://auth.example.com"
	path   = "/token"
)

type fixture struct {
	*proof.Service
	clock time.Time
	key   seed.Key
}

func (f *fixture) now() time.Time { return f.clock }

func (f *fixture) request(t *testing.T, changes ...any) proof.Request {
	t.Helper()
	return proof.Request{Method: "POST", Path: path, DPoP: []string{f.key.Proof(t, "POST", issuer+path, f.clock, changes...)}}
}

func open(t *testing.T, d *db.DB, nonces bool) *fixture {
	t.Helper()
	f := &fixture{clock: time.Unix(1_800_000_000, 0), key: seed.NewKey(t, "ES256")}
	f.Service = proof.New(replay.New(d, f.now), secret.NewSigner(seed.Secret), nonces, []string{issuer}, f.now)
	return f
}

func refusal(t *testing.T, err error, code string) *oauth.Error {
	t.Helper()
	refused, ok := errors.AsType[*oauth.Error](err)
	if !ok || refused.Code != code {
		t.Fatalf("got %v, want %s", err, code)
	}
	return refused
}

func refusedBy(t *testing.T, err error, code string) {
	t.Helper()
	if refusal(t, err, code).Status >= 500 {
		t.Errorf("it is not our fault: %v", err)
	}
}

func TestAProofIsGoodOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d, false)
		// conformance: RFC 9449 §11.1
		t.Run("RFC 9449 11.1: of many at once one is taken", func(t *testing.T) {
			r := f.request(t)
			var group sync.WaitGroup
			var taken atomic.Int64
			for range 100 {
				group.Go(func() {
					key, err := f.Key(t.Context(), r)
					switch {
					case err == nil && key == f.key.Thumbprint(t):
						taken.Add(1)
					case !errors.Is(err, oauth.Fail(oauth.CodeInvalidDPoPProof, "")):
						t.Error(err)
					}
				})
			}
			group.Wait()
			if taken.Load() != 1 {
				t.Errorf("%d were taken", taken.Load())
			}
		})
		// conformance: RFC 9449 §11.1
		t.Run("RFC 9449 11.1: as long as its time would let it pass", func(t *testing.T) {
			r := f.request(t, "iat", f.clock.Add(oauth.DPoPWindow).Unix())
			if _, err := f.Key(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			f.clock = f.clock.Add(2 * oauth.DPoPWindow)
			if err := replay.New(d, f.now).Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, err := f.Key(t.Context(), r)
			refusedBy(t, err, oauth.CodeInvalidDPoPProof)
		})
		t.Run("the same jti with another key is another proof", func(t *testing.T) {
			if _, err := f.Key(t.Context(), f.request(t, "jti", "one")); err != nil {
				t.Fatal(err)
			}
			_, err := f.Key(t.Context(), f.request(t, "jti", "one", "any", "thing"))
			refusedBy(t, err, oauth.CodeInvalidDPoPProof)
			f.key = seed.NewKey(t, "EdDSA")
			if _, err := f.Key(t.Context(), f.request(t, "jti", "one")); err != nil {
				t.Error(err)
			}
		})
		t.Run("no proof is no key", func(t *testing.T) {
			if key, err := f.Key(t.Context(), proof.Request{Method: "POST", Path: path}); err != nil || key != "" {
				t.Errorf("got %q, %v", key, err)
			}
		})
	})
}

func TestNonces(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d, true)
		_, err := f.Key(t.Context(), f.request(t))
		nonce := refusal(t, err, oauth.CodeUseDPoPNonce).Nonce
		made := f.clock
		for _, c := range []struct {
			name  string
			nonce string
			after time.Duration
			iat   time.Duration
			good  bool
		}{
			{"RFC 9449 8: a fresh nonce", nonce, 0, 0, true},
			{"RFC 9449 11.1: a fresh nonce and a clock an hour off", nonce, 0, time.Hour, true},
			{"RFC 9449 8: a nonce of three minutes ago", nonce, 3 * time.Minute, 0, true},
			{"RFC 9449 8: a nonce of a replica whose clock is ahead", nonce, -3 * time.Minute, 0, true},
			{"RFC 9449 8: an old nonce", nonce, 6 * time.Minute, 0, false},
			{"RFC 9449 8: somebody else's nonce", "1." + secret.NewSigner("another secret, not this one").Sign("dpop nonce 1"), 0, 0, false},
			{"RFC 9449 8: a changed nonce", nonce + "x", 0, 0, false},
			{"RFC 9449 8: a word", "nonce", 0, 0, false},
		} {
			// conformance: RFC 9449 §8
			t.Run(c.name, func(t *testing.T) {
				f.clock = made.Add(c.after)
				r := f.request(t, "nonce", c.nonce, "iat", f.clock.Add(c.iat).Unix())
				_, err := f.Key(t.Context(), r)
				if !c.good {
					refusedBy(t, err, oauth.CodeUseDPoPNonce)
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				_, err = f.Key(t.Context(), r)
				refusedBy(t, err, oauth.CodeInvalidDPoPProof)
			})
		}
	})
}

func TestShown(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := open(t, d, false)
		ath := []any{"ath", seed.HashOf("token")}
		mine := grant.Confirmation{JKT: f.key.Thumbprint(t)}
		for _, c := range []struct {
			name   string
			scheme string
			bound  grant.Confirmation
			proof  []any
			code   string
		}{
			{"RFC 9449 7.1: the holder", "DPoP", mine, ath, ""},
			{"RFC 9449 7.1: scheme in any case", "dPoP", mine, ath, ""},
			{"RFC 6750 2.1: a bearer token", "Bearer", grant.Confirmation{}, nil, ""},
			{"RFC 9449 7.2: a bound token as bearer token", "Bearer", mine, ath, "invalid_token"},
			{"RFC 9449 7.1: a bearer token as bound token", "DPoP", grant.Confirmation{}, ath, "invalid_token"},
			{"RFC 9449 7.1: another key", "DPoP", grant.Confirmation{JKT: "other"}, ath, "invalid_token"},
			{"RFC 9449 7.1: no ath", "DPoP", mine, []any{}, "invalid_dpop_proof"},
			{"RFC 9449 7.1: ath of another token", "DPoP", mine, []any{"ath", seed.HashOf("other")}, "invalid_dpop_proof"},
			{"RFC 9449 7.1: no proof", "DPoP", mine, nil, "invalid_dpop_proof"},
		} {
			//conformance: fapi2/dpop-resource
			t.Run(c.name, func(t *testing.T) {
				r := proof.Request{Method: "POST", Path: path}
				if c.proof != nil {
					r = f.request(t, c.proof...)
				}
				err := f.Shown(t.Context(), r, c.scheme, "token", c.bound)
				if c.code == "" {
					if err != nil {
						t.Error(err)
					}
					return
				}
				if refused := refusal(t, err, c.code); refused.Status != 401 || !refused.DPoP {
					t.Errorf("told as %+v", refused)
				}
			})
		}
	})
}
