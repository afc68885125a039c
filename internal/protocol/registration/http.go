package registration

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// HTTP answers clients that register, and administrators who watch them.
type HTTP struct{ clients *Service }

// NewHTTP returns the handlers.
func NewHTTP(clients *Service) HTTP { return HTTP{clients} }

// Unreadable is the answer to metadata that cannot be read at all.
func Unreadable(fields []fault.Field) error { return Malformed(fields) }

// withoutOurs is the schema of a type with metadata, less the settings that
// only administrators have.
func withoutOurs(schemas huma.Registry, t reflect.Type) *huma.Schema {
	ref := schemas.Schema(t, true, "")
	s := schemas.SchemaFromRef(ref.Ref)
	for _, name := range []string{"access_token_lifetime", "refresh_token_lifetime", "id_token_lifetime", "refresh_grace", "admits_everyone"} {
		delete(s.Properties, name)
	}
	s.PrecomputeMessages()
	return ref
}

type metadataJSON Metadata

// Schema implements huma.SchemaProvider.
func (metadataJSON) Schema(schemas huma.Registry) *huma.Schema {
	return withoutOurs(schemas, reflect.TypeFor[Metadata]())
}

type information struct {
	ClientID        string `json:"client_id"`
	Secret          string `json:"client_secret,omitempty" doc:"Shown this once"`
	SecretExpiresAt *int64 `json:"client_secret_expires_at,omitempty" nullable:"false" doc:"0: never; with a client_secret only"`
	IssuedAt        int64  `json:"client_id_issued_at"`
	AccessToken     string `json:"registration_access_token" doc:"For registration_client_uri; replaced by every update"`
	URI             string `json:"registration_client_uri"`
	Metadata
}

// informationJSON is the client information response of RFC 7591 §3.2.1.
type informationJSON information

// Schema implements huma.SchemaProvider.
func (informationJSON) Schema(schemas huma.Registry) *huma.Schema {
	return withoutOurs(schemas, reflect.TypeFor[information]())
}

func (h HTTP) information(r Registered) informationJSON {
	a := r.Application
	i := informationJSON{
		ClientID: a.ClientID(), Secret: r.Secret, IssuedAt: a.CreatedAt.Unix(), AccessToken: r.AccessToken, URI: h.clients.URL(a.ClientID()),
		Metadata: metadataOf(a),
	}
	if r.Secret != "" {
		i.SecretExpiresAt = new(int64)
	}
	return i
}

func bearer(header string) string {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

type registerRequest struct {
	Authorization string `header:"Authorization" doc:"Bearer and an initial access token, where registration needs one"`
	Body          metadataJSON
}

type informationResponse struct {
	Pragma string `header:"Pragma"`
	Body   informationJSON
}

func (h HTTP) answer(r Registered, err error) (*informationResponse, error) {
	if err != nil {
		return nil, err
	}
	return &informationResponse{Pragma: "no-cache", Body: h.information(r)}, nil
}

// Register serves POST /api/auth/oauth2/register.
func (h HTTP) Register(ctx context.Context, in *registerRequest) (*informationResponse, error) {
	return h.answer(h.clients.Register(ctx, actor.From(ctx), bearer(in.Authorization), Metadata(in.Body)))
}

type clientRequest struct {
	Authorization string `header:"Authorization" doc:"Bearer and the client's registration access token"`
	ClientID      string `path:"clientId"`
}

// Read serves GET /api/auth/oauth2/register/{clientId}.
func (h HTTP) Read(ctx context.Context, in *clientRequest) (*informationResponse, error) {
	return h.answer(h.clients.Read(ctx, in.ClientID, bearer(in.Authorization)))
}

type update struct {
	ClientID string `json:"client_id"`
	Secret   string `json:"client_secret,omitempty" doc:"The one the client has, if it says so"`

	IssuedAt        json.RawMessage `json:"client_id_issued_at,omitempty" doc:"Must be left out"`
	SecretExpiresAt json.RawMessage `json:"client_secret_expires_at,omitempty" doc:"Must be left out"`
	AccessToken     json.RawMessage `json:"registration_access_token,omitempty" doc:"Must be left out"`
	URI             json.RawMessage `json:"registration_client_uri,omitempty" doc:"Must be left out"`
	Metadata
}

// updateJSON is the client update request of RFC 7592 §2.2.
type updateJSON update

// Schema implements huma.SchemaProvider.
func (updateJSON) Schema(schemas huma.Registry) *huma.Schema {
	return withoutOurs(schemas, reflect.TypeFor[update]())
}

func (u updateJSON) check(clientID string) error {
	for _, m := range []struct {
		name  string
		value json.RawMessage
	}{
		{"client_id_issued_at", u.IssuedAt},
		{"client_secret_expires_at", u.SecretExpiresAt},
		{"registration_access_token", u.AccessToken},
		{"registration_client_uri", u.URI},
	} {
		if m.value != nil {
			return wrong(m.name, "must be left out of an update")
		}
	}
	if u.ClientID != clientID {
		return wrong("client_id", "is not the client's")
	}
	return nil
}

type updateRequest struct {
	Authorization string `header:"Authorization" doc:"Bearer and the client's registration access token"`
	ClientID      string `path:"clientId"`
	Body          updateJSON
}

// Update serves PUT /api/auth/oauth2/register/{clientId}.
func (h HTTP) Update(ctx context.Context, in *updateRequest) (*informationResponse, error) {
	token := bearer(in.Authorization)
	if _, err := h.clients.Read(ctx, in.ClientID, token); err != nil { // who asks comes before what is asked
		return nil, err
	}
	if err := in.Body.check(in.ClientID); err != nil {
		return nil, err
	}
	return h.answer(h.clients.Update(ctx, actor.From(ctx), in.ClientID, token, in.Body.Secret, in.Body.Metadata))
}

type noContent struct{}

// Delete serves DELETE /api/auth/oauth2/register/{clientId}.
func (h HTTP) Delete(ctx context.Context, in *clientRequest) (*noContent, error) {
	return &noContent{}, h.clients.Delete(ctx, actor.From(ctx), in.ClientID, bearer(in.Authorization))
}
