package organization

import (
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

const (
	badRequest   = 400
	unauthorized = 401
	forbidden    = 403
)

// What organizations refuse. Who is no member gets session.ErrNotMember.
var (
	ErrNotFound     = fault.New(fault.NotFound, "ORG_001", "Organization not found").InBetterAuth("ORGANIZATION_NOT_FOUND", badRequest)
	errNoLogo       = ErrNotFound.Saying("The organization has no logo")
	ErrTaken        = fault.New(fault.Conflict, "ORG_002", "Organization slug already taken").InBetterAuth("ORGANIZATION_SLUG_ALREADY_TAKEN", badRequest)
	ErrInvalid      = fault.New(fault.Invalid, "ORG_003", "Invalid organization data").InBetterAuth("VALIDATION_ERROR", 0)
	ErrName         = ErrInvalid.With(fault.Field{Name: "body.name", Problem: "Must have 1 to 100 characters, none of them a control character"})
	ErrSlug         = ErrInvalid.With(fault.Field{Name: "body.slug", Problem: "Must have 1 to 50 characters: a-z, 0-9 and -"})
	ErrLogo         = ErrInvalid.With(fault.Field{Name: "body.logo", Problem: "Must be the address of a picture, http or https"})
	ErrMetadata     = ErrInvalid.With(fault.Field{Name: "body.metadata", Problem: "Must be an object of at most 16 KiB"})
	ErrEmail        = ErrInvalid.With(fault.Field{Name: "body.email", Problem: "Invalid email address"}).InBetterAuth("INVALID_EMAIL", 0)
	ErrRole         = ErrInvalid.With(fault.Field{Name: "body.role", Problem: "Must be owner, admin or member"}).InBetterAuth("ROLE_NOT_FOUND", 0)
	ErrMember       = fault.New(fault.NotFound, "ORG_004", "Member not found").InBetterAuth("MEMBER_NOT_FOUND", badRequest)
	ErrMemberExists = fault.New(fault.Conflict, "ORG_005", "User is already a member of this organization").InBetterAuth("USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION", badRequest)
	// ErrForbidden means that the caller's role in the organization does not
	// permit it.
	ErrForbidden = fault.New(fault.Forbidden, "ORG_007", "Your role in the organization does not permit this").InBetterAuth("FORBIDDEN", 0)
	// ErrOnlyOwner keeps the last owner.
	ErrOnlyOwner = fault.New(fault.Conflict, "ORG_008", "You cannot leave the organization as the only owner").InBetterAuth("YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER", badRequest)
	// ErrInvitation means that there is no such invitation, or not any more.
	ErrInvitation = fault.New(fault.Invalid, "ORG_009", "Invitation not found").InBetterAuth("INVITATION_NOT_FOUND", 0)
	ErrInvited    = fault.New(fault.Invalid, "ORG_010", "User is already invited to this organization").InBetterAuth("USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION", 0)
	ErrRecipient  = fault.New(fault.Forbidden, "ORG_011", "You are not the recipient of the invitation").InBetterAuth("YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION", 0)
	// ErrUnverified means that the invited address is the caller's, but that
	// nobody has shown so.
	ErrUnverified      = fault.New(fault.Forbidden, "ORG_012", "Verify your email address first, or open the link of the invitation").InBetterAuth("EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION", 0)
	ErrFull            = fault.New(fault.Conflict, "ORG_013", "Organization membership limit reached").InBetterAuth("ORGANIZATION_MEMBERSHIP_LIMIT_REACHED", forbidden)
	ErrManyInvitations = fault.New(fault.Conflict, "ORG_014", "Invitation limit reached").InBetterAuth("INVITATION_LIMIT_REACHED", forbidden)
	// ErrOwnerGoes keeps an account that owns, alone, what others belong to.
	ErrOwnerGoes  = fault.New(fault.Conflict, "ORG_016", "Give the organizations another owner, or delete them, before the account is deleted").InBetterAuth("ORGANIZATIONS_WOULD_HAVE_NO_OWNER", 0)
	ErrNoneActive = fault.New(fault.Invalid, "ORG_015", "No active organization").InBetterAuth("NO_ACTIVE_ORGANIZATION", 0)
)

// The same refusals as single endpoints of the original told them.
var (
	errMayNotCreate     = ErrForbidden.Saying("You are not allowed to create a new organization").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION", 0)
	errMayNotUpdate     = ErrForbidden.Saying("You are not allowed to update this organization").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION", 0)
	errMayNotDelete     = ErrForbidden.Saying("You are not allowed to delete this organization").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION", 0)
	errMayNotInvite     = ErrForbidden.Saying("You are not allowed to invite users to this organization").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION", 0)
	errMayNotInviteSuch = ErrForbidden.Saying("You are not allowed to invite a user with this role").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE", 0)
	errMayNotCancel     = ErrForbidden.Saying("You are not allowed to cancel this invitation").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION", 0)
	errMayNotChange     = ErrForbidden.Saying("You are not allowed to update this member").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER", 0)
	errMayNotRemove     = ErrForbidden.Saying("You are not allowed to delete this member").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER", unauthorized)
	errMayNotAdd        = ErrForbidden.Saying("You are not allowed to add members")

	errOwnerStays = ErrOnlyOwner.Saying("You cannot leave the organization without an owner").InBetterAuth("YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER", badRequest)
	errExists     = ErrTaken.Saying("Organization already exists").InBetterAuth("ORGANIZATION_ALREADY_EXISTS", badRequest)

	errNoMember     = session.ErrNotMember.InBetterAuth(session.ErrNotMember.BetterAuth, badRequest)
	errNoMemberHere = session.ErrNotMember.Saying("You are not a member of this organization").InBetterAuth("YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION", 0)
	errNobody       = session.ErrNotMember.Saying("Member not found").InBetterAuth("MEMBER_NOT_FOUND", badRequest)
	errStranger     = session.ErrNotMember.InBetterAuth(session.ErrNotMember.BetterAuth, unauthorized)
)
