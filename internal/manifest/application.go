package manifest

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

func (r *run) application(ctx context.Context, a located[applicationEntry]) error {
	found, err := r.Applications.ByClientID(ctx, a.entry.Slug)
	isNew := errors.Is(err, application.ErrNotFound)
	if err != nil && !isNew {
		return err
	}
	if isNew {
		found, err = r.createApplication(ctx, a)
	} else {
		err = r.updateApplication(ctx, a, found)
	}
	if err != nil || found.ID == "" {
		return err
	}
	if err := r.secrets(ctx, a, found, isNew); err != nil {
		return err
	}
	if err := r.rights(ctx, a, found); err != nil {
		return err
	}
	return r.plans(ctx, a, found)
}

// createApplication returns nothing after a mistake.
func (r *run) createApplication(ctx context.Context, a located[applicationEntry]) (application.Application, error) {
	e, none := a.entry, application.Application{}
	client, err := clientWith(none.Client, e.Client)
	if err != nil {
		return none, r.refused(a.spot, err)
	}
	seen := edits{all: true}
	e.changes(&seen, none)
	wanted(&seen, "isPublic", false, e.IsPublic)
	clientEdits(&seen, none.Client, client, e.Client)
	n := application.NewApplication{
		Slug: e.Slug, Name: orEmpty(e.Name), Description: e.Description.value, URL: e.URL.value, Icon: e.Icon.value,
		IsPublic: isTrue(e.IsPublic), SkipConsent: isTrue(e.SkipConsent), IsMfaRequired: isTrue(e.IsMfaRequired),
		GrantOnRegister: isTrue(e.GrantOnRegister), IsActive: e.IsActive, AllowRegister: e.AllowRegister, RequirePKCE: e.RequirePKCE,
		IDTokenAlg: orEmpty(e.IDTokenAlg), RedirectURIs: each(e.RedirectURIs), Client: client, WithoutSecret: true,
	}
	if e.AllowedScopes != nil { // empty is not the default
		n.AllowedScopes = *e.AllowedScopes
	}
	made, _, err := r.Applications.Create(ctx, r.by, n)
	if err != nil {
		return none, r.refused(a.spot, err)
	}
	r.change(Add, "application", made.Slug, seen.fields...)
	return made, nil
}

func (r *run) updateApplication(ctx context.Context, a located[applicationEntry], now application.Application) error {
	e := a.entry
	if now.Origin != application.OriginAdmin {
		r.wrong(a.spot.under("slug"), "is a client that registered itself, which no file changes")
		return nil
	}
	if e.IsPublic != nil && *e.IsPublic != now.IsPublic {
		r.wrong(a.spot.under("isPublic"), "cannot be changed")
		return nil
	}
	if now.IsPublic && e.RequirePKCE != nil && !*e.RequirePKCE {
		r.wrong(a.spot.under("requirePkce"), "must be true for public applications")
		return nil
	}
	client, err := clientWith(now.Client, e.Client)
	if err != nil {
		return r.refused(a.spot, err)
	}
	var seen edits
	changes := e.changes(&seen, now)
	changes.ClientMembers = clientEdits(&seen, now.Client, client, e.Client)
	if len(seen.fields) == 0 {
		return nil
	}
	if _, err := r.Applications.Update(ctx, r.by, now.ID, changes); err != nil {
		return r.refused(a.spot, err)
	}
	r.change(Edit, "application", now.Slug, seen.fields...)
	return nil
}

// changes are those of all settings but the client's.
func (e applicationEntry) changes(seen *edits, now application.Application) application.Changes {
	return application.Changes{
		Name:            wanted(seen, "name", now.Name, trimmed(e.Name)),
		Description:     wanted(seen, "description", now.Description, trimmed(e.Description.get())),
		URL:             wanted(seen, "url", now.URL, trimmed(e.URL.get())),
		Icon:            wanted(seen, "icon", now.Icon, trimmed(e.Icon.get())),
		IsActive:        wanted(seen, "isActive", now.IsActive, e.IsActive),
		SkipConsent:     wanted(seen, "skipConsent", now.SkipConsent, e.SkipConsent),
		IsMfaRequired:   wanted(seen, "isMfaRequired", now.IsMfaRequired, e.IsMfaRequired),
		AllowRegister:   wanted(seen, "allowRegister", now.AllowRegister, e.AllowRegister),
		GrantOnRegister: wanted(seen, "grantOnRegister", now.GrantOnRegister, e.GrantOnRegister),
		RequirePKCE:     wanted(seen, "requirePkce", now.RequirePKCE, e.RequirePKCE),
		AllowedScopes:   wanted(seen, "allowedScopes", now.AllowedScopes, e.AllowedScopes),
		RedirectURIs:    wanted(seen, "redirectUris", now.RedirectURIs, e.RedirectURIs),
		IDTokenAlg:      wanted(seen, "idTokenSignedResponseAlg", now.IDTokenAlg, e.IDTokenAlg),
	}
}

// clientWith returns settings with some members replaced, or reset by null.
func clientWith(now application.Client, members clientMembers) (application.Client, error) {
	all, err := clientMap(now)
	if err != nil {
		return now, err
	}
	for name, value := range members {
		delete(all, name)
		if string(value) != "null" {
			all[name] = value
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return now, err
	}
	var with application.Client
	if err := json.Unmarshal(text, &with); err != nil {
		return now, application.ErrInvalid.With(fault.Field{Name: "body.client", Problem: "has a member of the wrong type"})
	}
	return with, nil
}

// clientMap are the settings that are not the default.
func clientMap(c application.Client) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	all := map[string]json.RawMessage{}
	return all, json.Unmarshal(text, &all)
}

// clientEdits returns those members that change something. Settings are compared
// as they are stored, where a default is not written.
func clientEdits(seen *edits, now, then application.Client, members clientMembers) map[string]json.RawMessage {
	before, err := clientMap(now)
	if err != nil {
		return members
	}
	after, err := clientMap(then)
	if err != nil {
		return members
	}
	changing := map[string]json.RawMessage{}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if same(before[name], after[name]) {
			continue
		}
		changing[name] = members[name]
		seen.fields = append(seen.fields, Field{Name: "client." + name, Before: orNil(before[name]), After: orNil(after[name])})
	}
	return changing
}

func orNil(text json.RawMessage) any {
	if text == nil {
		return nil
	}
	return text
}

// secrets sees to it that the application has those of the file.
func (r *run) secrets(ctx context.Context, a located[applicationEntry], app application.Application, isNew bool) error {
	if isNew && app.UsesSecret() && len(each(a.entry.Secrets)) == 0 {
		r.report.Notes = append(r.report.Notes, "application "+app.Slug+" has no client secret: add one to the file, or make one in the console")
	}
	if a.entry.Secrets == nil {
		return nil
	}
	if app.IsPublic {
		if len(*a.entry.Secrets) > 0 {
			r.wrong(a.spot.under("secrets"), "are not for public applications")
		}
		return nil
	}
	held, err := r.Applications.Secrets(ctx, app.ID)
	if err != nil {
		return err
	}
	listed := map[string]bool{}
	for i, want := range *a.entry.Secrets {
		name := strings.TrimSpace(want.Name)
		live, err := r.secret(ctx, a.spot.item("secrets", i), app, want, slices.ContainsFunc(held, func(s application.Secret) bool { return s.Name == name }))
		if err != nil {
			return err
		}
		listed[name] = live
	}
	for _, s := range held {
		name := app.Slug + "/" + s.Name
		if s.Name == "" {
			name = app.Slug + " (without a name)"
		}
		if listed[s.Name] {
			continue
		}
		if err := r.surplus(a.spot.under("secrets"), "secret", name, func() error {
			return r.Applications.RemoveSecret(ctx, r.by, app.ID, s.ID)
		}); err != nil {
			return err
		}
	}
	return nil
}

// secret reports whether the secret is one that the application should have: it
// should not when its time is over.
func (r *run) secret(ctx context.Context, at spot, app application.Application, want secretEntry, held bool) (live bool, err error) {
	name := strings.TrimSpace(want.Name)
	chosen := application.ChosenSecret{Name: name, Text: string(want.Value)}
	if want.ExpiresAt != nil {
		chosen.ExpiresAt = *want.ExpiresAt
		if !chosen.ExpiresAt.After(r.now) {
			r.report.Notes = append(r.report.Notes, "secret "+app.Slug+"/"+name+" has expired: take it out of the file")
			return false, nil
		}
	}
	changed, err := r.Applications.ChooseSecret(ctx, r.by, app.ID, chosen)
	if err != nil {
		return true, r.refused(at, err)
	}
	if changed {
		verb := Add
		if held {
			verb = Edit
		}
		fields := []Field{{Name: "value", Hidden: true}}
		if want.ExpiresAt != nil {
			fields = append(fields, Field{Name: "expiresAt", After: want.ExpiresAt})
		}
		r.change(verb, "secret", app.Slug+"/"+name, fields...)
	}
	return true, nil
}

// scopes refuses an application that is left with a scope nothing defines any
// more, which the applications' own check sees only when their list changes.
func (r *run) scopes(ctx context.Context) error {
	for _, a := range r.manifest.applications {
		foreign := slices.DeleteFunc(slices.Clone(each(a.entry.AllowedScopes)), func(scope string) bool { return slices.Contains(application.Scopes(), scope) })
		undefined, err := r.Resources.UndefinedScopes(ctx, foreign)
		if err != nil {
			return err
		}
		for i, scope := range each(a.entry.AllowedScopes) {
			at := a.spot.item("allowedScopes", i)
			noted := slices.ContainsFunc(r.mistakes, func(m Mistake) bool { return m.File == at.in.file && m.Member == at.path })
			if slices.Contains(undefined, scope) && !noted {
				r.wrong(at, "is a scope that nothing defines any more")
			}
		}
	}
	return nil
}
