package manifest

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// Parts are what the service works with.
type Parts struct {
	DB            *db.DB
	Users         *user.Service
	Applications  *application.Service
	Access        *access.Service
	Organizations *organization.Service
	Resources     *resource.Service
	Subscriptions *subscription.Service
}

// A Service brings its database to what manifests say.
type Service struct {
	Parts

	now func() time.Time
}

// New returns the service.
func New(p Parts, now func() time.Time) *Service { return &Service{p, now} }

// Options are how a manifest is applied.
type Options struct {
	Plan  bool // roll back in the end
	Prune bool // delete what the manifest says is not to be
}

var errPlanned = errors.New("manifest: planned")

// lock makes runs follow each other, so that of two at once the second sees what
// the first did.
const lock = "manifest"

// Apply does everything that a manifest asks for, or nothing. What a service
// refuses comes back as an InvalidError that names the place in the file.
func (s *Service) Apply(ctx context.Context, by actor.Actor, m *Manifest, o Options) (*Report, error) {
	var r *run
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		r = &run{Parts: s.Parts, by: by, manifest: m, prune: o.Prune, now: s.now(), report: &Report{}}
		if err := s.DB.Lock(ctx, lock); err != nil {
			return err
		}
		if err := r.all(ctx); err != nil && !errors.Is(err, errRefused) {
			return err
		}
		if err := mistaken(r.mistakes, m.files); err != nil {
			return err
		}
		if o.Plan {
			return errPlanned
		}
		return nil
	})
	if err != nil && !errors.Is(err, errPlanned) {
		return nil, err
	}
	return r.report, nil
}

// A run is one attempt to do everything.
type run struct {
	Parts

	by       actor.Actor
	manifest *Manifest
	prune    bool
	now      time.Time
	report   *Report
	mistakes []Mistake
}

// all goes from what others refer to, to what refers. Resources and applications
// name each other: which applications may ask for a resource is settled once
// they are there.
func (r *run) all(ctx context.Context) error {
	pending, err := r.resources(ctx)
	if err != nil {
		return err
	}
	for _, a := range r.manifest.applications {
		if !a.entry.Absent {
			if err := r.application(ctx, a); err != nil {
				return err
			}
		}
	}
	for _, p := range pending {
		if err := r.permitted(ctx, p); err != nil {
			return err
		}
	}
	if err := r.organizations(ctx); err != nil {
		return err
	}
	if err := r.removals(ctx); err != nil {
		return err
	}
	return r.scopes(ctx)
}

func (r *run) change(verb Verb, kind, name string, fields ...Field) *Change {
	c := &Change{Verb: verb, Kind: kind, Name: name, Fields: fields}
	r.report.Changes = append(r.report.Changes, c)
	return c
}

// surplus deletes something that the file leaves out of a list it has, or tells
// that it stays.
func (r *run) surplus(s spot, kind, name string, remove func() error) error {
	if !r.prune {
		r.report.Kept = append(r.report.Kept, kind+" "+name)
		return nil
	}
	if err := remove(); err != nil {
		return r.refused(s, err)
	}
	r.change(Remove, kind, name)
	return nil
}

// removals are of what the manifest says should be absent.
func (r *run) removals(ctx context.Context) error {
	for _, o := range r.manifest.organizations {
		if !o.entry.Absent {
			continue
		}
		found, err := r.Organizations.BySlug(ctx, o.entry.Slug)
		if errors.Is(err, organization.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := r.surplus(o.spot, "organization", found.Slug, func() error {
			_, err := r.Organizations.Delete(ctx, organization.AsAdministrator(r.by), found.ID)
			return err
		}); err != nil {
			return err
		}
	}
	if err := r.removedResources(ctx); err != nil {
		return err
	}
	for _, a := range r.manifest.applications {
		if !a.entry.Absent {
			continue
		}
		found, err := r.Applications.ByClientID(ctx, a.entry.Slug)
		if errors.Is(err, application.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := r.surplus(a.spot, "application", found.Slug, func() error { return r.Applications.Delete(ctx, r.by, found.ID) }); err != nil {
			return err
		}
	}
	return nil
}

// applicationID returns whom a slug in the manifest means; empty after a mistake.
func (r *run) applicationID(ctx context.Context, at spot, slug string) (string, error) {
	for _, a := range r.manifest.applications {
		if a.entry.Slug == slug && a.entry.Absent {
			r.wrong(at, "is an application that should be absent")
			return "", nil
		}
	}
	found, err := r.Applications.ByClientID(ctx, slug)
	if errors.Is(err, application.ErrNotFound) {
		r.wrong(at, "is no application")
		return "", nil
	}
	return found.ID, err
}
