package oauth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/seed"
)

const (
	proofURL   = "https://auth.example.com/api/auth/oauth2/userinfo"
	proofToken = "an-access-token"
)

var proofNow = time.Unix(1_800_000_000, 0)

func check(proofs ...string) (oauth.DPoPProof, *oauth.Error) {
	return oauth.CheckDPoP(oauth.DPoPRequest{Proofs: proofs, Method: "GET", URLs: []string{proofURL}, AccessToken: proofToken}, proofNow)
}

func TestDPoPProofAccepted(t *testing.T) {
	for _, alg := range oauth.DPoPAlgorithms() {
		key := seed.NewKey(t, alg)
		for _, c := range []struct {
			name    string
			changes []any
		}{
			{"RFC 9449 4.2: as it should be", nil},
			{"RFC 9449 4.2: unknown claims", []any{"nbf", 1, "exp", 2, "nonce", "of another server", "any", map[string]any{"a": 1}}},
			{"RFC 9449 4.2: unknown header members", []any{"header.kid", "k", "header.any", []any{1}, "header.jku", "https://elsewhere.example"}},
			{"RFC 9449 4.2: kid, use and alg of the key", []any{"header.jwk", with(key.JWK(t), "kid", "k", "use", "sig", "alg", alg)}},
			{"RFC 9449 4.3: iat with a fraction", []any{"iat", float64(proofNow.Unix()) + 0.5}},
			{"RFC 9449 4.3: iat 10 s ago", []any{"iat", proofNow.Unix() - 10}},
			{"RFC 9449 4.3: iat 10 s ahead", []any{"iat", proofNow.Unix() + 10}},
			{"RFC 9449 4.3: iat at the edge, behind", []any{"iat", proofNow.Add(-oauth.DPoPWindow).Unix()}},
			{"RFC 9449 4.3: iat at the edge, ahead", []any{"iat", proofNow.Add(oauth.DPoPWindow).Unix()}},
			{"RFC 9449 4.3: htu with query and fragment", []any{"htu", proofURL + "?a=b#c"}},
			{"RFC 9449 4.3: htu in capitals", []any{"htu", "HTTPS://AUTH.Example.COM/api/auth/oauth2/userinfo"}},
			{"RFC 9449 4.3: htu with the default port", []any{"htu", "https://auth.example.com:443/api/auth/oauth2/userinfo"}},
			{"RFC 9449 4.3: htu with encoded letters", []any{"htu", "https://auth.example.com/api/%61uth/oauth2/userinfo"}},
			{"RFC 9449 4.3: htu with dot segments", []any{"htu", "https://auth.example.com/api/x/../auth/./oauth2/userinfo"}},
		} {
			// conformance: fapi2/dpop-lenient
			// conformance: RFC 9449 §4.3
			t.Run(alg+" "+c.name, func(t *testing.T) {
				proof, err := check(key.Proof(t, "GET", proofURL, proofNow, append([]any{"jti", "id", "ath", seed.HashOf(proofToken)}, c.changes...)...))
				if err != nil {
					t.Fatal(err)
				}
				if proof.Key != key.Thumbprint(t) {
					t.Errorf("thumbprint %q, want %q", proof.Key, key.Thumbprint(t))
				}
				if proof.ID != "id" {
					t.Errorf("jti %q", proof.ID)
				}
				if proof.IssuedAt.Sub(proofNow).Abs() > oauth.DPoPWindow {
					t.Errorf("issued at %v", proof.IssuedAt)
				}
			})
		}
	}
}

func with(jwk map[string]any, more ...any) map[string]any {
	jwk = maps.Clone(jwk)
	for i := 0; i+1 < len(more); i += 2 {
		jwk[more[i].(string)] = more[i+1]
	}
	return jwk
}

func TestDPoPProofRefused(t *testing.T) {
	ec, ps, ed := seed.NewKey(t, "ES256"), seed.NewKey(t, "PS256"), seed.NewKey(t, "EdDSA")
	good := func(changes ...any) string {
		return ec.Proof(t, "GET", proofURL, proofNow, append([]any{"ath", seed.HashOf(proofToken)}, changes...)...)
	}
	of := func(k seed.Key, changes ...any) string {
		return k.Proof(t, "GET", proofURL, proofNow, append([]any{"ath", seed.HashOf(proofToken)}, changes...)...)
	}
	rs := seed.Key{Alg: "RS256", Private: ps.Private}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good(), ".")
	reencode := func(part string, edit func(string) string) string {
		text, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString([]byte(edit(string(text))))
	}
	unsigned := func(header string) string { // the signature is looked at last
		return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + parts[1] + "." + parts[2]
	}
	privateEC := base64.RawURLEncoding.EncodeToString(big.NewInt(7).FillBytes(make([]byte, 32)))
	even := with(ps.JWK(t), "e", "AQ") // 1: any signature would do
	for _, c := range []struct {
		name   string
		proofs []string
	}{
		{"RFC 9449 4.3: no proof", nil},
		{"RFC 9449 4.3: two DPoP headers", []string{good(), good()}},
		{"RFC 9449 4.3: two proofs in one header", []string{good() + ", " + good()}},
		{"RFC 9449 4.3: empty", []string{""}},
		{"RFC 9449 4.3: no JWT", []string{"proof"}},
		{"RFC 9449 4.3: two parts", []string{parts[0] + "." + parts[1]}},
		{"RFC 9449 4.3: four parts", []string{good() + ".x"}},
		{"RFC 9449 4.3: JSON serialization", []string{`{"protected":"` + parts[0] + `","payload":"` + parts[1] + `","signature":"` + parts[2] + `"}`}},
		{"RFC 9449 4.3: header is no base64url", []string{"+" + good()}},
		{"RFC 9449 4.3: header is no JSON", []string{"x" + good()}},
		{"RFC 9449 4.3: a very long proof", []string{good("more", strings.Repeat("x", 9000))}},
		{"RFC 9449 4.3: missing typ", []string{good("header.typ", nil)}},
		{"RFC 9449 4.3: wrong typ", []string{good("header.typ", "JWT")}},
		{"RFC 9449 4.3: missing alg", []string{good("header.alg", nil)}},
		{"RFC 9449 4.3: alg none", []string{good("header.alg", "none")}},
		{"RFC 9449 4.3: alg HS256 with the public key", []string{good("header.alg", "HS256")}},
		{"RFC 9449 4.3: alg HS256 with a key of its own", []string{good("header.alg", "HS256", "header.jwk", map[string]any{"kty": "oct", "k": "c2VjcmV0"})}},
		{"FAPI 2.0 5.4: alg RS256", []string{of(rs)}},
		{"RFC 9449 4.3: alg ES384", []string{of(seed.Key{Alg: "ES384", Private: p384})}},
		{"RFC 9449 4.3: alg of another kind of key", []string{good("header.alg", "PS256")}},
		{"RFC 9449 4.3: alg ES256 with another curve", []string{of(seed.Key{Alg: "ES256", Private: p384})}},
		{"RFC 9449 4.3: alg that is a number", []string{good("header.alg", 7)}},
		{"RFC 7515 4.1.11: crit", []string{good("header.crit", []string{"exp"}, "header.exp", 1)}},
		{"RFC 7797 3: payload not encoded", []string{good("header.crit", []string{"b64"}, "header.b64", true)}},
		{"RFC 9449 4.3: missing jwk", []string{good("header.jwk", nil)}},
		{"RFC 9449 4.3: jwk null", []string{unsigned(`{"typ":"dpop+jwt","alg":"ES256","jwk":null}`)}},
		{"RFC 9449 4.3: jwk is a text", []string{good("header.jwk", "key")}},
		{"RFC 9449 4.3: jwk without point", []string{good("header.jwk", map[string]any{"kty": "EC", "crv": "P-256"})}},
		{"RFC 9449 4.3: jwk off the curve", []string{good("header.jwk", with(ec.JWK(t), "x", privateEC))}},
		{"RFC 9449 4.3: jwk of unknown kind", []string{good("header.jwk", map[string]any{"kty": "OKP", "crv": "X25519", "x": privateEC})}},
		{"RFC 9449 4.3: kid instead of jwk", []string{good("header.jwk", nil, "header.kid", "a")}},
		{"RFC 9449 4.3: private key, EC", []string{good("header.jwk", with(ec.JWK(t), "d", privateEC))}},
		{"RFC 9449 4.3: private key, Ed25519", []string{of(ed, "header.jwk", with(ed.JWK(t), "d", privateEC))}},
		{"RFC 9449 4.3: private key, RSA", []string{of(ps, "header.jwk", with(ps.JWK(t), "d", "AQAB"))}},
		{"RFC 9449 4.3: a part of a private key", []string{of(ps, "header.jwk", with(ps.JWK(t), "p", "AQAB"))}},
		{"RFC 7518 3.5: RSA with 1024 bits", []string{of(seed.Key{Alg: "PS256", Private: small})}},
		{"RFC 9449 4.3: RSA with exponent 1", []string{of(ps, "header.jwk", even)}},
		{"RFC 9449 4.3: RSA with 8192 bits", []string{of(ps, "header.jwk", map[string]any{"kty": "RSA", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(append([]byte{0xff}, make([]byte, 1023)...))})}},
		{"RFC 9449 4.3: signed by another key", []string{good("header.jwk", seed.NewKey(t, "ES256").JWK(t))}},
		{"RFC 9449 4.3: changed after signing", []string{parts[0] + "." + reencode(parts[1], func(s string) string { return strings.Replace(s, "GET", "PUT", 1) }) + "." + parts[2]}},
		{"RFC 9449 4.3: no signature", []string{parts[0] + "." + parts[1] + "."}},
		{"RFC 9449 4.3: missing jti", []string{good("jti", nil)}},
		{"RFC 9449 4.3: empty jti", []string{good("jti", "")}},
		{"RFC 9449 4.3: jti is a number", []string{good("jti", 7)}},
		{"RFC 9449 4.3: a very long jti", []string{good("jti", strings.Repeat("j", 257))}},
		{"RFC 9449 4.3: missing htm", []string{good("htm", nil)}},
		{"RFC 9449 4.3: wrong htm", []string{good("htm", "POST")}},
		{"RFC 9449 4.3: htm in lower case", []string{good("htm", "get")}},
		{"RFC 9449 4.3: name of htm in capitals", []string{good("htm", nil, "HTM", "GET")}},
		{"RFC 9449 4.3: missing htu", []string{good("htu", nil)}},
		{"RFC 9449 4.3: htu of another host", []string{good("htu", "https://other.example.com/api/auth/oauth2/userinfo")}},
		{"RFC 9449 4.3: htu of another path", []string{good("htu", "https://auth.example.com/api/auth/oauth2/token")}},
		{"RFC 9449 4.3: htu of a longer path", []string{good("htu", proofURL+"/")}},
		{"RFC 9449 4.3: htu of another port", []string{good("htu", "https://auth.example.com:8443/api/auth/oauth2/userinfo")}},
		{"RFC 9449 4.3: htu of another scheme", []string{good("htu", "http://auth.example.com/api/auth/oauth2/userinfo")}},
		{"RFC 9449 4.3: htu with user", []string{good("htu", "https://u:p@auth.example.com/api/auth/oauth2/userinfo")}},
		{"RFC 9449 4.3: htu without host", []string{good("htu", "/api/auth/oauth2/userinfo")}},
		{"RFC 9449 4.3: htu with an encoded slash", []string{good("htu", "https://auth.example.com/api/auth/oauth2%2Fuserinfo")}},
		{"RFC 9449 4.3: htu is no URL", []string{good("htu", "https://auth.example.com/%zz")}},
		{"RFC 9449 4.3: missing iat", []string{good("iat", nil)}},
		{"RFC 9449 4.3: iat is a text", []string{good("iat", "1800000000")}},
		{"RFC 9449 11.1: iat an hour ago", []string{good("iat", proofNow.Unix()-3600)}},
		{"RFC 9449 11.1: iat an hour ahead", []string{good("iat", proofNow.Unix()+3600)}},
		{"RFC 9449 11.1: iat just too old", []string{good("iat", proofNow.Add(-oauth.DPoPWindow).Unix()-1)}},
		{"RFC 9449 11.1: iat just too far ahead", []string{good("iat", proofNow.Add(oauth.DPoPWindow).Unix()+1)}},
		{"RFC 9449 11.1: iat beyond all numbers", []string{good("iat", 1e300)}},
		{"RFC 9449 4.3: missing ath", []string{good("ath", nil)}},
		{"RFC 9449 4.3: ath of another token", []string{good("ath", seed.HashOf("another"))}},
		{"RFC 9449 4.3: the token itself as ath", []string{good("ath", proofToken)}},
		{"RFC 8259 4: a claim that comes twice", []string{parts[0] + "." + reencode(parts[1], func(s string) string { return `{"htm":"PUT",` + s[1:] }) + "." + parts[2]}},
	} {
		// conformance: fapi2/dpop-resource
		// conformance: RFC 9449 §4.3
		t.Run(c.name, func(t *testing.T) {
			if proof, err := check(c.proofs...); err == nil || err.Code != oauth.CodeInvalidDPoPProof {
				t.Errorf("answered %+v, %v", proof, err)
			}
		})
	}
}

// With nonces the age of a proof is that of its nonce.
func TestDPoPNonce(t *testing.T) {
	key := seed.NewKey(t, "ES256")
	with := func(changes ...any) error {
		_, err := oauth.CheckDPoP(oauth.DPoPRequest{
			Proofs: []string{key.Proof(t, "POST", proofURL, proofNow, changes...)}, Method: "POST", URLs: []string{proofURL},
			Nonce: func(nonce string) bool { return nonce == "good" },
		}, proofNow)
		if err == nil {
			return nil
		}
		return err
	}
	code := func(err error) string {
		code, _, _ := strings.Cut(err.Error(), ":")
		return code
	}
	// conformance: RFC 9449 §8
	t.Run("RFC 9449 8: the right nonce, whatever the clock says", func(t *testing.T) {
		if err := with("nonce", "good", "iat", 1); err != nil {
			t.Error(err)
		}
	})
	// conformance: RFC 9449 §8
	t.Run("RFC 9449 8: no nonce", func(t *testing.T) {
		if err := with(); err == nil || code(err) != oauth.CodeUseDPoPNonce {
			t.Error(err)
		}
	})
	// conformance: RFC 9449 §8
	t.Run("RFC 9449 8: wrong nonce", func(t *testing.T) {
		if err := with("nonce", "bad"); err == nil || code(err) != oauth.CodeUseDPoPNonce {
			t.Error(err)
		}
	})
	// conformance: RFC 9449 §4.3
	t.Run("RFC 9449 4.3: the right nonce, but no iat", func(t *testing.T) {
		if err := with("nonce", "good", "iat", nil); err == nil || code(err) != oauth.CodeInvalidDPoPProof {
			t.Error(err)
		}
	})
}

// Whatever is sent, the check answers; and what it accepts has all it promises.
func FuzzCheckDPoP(f *testing.F) {
	for _, alg := range oauth.DPoPAlgorithms() {
		f.Add(seed.NewKey(f, alg).Proof(f, "GET", proofURL, proofNow, "ath", seed.HashOf(proofToken)))
	}
	f.Add(`e30.e30.`)
	f.Add(`eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIn19.e30.AAAA`)
	f.Fuzz(func(t *testing.T, proof string) {
		p, err := check(proof)
		if err != nil {
			if err.Code != oauth.CodeInvalidDPoPProof {
				t.Errorf("refused by %v", err)
			}
			return
		}
		if len(p.Key) != 43 || p.ID == "" || p.IssuedAt.Sub(proofNow).Abs() > oauth.DPoPWindow {
			t.Errorf("accepted %+v", p)
		}
	})
}

// The same with proofs that are signed well, whatever they say.
func FuzzCheckSignedDPoP(f *testing.F) {
	key := seed.NewKey(f, "ES256")
	jwk, err := json.Marshal(key.JWK(f))
	if err != nil {
		f.Fatal(err)
	}
	for _, claims := range []string{
		`{"jti":"a","htm":"GET","htu":"` + proofURL + `","iat":1800000000,"ath":"` + seed.HashOf(proofToken) + `"}`,
		`{"jti":"a","htm":"GET","htu":"https://auth.example.com:443/api/./%61uth/oauth2/x/../userinfo?q#f","iat":1.8e9,"ath":"","nonce":[]}`,
		`[]`, `null`, `{"jti":null,"iat":-1e400}`,
	} {
		f.Add(`{"typ":"dpop+jwt","alg":"ES256","jwk":`+string(jwk)+`}`, claims)
	}
	f.Add(`{"typ":"dpop+jwt","alg":"PS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB","x5c":["AA=="]},"crit":null}`, `{}`)
	f.Fuzz(func(t *testing.T, header, claims string) {
		p, err := check(key.SignText(t, "ES256", header, claims))
		if err != nil {
			if err.Code != oauth.CodeInvalidDPoPProof {
				t.Errorf("refused by %v", err)
			}
			return
		}
		if p.Key != key.Thumbprint(t) || p.ID == "" || p.IssuedAt.Sub(proofNow).Abs() > oauth.DPoPWindow {
			t.Errorf("accepted %+v", p)
		}
	})
}
