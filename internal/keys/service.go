package keys

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	cacheKind = "keys"
	ringKey   = "ring"
	// PublishAhead is how long a new key is published before it signs: as long
	// as clients may keep the key set.
	PublishAhead = 10 * time.Minute
	// ScheduledAhead is PublishAhead for a rotation that is in no hurry: clients
	// that read the key set once a day know the new key before they meet it.
	ScheduledAhead = 24 * time.Hour
	// KeepAfter is how long a retired key stays published: longer than any
	// token lives, and than a browser session lives unused, whose ID token may
	// come back as a hint.
	KeepAfter = 8 * 24 * time.Hour
	// eraseAfter is how long a retired key keeps its private half: longer than
	// the clocks of replicas differ.
	eraseAfter = time.Hour
	// maxToken bounds what is parsed at all.
	maxToken = 16 << 10
)

// A Service signs and verifies.
type Service struct {
	db     *db.DB
	store  store
	hub    *cache.Hub
	cache  *cache.Cache[*ring]
	sealer secret.Sealer
	audit  *audit.Log
	now    func() time.Time
	opened sync.Map // kid → *Key; a key never changes but for its dates and its seal
}

// New returns the service.
func New(database *db.DB, hub *cache.Hub, log *audit.Log, sealer secret.Sealer, now func() time.Time) *Service {
	return &Service{
		db: database, store: store{database}, hub: hub, cache: cache.New[*ring](hub, cacheKind, 1),
		sealer: sealer, audit: log, now: now,
	}
}

// A ring is every published key at one moment.
type ring struct {
	keys []*Key // newest first
	jwks []byte
	etag string
}

func (s *Service) ring(ctx context.Context) (*ring, error) {
	return s.cache.Get(ctx, ringKey, s.load)
}

func (s *Service) load(ctx context.Context) (*ring, error) {
	rows, err := s.store.list(ctx)
	if err != nil {
		return nil, err
	}
	now := s.now()
	r := &ring{}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	stored := make(map[string]bool, len(rows))
	for _, row := range rows {
		stored[row.key.KID] = true
		k, err := s.open(row)
		if err != nil {
			return nil, err
		}
		if !k.published(now) {
			continue
		}
		r.keys = append(r.keys, k)
		set.Keys = append(set.Keys, k.public)
	}
	s.opened.Range(func(kid, _ any) bool {
		if !stored[kid.(string)] {
			s.opened.Delete(kid)
		}
		return true
	})
	if r.jwks, err = json.Marshal(set); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(r.jwks)
	r.etag = `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	return r, nil
}

func (s *Service) open(row stored) (*Key, error) {
	k := row.key
	if known, ok := s.opened.Load(k.KID); ok {
		dates := k
		k = *known.(*Key)
		k.SignsAt, k.RetiredAt, k.ExpiresAt, k.sealed = dates.SignsAt, dates.RetiredAt, dates.ExpiresAt, dates.sealed
		return &k, nil
	}
	if err := k.open(row.public, s.sealer); err != nil {
		return nil, err
	}
	if k.closed == nil {
		s.opened.Store(k.KID, &k)
	}
	return &k, nil
}

// Ensure makes the keys that are missing. Several replicas may call it at once.
func (s *Service) Ensure(ctx context.Context) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, cacheKind); err != nil {
			return err
		}
		current, err := s.load(ctx)
		if err != nil {
			return err
		}
		now := s.now()
		for _, alg := range Algorithms() {
			if k := current.signer(alg, now); k != nil {
				if k.closed != nil {
					return k.closed
				}
				continue
			}
			k, err := newKey(alg, now, now, s.sealer)
			if err != nil {
				return err
			}
			if err := s.store.insert(ctx, k); err != nil {
				return err
			}
		}
		return s.hub.Invalidate(ctx, cacheKind, ringKey)
	})
}

// Rotate publishes a new key of each given algorithm, which signs from
// PublishAhead on. At once is for an old key that others may know: it is
// withdrawn, and what it signed is worth nothing any more.
func (s *Service) Rotate(ctx context.Context, by actor.Actor, atOnce bool, algs ...string) error {
	algs = slices.Compact(slices.Sorted(slices.Values(algs)))
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, cacheKind); err != nil {
			return err
		}
		now := s.now()
		at := turn{signs: now.Add(PublishAhead), withdrawn: now.Add(PublishAhead + KeepAfter), reason: "asked for"}
		if atOnce {
			at = turn{signs: now, withdrawn: now, reason: "compromise"}
		}
		for _, alg := range algs {
			if err := s.replace(ctx, by, alg, at); err != nil {
				return err
			}
		}
		if err := s.store.purge(ctx, now); err != nil {
			return err
		}
		return s.hub.Invalidate(ctx, cacheKind, ringKey)
	})
}

// A turn says when a new key takes over and until when the old one is known.
type turn struct {
	signs, withdrawn time.Time
	reason           string
}

func (s *Service) replace(ctx context.Context, by actor.Actor, alg string, at turn) error {
	k, err := newKey(alg, s.now(), at.signs, s.sealer)
	if err != nil {
		return err
	}
	if err := s.store.retire(ctx, alg, at.signs, at.withdrawn); err != nil {
		return err
	}
	if err := s.store.insert(ctx, k); err != nil {
		return err
	}
	return s.audit.Record(ctx, by, audit.Event{
		Action: "signing_key.rotated", Target: "signing_key", TargetID: k.KID,
		Details: map[string]any{"alg": alg, "reason": at.reason, "signsAt": at.signs.UTC().Format(time.RFC3339)},
	})
}

// List returns every published key, newest first.
func (s *Service) List(ctx context.Context) ([]*Key, error) {
	r, err := s.ring(ctx)
	if err != nil {
		return nil, err
	}
	return r.keys, nil
}

// JWKS returns the published key set (RFC 7517) and its entity tag.
func (s *Service) JWKS(ctx context.Context) (body []byte, etag string, err error) {
	r, err := s.ring(ctx)
	if err != nil {
		return nil, "", err
	}
	return r.jwks, r.etag, nil
}

func (r *ring) signer(alg string, now time.Time) *Key {
	for _, k := range r.keys {
		if k.Alg == alg && k.signs(now) {
			return k
		}
	}
	return nil
}

// Sign returns the claims as a signed JWT with the given "typ" header.
func (s *Service) Sign(ctx context.Context, alg, typ string, claims any) (string, error) {
	r, err := s.ring(ctx)
	if err != nil {
		return "", err
	}
	k := r.signer(alg, s.now())
	if k == nil {
		return "", fmt.Errorf("no key signs %s now", alg)
	}
	if k.closed != nil {
		return "", k.closed
	}
	return k.sign(typ, claims)
}

// Verify checks that token is a JWT of the given type signed here and decodes
// its claims. It looks at no claim: times and audience are the caller's.
func (s *Service) Verify(ctx context.Context, token, typ string, claims any) error {
	if len(token) > maxToken {
		return ErrToken
	}
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256, jose.ES256, jose.EdDSA, jose.PS256})
	if err != nil {
		return ErrToken
	}
	header := jws.Signatures[0].Protected
	got, _ := header.ExtraHeaders[jose.HeaderType].(string)
	if got != typ {
		return ErrToken
	}
	r, err := s.ring(ctx)
	if err != nil {
		return err
	}
	for _, k := range r.keys {
		if k.KID != header.KeyID {
			continue
		}
		if k.Alg != header.Algorithm {
			return ErrToken
		}
		payload, err := jws.Verify(k.public.Key)
		if err != nil {
			return ErrToken
		}
		if err := json.Unmarshal(payload, claims); err != nil {
			return ErrToken
		}
		return nil
	}
	return ErrToken
}
