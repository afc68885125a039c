package registration

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type tokenJSON struct {
	ID        string   `json:"id" format:"uuid"`
	Name      string   `json:"name"`
	Uses      int64    `json:"uses"`
	UsesLeft  int64    `json:"usesLeft"`
	CreatedBy *string  `json:"createdBy" doc:"A user's id; null for the command line"`
	CreatedAt web.Time `json:"createdAt"`
	ExpiresAt web.Time `json:"expiresAt" doc:"null: never"`
}

func toJSON(t InitialToken) tokenJSON {
	j := tokenJSON{ID: t.ID, Name: t.Name, Uses: t.Uses, UsesLeft: t.UsesLeft, CreatedAt: web.Time(t.CreatedAt), ExpiresAt: web.Time(t.ExpiresAt)}
	if t.CreatedBy != "" {
		j.CreatedBy = &t.CreatedBy
	}
	return j
}

type listTokensResponse struct {
	Body struct {
		Tokens []tokenJSON `json:"tokens" nullable:"false"`
	}
}

// ListTokens serves GET /api/admin/registration-tokens.
func (h HTTP) ListTokens(ctx context.Context, _ *struct{}) (*listTokensResponse, error) {
	all, err := h.clients.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	out := &listTokensResponse{}
	out.Body.Tokens = make([]tokenJSON, 0, len(all))
	for _, t := range all {
		out.Body.Tokens = append(out.Body.Tokens, toJSON(t))
	}
	return out, nil
}

type createTokenRequest struct {
	Body struct {
		Name             string `json:"name" minLength:"1" maxLength:"100" doc:"What it is for"`
		Uses             int64  `json:"uses,omitempty" minimum:"1" maximum:"10000" default:"1" doc:"How many clients may be registered with it"`
		ExpiresInSeconds int64  `json:"expiresInSeconds,omitempty" minimum:"1" maximum:"31622400" doc:"It never expires unless given"`
	}
}

type createTokenResponse struct {
	Body struct {
		Token tokenJSON `json:"token"`
		Value string    `json:"value" doc:"The token itself, shown this once"`
	}
}

// CreateToken serves POST /api/admin/registration-tokens.
func (h HTTP) CreateToken(ctx context.Context, in *createTokenRequest) (*createTokenResponse, error) {
	b := in.Body
	if b.Uses == 0 {
		b.Uses = 1
	}
	t, text, err := h.clients.CreateToken(ctx, actor.From(ctx), NewInitialToken{
		Name: b.Name, Uses: b.Uses, Life: time.Duration(b.ExpiresInSeconds) * time.Second,
	})
	if err != nil {
		return nil, err
	}
	out := &createTokenResponse{}
	out.Body.Token, out.Body.Value = toJSON(t), text
	return out, nil
}

type tokenPath struct {
	ID string `path:"id" doc:"The initial access token"`
}

// DeleteToken serves DELETE /api/admin/registration-tokens/{id}.
func (h HTTP) DeleteToken(ctx context.Context, in *tokenPath) (*noContent, error) {
	return &noContent{}, h.clients.DeleteToken(ctx, actor.From(ctx), in.ID)
}

type documentJSON struct {
	ApplicationID string   `json:"applicationId" format:"uuid"`
	ClientID      string   `json:"clientId" doc:"The document's address"`
	Name          string   `json:"name"`
	RedirectURIs  []string `json:"redirectUris" nullable:"false"`
	AllowedScopes []string `json:"allowedScopes" nullable:"false"`
	IsActive      bool     `json:"isActive"`
	IsPending     bool     `json:"isPending" doc:"It waits for an administrator"`
	FetchedAt     web.Time `json:"fetchedAt" doc:"When it was last read and found good"`
	ChangedAt     web.Time `json:"changedAt" doc:"When it last said something else than before"`
	Changed       []string `json:"changed" nullable:"false" doc:"What differed then"`
}

func toDocument(d Document) documentJSON {
	a := d.Application
	return documentJSON{
		ApplicationID: a.ID, ClientID: a.ClientID(), Name: a.Name, RedirectURIs: a.RedirectURIs, AllowedScopes: a.AllowedScopes, IsActive: a.IsActive,
		IsPending: d.Pending, FetchedAt: web.Time(d.FetchedAt), ChangedAt: web.Time(d.ChangedAt), Changed: append([]string{}, d.Changed...),
	}
}

type listDocumentsResponse struct {
	Body struct {
		Documents []documentJSON `json:"documents" nullable:"false"`
	}
}

// ListDocuments serves GET /api/admin/client-documents.
func (h HTTP) ListDocuments(ctx context.Context, _ *struct{}) (*listDocumentsResponse, error) {
	all, err := h.clients.Described(ctx)
	if err != nil {
		return nil, err
	}
	out := &listDocumentsResponse{}
	out.Body.Documents = make([]documentJSON, 0, len(all))
	for _, d := range all {
		out.Body.Documents = append(out.Body.Documents, toDocument(d))
	}
	return out, nil
}

type documentPath struct {
	ID string `path:"id" doc:"The application"`
}

type documentResponse struct {
	Body struct {
		Document documentJSON `json:"document"`
	}
}

func (h HTTP) decide(ctx context.Context, id string, approve bool) (*documentResponse, error) {
	d, err := h.clients.Decide(ctx, actor.From(ctx), id, approve)
	if err != nil {
		return nil, err
	}
	out := &documentResponse{}
	out.Body.Document = toDocument(d)
	return out, nil
}

// Approve serves POST /api/admin/client-documents/{id}/approve.
func (h HTTP) Approve(ctx context.Context, in *documentPath) (*documentResponse, error) {
	return h.decide(ctx, in.ID, true)
}

// Reject serves POST /api/admin/client-documents/{id}/reject.
func (h HTTP) Reject(ctx context.Context, in *documentPath) (*documentResponse, error) {
	return h.decide(ctx, in.ID, false)
}
