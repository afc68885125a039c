package session

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// BrowseRequest selects a page of live sessions.
type BrowseRequest struct {
	Page         int    `query:"page" default:"1" minimum:"1" maximum:"1000000"`
	Limit        int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
	Cursor       string `query:"cursor" maxLength:"4000" doc:"nextCursor of the page before, in the place of page"`
	UserID       string `query:"userId" maxLength:"64"`
	Search       string `query:"search" maxLength:"200" doc:"How words of the user's name or e-mail address begin"`
	Impersonated bool   `query:"impersonated" doc:"Those alone in which an administrator acts for the user"`
}

// AdminJSON is a session without its token, as those see it who administer it.
type AdminJSON struct {
	ID                   string   `json:"id"`
	UserID               string   `json:"userId"`
	UserAgent            string   `json:"userAgent"`
	IPAddress            string   `json:"ipAddress"`
	CreatedAt            web.Time `json:"createdAt"`
	ExpiresAt            web.Time `json:"expiresAt"`
	LastUsedAt           web.Time `json:"lastUsedAt" doc:"To the day"`
	Browser              *string  `json:"browser"`
	System               *string  `json:"os"`
	Methods              []string `json:"methods" nullable:"false" doc:"How the user proved who they are (RFC 8176)"`
	ImpersonatedBy       *string  `json:"impersonatedBy" doc:"Id of the administrator who acts for the user"`
	ActiveOrganizationID *string  `json:"activeOrganizationId"`
	Current              bool     `json:"current" doc:"It is the one that asks"`
}

func toAdminJSON(s Session, current string) AdminJSON {
	browser, system := Agent(s.UserAgent)
	j := AdminJSON{
		ID: s.ID, UserID: s.UserID, UserAgent: s.UserAgent, IPAddress: s.IPAddress, CreatedAt: web.Time(s.CreatedAt),
		ExpiresAt: web.Time(s.ExpiresAt), LastUsedAt: web.Time(s.UpdatedAt), Browser: web.OrNull(browser), System: web.OrNull(system), Methods: s.Methods,
		ImpersonatedBy: web.OrNull(s.ImpersonatedBy), ActiveOrganizationID: web.OrNull(s.ActiveOrganizationID), Current: s.ID == current,
	}
	if j.Methods == nil {
		j.Methods = []string{}
	}
	return j
}

// ListedJSON is a session among those of other people.
type ListedJSON struct {
	AdminJSON
	UserName  string `json:"userName"`
	UserEmail string `json:"userEmail"`
}

// BrowseResponse is a page of live sessions, newest first.
type BrowseResponse struct {
	Body struct {
		Total      *int64       `json:"total,omitempty" doc:"Not with a cursor. With a search it is counted up to 1000."`
		List       []ListedJSON `json:"list" nullable:"false"`
		Page       int          `json:"page,omitempty" doc:"Not with a cursor"`
		Limit      int          `json:"limit"`
		NextCursor *string      `json:"nextCursor"`
	}
}

// ListAll serves GET /api/admin/sessions.
func (h HTTP) ListAll(ctx context.Context, in *BrowseRequest) (*BrowseResponse, error) {
	by := actor.From(ctx)
	found, err := h.sessions.Browse(ctx, by, Query{
		UserID: in.UserID, Search: in.Search, Impersonated: in.Impersonated, Limit: in.Limit, Offset: (in.Page - 1) * in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	out := &BrowseResponse{}
	b := &out.Body
	b.List = make([]ListedJSON, 0, len(found.Sessions))
	for _, s := range found.Sessions {
		b.List = append(b.List, ListedJSON{toAdminJSON(s.Session, by.SessionID), s.UserName, s.UserEmail})
	}
	b.Limit, b.NextCursor = in.Limit, web.OrNull(found.Next)
	if in.Cursor == "" {
		b.Total, b.Page = &found.Total, in.Page
	}
	return out, nil
}

type sessionRequest struct {
	ID string `path:"id" maxLength:"64"`
}

// RevokeOne serves DELETE /api/admin/sessions/{id}.
func (h HTTP) RevokeOne(ctx context.Context, in *sessionRequest) (*struct{}, error) {
	return nil, h.sessions.RevokeByID(ctx, actor.From(ctx), "", in.ID)
}

type userSessionsResponse struct {
	Body struct {
		Sessions []AdminJSON `json:"sessions" nullable:"false"`
	}
}

// ListUser serves GET /api/admin/users/{id}/sessions.
func (h HTTP) ListUser(ctx context.Context, in *sessionRequest) (*userSessionsResponse, error) {
	by := actor.From(ctx)
	sessions, err := h.sessions.Of(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	out := &userSessionsResponse{}
	out.Body.Sessions = make([]AdminJSON, 0, len(sessions))
	for _, s := range sessions {
		out.Body.Sessions = append(out.Body.Sessions, toAdminJSON(s, by.SessionID))
	}
	return out, nil
}

// RevokeUser serves DELETE /api/admin/users/{id}/sessions.
func (h HTTP) RevokeUser(ctx context.Context, in *sessionRequest) (*struct{}, error) {
	return nil, h.sessions.RevokeOf(ctx, actor.From(ctx), in.ID)
}

type userSessionRequest struct {
	ID        string `path:"id" maxLength:"64"`
	SessionID string `path:"sessionId" maxLength:"64"`
}

// RevokeUserOne serves DELETE /api/admin/users/{id}/sessions/{sessionId}.
func (h HTTP) RevokeUserOne(ctx context.Context, in *userSessionRequest) (*struct{}, error) {
	return nil, h.sessions.RevokeByID(ctx, actor.From(ctx), in.ID, in.SessionID)
}
