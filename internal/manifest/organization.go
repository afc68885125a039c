package manifest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// A member of the manifest's organizations, as it is while the run goes on.
type pendingOrganization struct {
	located[organizationEntry]

	now    organization.Organization
	change *Change
}

// organizations makes all of them before it ties them to each other: whoever
// leaves a reseller does so before that one changes, and whoever joins one does
// after.
func (r *run) organizations(ctx context.Context) error {
	var all []*pendingOrganization
	for _, one := range r.manifest.organizations {
		if one.entry.Absent {
			continue
		}
		p := &pendingOrganization{located: one}
		if err := r.organization(ctx, p); err != nil {
			return err
		}
		if p.now.ID != "" {
			all = append(all, p)
		}
	}
	for _, step := range []func(context.Context, *pendingOrganization) error{r.leave, r.reseller, r.join, r.uses} {
		for _, p := range all {
			if err := step(ctx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) organization(ctx context.Context, p *pendingOrganization) error {
	e := p.entry
	now, err := r.Organizations.BySlug(ctx, e.Slug)
	isNew := errors.Is(err, organization.ErrNotFound)
	if err != nil && !isNew {
		return err
	}
	seen := edits{all: isNew}
	changes := organization.Changes{
		Name: wanted(&seen, "name", now.Name, trimmed(e.Name)),
		Logo: wanted(&seen, "logo", now.Logo, trimmed(e.Logo.get())),
	}
	if e.Metadata.given {
		want := string(e.Metadata.value.RawMessage)
		if want == "null" {
			want = ""
		}
		if isNew || !same(metadata(now.Metadata), metadata(want)) {
			changes.Metadata = &want
			seen.fields = append(seen.fields, Field{Name: "metadata", Before: metadata(now.Metadata), After: metadata(want)})
		}
	}
	if isNew {
		return r.createOrganization(ctx, p, changes, seen.fields)
	}
	p.now = now
	if len(seen.fields) == 0 {
		return nil
	}
	if _, err := r.Organizations.Update(ctx, organization.AsAdministrator(r.by), now.ID, changes); err != nil {
		return r.refused(p.spot, err)
	}
	p.change = r.change(Edit, "organization", now.Slug, seen.fields...)
	return nil
}

// metadata is what the text of a JSON object says.
func metadata(text string) any {
	if text == "" {
		return nil
	}
	return object{[]byte(text)}
}

func (r *run) createOrganization(ctx context.Context, p *pendingOrganization, c organization.Changes, fields []Field) error {
	e := p.entry
	if e.Owner == "" {
		r.wrong(p.spot, "needs owner, the address of an account, to be created")
		return nil
	}
	owner, err := r.Users.ByEmail(ctx, strings.TrimSpace(e.Owner))
	if errors.Is(err, user.ErrNotFound) {
		r.wrong(p.spot.under("owner"), "is the address of no account")
		return nil
	}
	if err != nil {
		return err
	}
	made, _, err := r.Organizations.Create(ctx, r.by, organization.NewOrganization{
		Name: orEmpty(c.Name), Slug: e.Slug, Logo: orEmpty(c.Logo), Metadata: orEmpty(c.Metadata), OwnerID: owner.ID, KeepActive: true,
	})
	if err != nil {
		return r.refused(p.spot, err)
	}
	p.now, p.change = made, r.change(Add, "organization", made.Slug, append(fields, Field{Name: "owner", After: e.Owner})...)
	return nil
}

// note adds a member to what is told of an organization.
func (r *run) note(p *pendingOrganization, f Field) {
	if p.change == nil {
		p.change = r.change(Edit, "organization", p.now.Slug)
	}
	p.change.Fields = append(p.change.Fields, f)
}

// leave ends that an organization is somebody's client, if it is to be nobody's.
func (r *run) leave(ctx context.Context, p *pendingOrganization) error {
	if !p.entry.Parent.given || p.entry.Parent.value != "" || p.now.ParentID == "" {
		return nil
	}
	return r.setParent(ctx, p, "", "")
}

func (r *run) join(ctx context.Context, p *pendingOrganization) error {
	slug := p.entry.Parent.value
	if slug == "" {
		return nil
	}
	at := p.spot.under("parent")
	for _, o := range r.manifest.organizations {
		if o.entry.Slug == slug && o.entry.Absent {
			r.wrong(at, "is an organization that should be absent")
			return nil
		}
	}
	parent, err := r.Organizations.BySlug(ctx, slug)
	if errors.Is(err, organization.ErrNotFound) {
		r.wrong(at, "is no organization")
		return nil
	}
	if err != nil || parent.ID == p.now.ParentID {
		return err
	}
	return r.setParent(ctx, p, parent.ID, slug)
}

func (r *run) setParent(ctx context.Context, p *pendingOrganization, id, slug string) error {
	before := ""
	if p.now.ParentID != "" {
		old, err := r.Organizations.ByID(ctx, p.now.ParentID)
		if err != nil {
			return err
		}
		before = old.Slug
	}
	changed, err := r.Organizations.SetParent(ctx, r.by, p.now.ID, id)
	if err != nil {
		return r.refused(p.spot.under("parent"), err)
	}
	p.now = changed
	r.note(p, Field{Name: "parent", Before: before, After: slug})
	return nil
}

func (r *run) reseller(ctx context.Context, p *pendingOrganization) error {
	want := p.entry.IsReseller
	if want == nil {
		return nil
	}
	at := p.spot.under("isReseller")
	if !*want {
		if !p.now.IsReseller {
			return nil
		}
		if err := r.Organizations.RevokeReseller(ctx, r.by, p.now.ID); err != nil {
			return r.refused(at, err)
		}
		p.now.IsReseller = false
		r.note(p, Field{Name: "isReseller", Before: true, After: false})
		return nil
	}
	limit, held := p.entry.ClientLimit, int64(organization.UsualClients)
	if p.now.IsReseller {
		var err error
		if held, err = r.Organizations.ClientLimit(ctx, p.now.ID); err != nil {
			return err
		}
		if limit == nil || *limit == held {
			return nil
		}
	}
	var most int64
	if limit != nil {
		if most = *limit; most < 1 || most > organization.MostClients {
			r.wrong(p.spot.under("clientLimit"), fmt.Sprintf("must be between 1 and %d", organization.MostClients))
			return nil
		}
	}
	if _, err := r.Organizations.GrantReseller(ctx, r.by, p.now.ID, most); err != nil {
		return r.refused(at, err)
	}
	if !p.now.IsReseller {
		r.note(p, Field{Name: "isReseller", Before: false, After: true})
	}
	if limit != nil && *limit != held {
		r.note(p, Field{Name: "clientLimit", Before: held, After: *limit})
	}
	p.now.IsReseller = true
	return nil
}

// uses lets an organization use applications. To take one away takes from its
// members the roles they have there, so that only pruning does. A client keeps
// what its reseller may use too: it may have it from there.
func (r *run) uses(ctx context.Context, p *pendingOrganization) error {
	if p.entry.Applications == nil {
		return nil
	}
	held, err := r.usable(ctx, p.now.ID)
	if err != nil {
		return err
	}
	var added []string
	for i, slug := range *p.entry.Applications {
		at := p.spot.item("applications", i)
		id, err := r.applicationID(ctx, at, slug)
		if err != nil {
			return err
		}
		if id == "" || slices.Contains(held, slug) {
			continue
		}
		if err := r.Access.Allow(ctx, r.by, p.now.ID, id); err != nil {
			return r.refused(at, err)
		}
		added = append(added, slug)
	}
	if len(added) > 0 {
		r.note(p, Field{Name: "applications", Before: held, After: append(slices.Clone(held), added...)})
	}
	var passed []string
	if p.now.ParentID != "" {
		if passed, err = r.usable(ctx, p.now.ParentID); err != nil {
			return err
		}
	}
	for _, slug := range held {
		if slices.Contains(*p.entry.Applications, slug) || slices.Contains(passed, slug) {
			continue
		}
		if err := r.surplus(p.spot.under("applications"), "use of application", p.now.Slug+"/"+slug, func() error {
			found, err := r.Applications.ByClientID(ctx, slug)
			if err != nil {
				return err
			}
			return r.Access.Disallow(ctx, r.by, p.now.ID, found.ID)
		}); err != nil {
			return err
		}
	}
	return nil
}

// usable are the slugs of the applications that an organization may use.
func (r *run) usable(ctx context.Context, organizationID string) ([]string, error) {
	all, err := r.Access.AllowedApplications(ctx, organizationID)
	slugs := make([]string, 0, len(all))
	for _, a := range all {
		slugs = append(slugs, a.Slug)
	}
	return slugs, err
}
