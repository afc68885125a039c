package organization

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type ownMemberJSON struct {
	ID        string   `json:"id"`
	UserID    string   `json:"userId"`
	Role      string   `json:"role" enum:"owner,admin,member"`
	Name      string   `json:"name"`
	Email     string   `json:"email"`
	Image     *string  `json:"image"`
	CreatedAt web.Time `json:"createdAt"`
}

func toOwnMemberJSON(m Member) ownMemberJSON {
	return ownMemberJSON{
		ID: m.ID, UserID: m.UserID, Role: m.Role, Name: m.Person.Name, Email: m.Person.Email, Image: web.OrNull(m.Person.Image), CreatedAt: web.Time(m.CreatedAt),
	}
}

type listOwnMembersRequest struct {
	ID     string `path:"id" doc:"The organization"`
	Search string `query:"search" maxLength:"200" doc:"Beginning of the address or of a word of the name"`
	Role   string `query:"role" enum:"owner,admin,member" doc:"Only members with this role"`
	Page   int    `query:"page" minimum:"1" maximum:"1000000" default:"1"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type listOwnMembersResponse struct {
	Body struct {
		Members []ownMemberJSON `json:"members" nullable:"false"`
		Total   int64           `json:"total"`
		Page    int             `json:"page"`
		Limit   int             `json:"limit"`
	}
}

// Members serves GET /api/organizations/{id}/members.
func (h SelfHTTP) Members(ctx context.Context, in *listOwnMembersRequest) (*listOwnMembersResponse, error) {
	f := MemberSearch{Text: in.Search, Limit: in.Limit, Offset: (in.Page - 1) * in.Limit}
	if in.Role != "" {
		f.Filter = Filter{Field: "role", Values: []string{in.Role}}
	}
	some, total, err := h.organizations.Members(ctx, AsManager(actor.From(ctx)), in.ID, f)
	if err != nil {
		return nil, err
	}
	out := &listOwnMembersResponse{}
	out.Body.Members = make([]ownMemberJSON, 0, len(some))
	for _, m := range some {
		out.Body.Members = append(out.Body.Members, toOwnMemberJSON(m))
	}
	out.Body.Total, out.Body.Page, out.Body.Limit = total, in.Page, in.Limit
	return out, nil
}

type ownMemberResponse struct {
	Body struct {
		Member ownMemberJSON `json:"member"`
	}
}

func answerOwnMember(m Member, err error) (*ownMemberResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &ownMemberResponse{}
	out.Body.Member = toOwnMemberJSON(m)
	return out, nil
}

type bringMemberRequest struct {
	ID   string `path:"id" doc:"A client of the caller's reseller"`
	Body struct {
		UserID string `json:"userId" minLength:"1" maxLength:"255" doc:"A member of the reseller"`
		Role   string `json:"role,omitempty" enum:"owner,admin,member" doc:"member unless given"`
	}
}

// Bring serves POST /api/organizations/{id}/members.
func (h SelfHTTP) Bring(ctx context.Context, in *bringMemberRequest) (*ownMemberResponse, error) {
	role := in.Body.Role
	if role == "" {
		role = RoleMember
	}
	return answerOwnMember(h.organizations.Bring(ctx, actor.From(ctx), in.ID, in.Body.UserID, role))
}

type ownMemberPath struct {
	ID       string `path:"id" doc:"The organization"`
	MemberID string `path:"memberId" doc:"The member's own id, or that of the user"`
}

func memberNames(id string) []Name { return []Name{MemberID(id), UserID(id)} }

type changeOwnMemberRequest struct {
	ID       string `path:"id" doc:"The organization"`
	MemberID string `path:"memberId" doc:"The member's own id, or that of the user"`
	Body     struct {
		Role string `json:"role" enum:"owner,admin,member"`
	}
}

// SetRole serves PATCH /api/organizations/{id}/members/{memberId}/role.
func (h SelfHTTP) SetRole(ctx context.Context, in *changeOwnMemberRequest) (*ownMemberResponse, error) {
	return answerOwnMember(h.organizations.SetRole(ctx, AsManager(actor.From(ctx)), in.ID, in.Body.Role, memberNames(in.MemberID)...))
}

// RemoveMember serves DELETE /api/organizations/{id}/members/{memberId}.
func (h SelfHTTP) RemoveMember(ctx context.Context, in *ownMemberPath) (*noContent, error) {
	_, err := h.organizations.RemoveMember(ctx, AsManager(actor.From(ctx)), in.ID, memberNames(in.MemberID)...)
	return &noContent{}, err
}

type listOwnInvitationsResponse struct {
	Body struct {
		Invitations []InvitationJSON `json:"invitations" nullable:"false"`
	}
}

// Invitations serves GET /api/organizations/{id}/invitations.
func (h SelfHTTP) Invitations(ctx context.Context, in *selfPath) (*listOwnInvitationsResponse, error) {
	all, err := h.organizations.OwnInvitations(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &listOwnInvitationsResponse{}
	out.Body.Invitations = toInvitationsJSON(all)
	return out, nil
}

type ownInvitationResponse struct {
	Body struct {
		Invitation InvitationJSON `json:"invitation"`
	}
}

func answerOwnInvitation(i Invitation, err error) (*ownInvitationResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &ownInvitationResponse{}
	out.Body.Invitation = toInvitationJSON(i)
	return out, nil
}

type inviteRequest struct {
	ID   string `path:"id" doc:"The organization"`
	Body struct {
		Email string `json:"email" minLength:"1" maxLength:"254"`
		Role  string `json:"role,omitempty" enum:"owner,admin,member" doc:"member unless given"`
	}
}

// Invite serves POST /api/organizations/{id}/invitations.
func (h SelfHTTP) Invite(ctx context.Context, in *inviteRequest) (*ownInvitationResponse, error) {
	return answerOwnInvitation(h.organizations.Invite(ctx, AsManager(actor.From(ctx)), in.ID, NewInvitation{Email: in.Body.Email, Role: orMember(in.Body.Role)}))
}

func orMember(role string) string {
	if role == "" {
		return RoleMember
	}
	return role
}

type inviteManyRequest struct {
	ID   string `path:"id" doc:"The organization"`
	Body struct {
		Emails []string `json:"emails" minItems:"1" maxItems:"100" nullable:"false"`
		Role   string   `json:"role,omitempty" enum:"owner,admin,member" doc:"member unless given"`
	}
}

type inviteManyResponse struct {
	Body struct {
		Results []outcomeJSON `json:"results" nullable:"false" doc:"One for each, in the same order"`
	}
}

// InviteMany serves POST /api/organizations/{id}/invitations/bulk.
func (h SelfHTTP) InviteMany(ctx context.Context, in *inviteManyRequest) (*inviteManyResponse, error) {
	outcomes, err := h.organizations.InviteMany(ctx, AsManager(actor.From(ctx)), in.ID, in.Body.Emails, orMember(in.Body.Role))
	if err != nil {
		return nil, err
	}
	out := &inviteManyResponse{}
	out.Body.Results = toOutcomesJSON(outcomes)
	return out, nil
}

type ownInvitationPath struct {
	ID           string `path:"id" doc:"The organization"`
	InvitationID string `path:"invitationId"`
}

// Resend serves POST /api/organizations/{id}/invitations/{invitationId}/resend.
func (h SelfHTTP) Resend(ctx context.Context, in *ownInvitationPath) (*ownInvitationResponse, error) {
	return answerOwnInvitation(h.organizations.ResendOwn(ctx, actor.From(ctx), in.ID, in.InvitationID))
}

// Cancel serves DELETE /api/organizations/{id}/invitations/{invitationId}.
func (h SelfHTTP) Cancel(ctx context.Context, in *ownInvitationPath) (*noContent, error) {
	return &noContent{}, h.organizations.CancelOwn(ctx, actor.From(ctx), in.ID, in.InvitationID)
}
