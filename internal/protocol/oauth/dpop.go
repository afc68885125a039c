package oauth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json" // tells upper from lower case and refuses a member that comes twice
)

// DPoPWindow is how far the clock of a client may be from ours, either way
// (RFC 9449 §11.1).
const DPoPWindow = 2 * time.Minute

const (
	dpopType   = "dpop+jwt"
	maxProof   = 8 << 10
	maxProofID = 256

	minRSA, maxRSA, minExponent = 2048, 4096, 3
)

// DPoPAlgorithms lists what proofs may be signed with. RS256 is not among
// them: the profiles that ask for DPoP forbid it (FAPI 2.0 §5.4).
func DPoPAlgorithms() []string {
	return []string{string(jose.ES256), string(jose.EdDSA), string(jose.PS256)}
}

// A DPoPRequest is the request that a proof must be made for.
type DPoPRequest struct {
	Proofs      []string // every DPoP header
	Method      string
	URLs        []string // of the endpoint as clients know it, never as a header tells it
	AccessToken string   // that is shown along; empty where none is
	// Nonce reports whether a nonce is one of the service's that is still good.
	// Nil means that none is asked for.
	Nonce func(nonce string) bool
}

// A DPoPProof is a proof that passed every check but the one that needs memory:
// that its ID was not used before with the same key (RFC 9449 §11.1).
type DPoPProof struct {
	Key      string // thumbprint of the sender's key (RFC 7638 with SHA-256)
	ID       string
	IssuedAt time.Time
}

// proofHeader and proofClaims are what RFC 9449 §4.2 asks of a proof. Pointers
// tell what is missing from what is empty.
type proofHeader struct {
	Type     string          `json:"typ"`
	Alg      string          `json:"alg"`
	Key      json.RawMessage `json:"jwk"`
	Critical json.RawMessage `json:"crit"`
}

type proofClaims struct {
	ID       string   `json:"jti"`
	Method   string   `json:"htm"`
	URL      string   `json:"htu"`
	IssuedAt *float64 `json:"iat"`
	Token    string   `json:"ath"`
	Nonce    string   `json:"nonce"`
}

// CheckDPoP checks the one proof of a request as RFC 9449 §4.3 says.
func CheckDPoP(r DPoPRequest, now time.Time) (DPoPProof, *Error) {
	if len(r.Proofs) == 0 {
		return DPoPProof{}, failProof("a DPoP proof is required")
	}
	if len(r.Proofs) > 1 {
		return DPoPProof{}, failProof("more than one DPoP header")
	}
	payload, key, err := openProof(r.Proofs[0])
	if err != nil {
		return DPoPProof{}, err
	}
	var c proofClaims
	if json.Unmarshal(payload, &c) != nil {
		return DPoPProof{}, failProof("the claims of the DPoP proof are malformed")
	}
	if err := c.check(r, now); err != nil {
		return DPoPProof{}, err
	}
	return DPoPProof{Key: key, ID: c.ID, IssuedAt: time.Unix(int64(*c.IssuedAt), 0)}, nil
}

func failProof(problem string) *Error { return Fail(CodeInvalidDPoPProof, "%s", problem) }

// openProof checks the signature of a proof by the key that it carries.
func openProof(proof string) (payload []byte, key string, refused *Error) {
	if len(proof) > maxProof {
		return nil, "", failProof("the DPoP proof is too long")
	}
	encoded, _, _ := strings.Cut(proof, ".")
	text, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return nil, "", failProof("the DPoP proof is malformed")
	}
	var h proofHeader
	if json.Unmarshal(text, &h) != nil {
		return nil, "", failProof("the header of the DPoP proof is malformed")
	}
	if h.Type != dpopType {
		return nil, "", failProof("typ of the DPoP proof must be dpop+jwt")
	}
	if len(h.Critical) > 0 {
		return nil, "", failProof("crit is not supported in a DPoP proof")
	}
	public, refused := proofKey(h)
	if refused != nil {
		return nil, "", refused
	}
	jws, err := jose.ParseSignedCompact(proof, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(h.Alg)})
	if err != nil {
		return nil, "", failProof("the DPoP proof is malformed")
	}
	if payload, err = jws.Verify(public.Key); err != nil {
		return nil, "", failProof("the signature of the DPoP proof is wrong")
	}
	sum, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, "", failProof("jwk of the DPoP proof is not usable")
	}
	return payload, base64.RawURLEncoding.EncodeToString(sum), nil
}

// proofKey returns the public key of a proof if it is of the algorithm's kind
// and strong enough.
func proofKey(h proofHeader) (jose.JSONWebKey, *Error) {
	var key jose.JSONWebKey
	if len(h.Key) == 0 {
		return key, failProof("jwk is missing in the DPoP proof")
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(h.Key, &members) != nil {
		return key, failProof("jwk of the DPoP proof is malformed")
	}
	for _, private := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"} { // RFC 7518 §6, RFC 8037 §2
		if _, found := members[private]; found {
			return key, failProof("jwk of the DPoP proof must not hold a private key")
		}
	}
	if key.UnmarshalJSON(h.Key) != nil {
		return key, failProof("jwk of the DPoP proof is not usable")
	}
	var fits bool
	switch h.Alg {
	case string(jose.ES256):
		public, ok := key.Key.(*ecdsa.PublicKey)
		fits = ok && public.Curve == elliptic.P256()
	case string(jose.PS256):
		public, ok := key.Key.(*rsa.PublicKey)
		fits = ok && public.N.BitLen() >= minRSA && public.N.BitLen() <= maxRSA && public.E >= minExponent
	case string(jose.EdDSA):
		_, fits = key.Key.(ed25519.PublicKey)
	default:
		return key, failProof("alg of the DPoP proof is not supported")
	}
	if !fits {
		return key, failProof("jwk of the DPoP proof does not fit its alg")
	}
	return key, nil
}

func (c proofClaims) check(r DPoPRequest, now time.Time) *Error {
	if c.ID == "" {
		return failProof("jti is missing in the DPoP proof")
	}
	if len(c.ID) > maxProofID {
		return failProof("jti of the DPoP proof is too long")
	}
	if c.Method != r.Method {
		return failProof("htm of the DPoP proof is not the method of the request")
	}
	if !slices.ContainsFunc(r.URLs, func(known string) bool { return sameEndpoint(c.URL, known) }) {
		return failProof("htu of the DPoP proof is not the address of this endpoint")
	}
	if c.IssuedAt == nil {
		return failProof("iat is missing in the DPoP proof")
	}
	if r.AccessToken != "" && !isHashOf(c.Token, r.AccessToken) {
		return failProof("ath of the DPoP proof is not the hash of the access token")
	}
	if r.Nonce != nil { // it tells the age of a proof better than the clock of the client
		if c.Nonce == "" {
			return Fail(CodeUseDPoPNonce, "the DPoP proof must hold a nonce of this server")
		}
		if !r.Nonce(c.Nonce) {
			return Fail(CodeUseDPoPNonce, "the nonce of the DPoP proof is too old or not of this server")
		}
		return nil
	}
	if age := float64(now.Unix()) - *c.IssuedAt; age > DPoPWindow.Seconds() || age < -DPoPWindow.Seconds() {
		return failProof("iat of the DPoP proof is too far from now")
	}
	return nil
}

func isHashOf(hash, text string) bool {
	sum := sha256.Sum256([]byte(text))
	return subtle.ConstantTimeCompare([]byte(hash), []byte(base64.RawURLEncoding.EncodeToString(sum[:]))) == 1
}

// sameEndpoint compares two addresses without query and fragment, as RFC 9449
// §4.3 has it: after the normalisation of RFC 3986 §6.2.2 and §6.2.3.
func sameEndpoint(a, b string) bool {
	x, ok := endpoint(a)
	if !ok {
		return false
	}
	y, ok := endpoint(b)
	return ok && x == y
}

func endpoint(text string) (string, bool) {
	u, err := url.Parse(text)
	if err != nil {
		return "", false
	}
	if u.Host == "" || u.User != nil {
		return "", false
	}
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		port = ""
	}
	path := unreserved(u.ResolveReference(u).EscapedPath()) // without dot segments
	if path == "" {
		path = "/"
	}
	return u.Scheme + "://" + host + ":" + port + path, true
}

// unreserved decodes the characters that need no percent-encoding and writes
// the others in capitals (RFC 3986 §6.2.2.1, §6.2.2.2).
func unreserved(path string) string {
	if !strings.Contains(path, "%") {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] != '%' || i+2 >= len(path) {
			b.WriteByte(path[i])
			continue
		}
		triplet := path[i : i+3]
		i += 2
		c, err := url.PathUnescape(triplet)
		if err == nil && strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") == "" {
			b.WriteString(c)
			continue
		}
		b.WriteString(strings.ToUpper(triplet))
	}
	return b.String()
}
