package audit

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP shows the trail.
type HTTP struct {
	log   *Log
	chain *Chain
}

// NewHTTP returns the handlers.
func NewHTTP(log *Log, chain *Chain) HTTP { return HTTP{log, chain} }

type listAuditRequest struct {
	User     string `query:"user" maxLength:"64" doc:"Id of a user: who did it, in whose name it was done, or whom it concerns"`
	Actor    string `query:"actor" maxLength:"64" doc:"Id of the user, application or token that did it"`
	Action   string `query:"action" maxLength:"64" doc:"Beginning of the action, e.g. session."`
	Target   string `query:"target" maxLength:"64" doc:"Kind of thing, e.g. application"`
	TargetID string `query:"targetId" maxLength:"300"`

	Organization string `query:"organization" maxLength:"64" doc:"Id of the organization in which it happened"`
	Application  string `query:"application" maxLength:"64" doc:"Id of the application that it concerns"`
	Text         string `query:"text" maxLength:"200" doc:"Words that all occur in the event, its details, or the names of who is in it. A page looks through 2000 events and may be short of events though there is a nextCursor."`

	From   string `query:"from" maxLength:"40" doc:"RFC 3339"`
	Until  string `query:"until" maxLength:"40" doc:"RFC 3339, exclusive"`
	Cursor string `query:"cursor" maxLength:"200" doc:"nextCursor of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

type personJSON struct {
	Kind string  `json:"kind" enum:"user,application,token,console,system,anonymous"`
	ID   string  `json:"id"`
	Name *string `json:"name" doc:"Of a user who still exists"`
}

type entryJSON struct {
	ID           string         `json:"id"`
	At           web.Time       `json:"at"`
	Action       string         `json:"action"`
	Actor        personJSON     `json:"actor"`
	Impersonator *string        `json:"impersonator" doc:"Id of the administrator who acted in the actor's name"`
	Target       string         `json:"target"`
	TargetID     string         `json:"targetId"`
	UserID       *string        `json:"userId" doc:"Whom it concerns"`
	UserName     *string        `json:"userName"`
	Details      map[string]any `json:"details"`
	RequestID    string         `json:"requestId"`
	Address      string         `json:"address"`

	OrganizationID *string `json:"organizationId"`
	ApplicationID  *string `json:"applicationId"`
	Sequence       *int64  `json:"sequence" doc:"Place in the chain; null until it is sealed"`
	Hash           *string `json:"hash"`
}

// TrailJSON is a page of the trail.
type TrailJSON struct {
	Events     []entryJSON `json:"events" nullable:"false"`
	NextCursor *string     `json:"nextCursor"`
}

// ToTrailJSON shows a page to those who administer the service.
func ToTrailJSON(page Page) TrailJSON {
	j := TrailJSON{Events: make([]entryJSON, 0, len(page.Entries)), NextCursor: web.OrNull(page.Next)}
	for _, e := range page.Entries {
		one := entryJSON{
			ID: e.ID, At: web.Time(e.At), Action: e.Action, Actor: personJSON{e.ActorKind, e.ActorID, web.OrNull(e.ActorName)},
			Impersonator: web.OrNull(e.Impersonator), Target: e.Target, TargetID: e.TargetID, UserID: web.OrNull(e.UserID), UserName: web.OrNull(e.UserName),
			Details: e.Details, RequestID: e.RequestID, Address: e.Address,
			OrganizationID: web.OrNull(e.OrganizationID), ApplicationID: web.OrNull(e.ApplicationID), Hash: web.OrNull(e.Place.Hash),
		}
		if e.Place.Seq != 0 {
			one.Sequence = &e.Place.Seq
		}
		j.Events = append(j.Events, one)
	}
	return j
}

type listAuditResponse struct{ Body TrailJSON }

// List serves GET /api/admin/audit.
func (h HTTP) List(ctx context.Context, in *listAuditRequest) (*listAuditResponse, error) {
	from, err := moment("query.from", in.From)
	if err != nil {
		return nil, err
	}
	until, err := moment("query.until", in.Until)
	if err != nil {
		return nil, err
	}
	page, err := h.log.List(ctx, Filter{
		User: in.User, Action: in.Action, Actor: in.Actor, Target: in.Target, TargetID: in.TargetID, Organization: in.Organization,
		Application: in.Application, Text: in.Text, From: from, Until: until, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return &listAuditResponse{ToTrailJSON(page)}, nil
}

type ownAuditRequest struct {
	Action string `query:"action" maxLength:"64" doc:"Beginning of the action, e.g. session."`
	Cursor string `query:"cursor" maxLength:"200" doc:"nextCursor of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

// OwnJSON is an event as the user it concerns may see it: of other people no
// more than that it was an administrator.
type OwnJSON struct {
	ID       string         `json:"id"`
	At       web.Time       `json:"at"`
	Action   string         `json:"action"`
	By       string         `json:"by" enum:"you,administrator,application,service,unknown"`
	Target   string         `json:"target"`
	TargetID *string        `json:"targetId" doc:"Not of other users"`
	Details  map[string]any `json:"details"`
	Address  *string        `json:"address" doc:"Where you did it from"`
}

type ownAuditResponse struct {
	Body struct {
		Events     []OwnJSON `json:"events" nullable:"false"`
		NextCursor *string   `json:"nextCursor"`
	}
}

// Own serves GET /api/user/audit.
func (h HTTP) Own(ctx context.Context, in *ownAuditRequest) (*ownAuditResponse, error) {
	userID := actor.From(ctx).UserID
	page, err := h.log.List(ctx, Filter{User: userID, Action: in.Action, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &ownAuditResponse{}
	out.Body.Events = make([]OwnJSON, 0, len(page.Entries))
	for _, e := range page.Entries {
		out.Body.Events = append(out.Body.Events, ToOwnJSON(e.SeenBy(userID)))
	}
	out.Body.NextCursor = web.OrNull(page.Next)
	return out, nil
}

// ToOwnJSON shows an event to the user it concerns.
func ToOwnJSON(o Own) OwnJSON {
	return OwnJSON{
		ID: o.ID, At: web.Time(o.At), Action: o.Action, By: o.By, Target: o.Target, TargetID: web.OrNull(o.TargetID), Details: o.Details,
		Address: web.OrNull(o.Address),
	}
}

func moment(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, ErrFilter.With(fault.Field{Name: name, Problem: "Must be a moment as RFC 3339 writes it"})
	}
	return at, nil
}
