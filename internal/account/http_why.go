package account

import (
	"context"
	"encoding/json"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type whyRequest struct {
	ID            string `path:"id" maxLength:"64"`
	ApplicationID string `query:"applicationId" required:"true" maxLength:"64"`
	Organization  string `query:"organizationId" maxLength:"64" doc:"What the user may do while they work for this one, of which they must be a member"`
}

// reasonJSON is one rule that had its part.
type reasonJSON struct {
	Rule   string     `json:"rule" enum:"user_banned,user_leaving,email_unverified,application_disabled,access_row,access_row_disabled,everyone,organization,administrator,no_access_row,second_factor,second_factor_of_user,role,default_role,organization_role,plan,default_plan,plan_ended,plan_expired,no_plan"`
	Effect string     `json:"effect" enum:"grants,refuses,asks"`
	ID     *string    `json:"id" doc:"Of the plan, or of the organization"`
	Name   *string    `json:"name" doc:"Of the plan or the organization, or why the user was banned"`
	Since  web.Time   `json:"since"`
	Until  web.Time   `json:"until"`
	By     *giverJSON `json:"by" doc:"Who gave it, as far as the audit trail remembers"`
}

type giverJSON struct {
	Kind string  `json:"kind"`
	ID   string  `json:"id"`
	Name *string `json:"name"`
}

func toReasonJSON(r Reason) reasonJSON {
	j := reasonJSON{Rule: r.Rule, Effect: r.Effect, ID: web.OrNull(r.ID), Name: web.OrNull(r.Name), Since: web.Time(r.Since), Until: web.Time(r.Until)}
	if r.ByKind != "" {
		j.By = &giverJSON{r.ByKind, r.ByID, web.OrNull(r.ByName)}
	}
	return j
}

func toReasonsJSON(all []Reason) []reasonJSON {
	list := make([]reasonJSON, 0, len(all))
	for _, r := range all {
		list = append(list, toReasonJSON(r))
	}
	return list
}

type heldRoleJSON struct {
	ID   string       `json:"id"`
	Name string       `json:"name"`
	From []reasonJSON `json:"from" nullable:"false"`
}

type heldPermissionJSON struct {
	Name  string   `json:"name" doc:"As tokens name it"`
	Roles []string `json:"roles" nullable:"false" doc:"That hold it"`
}

type whyResponse struct {
	Body struct {
		Allowed     bool                 `json:"allowed" doc:"Nothing refuses; what asks must be met first"`
		Access      []reasonJSON         `json:"access" nullable:"false"`
		Roles       []heldRoleJSON       `json:"roles" nullable:"false"`
		Permissions []heldPermissionJSON `json:"permissions" nullable:"false"`
		Features    json.RawMessage      `json:"features"`
		Plan        reasonJSON           `json:"plan" doc:"What the features come from"`
	}
}

// Why serves GET /api/admin/users/{id}/why.
func (h HTTP) Why(ctx context.Context, in *whyRequest) (*whyResponse, error) {
	w, err := h.account.Why(ctx, actor.From(ctx), in.ID, in.ApplicationID, in.Organization)
	if err != nil {
		return nil, err
	}
	out := &whyResponse{}
	b := &out.Body
	b.Allowed, b.Access, b.Features, b.Plan = w.Allowed, toReasonsJSON(w.Access), w.Features, toReasonJSON(w.Plan)
	b.Roles, b.Permissions = []heldRoleJSON{}, []heldPermissionJSON{}
	for _, r := range w.Roles {
		b.Roles = append(b.Roles, heldRoleJSON{r.ID, r.Name, toReasonsJSON(r.From)})
	}
	for _, p := range w.Permissions {
		b.Permissions = append(b.Permissions, heldPermissionJSON{p.Name, append([]string{}, p.Roles...)})
	}
	return out, nil
}

type previewRequest struct {
	ID            string `path:"id" maxLength:"64"`
	ApplicationID string `query:"applicationId" required:"true" maxLength:"64"`
	Organization  string `query:"organizationId" maxLength:"64" doc:"As if the user worked for this one, of which they must be a member"`
	Scope         string `query:"scope" maxLength:"2000" doc:"Separated by spaces; without any, all that the application may ask for"`
}

type refusalJSON struct {
	Error       string  `json:"error"`
	Description string  `json:"description"`
	Rule        *string `json:"rule" doc:"As the explanation of the access names it"`
}

type previewResponse struct {
	Body struct {
		Scopes      []string       `json:"scopes" nullable:"false"`
		Asks        []string       `json:"asks" nullable:"false" doc:"Rules that must be met before there are tokens, as the explanation of the access names them"`
		Refusal     *refusalJSON   `json:"refusal" doc:"What is said in the place of tokens"`
		IDToken     map[string]any `json:"idToken" nullable:"true" doc:"The claims about the user; null without the scope openid"`
		AccessToken map[string]any `json:"accessToken" nullable:"true" doc:"The claims about the user, in a JWT or by introspection"`
		Userinfo    map[string]any `json:"userinfo" nullable:"true" doc:"Null without the scope openid"`
	}
}

// Preview serves GET /api/admin/users/{id}/preview.
func (h HTTP) Preview(ctx context.Context, in *previewRequest) (*previewResponse, error) {
	p, err := h.account.Preview(ctx, actor.From(ctx), in.ID, in.ApplicationID, in.Organization, in.Scope)
	if err != nil {
		return nil, err
	}
	out := &previewResponse{}
	b := &out.Body
	b.Scopes, b.Asks = append([]string{}, p.Scopes...), append([]string{}, p.Asks...)
	if p.Refusal.Error != "" {
		b.Refusal = &refusalJSON{p.Refusal.Error, p.Refusal.Description, web.OrNull(p.Rule)}
	}
	b.IDToken, b.AccessToken, b.Userinfo = p.IDToken, p.AccessToken, p.Userinfo
	return out, nil
}
