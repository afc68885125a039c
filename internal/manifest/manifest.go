// Package manifest brings a database to what files say: applications with their
// roles, permissions and plans, protected APIs, and organizations.
//
// Everything happens in one transaction, through the services that also serve
// the API, so that a file can do nothing an administrator could not. To plan is
// to do it all and to roll back: what is shown is what would be done.
package manifest

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A document is one YAML document. Its members have the names that they have in
// the admin API. What is not mentioned stays as it is; null is for what can be
// cleared.
type document struct {
	Schema        string              `json:"$schema,omitempty" doc:"Where editors find the schema of this file"`
	Applications  []applicationEntry  `json:"applications,omitempty" nullable:"false"`
	Resources     []resourceEntry     `json:"resources,omitempty" nullable:"false" doc:"Protected APIs (RFC 8707)"`
	Organizations []organizationEntry `json:"organizations,omitempty" nullable:"false"`
}

type applicationEntry struct {
	Slug            string             `json:"slug" doc:"The client id, by which the application is found; it never changes"`
	Absent          bool               `json:"absent,omitempty" doc:"There should be no such application; --prune deletes it"`
	Name            *string            `json:"name,omitempty" doc:"Needed to create it"`
	Description     optional[string]   `json:"description,omitzero"`
	URL             optional[string]   `json:"url,omitzero"`
	Icon            optional[string]   `json:"icon,omitzero"`
	IsActive        *bool              `json:"isActive,omitempty"`
	IsPublic        *bool              `json:"isPublic,omitempty" doc:"A client without secret; it never changes"`
	SkipConsent     *bool              `json:"skipConsent,omitempty"`
	IsMfaRequired   *bool              `json:"isMfaRequired,omitempty"`
	AllowRegister   *bool              `json:"allowRegister,omitempty"`
	GrantOnRegister *bool              `json:"grantOnRegister,omitempty"`
	RequirePKCE     *bool              `json:"requirePkce,omitempty"`
	AllowedScopes   *[]string          `json:"allowedScopes,omitempty" nullable:"false"`
	RedirectURIs    *[]string          `json:"redirectUris,omitempty" nullable:"false"`
	IDTokenAlg      *string            `json:"idTokenSignedResponseAlg,omitempty" enum:"RS256,ES256,EdDSA,PS256"`
	Client          clientMembers      `json:"client,omitempty" doc:"Settings of the OAuth client; null resets one"`
	Secrets         *[]secretEntry     `json:"secrets,omitempty" nullable:"false"`
	Permissions     *[]permissionEntry `json:"permissions,omitempty" nullable:"false"`
	Roles           *[]roleEntry       `json:"roles,omitempty" nullable:"false"`
	Plans           *[]planEntry       `json:"plans,omitempty" nullable:"false"`
}

type secretEntry struct {
	Name      string     `json:"name" doc:"By which the secret is found"`
	Value     reference  `json:"value" doc:"Where the secret is, never the secret itself"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Never unless given"`
}

type roleEntry struct {
	Name        string             `json:"name" doc:"By which the role is found"`
	Description optional[string]   `json:"description,omitzero"`
	IsDefault   *bool              `json:"isDefault,omitempty" doc:"Given to those who get access without a role"`
	Permissions *[]permissionEntry `json:"permissions,omitempty" nullable:"false" doc:"All that the role has"`
}

type planEntry struct {
	Name            string           `json:"name" doc:"By which the plan is found"`
	Description     optional[string] `json:"description,omitzero"`
	StripeProductID optional[string] `json:"stripeProductId,omitzero"`
	Features        object           `json:"features,omitzero" doc:"Told to applications as it is"`
	IsDefault       *bool            `json:"isDefault,omitempty" doc:"Given to those who get access"`
	Prices          *[]priceEntry    `json:"prices,omitempty" nullable:"false"`
}

type priceEntry struct {
	Name          string           `json:"name" doc:"With currency and interval, by which the price is found"`
	Amount        int64            `json:"amount" doc:"In the currency's smallest unit"`
	Currency      string           `json:"currency,omitempty" doc:"usd unless given"`
	Interval      string           `json:"interval,omitempty" enum:"month,year,one_time" doc:"month unless given"`
	StripePriceID optional[string] `json:"stripePriceId,omitzero"`
}

type resourceEntry struct {
	Identifier   string             `json:"identifier" doc:"An absolute URI, by which the resource is found; it never changes"`
	Absent       bool               `json:"absent,omitempty" doc:"There should be no such resource; --prune deletes it"`
	Name         *string            `json:"name,omitempty" doc:"Needed to create it"`
	Description  optional[string]   `json:"description,omitzero"`
	Scopes       *[]scopeEntry      `json:"scopes,omitempty" nullable:"false" doc:"All that the resource defines"`
	TokenLife    optional[int64]    `json:"accessTokenLifetime,omitzero" doc:"Seconds; null means the service's own"`
	SigningAlg   *string            `json:"accessTokenSigningAlg,omitempty" enum:"RS256,PS256,ES256,EdDSA"`
	Applications optional[[]string] `json:"allowedApplications,omitzero" doc:"Slugs of those that may ask for it; null means all"`
	OpenScopes   *bool              `json:"openScopes,omitempty"`
	IsActive     *bool              `json:"isActive,omitempty"`
}

type scopeEntry struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type organizationEntry struct {
	Slug         string           `json:"slug" doc:"By which the organization is found"`
	Absent       bool             `json:"absent,omitempty" doc:"There should be no such organization; --prune deletes it"`
	Name         *string          `json:"name,omitempty" doc:"Needed to create it"`
	Owner        string           `json:"owner,omitempty" doc:"Address of the account that owns it: needed to create it, without meaning later"`
	Logo         optional[string] `json:"logo,omitzero"`
	Metadata     optional[object] `json:"metadata,omitzero"`
	IsReseller   *bool            `json:"isReseller,omitempty" doc:"It may have clients"`
	ClientLimit  *int64           `json:"clientLimit,omitempty" doc:"How many clients a reseller may have: 100 unless given"`
	Parent       optional[string] `json:"parent,omitzero" doc:"Slug of the reseller whose client it is; null for nobody's"`
	Applications *[]string        `json:"applications,omitempty" nullable:"false" doc:"Slugs of those that it may use"`
}

// optional is a member that can be null, which clears it.
type optional[T any] struct {
	given bool
	value T
}

func some[T any](v T) optional[T] { return optional[T]{true, v} }

// get is nil unless the member was given; null is the zero value.
func (o optional[T]) get() *T {
	if !o.given {
		return nil
	}
	return &o.value
}

// IsZero leaves out what was not given.
func (o optional[T]) IsZero() bool { return !o.given }

// MarshalJSON implements json.Marshaler.
func (o optional[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.value) }

// UnmarshalJSON implements json.Unmarshaler.
func (o *optional[T]) UnmarshalJSON(text []byte) error {
	o.given = true
	return json.Unmarshal(text, &o.value)
}

// Schema implements huma.SchemaProvider.
func (optional[T]) Schema(schemas huma.Registry) *huma.Schema {
	s := *schemas.Schema(reflect.TypeFor[T](), false, "")
	s.Nullable = true
	return &s
}

// object is any JSON object. Its numbers never pass through a float.
type object struct{ json.RawMessage }

// IsZero leaves out what was not given.
func (o object) IsZero() bool { return o.RawMessage == nil }

// Schema implements huma.SchemaProvider.
func (object) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// clientMembers are the settings of a client that a file mentions.
type clientMembers map[string]json.RawMessage

// Schema implements huma.SchemaProvider.
func (clientMembers) Schema(schemas huma.Registry) *huma.Schema {
	s := *schemas.Schema(reflect.TypeFor[application.Client](), false, "")
	s.Properties = map[string]*huma.Schema{}
	for name, member := range schemas.Schema(reflect.TypeFor[application.Client](), false, "").Properties {
		resettable := *member
		if resettable.Type != "" { // any value is already
			resettable.Nullable = true
		}
		if len(resettable.Enum) > 0 {
			resettable.Enum = append([]any{nil}, resettable.Enum...)
		}
		s.Properties[name] = &resettable
	}
	s.Required = nil
	return &s
}

// reference says where a secret is.
type reference string

// Schema implements huma.SchemaProvider. What is only written is never shown.
func (reference) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: wholeReference.String(), WriteOnly: true,
		PatternDescription: "a reference, ${env:NAME} or ${file:PATH}, and nothing else",
	}
}

// permissionEntry is a resource of an application and an action, with a colon
// between them.
type permissionEntry string

// Schema implements huma.SchemaProvider.
func (permissionEntry) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: `^[a-zA-Z][a-zA-Z0-9._-]*:(read|write)$`,
		PatternDescription: "a resource and an action, such as orders:read or orders:write",
	}
}

// A Manifest is what files say, checked as far as that goes without a database.
type Manifest struct {
	files         []string // as they were given
	applications  []located[applicationEntry]
	resources     []located[resourceEntry]
	organizations []located[organizationEntry]
}

// located is an entry with the place where it stands.
type located[T any] struct {
	entry T
	spot  spot
}
