package manifest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// A pending resource has all but the applications that may ask for it.
type pendingResource struct {
	located[resourceEntry]

	now    resource.Resource
	change *Change // nil unless there is one
}

// resources makes and changes resources. A new one that names applications is
// open to none until permitted names them.
func (r *run) resources(ctx context.Context) ([]pendingResource, error) {
	if len(r.manifest.resources) == 0 {
		return nil, nil
	}
	held, err := r.Resources.List(ctx)
	if err != nil {
		return nil, err
	}
	var pending []pendingResource
	for _, one := range r.manifest.resources {
		if one.entry.Absent {
			continue
		}
		p := pendingResource{located: one}
		at := slices.IndexFunc(held, func(h resource.Resource) bool { return h.Identifier == one.entry.Identifier })
		if at < 0 {
			err = r.createResource(ctx, &p)
		} else {
			p.now = held[at]
			err = r.updateResource(ctx, &p)
		}
		if err != nil {
			return nil, err
		}
		if p.now.ID != "" {
			pending = append(pending, p)
		}
	}
	return pending, nil
}

func (r *run) createResource(ctx context.Context, p *pendingResource) error {
	e := p.entry
	seen := edits{all: true}
	e.changes(&seen, resource.Resource{})
	n := resource.NewResource{
		Identifier: e.Identifier, Name: orEmpty(e.Name), Description: e.Description.value, Scopes: scopesOf(each(e.Scopes)),
		TokenLife: lifeOf(e.TokenLife.value), SigningAlg: orEmpty(e.SigningAlg), OpenScopes: isTrue(e.OpenScopes), IsActive: e.IsActive,
	}
	if e.Applications.given && e.Applications.value != nil {
		n.Applications = []string{}
	}
	made, err := r.Resources.Create(ctx, r.by, n)
	if err != nil {
		return r.refused(p.spot, err)
	}
	p.now, p.change = made, r.change(Add, "resource", made.Identifier, seen.fields...)
	return nil
}

func (r *run) updateResource(ctx context.Context, p *pendingResource) error {
	var seen edits
	changes := p.entry.changes(&seen, p.now)
	if len(seen.fields) == 0 {
		return nil
	}
	if _, err := r.Resources.Update(ctx, r.by, p.now.ID, changes); err != nil {
		return r.refused(p.spot, err)
	}
	p.change = r.change(Edit, "resource", p.now.Identifier, seen.fields...)
	return nil
}

func (e resourceEntry) changes(seen *edits, now resource.Resource) resource.Changes {
	c := resource.Changes{
		Name:        wanted(seen, "name", now.Name, trimmed(e.Name)),
		Description: wanted(seen, "description", now.Description, trimmed(e.Description.get())),
		SigningAlg:  wanted(seen, "accessTokenSigningAlg", now.SigningAlg, e.SigningAlg),
		OpenScopes:  wanted(seen, "openScopes", now.OpenScopes, e.OpenScopes),
		IsActive:    wanted(seen, "isActive", now.IsActive, e.IsActive),
	}
	if e.Scopes != nil {
		want := scopesOf(*e.Scopes)
		c.Scopes = wanted(seen, "scopes", now.Scopes, &want)
	}
	if seconds := wanted(seen, "accessTokenLifetime", int64(now.TokenLife/time.Second), e.TokenLife.get()); seconds != nil {
		life := lifeOf(*seconds)
		c.TokenLife = &life
	}
	return c
}

func scopesOf(entries []scopeEntry) []resource.Scope {
	all := make([]resource.Scope, 0, len(entries))
	for _, s := range entries {
		all = append(all, resource.Scope{Name: s.Name, Description: strings.TrimSpace(s.Description)})
	}
	return all
}

// lifeOf makes of seconds that no time.Duration holds a life that is refused.
func lifeOf(seconds int64) time.Duration {
	if seconds < 0 || seconds > int64(resource.MaxTokenLife/time.Second) {
		return -1
	}
	return time.Duration(seconds) * time.Second
}

// permitted settles which applications may ask for a resource.
func (r *run) permitted(ctx context.Context, p pendingResource) error {
	want := p.entry.Applications
	if !want.given || want.value == nil && p.now.Applications == nil {
		return nil
	}
	var ids []string
	if want.value != nil {
		ids = []string{}
		for i, slug := range want.value {
			id, err := r.applicationID(ctx, p.spot.item("allowedApplications", i), slug)
			if err != nil {
				return err
			}
			if id == "" {
				return nil
			}
			ids = append(ids, id)
		}
		slices.Sort(ids)
	}
	held := slices.Sorted(slices.Values(p.now.Applications))
	isNew := p.change != nil && p.change.Verb == Add
	asBefore := (ids == nil) == (p.now.Applications == nil) && slices.Equal(ids, held)
	if !asBefore {
		if _, err := r.Resources.Update(ctx, r.by, p.now.ID, resource.Changes{Applications: &ids}); err != nil {
			return r.refused(p.spot, err)
		}
	}
	if asBefore && !isNew {
		return nil
	}
	field := Field{Name: "allowedApplications", After: orAll(want.value)}
	if !isNew {
		slugs, err := r.slugs(ctx, p.now.Applications)
		if err != nil {
			return err
		}
		field.Before = orAll(slugs)
	}
	if p.change == nil {
		p.change = r.change(Edit, "resource", p.now.Identifier)
	}
	p.change.Fields = append(p.change.Fields, field)
	return nil
}

func orAll(slugs []string) any {
	if slugs == nil {
		return "all"
	}
	return slices.Sorted(slices.Values(slugs))
}

// slugs are the names of applications in files; nil stays nil.
func (r *run) slugs(ctx context.Context, ids []string) ([]string, error) {
	if ids == nil {
		return nil, nil
	}
	all := []string{}
	for _, id := range ids {
		a, err := r.Applications.ByID(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, a.Slug)
	}
	return all, nil
}

func (r *run) removedResources(ctx context.Context) error {
	if !slices.ContainsFunc(r.manifest.resources, func(one located[resourceEntry]) bool { return one.entry.Absent }) {
		return nil
	}
	held, err := r.Resources.List(ctx)
	if err != nil {
		return err
	}
	for _, one := range r.manifest.resources {
		at := slices.IndexFunc(held, func(h resource.Resource) bool { return h.Identifier == one.entry.Identifier })
		if !one.entry.Absent || at < 0 {
			continue
		}
		if err := r.surplus(one.spot, "resource", one.entry.Identifier, func() error { return r.Resources.Delete(ctx, r.by, held[at].ID) }); err != nil {
			return err
		}
	}
	return nil
}
