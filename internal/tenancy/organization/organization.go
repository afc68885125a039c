// Package organization keeps what people work for together: organizations,
// their members, and the invitations by which these come.
//
// Whatever changes an organization locks its row first. So of two changes at the
// same moment the second sees what the first left, and the last owner stays.
package organization

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// An Organization is a group of users. Metadata is the text of a JSON object.
type Organization struct {
	ID         string
	Name       string
	Slug       string
	Logo       string // may be empty, as Metadata and ParentID
	Metadata   string
	ParentID   string // the reseller that it is a client of
	IsReseller bool   // may have clients of its own
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// A Membership is what a user is in an organization: nothing, when the role is
// empty.
type Membership struct {
	Organization Organization
	MemberID     string
	Role         string
}

// A Member is a user in an organization. The Person is filled by what lists or
// looks for members.
type Member struct {
	ID             string
	OrganizationID string
	UserID         string
	Role           string
	CreatedAt      time.Time
	Person         Person
}

// A Person is what members see of each other.
type Person struct{ ID, Name, Email, Image string }

// An Invitation lets whoever owns an address become a member.
type Invitation struct {
	ID             string
	OrganizationID string
	Email          string // lower case
	Role           string
	Status         string
	InviterID      string // empty once that account is gone
	ExpiresAt      time.Time
	CreatedAt      time.Time

	tokenDigest string
}

// The roles of members, the strongest first: each has the rights of those after
// it.
const (
	RoleOwner  = "owner"
	RoleAdmin  = "admin"
	RoleMember = "member"
)

// Roles are the roles that exist, the strongest first.
func Roles() []string { return []string{RoleOwner, RoleAdmin, RoleMember} }

// The states of an invitation. One that nobody answered in time stays pending.
const (
	Pending  = "pending"
	Accepted = "accepted"
	Rejected = "rejected"
	Canceled = "canceled"
)

// Bounds of one organization.
const (
	MaxMembers     = 100
	MaxInvitations = 100 // pending at a time
	InvitationLife = 48 * time.Hour

	maxName     = 100
	maxSlug     = 50
	maxLogo     = 2000
	maxMetadata = 16 << 10
)

// What members do, by kind of thing.
const (
	onOrganization = "organization"
	onMember       = "member"
	onInvitation   = "invitation"

	toCreate = "create"
	toUpdate = "update"
	toDelete = "delete"
	toCancel = "cancel"
)

func rights(role, kind string) []string {
	manager := role == RoleOwner || role == RoleAdmin
	switch {
	case kind == onOrganization && role == RoleOwner:
		return []string{toUpdate, toDelete}
	case kind == onOrganization && manager:
		return []string{toUpdate}
	case kind == onMember && manager:
		return []string{toCreate, toUpdate, toDelete}
	case kind == onInvitation && manager:
		return []string{toCreate, toCancel}
	}
	return nil
}

// Permits reports whether a role permits an action on a kind of thing.
func Permits(role, kind, action string) bool { return slices.Contains(rights(role, kind), action) }

// Manages reports whether a role may change the organization and who is in it.
func Manages(role string) bool { return Permits(role, onMember, toUpdate) }

// mayHandle reports whether somebody in a role may give another one, or touch
// who has it: owners are left to owners.
func mayHandle(role, other string) bool { return role == RoleOwner || other != RoleOwner }

// ParseRole returns the role that a list stands for, its strongest, since that
// one has the rights of all others. Members may be lists with commas too.
func ParseRole(list []string) (string, error) {
	strongest := len(Roles())
	for _, text := range list {
		for name := range strings.SplitSeq(text, ",") {
			at := slices.Index(Roles(), strings.TrimSpace(name))
			if at < 0 {
				return "", ErrRole
			}
			strongest = min(strongest, at)
		}
	}
	if strongest == len(Roles()) {
		return "", ErrRole
	}
	return Roles()[strongest], nil
}

// An Authority is by what right somebody acts in an organization.
type Authority struct {
	By      actor.Actor
	whole   bool
	manager bool
}

// AsMember is the right of whoever calls as a member, if they are one.
func AsMember(by actor.Actor) Authority { return Authority{By: by} }

// AsAdministrator is the right of an administrator of the service, who may do
// in every organization what its owners may. It is refused to anybody else.
func AsAdministrator(by actor.Actor) Authority { return Authority{By: by, whole: true} }

var slugPattern = regexp.MustCompile(`^[a-z0-9-]+$`)

func checkSlug(slug string) error {
	if len(slug) > maxSlug || !slugPattern.MatchString(slug) {
		return ErrSlug
	}
	return nil
}

func cleanName(name string) (string, error) {
	clean, ok := application.CleanName(name, maxName)
	if !ok {
		return "", ErrName
	}
	return clean, nil
}

// checkLogo lets the address of a picture on the web pass, or none.
func checkLogo(logo string) error {
	if logo == "" {
		return nil
	}
	u, err := url.Parse(logo)
	if err != nil || len(logo) > maxLogo || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ErrLogo
	}
	if clean, ok := application.CleanName(logo, maxLogo); !ok || clean != logo {
		return ErrLogo
	}
	return nil
}

// compact returns the text of a JSON object without spaces, and none for null.
func compact(metadata string) (string, error) {
	if metadata == "" || metadata == "null" {
		return "", nil
	}
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(metadata)); err != nil || b.Len() > maxMetadata || b.Bytes()[0] != '{' {
		return "", ErrMetadata
	}
	return b.String(), nil
}
