package mfa_test

import (
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

const vectorKey = "12345678901234567890"

// conformance: RFC 4226 §D
func TestHOTPVectors(t *testing.T) {
	for counter, want := range []string{
		"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
	} {
		if got := mfa.HOTP([]byte(vectorKey), int64(counter)); got != want {
			t.Errorf("RFC 4226 D: counter %d gives %s, want %s", counter, got, want)
		}
	}
}

// The table of the RFC has eight digits, of which ours are the last six.
//
// conformance: RFC 6238 §B
func TestTOTPVectors(t *testing.T) {
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := mfa.TOTPAt([]byte(vectorKey), time.Unix(at, 0)); got != want[2:] {
			t.Errorf("RFC 6238 B: %d gives %s, want %s", at, got, want[2:])
		}
	}
}

func TestPolicy(t *testing.T) {
	plain, named := user.User{Role: actor.RoleUser}, user.User{Role: actor.RoleUser, IsMfaRequired: true}
	admin, root := user.User{Role: actor.RoleAdmin}, user.User{Role: actor.RoleSuperadmin}
	for policy, demanded := range map[mfa.Policy]string{
		mfa.RequiredOfNone:   "0100",
		mfa.RequiredOfAdmins: "0111",
		mfa.RequiredOfAll:    "1111",
	} {
		var got strings.Builder
		for _, u := range []user.User{plain, named, admin, root} {
			got.WriteByte(map[bool]byte{true: '1', false: '0'}[policy.Demands(u)])
		}
		if got.String() != demanded {
			t.Errorf("%s demands of plain, named, admin, superadmin: %s, want %s", policy, got.String(), demanded)
		}
	}
}
