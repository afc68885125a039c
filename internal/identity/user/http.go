package user

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
)

// HTTP answers requests about accounts.
type HTTP struct {
	users   *Service
	baseURL string
	trusted func(target string) bool
}

// NewHTTP returns the handlers. The links of mails lead to baseURL; trusted
// reports whether a browser may be sent on to an address.
func NewHTTP(users *Service, baseURL string, trusted func(target string) bool) HTTP {
	return HTTP{users, baseURL, trusted}
}

// ListUsersRequest selects a page of accounts.
type ListUsersRequest struct {
	Page   int    `query:"page" default:"1" minimum:"1" maximum:"1000000"`
	Limit  int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
	Search string `query:"search" maxLength:"200" doc:"Beginning of the e-mail address or of a part of the name"`
}

// ListUsersResponse is a page of accounts.
type ListUsersResponse struct {
	Body struct {
		Users []JSON `json:"users"`
		Total int64  `json:"total"`
		Page  int    `json:"page"`
		Limit int    `json:"limit"`
	}
}

// List serves GET /api/admin/users.
func (h HTTP) List(ctx context.Context, in *ListUsersRequest) (*ListUsersResponse, error) {
	page, err := h.users.List(ctx, in.Search, in.Limit, (in.Page-1)*in.Limit)
	if err != nil {
		return nil, err
	}
	out := &ListUsersResponse{}
	out.Body.Users = []JSON{}
	for _, u := range page.Users {
		out.Body.Users = append(out.Body.Users, ToJSON(u))
	}
	out.Body.Total, out.Body.Page, out.Body.Limit = page.Total, in.Page, in.Limit
	return out, nil
}

// CreateUserRequest is a new account made by an administrator.
type CreateUserRequest struct {
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"100"`
		Email    string `json:"email" format:"email"`
		Password string `json:"password" minLength:"8" maxLength:"128"`
		Role     string `json:"role,omitempty" enum:"user,admin,superadmin" default:"user"`
	}
}

// CreateUserResponse is the account made.
type CreateUserResponse struct {
	Body struct {
		User JSON `json:"user"`
	}
}

// Create serves POST /api/admin/users.
func (h HTTP) Create(ctx context.Context, in *CreateUserRequest) (*CreateUserResponse, error) {
	u, err := h.users.CreateBy(ctx, actor.From(ctx), NewUser{
		Name: in.Body.Name, Email: in.Body.Email, Password: in.Body.Password, Role: in.Body.Role,
	})
	if err != nil {
		return nil, err
	}
	out := &CreateUserResponse{}
	out.Body.User = ToJSON(u)
	return out, nil
}
