package user

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type adminChangedResponse struct {
	Body struct {
		User JSON `json:"user"`
	}
}

func changed(u User, err error) (*adminChangedResponse, error) {
	if err != nil {
		return nil, told(err)
	}
	out := &adminChangedResponse{}
	out.Body.User = ToJSON(u)
	return out, nil
}

const badRequest = 400

// told gives a taken address the status that these endpoints have for it.
func told(err error) error {
	if errors.Is(err, ErrTaken) {
		return ErrTaken.InBetterAuth(ErrTaken.BetterAuth, badRequest)
	}
	return err
}

type adminSetRoleRequest struct {
	Body struct {
		UserID string    `json:"userId"`
		Role   web.Words `json:"role" doc:"user, admin, superadmin"`
	}
}

// SetRole serves POST /api/auth/admin/set-role.
func (h HTTP) SetRole(ctx context.Context, in *adminSetRoleRequest) (*adminChangedResponse, error) {
	return changed(h.users.SetRole(ctx, actor.From(ctx), in.Body.UserID, in.Body.Role))
}

type adminGetUserRequest struct {
	ID string `query:"id" required:"true"`
}

type adminUserResponse struct{ Body JSON }

// Get serves GET /api/auth/admin/get-user.
func (h HTTP) Get(ctx context.Context, in *adminGetUserRequest) (*adminUserResponse, error) {
	u, err := h.users.Get(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &adminUserResponse{ToJSON(u)}, nil
}

// adminDataJSON are the members of an account that an administrator sets.
type adminDataJSON struct {
	Name          *string              `json:"name,omitempty"`
	Email         *string              `json:"email,omitempty"`
	EmailVerified *bool                `json:"emailVerified,omitempty"`
	Image         web.Optional[string] `json:"image,omitzero"`
	IsMfaRequired *bool                `json:"isMfaRequired,omitempty"`
	Phone         web.Optional[string] `json:"phone,omitzero"`
	Company       web.Optional[string] `json:"company,omitzero"`
	Position      web.Optional[string] `json:"position,omitzero"`
	Address       web.Optional[string] `json:"address,omitzero"`
	Role          any                  `json:"role,omitempty" doc:"A role or a list of them"`

	TwoFactorEnabled any `json:"twoFactorEnabled,omitempty" doc:"Refused"`
	Banned           any `json:"banned,omitempty" doc:"Refused: there is an endpoint for it"`
	BanReason        any `json:"banReason,omitempty" doc:"Refused"`
	BanExpires       any `json:"banExpires,omitempty" doc:"Refused"`

	members int
}

// UnmarshalJSON implements json.Unmarshaler; it counts the members too, those
// that mean nothing included.
func (d *adminDataJSON) UnmarshalJSON(text []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	type plain adminDataJSON
	if err := json.Unmarshal(text, (*plain)(d)); err != nil {
		return err
	}
	d.members = len(all)
	return nil
}

func (d adminDataJSON) changes() (AdminChanges, error) {
	for _, closed := range []struct {
		name  string
		value any
	}{
		{"twoFactorEnabled", d.TwoFactorEnabled}, {"banned", d.Banned}, {"banReason", d.BanReason}, {"banExpires", d.BanExpires},
	} {
		if closed.value != nil {
			return AdminChanges{}, ErrField.Saying(closed.name + " is not allowed to be set")
		}
	}
	roles, err := rolesIn(d.Role)
	return AdminChanges{
		Name: d.Name, Email: d.Email, EmailVerified: d.EmailVerified, Image: d.Image.Get(), IsMfaRequired: d.IsMfaRequired,
		Phone: d.Phone.Get(), Company: d.Company.Get(), Position: d.Position.Get(), Address: d.Address.Get(), Roles: roles,
	}, err
}

// rolesIn reads a member that is a role, a list of them, or absent.
func rolesIn(v any) ([]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return []string{v}, nil
	case []any:
		roles := []string{}
		for _, each := range v {
			role, ok := each.(string)
			if !ok {
				return nil, ErrRoleType
			}
			roles = append(roles, role)
		}
		return roles, nil
	}
	return nil, ErrRoleType
}

type adminCreateUserRequest struct {
	Body struct {
		Email    string        `json:"email"`
		Name     string        `json:"name"`
		Password string        `json:"password,omitempty" doc:"8 to 128 characters; without one the account has no password"`
		Role     web.Words     `json:"role,omitempty" doc:"user by default"`
		Data     adminDataJSON `json:"data,omitzero"`
	}
}

// CreateFor serves POST /api/auth/admin/create-user.
func (h HTTP) CreateFor(ctx context.Context, in *adminCreateUserRequest) (*adminChangedResponse, error) {
	d := in.Body.Data
	text := func(o web.Optional[string]) string {
		if v := o.Get(); v != nil {
			return *v
		}
		return ""
	}
	flag := func(p *bool) bool { return p != nil && *p }
	return changed(h.users.CreateFor(ctx, actor.From(ctx), NewUser{
		Name: in.Body.Name, Email: in.Body.Email, Password: in.Body.Password, Image: text(d.Image), Phone: text(d.Phone),
		Company: text(d.Company), Position: text(d.Position), Address: text(d.Address),
		IsMfaRequired: flag(d.IsMfaRequired), EmailVerified: flag(d.EmailVerified),
	}, in.Body.Role))
}

type adminUpdateUserRequest struct {
	Body struct {
		UserID string        `json:"userId"`
		Data   adminDataJSON `json:"data"`
	}
}

// UpdateFor serves POST /api/auth/admin/update-user.
func (h HTTP) UpdateFor(ctx context.Context, in *adminUpdateUserRequest) (*adminUserResponse, error) {
	by := actor.From(ctx)
	if !May(by, resourceUser, "update") {
		return nil, ErrMayNotUpdate
	}
	if in.Body.Data.members == 0 {
		return nil, ErrNoData
	}
	changes, err := in.Body.Data.changes()
	if err != nil {
		return nil, err
	}
	u, err := h.users.UpdateBy(ctx, by, in.Body.UserID, changes)
	if err != nil {
		return nil, told(err)
	}
	return &adminUserResponse{ToJSON(u)}, nil
}

type adminListUsersRequest struct {
	Limit          int      `query:"limit" minimum:"0" doc:"100 by default, 1000 at most"`
	Offset         int      `query:"offset" minimum:"0" maximum:"100000000"`
	SortBy         string   `query:"sortBy" maxLength:"64" doc:"A member of the user; newest first without it"`
	SortDirection  string   `query:"sortDirection" enum:"asc,desc,"`
	SearchValue    string   `query:"searchValue" maxLength:"200" doc:"Upper and lower case count the same"`
	SearchField    string   `query:"searchField" enum:"email,name"`
	SearchOperator string   `query:"searchOperator" enum:"contains,starts_with,ends_with"`
	FilterField    string   `query:"filterField" maxLength:"64" doc:"A member of the user"`
	FilterValue    []string `query:"filterValue,explode" maxItems:"200"`
	FilterOperator string   `query:"filterOperator" enum:"eq,ne,lt,lte,gt,gte,in,not_in,contains,starts_with,ends_with"`
}

type adminListUsersResponse struct {
	Body struct {
		Users  []JSON `json:"users" nullable:"false"`
		Total  int64  `json:"total"`
		Limit  int    `json:"limit,omitempty" doc:"Only when one was given"`
		Offset int    `json:"offset,omitempty" doc:"Only when one was given"`
	}
}

// Search serves GET /api/auth/admin/list-users.
func (h HTTP) Search(ctx context.Context, in *adminListUsersRequest) (*adminListUsersResponse, error) {
	page, err := h.users.Search(ctx, actor.From(ctx), Search{
		Limit: in.Limit, Offset: in.Offset, SortBy: in.SortBy, Descending: in.SortDirection == "desc",
		Text: in.SearchValue, TextField: in.SearchField, TextMatch: in.SearchOperator,
		FilterField: in.FilterField, FilterBy: in.FilterOperator, FilterValue: in.FilterValue,
	})
	if err != nil {
		return nil, err
	}
	out := &adminListUsersResponse{}
	out.Body.Users = make([]JSON, 0, len(page.Users))
	for _, u := range page.Users {
		out.Body.Users = append(out.Body.Users, ToJSON(u))
	}
	out.Body.Total, out.Body.Offset = page.Total, in.Offset
	if in.Limit > 0 {
		out.Body.Limit = page.Limit
	}
	return out, nil
}

type adminBanRequest struct {
	Body struct {
		UserID       string `json:"userId"`
		BanReason    string `json:"banReason,omitempty"`
		BanExpiresIn int64  `json:"banExpiresIn,omitempty" minimum:"0" maximum:"3155760000" doc:"Seconds; for good without it"`
	}
}

// Ban serves POST /api/auth/admin/ban-user.
func (h HTTP) Ban(ctx context.Context, in *adminBanRequest) (*adminChangedResponse, error) {
	return changed(h.users.Ban(ctx, actor.From(ctx), in.Body.UserID, Ban{
		Reason: in.Body.BanReason, Length: time.Duration(in.Body.BanExpiresIn) * time.Second,
	}))
}

type adminUserRequest struct {
	Body struct {
		UserID string `json:"userId"`
	}
}

// Unban serves POST /api/auth/admin/unban-user.
func (h HTTP) Unban(ctx context.Context, in *adminUserRequest) (*adminChangedResponse, error) {
	return changed(h.users.Unban(ctx, actor.From(ctx), in.Body.UserID))
}

type adminSetPasswordRequest struct {
	Body struct {
		UserID      string `json:"userId" minLength:"1"`
		NewPassword string `json:"newPassword" minLength:"1" doc:"8 to 128 characters"`
	}
}

type adminStatusResponse struct {
	Body struct {
		Status bool `json:"status"`
	}
}

// SetPassword serves POST /api/auth/admin/set-user-password.
func (h HTTP) SetPassword(ctx context.Context, in *adminSetPasswordRequest) (*adminStatusResponse, error) {
	if err := h.users.SetPassword(ctx, actor.From(ctx), in.Body.UserID, in.Body.NewPassword); err != nil {
		return nil, err
	}
	out := &adminStatusResponse{}
	out.Body.Status = true
	return out, nil
}

type adminSuccessResponse struct {
	Body struct {
		Success bool `json:"success"`
	}
}

// Remove serves POST /api/auth/admin/remove-user.
func (h HTTP) Remove(ctx context.Context, in *adminUserRequest) (*adminSuccessResponse, error) {
	if err := h.users.RemoveBy(ctx, actor.From(ctx), in.Body.UserID); err != nil {
		return nil, err
	}
	out := &adminSuccessResponse{}
	out.Body.Success = true
	return out, nil
}

type adminPermissionRequest struct {
	Body struct {
		Permissions map[string][]string `json:"permissions,omitempty" doc:"Actions by kind of thing: all of them must be permitted"`
		Permission  any                 `json:"permission,omitempty" doc:"Not read"`
	}
}

type adminPermissionResponse struct {
	Body struct {
		Error   *string `json:"error"`
		Success bool    `json:"success"`
	}
}

// HasPermission serves POST /api/auth/admin/has-permission about the caller.
func (h HTTP) HasPermission(ctx context.Context, in *adminPermissionRequest) (*adminPermissionResponse, error) {
	if in.Body.Permissions == nil && in.Body.Permission != nil {
		return nil, ErrNoPermissions
	}
	if in.Body.Permissions == nil {
		return nil, ErrInvalid.With(fault.Field{Name: "body.permissions", Problem: "Required"})
	}
	out := &adminPermissionResponse{}
	out.Body.Success = Permitted(actor.From(ctx), in.Body.Permissions)
	return out, nil
}
