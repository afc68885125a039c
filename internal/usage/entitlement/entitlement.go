// Package entitlement tells an application what somebody may do there now: what
// a new token would tell, without the wait for one.
package entitlement

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// Entitlements are what a user has in an application. What the caller's scopes
// do not reveal is nil.
type Entitlements struct {
	ApplicationID  string
	ClientID       string
	Subject        string // what the application knows the user as
	OrganizationID string // for which the user acts; mostly empty
	HasAccess      bool   // without it there is nothing else
	Roles          []string
	Permissions    []string
	Features       json.RawMessage
	Subscription   *Subscription // told with the features
}

// A Subscription is what stands behind features.
type Subscription struct {
	Status           string // active, expired, inactive or none
	ExpiresAt        time.Time
	PlanID, PlanName string // empty without a plan that counts now
}

// tag is the entity tag of an answer (RFC 9110 §8.8.3).
func tag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
}

// matches reports whether a client has what the tag names, by its If-None-Match
// (RFC 9110 §13.1.2): the comparison is weak, for a proxy that compressed an
// answer marks its tag so.
func matches(ifNoneMatch []string, tag string) bool {
	for _, line := range ifNoneMatch {
		for one := range strings.SplitSeq(line, ",") {
			one = strings.TrimSpace(one)
			if one == "*" {
				return true
			}
			if strings.TrimPrefix(one, "W/") == tag {
				return true
			}
		}
	}
	return false
}
