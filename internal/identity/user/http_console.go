package user

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// ListUsersRequest selects a page of accounts.
type ListUsersRequest struct {
	Page         int    `query:"page" default:"1" minimum:"1" maximum:"1000000"`
	Limit        int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
	Cursor       string `query:"cursor" maxLength:"4000" doc:"nextCursor of the page before, in the place of page"`
	Search       string `query:"search" maxLength:"200" doc:"How words of the name or the e-mail address begin, whatever their case"`
	Sort         string `query:"sort" enum:"name,email,createdAt,lastSignInAt," doc:"createdAt by default"`
	Order        string `query:"order" enum:"asc,desc," doc:"By default desc for times, asc for texts"`
	Role         string `query:"role" enum:"user,admin,superadmin,"`
	State        string `query:"state" enum:"active,banned,unverified,"`
	MFA          string `query:"mfa" enum:"on,off,required,"`
	Application  string `query:"application" maxLength:"64" doc:"Id of an application that lists the user"`
	Organization string `query:"organization" maxLength:"64" doc:"Id of an organization that the user is a member of"`
}

func (in ListUsersRequest) query() Query {
	q := Query{
		Search: in.Search, Role: in.Role, State: in.State, MFA: in.MFA, Application: in.Application, Organization: in.Organization,
		Sort: in.Sort, Limit: in.Limit, Offset: (in.Page - 1) * in.Limit, Cursor: in.Cursor,
	}
	if q.Sort == "" {
		q.Sort = ByCreation
	}
	q.Descending = in.Order == "desc" || in.Order == "" && (q.Sort == ByCreation || q.Sort == ByLastSignIn)
	return q
}

// ListedJSON is an account in a list.
type ListedJSON struct {
	JSON
	LastSignInAt web.Time `json:"lastSignInAt"`
}

// ListUsersResponse is a page of accounts.
type ListUsersResponse struct {
	Body struct {
		Users      []ListedJSON `json:"users" nullable:"false"`
		Total      *int64       `json:"total,omitempty" doc:"Not with a cursor. With a search or a filter it is counted up to 1000."`
		Page       int          `json:"page,omitempty" doc:"Not with a cursor"`
		Limit      int          `json:"limit"`
		NextCursor *string      `json:"nextCursor"`
	}
}

// List serves GET /api/admin/users.
func (h HTTP) List(ctx context.Context, in *ListUsersRequest) (*ListUsersResponse, error) {
	found, err := h.users.Find(ctx, actor.From(ctx), in.query())
	if err != nil {
		return nil, err
	}
	out := &ListUsersResponse{}
	b := &out.Body
	b.Users = make([]ListedJSON, 0, len(found.Users))
	for _, u := range found.Users {
		b.Users = append(b.Users, ListedJSON{ToJSON(u.User), web.Time(u.LastSignIn)})
	}
	b.Limit, b.NextCursor = in.Limit, web.OrNull(found.Next)
	if in.Cursor == "" {
		b.Total, b.Page = &found.Total, in.Page
	}
	return out, nil
}

// CreateUserRequest is a new account made by an administrator.
type CreateUserRequest struct {
	Body struct {
		Name          string `json:"name" minLength:"1" maxLength:"100"`
		Email         string `json:"email" format:"email"`
		Password      string `json:"password,omitempty" minLength:"8" maxLength:"128" doc:"Needed unless the owner is invited"`
		Invite        bool   `json:"invite,omitempty" doc:"Mail the owner a link to choose the password"`
		Role          string `json:"role,omitempty" enum:"user,admin,superadmin" default:"user"`
		IsMfaRequired bool   `json:"isMfaRequired,omitempty"`
		Phone         string `json:"phone,omitempty" maxLength:"2000"`
		Company       string `json:"company,omitempty" maxLength:"2000"`
		Position      string `json:"position,omitempty" maxLength:"2000"`
		Address       string `json:"address,omitempty" maxLength:"2000"`
	}
}

// CreateUserResponse is the account made.
type CreateUserResponse struct {
	Body struct {
		User JSON `json:"user"`
	}
}

var (
	errPasswordMissing = ErrInvalid.With(fault.Field{Name: "body.password", Problem: "Required, unless invite is true"})
	errPasswordInvited = ErrInvalid.With(fault.Field{Name: "body.password", Problem: "Whoever is invited chooses it"})
)

// Create serves POST /api/admin/users.
func (h HTTP) Create(ctx context.Context, in *CreateUserRequest) (*CreateUserResponse, error) {
	b := in.Body
	n := NewUser{
		Name: b.Name, Email: b.Email, Password: b.Password, Role: b.Role, IsMfaRequired: b.IsMfaRequired,
		Phone: b.Phone, Company: b.Company, Position: b.Position, Address: b.Address,
	}
	if b.Invite == (b.Password != "") {
		if b.Invite {
			return nil, errPasswordInvited
		}
		return nil, errPasswordMissing
	}
	create := h.users.CreateBy
	if b.Invite {
		create = h.users.Invite
	}
	u, err := create(ctx, actor.From(ctx), n)
	if err != nil {
		return nil, err
	}
	out := &CreateUserResponse{}
	out.Body.User = ToJSON(u)
	return out, nil
}

type okResponse struct {
	Body struct {
		OK bool `json:"ok"`
	}
}

func ok(err error) (*okResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &okResponse{}
	out.Body.OK = true
	return out, nil
}

type byID struct {
	ID string `path:"id" maxLength:"64"`
}

type patchUserRequest struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Name          *string              `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Email         *string              `json:"email,omitempty" doc:"Another one is unproved, unless emailVerified is true"`
		EmailVerified *bool                `json:"emailVerified,omitempty"`
		Role          web.Words            `json:"role,omitempty" doc:"user, admin, superadmin; or a list of them"`
		IsMfaRequired *bool                `json:"isMfaRequired,omitempty"`
		Image         web.Optional[string] `json:"image,omitzero"`
		Phone         web.Optional[string] `json:"phone,omitzero"`
		Company       web.Optional[string] `json:"company,omitzero"`
		Position      web.Optional[string] `json:"position,omitzero"`
		Address       web.Optional[string] `json:"address,omitzero"`
		Locale        web.Optional[string] `json:"locale,omitzero" doc:"en or fr: the language of mails"`
	}
}

// Patch serves PATCH /api/admin/users/{id}.
func (h HTTP) Patch(ctx context.Context, in *patchUserRequest) (*okResponse, error) {
	b := in.Body
	_, err := h.users.UpdateBy(ctx, actor.From(ctx), in.ID, AdminChanges{
		Name: b.Name, Email: b.Email, EmailVerified: b.EmailVerified, Roles: b.Role, IsMfaRequired: b.IsMfaRequired,
		Image: b.Image.Get(), Phone: b.Phone.Get(), Company: b.Company.Get(), Position: b.Position.Get(), Address: b.Address.Get(),
		Locale: b.Locale.Get(),
	})
	return ok(err)
}

type disableUserRequest struct {
	ID   string `path:"id" maxLength:"64"`
	Body *struct {
		Reason    string `json:"reason,omitempty" maxLength:"500"`
		ExpiresIn int64  `json:"expiresIn,omitempty" minimum:"0" maximum:"3155760000" doc:"Seconds; for good without it"`
	}
}

// Disable serves POST /api/admin/users/{id}/disable.
func (h HTTP) Disable(ctx context.Context, in *disableUserRequest) (*okResponse, error) {
	var ban Ban
	if in.Body != nil {
		ban = Ban{Reason: in.Body.Reason, Length: time.Duration(in.Body.ExpiresIn) * time.Second}
	}
	_, err := h.users.Ban(ctx, actor.From(ctx), in.ID, ban)
	return ok(err)
}

// Enable serves POST /api/admin/users/{id}/enable.
func (h HTTP) Enable(ctx context.Context, in *byID) (*okResponse, error) {
	_, err := h.users.Unban(ctx, actor.From(ctx), in.ID)
	return ok(err)
}

// Delete serves DELETE /api/admin/users/{id}.
func (h HTTP) Delete(ctx context.Context, in *byID) (*struct{}, error) {
	return nil, h.users.RemoveBy(ctx, actor.From(ctx), in.ID)
}

// SendReset serves POST /api/admin/users/{id}/reset-password.
func (h HTTP) SendReset(ctx context.Context, in *byID) (*okResponse, error) {
	return ok(h.users.SendReset(ctx, actor.From(ctx), in.ID))
}
