package grant

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// HTTP shows users what they consented to.
type HTTP struct {
	grants       *Service
	applications *application.Service
}

// NewHTTP returns the handlers.
func NewHTTP(grants *Service, applications *application.Service) HTTP {
	return HTTP{grants, applications}
}

type consentJSON struct {
	ClientID    string   `json:"clientId"`
	UserID      string   `json:"userId"`
	ReferenceID *string  `json:"referenceId" doc:"The organization it counts in"`
	Scopes      []string `json:"scopes" nullable:"false"`
	CreatedAt   web.Time `json:"createdAt"`
	UpdatedAt   web.Time `json:"updatedAt"`
	ID          string   `json:"id"`
}

func (h HTTP) json(ctx context.Context, g Given) (consentJSON, error) {
	a, err := h.applications.ByID(ctx, g.ApplicationID)
	if err != nil {
		return consentJSON{}, err
	}
	j := consentJSON{ClientID: a.ClientID(), UserID: g.UserID, Scopes: g.Scopes, CreatedAt: web.Time(g.CreatedAt), UpdatedAt: web.Time(g.UpdatedAt), ID: g.ID}
	if g.OrganizationID != "" {
		j.ReferenceID = &g.OrganizationID
	}
	return j, nil
}

type listConsentsResponse struct {
	Body []consentJSON `nullable:"false"`
}

// List serves GET /api/auth/oauth2/get-consents.
func (h HTTP) List(ctx context.Context, _ *struct{}) (*listConsentsResponse, error) {
	all, err := h.grants.Consents(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &listConsentsResponse{Body: make([]consentJSON, 0, len(all))}
	for _, g := range all {
		j, err := h.json(ctx, g)
		if errors.Is(err, application.ErrNotFound) { // deleted meanwhile
			continue
		}
		if err != nil {
			return nil, err
		}
		out.Body = append(out.Body, j)
	}
	return out, nil
}

type consentQuery struct {
	ID string `query:"id" required:"true"`
}

type consentResponse struct{ Body consentJSON }

var errNoConsent = &oauth.Error{Code: "not_found", Description: "no consent", Status: http.StatusNotFound}

func (h HTTP) answer(ctx context.Context, g Given, err error) (*consentResponse, error) {
	if errors.Is(err, ErrNoConsent) {
		return nil, errNoConsent
	}
	if err != nil {
		return nil, err
	}
	j, err := h.json(ctx, g)
	return &consentResponse{Body: j}, err
}

// Get serves GET /api/auth/oauth2/get-consent.
func (h HTTP) Get(ctx context.Context, in *consentQuery) (*consentResponse, error) {
	g, err := h.grants.GivenConsent(ctx, actor.From(ctx).UserID, in.ID)
	return h.answer(ctx, g, err)
}

type updateConsentRequest struct {
	Body struct {
		ID     string        `json:"id"`
		Update consentUpdate `json:"update"`
	}
}

type consentUpdate struct {
	Scopes []string `json:"scopes" nullable:"false" minItems:"1"`
}

// Update serves POST /api/auth/oauth2/update-consent.
func (h HTTP) Update(ctx context.Context, in *updateConsentRequest) (*consentResponse, error) {
	by := actor.From(ctx)
	g, err := h.grants.GivenConsent(ctx, by.UserID, in.Body.ID)
	if err != nil {
		return h.answer(ctx, g, err)
	}
	a, err := h.applications.ByID(ctx, g.ApplicationID)
	if err != nil {
		return nil, err
	}
	var scopes []string
	for _, text := range in.Body.Update.Scopes {
		for _, scope := range oauth.ParseScope(text) {
			if !slices.Contains(scopes, scope) {
				scopes = append(scopes, scope)
			}
		}
	}
	if len(scopes) == 0 || len(oauth.Beyond(scopes, a.AllowedScopes)) > 0 {
		return nil, oauth.Fail(oauth.CodeInvalidRequest, "unable to provide scopes that the application is not allowed")
	}
	g, err = h.grants.ChangeConsent(ctx, by, g.ID, scopes)
	return h.answer(ctx, g, err)
}

type deleteConsentRequest struct {
	Body struct {
		ID string `json:"id"`
	}
}

type nothing struct{}

// Delete serves POST /api/auth/oauth2/delete-consent.
func (h HTTP) Delete(ctx context.Context, in *deleteConsentRequest) (*nothing, error) {
	err := h.grants.WithdrawConsent(ctx, actor.From(ctx), in.Body.ID)
	if errors.Is(err, ErrNoConsent) {
		return nil, errNoConsent
	}
	return &nothing{}, err
}
