package organization

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A NewOrganization is what one is made of.
type NewOrganization struct {
	Name, Slug, Logo, Metadata string
	// OwnerID is the account that will own it; empty means the caller's.
	OwnerID   string
	ParentID  string // the reseller whose client it becomes
	Ownerless bool   // of a client: its reseller manages it, and nobody is a member yet
	// KeepActive leaves the caller's session with the organization it is about.
	KeepActive bool
}

// Changes are a partial update: nil leaves a value as it is, an empty text takes
// logo or metadata away.
type Changes struct{ Name, Slug, Logo, Metadata *string }

// A Search selects organizations; Page counts from 1.
type Search struct {
	Text        string // beginning of the slug or of a word of the name
	Page, Limit int
}

// Listed is an organization as administrators list it.
type Listed struct {
	Organization

	Members int64
}

// Create makes an organization with its first owner, or returns ErrTaken. It
// becomes what the session of its owner is about, if that is the caller's.
func (s *Service) Create(ctx context.Context, by actor.Actor, n NewOrganization) (Organization, Member, error) {
	parentID, err := s.mayCreate(ctx, by, n.ParentID)
	if err != nil {
		return Organization{}, Member{}, err
	}
	now := s.clock()
	org := Organization{ID: secret.ID(), Slug: n.Slug, Logo: n.Logo, ParentID: parentID, CreatedAt: now, UpdatedAt: now}
	if org.Name, err = cleanName(n.Name); err != nil {
		return Organization{}, Member{}, err
	}
	if err := checkSlug(n.Slug); err != nil {
		return Organization{}, Member{}, err
	}
	if err := checkLogo(n.Logo); err != nil {
		return Organization{}, Member{}, err
	}
	if org.Metadata, err = compact(n.Metadata); err != nil {
		return Organization{}, Member{}, err
	}
	if n.OwnerID == "" {
		n.OwnerID = by.UserID
	}
	var owner Member
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		u, err := s.users.ByID(ctx, n.OwnerID)
		if err != nil {
			return err
		}
		if org.ParentID != "" {
			if err := s.roomFor(ctx, org.ParentID); err != nil {
				return err
			}
		}
		if err := s.store.insert(ctx, org); err != nil {
			return err
		}
		if n.Ownerless && org.ParentID != "" {
			return s.record(ctx, by, "created", org.ID, "", map[string]any{"slug": org.Slug, "name": org.Name, "parentId": org.ParentID})
		}
		if owner, err = s.admit(ctx, org.ID, u, RoleOwner); err != nil {
			return err
		}
		if err := s.forgetOrganization(ctx, org.ID); err != nil {
			return err
		}
		if err := s.record(ctx, by, "created", org.ID, u.ID, map[string]any{"slug": org.Slug, "name": org.Name, "parentId": org.ParentID}); err != nil {
			return err
		}
		if n.KeepActive || by.SessionID == "" || u.ID != by.UserID {
			return nil
		}
		_, err = s.sessions.Activate(ctx, by, by.SessionID, org.ID)
		return err
	})
	return org, owner, err
}

// Update changes an organization, or returns ErrTaken.
func (s *Service) Update(ctx context.Context, a Authority, id string, c Changes) (Organization, error) {
	var changed Organization
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		before, own, err := s.enter(ctx, a, id)
		if err != nil {
			return err
		}
		if !Permits(own, onOrganization, toUpdate) {
			return errMayNotUpdate
		}
		if changed, err = before.with(c); err != nil {
			return err
		}
		fields := changed.differences(before)
		if len(fields) == 0 {
			return nil
		}
		changed.UpdatedAt = s.clock()
		if err := s.store.update(ctx, changed); err != nil {
			return err
		}
		if err := s.forgetOrganization(ctx, id); err != nil {
			return err
		}
		return s.record(ctx, a.By, "updated", id, "", map[string]any{
			"fields": fields, "name": changed.Name, "slug": changed.Slug, "changes": audit.Changes(before.facts(), changed.facts()),
		})
	})
	return changed, err
}

// facts are what the audit trail tells of an organization.
func (o Organization) facts() map[string]any {
	return map[string]any{"name": o.Name, "slug": o.Slug, "logo": o.Logo, "metadata": o.Metadata}
}

func (o Organization) with(c Changes) (Organization, error) {
	var err error
	if c.Name != nil {
		if o.Name, err = cleanName(*c.Name); err != nil {
			return o, err
		}
	}
	if c.Slug != nil {
		o.Slug = *c.Slug
		if err = checkSlug(o.Slug); err != nil {
			return o, err
		}
	}
	if c.Logo != nil {
		o.Logo = *c.Logo
		if err = checkLogo(o.Logo); err != nil {
			return o, err
		}
	}
	if c.Metadata != nil {
		o.Metadata, err = compact(*c.Metadata)
	}
	return o, err
}

func (o Organization) differences(before Organization) []string {
	var fields []string
	for _, f := range []struct{ name, now, then string }{
		{"name", o.Name, before.Name}, {"slug", o.Slug, before.Slug}, {"logo", o.Logo, before.Logo}, {"metadata", o.Metadata, before.Metadata},
	} {
		if f.now != f.then {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// Delete removes an organization. Every membership in it ends first.
func (s *Service) Delete(ctx context.Context, a Authority, id string) (Organization, error) {
	var deleted Organization
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		org, own, err := s.enter(ctx, a, id)
		if err != nil {
			return err
		}
		if !Permits(own, onOrganization, toDelete) {
			return errMayNotDelete
		}
		deleted = org
		return s.erase(ctx, a.By, org)
	})
	return deleted, err
}

// erase removes a locked organization.
func (s *Service) erase(ctx context.Context, by actor.Actor, org Organization) error {
	if err := s.closeClients(ctx, by, org.ID); err != nil {
		return err
	}
	if err := s.accesses.OnErase(ctx, org.ID); err != nil {
		return err
	}
	members, err := s.store.userIDs(ctx, org.ID)
	if err != nil {
		return err
	}
	if err := s.store.remove(ctx, org.ID); err != nil {
		return err
	}
	if err := s.forgetOrganization(ctx, org.ID); err != nil {
		return err
	}
	for _, userID := range members {
		if err := s.ended(ctx, org.ID, userID); err != nil {
			return err
		}
	}
	return s.record(ctx, by, "deleted", org.ID, "", map[string]any{"slug": org.Slug, "name": org.Name, "members": len(members)})
}

// SlugFree returns ErrTaken when an organization has the slug.
func (s *Service) SlugFree(ctx context.Context, slug string) error {
	if err := checkSlug(slug); err != nil {
		return err
	}
	taken, err := s.store.slugTaken(ctx, slug)
	if err == nil && taken {
		err = ErrTaken
	}
	return err
}

// List returns organizations to administrators, by name, and how many match.
func (s *Service) List(ctx context.Context, f Search) ([]Listed, int64, error) {
	return s.store.list(ctx, f)
}

// Get returns an organization to one of its members.
func (s *Service) Get(ctx context.Context, a Authority, id string) (Organization, error) {
	org, _, err := s.look(ctx, a, id)
	return org, err
}

// Allowed reports whether the caller's role in an organization permits all that
// is asked, by kind of thing.
func (s *Service) Allowed(ctx context.Context, by actor.Actor, organizationID string, asked map[string][]string) (bool, error) {
	_, own, err := s.look(ctx, AsMember(by), organizationID)
	if err != nil {
		return false, err
	}
	for kind, actions := range asked {
		if slices.ContainsFunc(actions, func(action string) bool { return !Permits(own, kind, action) }) {
			return false, nil
		}
	}
	return true, nil
}
