package organization

import (
	"context"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type personJSON struct {
	ID    string  `json:"id"`
	Name  string  `json:"name"`
	Email string  `json:"email"`
	Image *string `json:"image"`
}

type memberJSON struct {
	OrganizationID string      `json:"organizationId"`
	UserID         string      `json:"userId"`
	Role           string      `json:"role"`
	CreatedAt      web.Time    `json:"createdAt"`
	ID             string      `json:"id"`
	User           *personJSON `json:"user,omitempty"`
}

// toMemberJSON shows a member, with the account or without.
func toMemberJSON(m Member, person bool) memberJSON {
	j := memberJSON{m.OrganizationID, m.UserID, m.Role, web.Time(m.CreatedAt), m.ID, nil}
	if person {
		j.User = &personJSON{m.Person.ID, m.Person.Name, m.Person.Email, web.OrNull(m.Person.Image)}
	}
	return j
}

func toMembersJSON(members []Member) []memberJSON {
	all := make([]memberJSON, 0, len(members))
	for _, m := range members {
		all = append(all, toMemberJSON(m, true))
	}
	return all
}

type organizationMemberResponse struct{ Body memberJSON }

// ActiveMember serves GET /api/auth/organization/get-active-member.
func (h HTTP) ActiveMember(ctx context.Context, _ *struct{}) (*organizationMemberResponse, error) {
	id, err := h.needed(ctx, "", "")
	if err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	m, err := h.organizations.MemberOf(ctx, AsMember(by), id, UserID(by.UserID))
	if err != nil {
		return nil, instead(err, errNobody)
	}
	return &organizationMemberResponse{toMemberJSON(m, true)}, nil
}

type organizationActiveRoleRequest struct {
	UserID           string `query:"userId" maxLength:"255" doc:"The caller by default"`
	OrganizationID   string `query:"organizationId" maxLength:"255" doc:"The active organization by default"`
	OrganizationSlug string `query:"organizationSlug" maxLength:"255"`
}

type organizationRoleResponse struct {
	Body struct {
		Role string `json:"role"`
	}
}

// ActiveRole serves GET /api/auth/organization/get-active-member-role.
func (h HTTP) ActiveRole(ctx context.Context, in *organizationActiveRoleRequest) (*organizationRoleResponse, error) {
	id, err := h.needed(ctx, in.OrganizationID, in.OrganizationSlug)
	if err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	if in.UserID == "" {
		in.UserID = by.UserID
	}
	m, err := h.organizations.MemberOf(ctx, AsMember(by), id, UserID(in.UserID))
	if err != nil {
		return nil, instead(err, errNoMemberHere)
	}
	out := &organizationRoleResponse{}
	out.Body.Role = m.Role
	return out, nil
}

type organizationListMembersRequest struct {
	OrganizationID   string   `query:"organizationId" maxLength:"255" doc:"The active organization by default"`
	OrganizationSlug string   `query:"organizationSlug" maxLength:"255"`
	Limit            int      `query:"limit" minimum:"0" doc:"100 by default, 1000 at most"`
	Offset           int      `query:"offset" minimum:"0" maximum:"100000000"`
	SortBy           string   `query:"sortBy" maxLength:"64" doc:"createdAt, role, id, userId or organizationId; the oldest first without it"`
	SortDirection    string   `query:"sortDirection" enum:"asc,desc,"`
	FilterField      string   `query:"filterField" maxLength:"64" doc:"createdAt, role, id, userId or organizationId"`
	FilterOperator   string   `query:"filterOperator" enum:"eq,ne,lt,lte,gt,gte,in,not_in,contains,starts_with,ends_with"`
	FilterValue      []string `query:"filterValue,explode" maxItems:"100"`
}

type membersJSON struct {
	Members []memberJSON `json:"members" nullable:"false"`
	Total   int64        `json:"total"`
}

type organizationMembersResponse struct{ Body membersJSON }

// ListMembers serves GET /api/auth/organization/list-members.
func (h HTTP) ListMembers(ctx context.Context, in *organizationListMembersRequest) (*organizationMembersResponse, error) {
	id, err := h.needed(ctx, in.OrganizationID, in.OrganizationSlug)
	if err != nil {
		return nil, err
	}
	members, total, err := h.organizations.Members(ctx, caller(ctx), id, MemberSearch{
		Limit: in.Limit, Offset: in.Offset, SortBy: in.SortBy, Descending: in.SortDirection == "desc",
		Filter: Filter{in.FilterField, in.FilterOperator, in.FilterValue},
	})
	if err != nil {
		return nil, instead(err, errNoMemberHere)
	}
	return &organizationMembersResponse{membersJSON{toMembersJSON(members), total}}, nil
}

type organizationRemoveMemberRequest struct {
	Body struct {
		MemberIDOrEmail string `json:"memberIdOrEmail"`
		OrganizationID  string `json:"organizationId,omitempty" doc:"The active organization by default"`
	}
}

type organizationRemovedResponse struct {
	Body struct {
		Member memberJSON `json:"member"`
	}
}

// RemoveMember serves POST /api/auth/organization/remove-member.
func (h HTTP) RemoveMember(ctx context.Context, in *organizationRemoveMemberRequest) (*organizationRemovedResponse, error) {
	id, err := h.needed(ctx, in.Body.OrganizationID, "")
	if err != nil {
		return nil, err
	}
	name, address := MemberID(in.Body.MemberIDOrEmail), strings.Contains(in.Body.MemberIDOrEmail, "@")
	if address {
		name = Email(in.Body.MemberIDOrEmail)
	}
	m, err := h.organizations.RemoveMember(ctx, caller(ctx), id, name)
	if err != nil {
		return nil, instead(err, errNobody)
	}
	out := &organizationRemovedResponse{}
	out.Body.Member = toMemberJSON(m, address)
	return out, nil
}

type organizationUpdateRoleRequest struct {
	Body struct {
		MemberID       string    `json:"memberId"`
		Role           web.Words `json:"role" doc:"owner, admin or member; of several the strongest"`
		OrganizationID string    `json:"organizationId,omitempty" doc:"The active organization by default"`
	}
}

// UpdateRole serves POST /api/auth/organization/update-member-role.
func (h HTTP) UpdateRole(ctx context.Context, in *organizationUpdateRoleRequest) (*organizationMemberResponse, error) {
	id, err := h.needed(ctx, in.Body.OrganizationID, "")
	if err != nil {
		return nil, err
	}
	role, err := ParseRole(in.Body.Role)
	if err != nil {
		return nil, err
	}
	m, err := h.organizations.SetRole(ctx, caller(ctx), id, role, MemberID(in.Body.MemberID))
	if err != nil {
		return nil, instead(err, errNobody)
	}
	return &organizationMemberResponse{toMemberJSON(m, false)}, nil
}

// Leave serves POST /api/auth/organization/leave.
func (h HTTP) Leave(ctx context.Context, in *organizationRequest) (*organizationMemberResponse, error) {
	m, err := h.organizations.Leave(ctx, actor.From(ctx), in.Body.OrganizationID)
	if err != nil {
		return nil, instead(err, errNobody)
	}
	return &organizationMemberResponse{toMemberJSON(m, true)}, nil
}
