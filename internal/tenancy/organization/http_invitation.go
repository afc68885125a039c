package organization

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// InvitationJSON is an invitation as every endpoint shows it.
type InvitationJSON struct {
	OrganizationID string   `json:"organizationId"`
	Email          string   `json:"email"`
	Role           string   `json:"role"`
	Status         string   `json:"status" enum:"pending,accepted,rejected,canceled"`
	ExpiresAt      web.Time `json:"expiresAt"`
	CreatedAt      web.Time `json:"createdAt"`
	InviterID      *string  `json:"inviterId"`
	ID             string   `json:"id"`
}

func toInvitationJSON(i Invitation) InvitationJSON {
	return InvitationJSON{i.OrganizationID, i.Email, i.Role, i.Status, web.Time(i.ExpiresAt), web.Time(i.CreatedAt), web.OrNull(i.InviterID), i.ID}
}

func toInvitationsJSON(invitations []Invitation) []InvitationJSON {
	all := make([]InvitationJSON, 0, len(invitations))
	for _, i := range invitations {
		all = append(all, toInvitationJSON(i))
	}
	return all
}

type organizationInviteRequest struct {
	Body struct {
		Email          string    `json:"email"`
		Role           web.Words `json:"role" doc:"owner, admin or member; of several the strongest"`
		OrganizationID string    `json:"organizationId,omitempty" doc:"The active organization by default"`
		Resend         bool      `json:"resend,omitempty" doc:"Sends a pending invitation once more, as it is"`
		TeamID         any       `json:"teamId,omitempty" doc:"Not read: there are no teams"`
	}
}

type organizationInvitationResponse struct{ Body InvitationJSON }

// Invite serves POST /api/auth/organization/invite-member.
func (h HTTP) Invite(ctx context.Context, in *organizationInviteRequest) (*organizationInvitationResponse, error) {
	id, err := h.target(ctx, in.Body.OrganizationID, "")
	if err != nil {
		return nil, err
	}
	if id == "" {
		return nil, ErrNotFound
	}
	role, err := ParseRole(in.Body.Role)
	if err != nil {
		return nil, err
	}
	i, err := h.organizations.Invite(ctx, caller(ctx), id, NewInvitation{Email: in.Body.Email, Role: role, Renew: in.Body.Resend})
	if err != nil {
		return nil, instead(err, errNobody)
	}
	return &organizationInvitationResponse{toInvitationJSON(i)}, nil
}

type organizationGetInvitationRequest struct {
	ID    string `query:"id" required:"true" maxLength:"255"`
	Token string `query:"token" maxLength:"255" doc:"Of the mail: then nobody needs to be signed in"`
}

type offerJSON struct {
	InvitationJSON

	OrganizationName string  `json:"organizationName"`
	OrganizationSlug string  `json:"organizationSlug"`
	InviterEmail     *string `json:"inviterEmail"`
	OrganizationLogo *string `json:"organizationLogo,omitempty" doc:"Only with the token, as what follows"`
	InviterName      *string `json:"inviterName,omitempty"`
	HasAccount       *bool   `json:"hasAccount,omitempty" doc:"Somebody can sign in with the invited address"`
}

type organizationOfferResponse struct{ Body offerJSON }

// GetInvitation serves GET /api/auth/organization/get-invitation.
func (h HTTP) GetInvitation(ctx context.Context, in *organizationGetInvitationRequest) (*organizationOfferResponse, error) {
	by := actor.From(ctx)
	if by.UserID == "" && in.Token == "" {
		return nil, session.ErrNone
	}
	o, err := h.organizations.Offer(ctx, by, in.ID, in.Token)
	if err != nil {
		return nil, err
	}
	out := &organizationOfferResponse{offerJSON{
		InvitationJSON: toInvitationJSON(o.Invitation), OrganizationName: o.Organization.Name, OrganizationSlug: o.Organization.Slug,
		InviterEmail: web.OrNull(o.InviterEmail),
	}}
	if o.proves(in.Token) {
		out.Body.OrganizationLogo, out.Body.InviterName, out.Body.HasAccount = web.OrNull(o.Organization.Logo), web.OrNull(o.InviterName), &o.HasAccount
	}
	return out, nil
}

type organizationListInvitationsRequest struct {
	OrganizationID string `query:"organizationId" maxLength:"255" doc:"The active organization by default"`
}

type organizationInvitationsResponse struct{ Body []InvitationJSON }

// ListInvitations serves GET /api/auth/organization/list-invitations: those in
// every state.
func (h HTTP) ListInvitations(ctx context.Context, in *organizationListInvitationsRequest) (*organizationInvitationsResponse, error) {
	id, err := h.needed(ctx, in.OrganizationID, "")
	if err != nil {
		return nil, err
	}
	found, err := h.organizations.Invitations(ctx, caller(ctx), id)
	if err != nil {
		return nil, instead(err, errNoMemberHere)
	}
	return &organizationInvitationsResponse{toInvitationsJSON(found)}, nil
}

type organizationOwnInvitationsRequest struct {
	Email string `query:"email" maxLength:"255" doc:"Refused: the caller's own address counts"`
}

type ownInvitationJSON struct {
	InvitationJSON

	OrganizationName string `json:"organizationName"`
}

type organizationOwnInvitationsResponse struct{ Body []ownInvitationJSON }

// OwnInvitations serves GET /api/auth/organization/list-user-invitations: those
// that wait for whoever has the caller's address, once that is verified.
func (h HTTP) OwnInvitations(ctx context.Context, in *organizationOwnInvitationsRequest) (*organizationOwnInvitationsResponse, error) {
	if in.Email != "" {
		return nil, ErrInvalid.With(fault.Field{Name: "query.email", Problem: "User email cannot be passed for client side API calls."})
	}
	offers, err := h.organizations.Offered(ctx, actor.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &organizationOwnInvitationsResponse{Body: []ownInvitationJSON{}}
	for _, o := range offers {
		out.Body = append(out.Body, ownInvitationJSON{toInvitationJSON(o.Invitation), o.Organization.Name})
	}
	return out, nil
}

type organizationAnswerRequest struct {
	Body struct {
		InvitationID string `json:"invitationId"`
		Token        string `json:"token,omitempty" doc:"Of the mail: shows that the caller reads what is sent to the address"`
	}
}

type organizationAnswerResponse struct {
	Body struct {
		Invitation InvitationJSON `json:"invitation"`
		Member     *memberJSON    `json:"member"`
	}
}

// Accept serves POST /api/auth/organization/accept-invitation.
func (h HTTP) Accept(ctx context.Context, in *organizationAnswerRequest) (*organizationAnswerResponse, error) {
	i, m, err := h.organizations.Accept(ctx, actor.From(ctx), in.Body.InvitationID, in.Body.Token)
	if err != nil {
		return nil, err
	}
	out, shown := &organizationAnswerResponse{}, toMemberJSON(m, false)
	out.Body.Invitation, out.Body.Member = toInvitationJSON(i), &shown
	return out, nil
}

// Reject serves POST /api/auth/organization/reject-invitation.
func (h HTTP) Reject(ctx context.Context, in *organizationAnswerRequest) (*organizationAnswerResponse, error) {
	i, err := h.organizations.Reject(ctx, actor.From(ctx), in.Body.InvitationID, in.Body.Token)
	if err != nil {
		return nil, err
	}
	out := &organizationAnswerResponse{}
	out.Body.Invitation = toInvitationJSON(i)
	return out, nil
}

type organizationCancelRequest struct {
	Body struct {
		InvitationID string `json:"invitationId"`
	}
}

// Cancel serves POST /api/auth/organization/cancel-invitation.
func (h HTTP) Cancel(ctx context.Context, in *organizationCancelRequest) (*organizationInvitationResponse, error) {
	i, err := h.organizations.Cancel(ctx, caller(ctx), "", in.Body.InvitationID)
	if err != nil {
		return nil, instead(err, errNobody)
	}
	return &organizationInvitationResponse{toInvitationJSON(i)}, nil
}
