package organization

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// invitationPage is where the link of an invitation leads.
const invitationPage = "/accept-invitation"

// detailInvitation names an invitation in the audit trail.
const detailInvitation = "invitation_id"

// A NewInvitation is what somebody is invited by.
type NewInvitation struct {
	Email, Role string
	// Renew sends a pending invitation to the address once more, as it is,
	// instead of refusing a second one.
	Renew bool
}

// Invite invites the owner of an address, or returns ErrInvited or
// ErrMemberExists. The mail carries a token that proves the address.
func (s *Service) Invite(ctx context.Context, a Authority, organizationID string, n NewInvitation) (Invitation, error) {
	n.Email = user.FoldEmail(n.Email)
	if !user.ValidEmail(n.Email) {
		return Invitation{}, ErrEmail
	}
	if !slices.Contains(Roles(), n.Role) {
		return Invitation{}, ErrRole
	}
	_, own, err := s.look(ctx, a, organizationID)
	if err != nil {
		return Invitation{}, err
	}
	if err := mayInvite(own, n.Role); err != nil {
		return Invitation{}, err
	}
	if err := s.mayMail(ctx, a.By, n.Email); err != nil {
		return Invitation{}, err
	}
	now := s.clock()
	i := Invitation{
		ID: secret.ID(), OrganizationID: organizationID, Email: n.Email, Role: n.Role, Status: Pending, InviterID: a.By.UserID,
		ExpiresAt: now.Add(InvitationLife), CreatedAt: now,
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		org, own, err := s.enter(ctx, a, organizationID)
		if err != nil {
			return err
		}
		if err := mayInvite(own, n.Role); err != nil {
			return err
		}
		_, err = s.store.named(ctx, organizationID, Email(n.Email))
		if err == nil {
			return ErrMemberExists
		}
		if !errors.Is(err, ErrMember) {
			return err
		}
		pending, err := s.store.pendingFor(ctx, organizationID, n.Email)
		switch {
		case err == nil && n.Renew && now.Before(pending.ExpiresAt):
			i, err = s.renew(ctx, a.By, org, own, pending)
			return err
		case err == nil && now.Before(pending.ExpiresAt):
			return ErrInvited
		case err != nil && !errors.Is(err, db.ErrNone):
			return err
		}
		return s.invite(ctx, a.By, org, i)
	})
	return i, err
}

// An Outcome is what became of one address of several.
type Outcome struct {
	Email      string
	Invitation Invitation
	Refused    *fault.Error // nil when the address is invited
}

// InviteMany invites the owners of several addresses. What is wrong with one
// keeps no other one out, unless the caller may invite nobody.
func (s *Service) InviteMany(ctx context.Context, a Authority, organizationID string, emails []string, role string) ([]Outcome, error) {
	_, own, err := s.look(ctx, a, organizationID)
	if err != nil {
		return nil, err
	}
	if err := mayInvite(own, role); err != nil {
		return nil, err
	}
	var outcomes []Outcome
	for _, email := range emails {
		i, err := s.Invite(ctx, a, organizationID, NewInvitation{Email: email, Role: role})
		refused, told := errors.AsType[*fault.Error](err)
		if err != nil && (!told || refused.Kind == fault.Internal || refused.Kind == fault.Unavailable) {
			return nil, err
		}
		outcomes = append(outcomes, Outcome{Email: email, Invitation: i, Refused: refused})
	}
	return outcomes, nil
}

func mayInvite(own, role string) error {
	if !Permits(own, onInvitation, toCreate) {
		return errMayNotInvite
	}
	if !mayHandle(own, role) {
		return errMayNotInviteSuch
	}
	return nil
}

// mayMail counts a mail to an address, of which there may not be too many.
func (s *Service) mayMail(ctx context.Context, by actor.Actor, email string) error {
	if !s.mail.Enabled() {
		return nil
	}
	_, err := s.throttle.Allow(ctx, by, throttle.Mail(email))
	return err
}

// invite adds an invitation to a locked organization and sends it.
func (s *Service) invite(ctx context.Context, by actor.Actor, org Organization, i Invitation) error {
	n, err := s.store.countPending(ctx, org.ID, i.CreatedAt)
	if err != nil {
		return err
	}
	if n >= MaxInvitations {
		return ErrManyInvitations
	}
	if err := s.store.closeInvitations(ctx, org.ID, i.Email, Canceled); err != nil { // one that nobody answered in time
		return err
	}
	token := secret.Token()
	i.tokenDigest = secret.Digest(token)
	if err := s.store.insertInvitation(ctx, i); err != nil {
		return err
	}
	if err := s.post(ctx, by, org, i, token); err != nil {
		return err
	}
	return s.record(ctx, by, "invited", org.ID, "", map[string]any{detailInvitation: i.ID, "email": i.Email, "role": i.Role})
}

// renew gives a pending invitation more time and a new link, and sends it.
func (s *Service) renew(ctx context.Context, by actor.Actor, org Organization, own string, i Invitation) (Invitation, error) {
	if err := mayInvite(own, i.Role); err != nil {
		return Invitation{}, err
	}
	token := secret.Token()
	renewed, err := s.store.renew(ctx, i.ID, secret.Digest(token), s.clock().Add(InvitationLife))
	if err != nil {
		return Invitation{}, err
	}
	if err := s.post(ctx, by, org, renewed, token); err != nil {
		return Invitation{}, err
	}
	return renewed, s.record(ctx, by, "invitation_resent", org.ID, "", map[string]any{detailInvitation: i.ID, "email": i.Email, "role": i.Role})
}

// post sends the mail of an invitation, if mail can be sent. Without it the
// invited find the invitation when they sign in with a verified address.
func (s *Service) post(ctx context.Context, by actor.Actor, org Organization, i Invitation, token string) error {
	if !s.mail.Enabled() {
		return nil
	}
	inviter := ""
	if by.UserID != "" {
		u, err := s.users.ByID(ctx, by.UserID)
		if err != nil {
			return err
		}
		inviter = u.Name
	}
	invited, err := s.users.ByEmail(ctx, i.Email)
	if err != nil && !errors.Is(err, user.ErrNotFound) {
		return err
	}
	link := s.baseURL + invitationPage + "?" + url.Values{"id": {i.ID}, "token": {token}}.Encode()
	return s.mail.Send(ctx, mail.Message{
		To: i.Email, Name: invited.Name, Template: "invitation", Language: mail.Language(invited.Locale, by.Language),
		Data: map[string]any{"URL": link, "Organization": org.Name, "Inviter": inviter, "Minutes": int(InvitationLife / time.Minute)},
	})
}

// Resend gives a pending invitation more time, also when it was over, and sends
// it again.
func (s *Service) Resend(ctx context.Context, a Authority, organizationID, id string) (Invitation, error) {
	i, err := s.ofOrganization(ctx, organizationID, id)
	if err != nil {
		return Invitation{}, err
	}
	_, own, err := s.look(ctx, a, organizationID)
	if err != nil {
		return Invitation{}, err
	}
	if err := mayInvite(own, i.Role); err != nil {
		return Invitation{}, err
	}
	if err := s.mayMail(ctx, a.By, i.Email); err != nil {
		return Invitation{}, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		org, own, err := s.enter(ctx, a, organizationID)
		if err != nil {
			return err
		}
		i, err = s.renew(ctx, a.By, org, own, i)
		return err
	})
	return i, err
}

func (s *Service) ofOrganization(ctx context.Context, organizationID, id string) (Invitation, error) {
	i, err := s.store.invitation(ctx, id)
	if err == nil && i.OrganizationID != organizationID {
		err = ErrInvitation
	}
	return i, err
}

// Cancel takes an invitation back. The organization may be left out.
func (s *Service) Cancel(ctx context.Context, a Authority, organizationID, id string) (Invitation, error) {
	i, err := s.store.invitation(ctx, id)
	if err != nil {
		return Invitation{}, err
	}
	if organizationID != "" && i.OrganizationID != organizationID {
		return Invitation{}, ErrInvitation
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		_, own, err := s.enter(ctx, a, i.OrganizationID)
		if err != nil {
			return err
		}
		if !Permits(own, onInvitation, toCancel) {
			return errMayNotCancel
		}
		if i, err = s.store.cancel(ctx, id); err != nil {
			return err
		}
		return s.record(ctx, a.By, "invitation_canceled", i.OrganizationID, "", map[string]any{detailInvitation: id, "email": i.Email})
	})
	return i, err
}

// Invitations returns all invitations of an organization to one of its members,
// the oldest first.
func (s *Service) Invitations(ctx context.Context, a Authority, organizationID string) ([]Invitation, error) {
	if _, _, err := s.look(ctx, a, organizationID); err != nil {
		return nil, err
	}
	return s.store.invitations(ctx, organizationID)
}

// An Offer is an invitation as whoever is invited sees it.
type Offer struct {
	Invitation

	Organization Organization
	InviterEmail string // empty once that account is gone
	InviterName  string
	HasAccount   bool // somebody has an account with the invited address
}

// Offered returns the invitations that wait for the caller's answer. An address
// that nobody has shown to be the caller's has none.
func (s *Service) Offered(ctx context.Context, by actor.Actor) ([]Offer, error) {
	u, err := s.users.ByID(ctx, by.UserID)
	if err != nil || !u.EmailVerified {
		return []Offer{}, err
	}
	return s.store.offers(ctx, u.Email, s.now())
}

// Offer returns a pending invitation to whom it is for: the owner of a verified
// address, or whoever brings the token of the mail and is not signed in with
// another address.
func (s *Service) Offer(ctx context.Context, by actor.Actor, id, token string) (Offer, error) {
	o, err := s.store.offer(ctx, id, s.now())
	if errors.Is(err, db.ErrNone) {
		return Offer{}, ErrInvitation
	}
	if err != nil {
		return Offer{}, err
	}
	if by.UserID == "" {
		if !o.proves(token) {
			return Offer{}, ErrInvitation
		}
		return o, nil
	}
	_, err = s.recipient(ctx, by, o.Invitation, token)
	return o, err
}

// proves reports whether a token is that of the mail.
func (i Invitation) proves(token string) bool {
	return token != "" && secret.Equal(i.tokenDigest, secret.Digest(token))
}

// recipient returns the caller if the invitation is for them.
func (s *Service) recipient(ctx context.Context, by actor.Actor, i Invitation, token string) (user.User, error) {
	u, err := s.users.ByID(ctx, by.UserID)
	if err != nil {
		return user.User{}, err
	}
	if u.Email != i.Email {
		return user.User{}, ErrRecipient
	}
	if !u.EmailVerified && !i.proves(token) {
		return user.User{}, ErrUnverified
	}
	return u, nil
}

// Accept makes the caller a member, if they own the invited address: it is
// verified, or the token shows that they read the mail, which verifies it. The
// organization becomes what the caller's session is about.
func (s *Service) Accept(ctx context.Context, by actor.Actor, id, token string) (Invitation, Member, error) {
	i, err := s.store.invitation(ctx, id)
	if err != nil {
		return Invitation{}, Member{}, err
	}
	if _, err := s.recipient(ctx, by, i, token); err != nil {
		return Invitation{}, Member{}, err
	}
	var m Member
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.store.lock(ctx, i.OrganizationID); err != nil {
			return err
		}
		u, err := s.recipient(ctx, by, i, token) // an address may have changed meanwhile
		if err != nil {
			return err
		}
		if i, err = s.store.take(ctx, id, u.Email, Accepted, s.now()); err != nil {
			return err
		}
		m, err = s.store.member(ctx, i.OrganizationID, u.ID)
		if errors.Is(err, ErrMember) {
			m, err = s.admit(ctx, i.OrganizationID, u, i.Role)
		}
		if err != nil {
			return err
		}
		if !u.EmailVerified { // after that: by the address they may join as a plain member
			if _, err := s.users.Vouch(ctx, by, u.ID, i.Email); err != nil {
				return err
			}
		}
		if err := s.record(ctx, by, "invitation_accepted", i.OrganizationID, u.ID, map[string]any{detailInvitation: id, "role": m.Role}); err != nil {
			return err
		}
		if by.SessionID == "" {
			return nil
		}
		_, err = s.sessions.Activate(ctx, by, by.SessionID, i.OrganizationID)
		return err
	})
	return i, m, err
}

// Reject turns an invitation down, which only who may accept it can do.
func (s *Service) Reject(ctx context.Context, by actor.Actor, id, token string) (Invitation, error) {
	i, err := s.store.invitation(ctx, id)
	if err != nil {
		return Invitation{}, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		u, err := s.recipient(ctx, by, i, token)
		if err != nil {
			return err
		}
		if i, err = s.store.take(ctx, id, u.Email, Rejected, s.now()); err != nil {
			return err
		}
		return s.record(ctx, by, "invitation_rejected", i.OrganizationID, u.ID, map[string]any{detailInvitation: id})
	})
	return i, err
}
