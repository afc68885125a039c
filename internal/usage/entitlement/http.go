package entitlement

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/tokeninfo"
)

// HTTP answers requests about entitlements.
type HTTP struct{ entitlements *Service }

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

// DocRequest is what the document of the API says of the request.
type DocRequest struct {
	UserID         string `query:"userId" maxLength:"255" doc:"Whose; needed with the application's own token, which a user's token needs not"`
	OrganizationID string `query:"organizationId" maxLength:"255" doc:"For which organization the user acts; with the application's own token"`
	IfNoneMatch    string `header:"If-None-Match" doc:"The ETag of the answer that the caller has"`
	DPoP           string `header:"DPoP" doc:"Proof of the key that the access token is bound to (RFC 9449)"`
}

// DocResponse is what the document of the API says of the answer.
type DocResponse struct {
	ETag string `header:"ETag"`
	Body entitlementsJSON
}

type featuresJSON struct{ json.RawMessage }

// Schema implements huma.SchemaProvider.
func (featuresJSON) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "Of the plan; with the scope features"}
}

type planJSON struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

// heldPlan is a plan, or null.
type heldPlan struct{ plan *planJSON }

// MarshalJSON implements json.Marshaler.
func (h heldPlan) MarshalJSON() ([]byte, error) { return json.Marshal(h.plan) }

// Schema implements huma.SchemaProvider.
func (heldPlan) Schema(schemas huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{schemas.Schema(reflect.TypeFor[planJSON](), true, ""), {Type: "null"}}}
}

type subscriptionJSON struct {
	Status    string   `json:"status" enum:"active,expired,inactive,none"`
	Plan      heldPlan `json:"plan" doc:"null unless the status is active"`
	ExpiresAt web.Time `json:"expiresAt" doc:"null for never"`
}

type entitlementsJSON struct {
	ApplicationID  string            `json:"applicationId" format:"uuid"`
	ClientID       string            `json:"clientId"`
	Subject        string            `json:"sub" doc:"The user, as the application's tokens name them"`
	OrganizationID *string           `json:"organizationId" doc:"For which the user acts; with the scope org"`
	HasAccess      bool              `json:"hasAccess" doc:"Without it there is nothing below"`
	Roles          *[]string         `json:"roles,omitempty" nullable:"false" doc:"With the scope roles"`
	Permissions    *[]string         `json:"permissions,omitempty" nullable:"false" doc:"With the scope permissions"`
	Features       *featuresJSON     `json:"features,omitempty"`
	Subscription   *subscriptionJSON `json:"subscription,omitempty" doc:"With the scope features"`
}

func toJSON(e Entitlements) entitlementsJSON {
	out := entitlementsJSON{
		ApplicationID: e.ApplicationID, ClientID: e.ClientID, Subject: e.Subject, OrganizationID: web.OrNull(e.OrganizationID), HasAccess: e.HasAccess,
	}
	if e.Roles != nil {
		out.Roles = &e.Roles
	}
	if e.Permissions != nil {
		out.Permissions = &e.Permissions
	}
	if e.Features != nil {
		out.Features = &featuresJSON{e.Features}
	}
	if s := e.Subscription; s != nil {
		out.Subscription = &subscriptionJSON{Status: s.Status, ExpiresAt: web.Time(s.ExpiresAt)}
		if s.PlanID != "" {
			out.Subscription.Plan.plan = &planJSON{s.PlanID, s.PlanName}
		}
	}
	return out
}

// Get serves GET /api/entitlements.
func (h HTTP) Get(w http.ResponseWriter, r *http.Request) error {
	shown, err := tokeninfo.ShownBy(r)
	if err != nil {
		return refused(w, err)
	}
	h.entitlements.Tokens.Proofs.Offer(w, shown.Proof)
	query := r.URL.Query()
	e, err := h.entitlements.Ask(r.Context(), shown, Question{UserID: query.Get("userId"), OrganizationID: query.Get("organizationId")})
	if err != nil {
		return refused(w, err)
	}
	body, err := json.Marshal(toJSON(e))
	if err != nil {
		return err
	}
	etag, header := tag(body), w.Header()
	header.Set("ETag", etag)
	header.Set("Cache-Control", "private, no-cache")
	header.Add("Vary", "Authorization")
	if matches(r.Header["If-None-Match"], etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	header.Set("Content-Type", "application/json")
	_, _ = w.Write(body) // the client may have gone
	return nil
}

// refused tells in the terms of this API that a token is refused, and in those
// of the protocol why (RFC 6750 §3). A client that must only prove its key once
// more is told nothing else (RFC 9449 §9).
func refused(w http.ResponseWriter, err error) error {
	w.Header().Set("Cache-Control", "no-store")
	problem, ok := errors.AsType[*oauth.Error](err)
	if !ok {
		return err
	}
	if problem.Code == oauth.CodeUseDPoPNonce {
		return err
	}
	_, header, _ := problem.Answer()
	maps.Copy(w.Header(), header)
	return ErrToken
}
