package organization

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// administrator acts in the right of an administrator of the service.
func administrator(ctx context.Context) Authority { return AsAdministrator(actor.From(ctx)) }

// asInvalid tells refusals as the administrators' endpoints always did: input
// that is no good.
func asInvalid(err error, which ...*fault.Error) error {
	for _, w := range which {
		if errors.Is(err, w) {
			return ErrInvalid.Saying(w.Message)
		}
	}
	return err
}

type organizationAdminListRequest struct {
	Search string `query:"search" maxLength:"200" doc:"Beginning of the slug or of a word of the name"`
	Page   int    `query:"page" default:"1" minimum:"1" maximum:"1000000"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"100"`
}

type adminListedJSON struct {
	JSON

	MemberCount int64   `json:"memberCount"`
	ParentID    *string `json:"parentId" doc:"The reseller that it is a client of"`
	IsReseller  bool    `json:"isReseller"`
}

type organizationAdminListResponse struct {
	Body struct {
		Organizations []adminListedJSON `json:"organizations" nullable:"false"`
		Total         int64             `json:"total"`
		Page          int               `json:"page"`
		Limit         int               `json:"limit"`
	}
}

// AdminList serves GET /api/admin/organizations.
func (h HTTP) AdminList(ctx context.Context, in *organizationAdminListRequest) (*organizationAdminListResponse, error) {
	found, total, err := h.organizations.List(ctx, Search{Text: in.Search, Page: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &organizationAdminListResponse{}
	out.Body.Organizations = make([]adminListedJSON, 0, len(found))
	for _, o := range found {
		out.Body.Organizations = append(out.Body.Organizations, adminListedJSON{toJSON(o.Organization), o.Members, web.OrNull(o.ParentID), o.IsReseller})
	}
	out.Body.Total, out.Body.Page, out.Body.Limit = total, in.Page, in.Limit
	return out, nil
}

type organizationAdminCreateRequest struct {
	Body struct {
		Name     string       `json:"name" doc:"1 to 100 characters"`
		Slug     string       `json:"slug" doc:"1 to 50 of a-z, 0-9 and -"`
		Logo     *string      `json:"logo,omitempty" doc:"Address of a picture"`
		Metadata metadataJSON `json:"metadata,omitzero"`
		OwnerID  string       `json:"ownerId,omitempty" maxLength:"255" doc:"The account that will own it; the caller's by default, which also becomes active then"`
	}
}

type organizationAdminCreatedResponse struct {
	Body struct {
		Organization createdJSON `json:"organization"`
	}
}

// AdminCreate serves POST /api/admin/organizations.
func (h HTTP) AdminCreate(ctx context.Context, in *organizationAdminCreateRequest) (*organizationAdminCreatedResponse, error) {
	org, owner, err := h.organizations.Create(ctx, actor.From(ctx), NewOrganization{
		Name: in.Body.Name, Slug: in.Body.Slug, Logo: text(in.Body.Logo), Metadata: in.Body.Metadata.text, OwnerID: in.Body.OwnerID,
	})
	if err != nil {
		return nil, asInvalid(err, user.ErrNotFound)
	}
	out := &organizationAdminCreatedResponse{}
	out.Body.Organization = createdJSON{toChangedJSON(org), []memberJSON{toMemberJSON(owner, false)}}
	return out, nil
}

type adminPath struct {
	ID string `path:"id"`
}

type organizationAdminFullResponse struct {
	Body struct {
		Organization adminFullJSON `json:"organization"`
	}
}

type adminFullJSON struct {
	FullJSON

	ParentID   *string `json:"parentId" doc:"The reseller that it is a client of"`
	IsReseller bool    `json:"isReseller"`
}

// AdminGet serves GET /api/admin/organizations/{id}.
func (h HTTP) AdminGet(ctx context.Context, in *adminPath) (*organizationAdminFullResponse, error) {
	full, err := h.full(ctx, administrator(ctx), in.ID, 0)
	if err != nil {
		return nil, err
	}
	org, err := h.organizations.ByID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &organizationAdminFullResponse{}
	out.Body.Organization = adminFullJSON{*full, web.OrNull(org.ParentID), org.IsReseller}
	return out, nil
}

type organizationAdminUpdateRequest struct {
	ID   string `path:"id"`
	Body struct {
		Name     *string                    `json:"name,omitempty"`
		Slug     *string                    `json:"slug,omitempty"`
		Logo     web.Optional[string]       `json:"logo,omitzero"`
		Metadata web.Optional[metadataJSON] `json:"metadata,omitzero"`
	}
}

type organizationAdminChangedResponse struct {
	Body struct {
		Organization ChangedJSON `json:"organization"`
	}
}

// AdminUpdate serves PATCH /api/admin/organizations/{id}.
func (h HTTP) AdminUpdate(ctx context.Context, in *organizationAdminUpdateRequest) (*organizationAdminChangedResponse, error) {
	org, err := h.organizations.Update(ctx, administrator(ctx), in.ID, Changes{
		Name: in.Body.Name, Slug: in.Body.Slug, Logo: in.Body.Logo.Get(), Metadata: metadataOf(in.Body.Metadata),
	})
	if err != nil {
		return nil, err
	}
	out := &organizationAdminChangedResponse{}
	out.Body.Organization = toChangedJSON(org)
	return out, nil
}

// AdminDelete serves DELETE /api/admin/organizations/{id}.
func (h HTTP) AdminDelete(ctx context.Context, in *adminPath) (*noContent, error) {
	_, err := h.organizations.Delete(ctx, administrator(ctx), in.ID)
	return &noContent{}, err
}

type organizationAdminMembersRequest struct {
	ID     string `path:"id"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"100"`
	Offset int    `query:"offset" default:"0" minimum:"0" maximum:"1000000"`
	Search string `query:"search" maxLength:"200" doc:"Beginning of the address or of a word of the name"`
}

type organizationAdminMembersResponse struct {
	Body struct {
		Members membersJSON `json:"members"`
	}
}

// AdminMembers serves GET /api/admin/organizations/{id}/members.
func (h HTTP) AdminMembers(ctx context.Context, in *organizationAdminMembersRequest) (*organizationAdminMembersResponse, error) {
	members, total, err := h.organizations.Members(ctx, administrator(ctx), in.ID, MemberSearch{Limit: in.Limit, Offset: in.Offset, Text: in.Search})
	if err != nil {
		return nil, err
	}
	out := &organizationAdminMembersResponse{}
	out.Body.Members = membersJSON{toMembersJSON(members), total}
	return out, nil
}

type organizationAdminAddRequest struct {
	ID   string `path:"id"`
	Body struct {
		UserID string `json:"userId" minLength:"1" maxLength:"255"`
		Role   string `json:"role,omitempty" enum:"owner,admin,member" default:"member"`
	}
}

type organizationAdminMemberResponse struct {
	Body struct {
		Member memberJSON `json:"member"`
	}
}

// AdminAddMember serves POST /api/admin/organizations/{id}/members.
func (h HTTP) AdminAddMember(ctx context.Context, in *organizationAdminAddRequest) (*organizationAdminMemberResponse, error) {
	m, err := h.organizations.AddMember(ctx, administrator(ctx), in.ID, in.Body.UserID, in.Body.Role)
	if err != nil {
		return nil, asInvalid(err, user.ErrNotFound, ErrNotFound)
	}
	out := &organizationAdminMemberResponse{}
	out.Body.Member = toMemberJSON(m, false)
	return out, nil
}

type adminMemberPath struct {
	ID       string `path:"id"`
	MemberID string `path:"memberId" doc:"Id of the membership or of the account, or the e-mail address"`
}

// AdminRemoveMember serves DELETE /api/admin/organizations/{id}/members/{memberId}.
func (h HTTP) AdminRemoveMember(ctx context.Context, in *adminMemberPath) (*noContent, error) {
	_, err := h.organizations.RemoveMember(ctx, administrator(ctx), in.ID, MemberID(in.MemberID), UserID(in.MemberID), Email(in.MemberID))
	return &noContent{}, err
}

type organizationAdminRoleRequest struct {
	ID       string `path:"id"`
	MemberID string `path:"memberId" doc:"Id of the membership or of the account"`
	Body     struct {
		Role string `json:"role" enum:"owner,admin,member"`
	}
}

// AdminUpdateRole serves PATCH /api/admin/organizations/{id}/members/{memberId}/role.
func (h HTTP) AdminUpdateRole(ctx context.Context, in *organizationAdminRoleRequest) (*noContent, error) {
	_, err := h.organizations.SetRole(ctx, administrator(ctx), in.ID, in.Body.Role, MemberID(in.MemberID), UserID(in.MemberID))
	return &noContent{}, err
}

type organizationAdminInvitationsResponse struct {
	Body struct {
		Invitations []InvitationJSON `json:"invitations" nullable:"false"`
	}
}

// AdminInvitations serves GET /api/admin/organizations/{id}/invitations.
func (h HTTP) AdminInvitations(ctx context.Context, in *adminPath) (*organizationAdminInvitationsResponse, error) {
	found, err := h.organizations.Invitations(ctx, administrator(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &organizationAdminInvitationsResponse{}
	out.Body.Invitations = toInvitationsJSON(found)
	return out, nil
}

type organizationAdminInviteRequest struct {
	ID   string `path:"id"`
	Body struct {
		Email string `json:"email" maxLength:"255"`
		Role  string `json:"role,omitempty" enum:"owner,admin,member" default:"member"`
	}
}

type organizationAdminInvitationResponse struct {
	Body struct {
		Invitation InvitationJSON `json:"invitation"`
	}
}

func invited(i Invitation, err error) (*organizationAdminInvitationResponse, error) {
	if err != nil {
		return nil, asInvalid(err, ErrInvited, ErrInvitation)
	}
	out := &organizationAdminInvitationResponse{}
	out.Body.Invitation = toInvitationJSON(i)
	return out, nil
}

// AdminInvite serves POST /api/admin/organizations/{id}/invitations.
func (h HTTP) AdminInvite(ctx context.Context, in *organizationAdminInviteRequest) (*organizationAdminInvitationResponse, error) {
	return invited(h.organizations.Invite(ctx, administrator(ctx), in.ID, NewInvitation{Email: in.Body.Email, Role: in.Body.Role}))
}

type organizationAdminBulkRequest struct {
	ID   string `path:"id"`
	Body struct {
		Emails []string `json:"emails" minItems:"1" maxItems:"100" nullable:"false"`
		Role   string   `json:"role,omitempty" enum:"owner,admin,member" default:"member"`
	}
}

type outcomeJSON struct {
	Email      string          `json:"email"`
	Invitation *InvitationJSON `json:"invitation" doc:"null when it was refused"`
	Error      *refusalJSON    `json:"error" doc:"null when the address is invited"`
}

type refusalJSON struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type organizationAdminBulkResponse struct {
	Body struct {
		Results []outcomeJSON `json:"results" nullable:"false"`
	}
}

// AdminInviteMany serves POST /api/admin/organizations/{id}/invitations/bulk:
// what is wrong with one address keeps no other one out.
func (h HTTP) AdminInviteMany(ctx context.Context, in *organizationAdminBulkRequest) (*organizationAdminBulkResponse, error) {
	outcomes, err := h.organizations.InviteMany(ctx, administrator(ctx), in.ID, in.Body.Emails, in.Body.Role)
	if err != nil {
		return nil, err
	}
	out := &organizationAdminBulkResponse{}
	out.Body.Results = toOutcomesJSON(outcomes)
	return out, nil
}

func toOutcomesJSON(outcomes []Outcome) []outcomeJSON {
	all := make([]outcomeJSON, 0, len(outcomes))
	for _, o := range outcomes {
		j := outcomeJSON{Email: o.Email}
		if o.Refused == nil {
			shown := toInvitationJSON(o.Invitation)
			j.Invitation = &shown
		} else {
			j.Error = &refusalJSON{o.Refused.Code, o.Refused.Message}
		}
		all = append(all, j)
	}
	return all
}

type adminInvitationPath struct {
	ID           string `path:"id"`
	InvitationID string `path:"invitationId"`
}

// AdminResend serves POST /api/admin/organizations/{id}/invitations/{invitationId}/resend.
func (h HTTP) AdminResend(ctx context.Context, in *adminInvitationPath) (*organizationAdminInvitationResponse, error) {
	return invited(h.organizations.Resend(ctx, administrator(ctx), in.ID, in.InvitationID))
}

// AdminCancel serves DELETE /api/admin/organizations/{id}/invitations/{invitationId}.
func (h HTTP) AdminCancel(ctx context.Context, in *adminInvitationPath) (*noContent, error) {
	_, err := h.organizations.Cancel(ctx, administrator(ctx), in.ID, in.InvitationID)
	return &noContent{}, asInvalid(err, ErrInvitation)
}
