package registration

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// What bounds strangers who make up addresses: new documents in an hour, of
// one host and of all, and documents that wait for an administrator.
const (
	perHost    = 30
	perHour    = 300
	maxPending = 200
	// staleLife is how long a stored document serves whose server is away.
	staleLife = 7 * 24 * time.Hour
)

const documentsLock = "client-documents"

// Documents reports whether the address of a document can be a client id.
func (s *Service) Documents() bool { return s.settings.Documents != config.DocumentsOff }

// Resolve returns the application with a client id: one that is known, or one
// that the document at the address describes, which is read when what is known
// of it is no longer fresh. An *oauth.Error says why a document is not
// accepted; ErrPending that an administrator must look at it first.
func (s *Service) Resolve(ctx context.Context, clientID string) (application.Application, error) {
	if !strings.HasPrefix(clientID, "https://") {
		return s.Applications.ByClientID(ctx, clientID)
	}
	if !s.Documents() {
		return application.Application{}, application.ErrNotFound
	}
	if err := documentURL(clientID); err != nil {
		return application.Application{}, err
	}
	host := hostOf(clientID)
	if s.settings.Documents == config.DocumentsAllowList && !s.settings.AllowsHost(host) {
		return application.Application{}, errHostRefused
	}
	known, err := s.Applications.ByClientID(ctx, clientID)
	switch {
	case errors.Is(err, application.ErrNotFound):
		return s.meet(ctx, clientID, host)
	case err != nil:
		return application.Application{}, err
	case !known.IsActive: // nothing a document says changes that
		return s.inactive(ctx, known)
	}
	return s.refresh(ctx, known)
}

// inactive tells what waits for an administrator from what one has disabled.
func (s *Service) inactive(ctx context.Context, a application.Application) (application.Application, error) {
	waiting, err := s.waiting(ctx, a)
	if err == nil && waiting {
		err = ErrPending
	}
	return a, err
}

// waiting reports whether the client of a document awaits a decision.
func (s *Service) waiting(ctx context.Context, a application.Application) (bool, error) {
	held, err := s.store.document(ctx, a.ID)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return held.pending, err
}

// meet reads the document of a client that was never here before.
func (s *Service) meet(ctx context.Context, address, host string) (application.Application, error) {
	var none application.Application
	for key, rate := range map[string]limit.Rate{host: {Max: perHost, Window: time.Hour}, "": {Max: perHour, Window: time.Hour}} {
		if s.newcomers.Take(key, rate) != nil {
			return none, errDocuments
		}
	}
	doc, err := s.documents.Get(ctx, address)
	if err != nil {
		return none, unreadable(ctx, address, err)
	}
	t, err := s.trust(ctx, false)
	if err != nil {
		return none, err
	}
	n, err := doc.application(address, t)
	if err != nil {
		return none, refusal(err)
	}
	pending := s.settings.Documents == config.DocumentsAskAdmin && !s.settings.AllowsHost(host)
	n.IsActive = new(!pending)
	var a application.Application
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.DB.Lock(ctx, documentsLock); err != nil {
			return err
		}
		var err error
		if a, err = s.Applications.ByClientID(ctx, address); !errors.Is(err, application.ErrNotFound) {
			return err // somebody else has met it meanwhile
		}
		if pending {
			waiting, err := s.store.countPending(ctx)
			if err != nil {
				return err
			}
			if waiting >= maxPending {
				return errDocuments
			}
		}
		if a, _, err = s.Applications.Create(ctx, actor.Actor{}, n); err != nil {
			return notAccepted(err)
		}
		if err := s.store.insertDocument(ctx, row{applicationID: a.ID, digest: doc.digest, pending: pending, fetchedAt: s.now()}); err != nil {
			return err
		}
		return s.record(ctx, actor.Actor{}, "application.document_read", a.ID, map[string]any{"client_id": address, "pending": pending})
	})
	if err != nil {
		return none, refusal(err)
	}
	if !a.IsActive {
		return s.inactive(ctx, a)
	}
	doc.settled.Store(true)
	return a, nil
}

// refresh holds a stored client to what its document says now.
func (s *Service) refresh(ctx context.Context, known application.Application) (application.Application, error) {
	address := known.DocumentURL
	doc, err := s.documents.Get(ctx, address)
	if err != nil {
		if gone(err) {
			return known, unreadable(ctx, address, err)
		}
		return s.stale(ctx, known, err)
	}
	if doc.settled.Load() {
		return known, nil
	}
	t, err := s.trust(ctx, false)
	if err != nil {
		return known, err
	}
	n, err := doc.application(address, t)
	if err != nil {
		return known, refusal(err)
	}
	if n.IsPublic != known.IsPublic {
		return known, refusal(&documentError{"changed between a public and a confidential client; an administrator must remove the one known here"})
	}
	var a application.Application
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		var err error
		a, err = s.settle(ctx, known, n, doc.digest)
		return err
	})
	if err != nil {
		return known, refusal(err)
	}
	doc.settled.Store(true)
	return a, nil
}

// settle stores what a document says now, if that is something new.
func (s *Service) settle(ctx context.Context, known application.Application, n application.NewApplication, digest string) (application.Application, error) {
	if err := s.DB.Lock(ctx, documentsLock); err != nil {
		return known, err
	}
	held, err := s.store.document(ctx, known.ID)
	if err != nil {
		return known, err
	}
	old, err := s.Applications.ByID(ctx, known.ID)
	if err != nil {
		return known, err
	}
	held.fetchedAt = s.now()
	if held.digest == digest {
		return old, s.store.updateDocument(ctx, held)
	}
	changes := changesFor(old, n)
	changes.AllowedScopes = nil // an administrator may have allowed others
	d, err := s.Applications.Update(ctx, actor.Actor{}, old.ID, changes)
	if err != nil {
		return known, notAccepted(err)
	}
	changed := differences(old, d.Application)
	held.digest = digest
	if len(changed) > 0 {
		held.changed, held.changedAt = changed, held.fetchedAt
		if err := s.record(ctx, actor.Actor{}, "application.document_changed", old.ID, map[string]any{
			"changed": changed, "redirect_uris_before": old.RedirectURIs, "redirect_uris": d.RedirectURIs,
		}); err != nil {
			return known, err
		}
	}
	if slices.ContainsFunc(changed, sensitive) {
		if err := s.Grants.ForgetConsents(ctx, old.ID); err != nil { // users see what it is now and decide anew
			return known, err
		}
	}
	return d.Application, s.store.updateDocument(ctx, held)
}

// stale lets a client go on for a while whose document cannot be fetched.
func (s *Service) stale(ctx context.Context, known application.Application, cause error) (application.Application, error) {
	held, err := s.store.document(ctx, known.ID)
	if err != nil {
		return known, err
	}
	if s.now().After(held.fetchedAt.Add(staleLife)) {
		return known, unreadable(ctx, known.DocumentURL, cause)
	}
	return known, nil
}

// gone reports whether a failure says something of the document, and not only
// of the way to it.
func gone(err error) bool {
	if _, ok := errors.AsType[*documentError](err); ok {
		return true
	}
	for _, certain := range []error{fetch.ErrURL, fetch.ErrAddress, fetch.ErrTooLarge, fetch.ErrType} {
		if errors.Is(err, certain) {
			return true
		}
	}
	const timeout, limited, server = 408, 429, 500
	answer, ok := errors.AsType[*fetch.StatusError](err)
	return ok && answer.Status < server && answer.Status != timeout && answer.Status != limited
}

// unreadable tells of a document that could not be had, and nothing of what its
// server said.
func unreadable(ctx context.Context, address string, err error) error {
	if _, ok := errors.AsType[*documentError](err); ok {
		return refusal(err)
	}
	if ctx.Err() != nil {
		return err
	}
	slog.InfoContext(ctx, "a client's metadata document was not read", "host", hostOf(address), "err", err)
	return oauth.Fail(oauth.CodeInvalidClient, "the client's metadata document could not be fetched")
}

// refusal tells whoever made a document what is wrong with it. What is ours
// stays an error of ours.
func refusal(err error) error {
	if invalid, ok := errors.AsType[*documentError](err); ok {
		return oauth.Fail(oauth.CodeInvalidClient, "%s", invalid.Error())
	}
	return err
}

// OnApplicationChanged ends the waiting of a document whose application an
// administrator activated. Wire hands it to the applications.
func (s *Service) OnApplicationChanged(ctx context.Context, applicationID string) error {
	return s.store.decideActive(ctx, applicationID)
}

// Described lists the clients that documents describe, those that wait for an
// administrator first.
func (s *Service) Described(ctx context.Context) ([]Document, error) {
	rows, err := s.store.documents(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Document, 0, len(rows))
	for _, x := range rows {
		a, err := s.Applications.ByID(ctx, x.applicationID)
		if errors.Is(err, application.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, documentOf(a, x))
	}
	return all, nil
}

func documentOf(a application.Application, x row) Document {
	return Document{Application: a, Pending: x.pending, FetchedAt: x.fetchedAt, ChangedAt: x.changedAt, Changed: slices.Concat([]string{}, x.changed)}
}

// Decide says whether the client of a document may be used. Until somebody
// decides otherwise, reading the document again changes nothing about that.
func (s *Service) Decide(ctx context.Context, by actor.Actor, applicationID string, approve bool) (Document, error) {
	var d Document
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.Applications.Lock(ctx, applicationID); err != nil {
			return err
		}
		if _, err := s.store.document(ctx, applicationID); errors.Is(err, db.ErrNone) {
			return ErrNoDocument
		} else if err != nil {
			return err
		}
		if err := s.store.decide(ctx, applicationID); err != nil {
			return err
		}
		detail, err := s.Applications.Update(ctx, by, applicationID, application.Changes{IsActive: &approve})
		if err != nil {
			return err
		}
		x, err := s.store.document(ctx, applicationID)
		d = documentOf(detail.Application, x)
		return err
	})
	return d, err
}
