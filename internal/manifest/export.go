package manifest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// Export writes the file that asks for what there is, in an order that stays: to
// apply it changes nothing. Secrets are left out, and so are clients that
// registered themselves, which no file changes.
func (s *Service) Export(ctx context.Context, by actor.Actor) ([]byte, error) {
	r := &run{Parts: s.Parts, by: by}
	var d document
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		d = document{}
		var err error
		if d.Applications, err = r.exportApplications(ctx); err != nil {
			return err
		}
		if d.Resources, err = r.exportResources(ctx); err != nil {
			return err
		}
		d.Organizations, err = r.exportOrganizations(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.yaml()
}

// unlessEmpty leaves an empty text out.
func unlessEmpty(text string) optional[string] {
	if text == "" {
		return optional[string]{}
	}
	return some(text)
}

func (r *run) exportApplications(ctx context.Context) ([]applicationEntry, error) {
	var all []applicationEntry
	search := application.Search{Sort: application.SortSlug}
	for {
		page, err := r.Applications.List(ctx, search)
		if err != nil {
			return nil, err
		}
		for _, a := range page.Applications {
			if a.Origin != application.OriginAdmin {
				continue
			}
			e, err := r.exportApplication(ctx, a.Application)
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
		if search.Cursor = page.Next; search.Cursor == "" {
			return all, nil
		}
	}
}

func (r *run) exportApplication(ctx context.Context, a application.Application) (applicationEntry, error) {
	e := applicationEntry{
		Slug: a.Slug, Name: &a.Name, Description: unlessEmpty(a.Description), URL: unlessEmpty(a.URL), Icon: unlessEmpty(a.Icon),
		IsActive: &a.IsActive, IsPublic: &a.IsPublic, SkipConsent: &a.SkipConsent, IsMfaRequired: &a.IsMfaRequired,
		AllowRegister: &a.AllowRegister, GrantOnRegister: &a.GrantOnRegister, RequirePKCE: &a.RequirePKCE,
		AllowedScopes: &a.AllowedScopes, RedirectURIs: &a.RedirectURIs, IDTokenAlg: &a.IDTokenAlg,
	}
	client, err := clientMap(a.Client)
	if err != nil {
		return e, err
	}
	e.Client = client
	permissions, err := r.Access.Permissions(ctx, a.ID)
	if err != nil {
		return e, err
	}
	names, ids := []permissionEntry{}, map[string]permissionEntry{}
	for _, p := range permissions {
		names = append(names, permissionOf(p))
		ids[p.ID] = permissionOf(p)
	}
	slices.Sort(names)
	e.Permissions = &names
	roles, err := r.Access.Roles(ctx, a.ID)
	if err != nil {
		return e, err
	}
	e.Roles = &[]roleEntry{}
	for _, role := range roles {
		held := []permissionEntry{}
		for _, id := range role.PermissionIDs {
			held = append(held, ids[id])
		}
		slices.Sort(held)
		*e.Roles = append(*e.Roles, roleEntry{
			Name: role.Name, Description: unlessEmpty(role.Description), IsDefault: &role.IsDefault, Permissions: &held,
		})
	}
	slices.SortFunc(*e.Roles, func(a, b roleEntry) int { return strings.Compare(a.Name, b.Name) })
	e.Plans, err = r.exportPlans(ctx, a.ID)
	return e, err
}

func (r *run) exportPlans(ctx context.Context, applicationID string) (*[]planEntry, error) {
	plans, err := r.Subscriptions.Plans(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	all := []planEntry{}
	for _, p := range plans {
		all = append(all, planEntry{
			Name: p.Name, Description: unlessEmpty(p.Description), StripeProductID: unlessEmpty(p.StripeProductID),
			Features: object{p.Features}, IsDefault: &p.IsDefault, Prices: exportPrices(p.Prices),
		})
	}
	slices.SortFunc(all, func(a, b planEntry) int { return strings.Compare(a.Name, b.Name) })
	return &all, nil
}

// exportPrices leaves out prices that only a list could hold apart.
func exportPrices(held []subscription.Price) *[]priceEntry {
	all, seen := []priceEntry{}, map[string]bool{}
	for _, p := range held {
		if seen[keyOf(p)] {
			continue
		}
		seen[keyOf(p)] = true
		all = append(all, priceEntry{Name: p.Name, Amount: p.Amount, Currency: p.Currency, Interval: p.Interval, StripePriceID: unlessEmpty(p.StripePriceID)})
	}
	slices.SortFunc(all, func(a, b priceEntry) int { return strings.Compare(a.key(), b.key()) })
	return &all
}

func (r *run) exportResources(ctx context.Context) ([]resourceEntry, error) {
	held, err := r.Resources.List(ctx)
	if err != nil {
		return nil, err
	}
	var all []resourceEntry
	for _, one := range held {
		e := resourceEntry{
			Identifier: one.Identifier, Name: &one.Name, Description: unlessEmpty(one.Description), Scopes: &[]scopeEntry{},
			SigningAlg: &one.SigningAlg, OpenScopes: &one.OpenScopes, IsActive: &one.IsActive,
		}
		if one.TokenLife > 0 {
			e.TokenLife = some(int64(one.TokenLife / time.Second))
		}
		for _, scope := range one.Scopes {
			*e.Scopes = append(*e.Scopes, scopeEntry(scope))
		}
		slugs, err := r.slugs(ctx, one.Applications)
		if err != nil {
			return nil, err
		}
		if slugs != nil {
			slices.Sort(slugs)
			e.Applications = some(slugs)
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b resourceEntry) int { return strings.Compare(a.Identifier, b.Identifier) })
	return all, nil
}

const organizationsPage = 100

func (r *run) exportOrganizations(ctx context.Context) ([]organizationEntry, error) {
	var held []organization.Organization
	for page := 1; ; page++ {
		found, _, err := r.Organizations.List(ctx, organization.Search{Page: page, Limit: organizationsPage})
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			held = append(held, o.Organization)
		}
		if len(found) < organizationsPage {
			break
		}
	}
	slugs := map[string]string{}
	for _, o := range held {
		slugs[o.ID] = o.Slug
	}
	var all []organizationEntry
	for _, o := range held {
		e, err := r.exportOrganization(ctx, o, slugs)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b organizationEntry) int { return strings.Compare(a.Slug, b.Slug) })
	return all, nil
}

func (r *run) exportOrganization(ctx context.Context, o organization.Organization, slugs map[string]string) (organizationEntry, error) {
	e := organizationEntry{Slug: o.Slug, Name: &o.Name, Logo: unlessEmpty(o.Logo), IsReseller: &o.IsReseller}
	if o.Metadata != "" {
		e.Metadata = some(object{json.RawMessage(o.Metadata)})
	}
	if o.ParentID != "" {
		e.Parent = some(slugs[o.ParentID])
	}
	if o.IsReseller {
		limit, err := r.Organizations.ClientLimit(ctx, o.ID)
		if err != nil {
			return e, err
		}
		e.ClientLimit = &limit
	}
	owners, _, err := r.Organizations.Members(ctx, organization.AsAdministrator(r.by), o.ID, organization.MemberSearch{
		Limit: 1, Filter: organization.Filter{Field: "role", Values: []string{organization.RoleOwner}},
	})
	if err != nil {
		return e, err
	}
	for _, owner := range owners {
		e.Owner = owner.Person.Email
	}
	usable, err := r.usable(ctx, o.ID)
	slices.Sort(usable)
	e.Applications = &usable
	return e, err
}

// yaml writes a document with its members in the order of the types.
func (d document) yaml() ([]byte, error) {
	text, err := encode(d)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	n, err := asNode(decoder)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(n), encoder.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// asNode reads the next value of JSON as a node of YAML.
func asNode(decoder *json.Decoder) (*yaml.Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		return asNodes(decoder, v)
	case string:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: escape(v)}, nil
	case json.Number:
		tag := "!!int"
		if strings.ContainsAny(v.String(), ".eE") {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: v.String()}, nil
	case bool:
		value := "false"
		if v {
			value = "true"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: value}, nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}, nil
}

func asNodes(decoder *json.Decoder, begin json.Delim) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	if begin == '{' {
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
	}
	for decoder.More() {
		if begin == '{' {
			key, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			name, ok := key.(string)
			if !ok {
				return nil, io.ErrUnexpectedEOF
			}
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name})
		}
		value, err := asNode(decoder)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, value)
	}
	_, err := decoder.Token() // the end
	return n, err
}
