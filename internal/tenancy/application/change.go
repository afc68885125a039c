package application

import (
	"context"
	"maps"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Create makes an application and all it brings along. The secret is empty
// for one that needs or wants none, and cannot be had again.
func (s *Service) Create(ctx context.Context, by actor.Actor, n NewApplication) (a Application, clientSecret string, err error) {
	d, clientSecret, err := s.create(ctx, by, n)
	return d.Application, clientSecret, err
}

func (s *Service) create(ctx context.Context, by actor.Actor, n NewApplication) (Detail, string, error) {
	a := n.application()
	unknown, err := s.unknownScopes(ctx, a.AllowedScopes)
	if err != nil {
		return Detail{}, "", err
	}
	if err := a.settle(unknown); err != nil {
		return Detail{}, "", err
	}
	a.ID, a.CreatedAt = secret.UUID(), s.clock()
	a.UpdatedAt = a.CreatedAt
	clientSecret := ""
	if a.UsesSecret() && !n.WithoutSecret {
		clientSecret = secret.Hex(secretBytes)
	}
	var d Detail
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.insert(ctx, a); err != nil {
			return err
		}
		if clientSecret != "" {
			if err := s.store.insertSecret(ctx, a.ID, Secret{ID: secret.UUID(), CreatedAt: a.CreatedAt}, secret.Digest(clientSecret)); err != nil {
				return err
			}
		}
		for _, f := range s.onCreate {
			if err := f(ctx, by, a); err != nil {
				return err
			}
		}
		if err := s.record(ctx, by, "application.created", a, map[string]any{"slug": a.Slug, "name": a.Name, "isPublic": a.IsPublic}); err != nil {
			return err
		}
		var err error
		d, err = s.store.detail(ctx, a.ID)
		return err
	})
	if err != nil {
		return Detail{}, "", err
	}
	return d, clientSecret, nil
}

// Update changes an application; the change counts at once.
func (s *Service) Update(ctx context.Context, by actor.Actor, id string, c Changes) (Detail, error) {
	var d Detail
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		a, err := s.lock(ctx, id)
		if err != nil {
			return err
		}
		before := a.facts()
		names, err := c.apply(&a)
		if err != nil {
			return err
		}
		if len(names) > 0 {
			unknown, err := s.unknownScopes(ctx, a.AllowedScopes)
			if err != nil {
				return err
			}
			if err := a.settle(unknown, names...); err != nil {
				return err
			}
		}
		a.UpdatedAt = s.clock()
		if err := s.store.update(ctx, a); err != nil {
			return err
		}
		if err := s.changed(ctx, a); err != nil {
			return err
		}
		if err := s.record(ctx, by, "application.updated", a, map[string]any{
			"changed": c.named(names), "isActive": a.IsActive, "changes": audit.Changes(before, a.facts()),
		}); err != nil {
			return err
		}
		d, err = s.store.detail(ctx, id)
		return err
	})
	return d, err
}

// named tells the settings of the client that changed by their own names.
func (c Changes) named(members []string) []string {
	if len(c.ClientMembers) == 0 {
		return members
	}
	named := slices.DeleteFunc(slices.Clone(members), func(name string) bool { return name == "client" })
	for _, name := range slices.Sorted(maps.Keys(c.ClientMembers)) {
		if clientHas(name) {
			named = append(named, "client."+name)
		}
	}
	return named
}

// Delete removes an application with everything that belongs to it.
func (s *Service) Delete(ctx context.Context, by actor.Actor, id string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		a, err := s.lock(ctx, id)
		if err != nil {
			return err
		}
		if err := s.changed(ctx, a); err != nil {
			return err
		}
		if err := s.store.delete(ctx, id); err != nil {
			return err
		}
		return s.record(ctx, by, "application.deleted", a, map[string]any{"slug": a.Slug, "name": a.Name})
	})
}

func (s *Service) record(ctx context.Context, by actor.Actor, action string, a Application, details map[string]any) error {
	return s.audit.Record(ctx, by, audit.Event{Action: action, Target: "application", TargetID: a.ID, Details: details})
}
