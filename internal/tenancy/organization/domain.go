package organization

import (
	_ "embed"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// A Domain is a name in the DNS that an organization says is its own. It counts
// for nothing until the organization has shown it.
type Domain struct {
	ID             string
	OrganizationID string
	Name           string // as the DNS has it: ASCII, lower case, without a dot at the end
	Token          string // what the record must say; no secret, anybody may look it up
	Join           string // how people with an address there get in
	Failures       int64  // checks in a row that did not find the record
	CreatedAt      time.Time
	VerifiedAt     time.Time // zero while it is only claimed
	CheckedAt      time.Time
}

// How people with a verified address of a verified domain get in.
const (
	JoinOff       = "off"
	JoinApproval  = "approval"
	JoinAutomatic = "automatic"
)

// Where the proof is looked for and what it says.
const (
	challengeLabel = "_auth-service-challenge."
	challengeText  = "auth-service-domain-verification="
)

// Record is the name of the TXT record that proves the domain.
func (d Domain) Record() string { return challengeLabel + d.Name }

// Proof is what that record must say.
func (d Domain) Proof() string { return challengeText + d.Token }

// Unicode is the domain as people write it.
func (d Domain) Unicode() string {
	text, err := idna.Display.ToUnicode(d.Name)
	if err != nil {
		return d.Name
	}
	return text
}

// Verified reports whether the organization has shown that the domain is its
// own, and could do so again lately.
func (d Domain) Verified() bool { return !d.VerifiedAt.IsZero() }

// proven reports whether one of the texts of the record is the proof.
func (d Domain) proven(texts []string) bool {
	for _, text := range texts {
		if strings.TrimSpace(text) == d.Proof() {
			return true
		}
	}
	return false
}

// maxDomain is the longest name for which the DNS still has room for the record
// (RFC 1035 §2.3.4).
const maxDomain = 253 - len(challengeLabel)

// maxDomainText keeps what is read short, however it is written.
const maxDomainText = 4 * 253

// ParseDomain returns the form in which a domain is stored and compared (RFC
// 5891 §5), or why it can be nobody's.
func ParseDomain(text string) (string, error) {
	if len(text) > maxDomainText {
		return "", refusedDomain("Too long")
	}
	name, err := idna.Lookup.ToASCII(strings.TrimSuffix(strings.TrimSpace(text), "."))
	if err != nil || !utf8.ValidString(text) {
		return "", refusedDomain("Not a domain name")
	}
	if again, err := idna.Lookup.ToASCII(name); err != nil || again != name { // no label may mean something else when it is read again
		return "", refusedDomain("Not a domain name")
	}
	if len(name) > maxDomain {
		return "", refusedDomain("Too long")
	}
	if !isHostName(name) {
		return "", refusedDomain("Not a domain name")
	}
	registered, err := publicsuffix.EffectiveTLDPlusOne(name)
	if err != nil {
		return "", refusedDomain("Belongs to everybody: names are registered below it")
	}
	if isFreemail(registered) {
		return "", refusedDomain("Anybody can have an address there")
	}
	return name, nil
}

// isHostName reports whether a name has at least two labels, none of which
// could be read as something else, and is no address (RFC 1123 §2.1).
func isHostName(name string) bool {
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
		}
	}
	top := labels[len(labels)-1]
	return len(labels) > 1 && strings.ContainsFunc(top, func(r rune) bool { return r >= 'a' && r <= 'z' })
}

// Mail providers where strangers share a domain, one a line.
//
//go:embed freemail.txt
var freemail string

func isFreemail(name string) bool {
	return strings.Contains("\n"+freemail, "\n"+name+"\n")
}

// domainOf is the domain of an address, as ParseDomain writes it.
func domainOf(email string) string {
	_, name, _ := strings.Cut(email, "@")
	return strings.ToLower(name)
}

// When domains are looked at again.
const (
	checkEvery  = 7 * 24 * time.Hour
	checkFailed = 24 * time.Hour // after a check that did not find the record
	checkAgain  = time.Hour      // when the DNS could not be asked: that says nothing about the domain
	maxFailures = 7              // so many in a row, and the domain is claimed only
	maxDomains  = 20             // of one organization
)

// A JoinRequest is somebody with an address at a domain of the organization
// who waits to be let in.
type JoinRequest struct {
	ID             string
	OrganizationID string
	UserID         string
	Name, Email    string
	Domain         string
	Status         string
	CreatedAt      time.Time
}

// The states of a request. One that is granted is none any more.
const (
	RequestPending  = "pending"
	RequestRejected = "rejected"
)

// A Joinable is an organization that a user may join.
type Joinable struct {
	Organization Organization
	Domain       string
	Join         string
	Request      string // state of the request there is; empty means none
}
