package federation

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Clocks differ, by no more than this.
const skew = time.Minute

// maxAge is how old an ID token may be that a browser brings by itself; there is
// no code that bounds its life.
const maxAge = time.Hour

// An expectation is what an ID token must say besides who somebody is.
type expectation struct {
	provider provider
	issuer   string // of the metadata
	nonce    string // empty when none was sent
	access   string // the access token that came with it; empty if none did
	brought  bool   // by the browser, not from the token endpoint
}

// problem says why an ID token whose signature is good is none for us, or
// nothing (OpenID Connect Core §3.1.3.7).
func (e expectation) problem(t signed, now time.Time) string {
	if reason := e.provider.checkIssuer(e.issuer, t.claims); reason != "" {
		return reason
	}
	if reason := checkAudience(t.claims, e.provider.ClientID); reason != "" {
		return reason
	}
	if reason := e.checkTimes(t.claims, now); reason != "" {
		return reason
	}
	if e.nonce != "" && !secret.Equal(text(t.claims["nonce"]), e.nonce) {
		return "nonce is missing or another one"
	}
	subject := text(t.claims["sub"])
	if subject == "" {
		return "sub is missing"
	}
	if len(subject) > maxSubject {
		return "sub is too long"
	}
	if hash := text(t.claims["at_hash"]); hash != "" && e.access != "" && !secret.Equal(hash, halfHash(t.alg, e.access)) {
		return "at_hash is of another access token"
	}
	return ""
}

// checkIssuer compares who made a token with who was asked.
func (p provider) checkIssuer(issuer string, claims map[string]json.RawMessage) string {
	made := text(claims["iss"])
	if made == "" {
		return "iss is missing"
	}
	if p.manyTenants(issuer) {
		return p.checkTenant(issuer, made, text(claims["tid"]))
	}
	if made == issuer {
		return ""
	}
	if p.Kind == config.Google && "https://"+made == issuer { // as Google has written it since before OpenID Connect
		return ""
	}
	return "iss is another one"
}

// checkAudience lets no token pass that was made out to somebody else.
func checkAudience(claims map[string]json.RawMessage, clientID string) string {
	audience := list(claims["aud"])
	if len(audience) == 0 {
		return "aud is missing"
	}
	if !slices.Contains(audience, clientID) {
		return "aud is somebody else"
	}
	party, given := claims["azp"]
	if len(audience) > 1 && !given {
		return "azp is missing beside several audiences"
	}
	if given && text(party) != clientID {
		return "azp is somebody else"
	}
	return ""
}

func (e expectation) checkTimes(claims map[string]json.RawMessage, now time.Time) string {
	expires, ok := date(claims["exp"])
	if !ok {
		return "exp is missing"
	}
	if !now.Before(expires.Add(skew)) {
		return "exp is in the past"
	}
	issued, ok := date(claims["iat"])
	if !ok {
		return "iat is missing"
	}
	if issued.After(now.Add(skew)) {
		return "iat is in the future"
	}
	if e.brought && issued.Add(maxAge).Before(now) {
		return "iat is too long ago"
	}
	if before, given := date(claims["nbf"]); given && before.After(now.Add(skew)) {
		return "nbf is in the future"
	}
	return ""
}

// halfHash is at_hash (OpenID Connect Core §3.1.3.6).
func halfHash(alg, token string) string {
	var sum []byte
	switch {
	case alg == "EdDSA", strings.HasSuffix(alg, "512"):
		s := sha512.Sum512([]byte(token))
		sum = s[:]
	case strings.HasSuffix(alg, "384"):
		s := sha512.Sum384([]byte(token))
		sum = s[:]
	default:
		s := sha256.Sum256([]byte(token))
		sum = s[:]
	}
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}

// list reads a claim that is one string or several (RFC 7519 §4.1.3).
func list(raw json.RawMessage) []string {
	if one := text(raw); one != "" {
		return []string{one}
	}
	var several []string
	if json.Unmarshal(raw, &several) != nil {
		return nil
	}
	return several
}

// date reads a NumericDate (RFC 7519 §2).
func date(raw json.RawMessage) (time.Time, bool) {
	const latest = 253402300799 // the end of the year 9999
	var seconds *float64
	if json.Unmarshal(raw, &seconds) != nil || seconds == nil {
		return time.Time{}, false
	}
	if *seconds < 0 || *seconds > latest {
		return time.Time{}, false
	}
	whole, part := math.Modf(*seconds)
	return time.Unix(int64(whole), int64(part*float64(time.Second))), true
}

// tenantPlace stands for the tenant in the issuer of a provider that has many.
const tenantPlace = "{tenantid}"

// Where accounts of people are, rather than of organizations.
const consumers = "9188040d-6c67-4c5b-b112-36a304b66dad"

var tenant = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// manyTenants reports whether an issuer stands for as many as there are tenants.
func (p provider) manyTenants(issuer string) bool {
	return p.Kind == config.Microsoft && strings.Contains(issuer, tenantPlace)
}

// checkTenant compares the issuer with its template: the tenant that the token
// names made it, and it is one that may.
func (p provider) checkTenant(template, made, tid string) string {
	if !tenant.MatchString(tid) {
		return "tid is missing or no tenant"
	}
	if made != strings.ReplaceAll(template, tenantPlace, tid) {
		return "iss is another one than that of its tenant"
	}
	switch configured := strings.ToLower(p.Tenant); {
	case configured == "organizations" && tid == consumers:
		return "tid is not an organization"
	case configured == "consumers" && tid != consumers:
		return "tid is not that of people"
	case tenant.MatchString(configured) && tid != configured:
		return "tid is another one"
	}
	return ""
}

// vouches reports whether Microsoft itself verified an address: its plain email
// claim is whatever the administrator of the tenant entered.
func vouches(claims map[string]json.RawMessage, email string) bool {
	if yes(claims["xms_edov"]) {
		return true
	}
	for _, name := range []string{"verified_primary_email", "verified_secondary_email"} {
		if slices.ContainsFunc(list(claims[name]), func(one string) bool { return strings.EqualFold(one, email) }) {
			return true
		}
	}
	return false
}
