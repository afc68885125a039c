package grant

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// What is remembered is cut in three, so that each end of a right touches one
// entry: of a token, of a grant with all its tokens, of a browser session with
// all its grants. Refresh tokens and codes are never remembered.
const (
	kindToken   = "token"         // by digest
	kindGrant   = "grant"         // by id
	kindSession = "grant-session" // when a session ends, by its id
	kindDenied  = "token-denied"  // whether a JWT was revoked, by the digest of its jti
	remembered  = 20_000          // of each
)

type memory struct {
	tokens   *cache.Cache[Token]
	grants   *cache.Cache[Grant]
	sessions *cache.Cache[time.Time]
	denied   *cache.Cache[bool]
}

func newMemory(hub *cache.Hub) memory {
	return memory{
		tokens:   cache.New[Token](hub, kindToken, remembered),
		grants:   cache.New[Grant](hub, kindGrant, remembered),
		sessions: cache.New[time.Time](hub, kindSession, remembered),
		denied:   cache.New[bool](hub, kindDenied, remembered),
	}
}

// filling is called before a query and keeps what it found.
func (m memory) filling(ctx context.Context) (keep func(Held)) {
	token, grant, session := m.tokens.Filling(ctx), m.grants.Filling(ctx), m.sessions.Filling(ctx)
	return func(h Held) {
		if h.Token.Kind == KindRefresh {
			return
		}
		if h.Token.Digest != "" {
			token(h.Token.Digest, h.Token)
		}
		if h.Grant.ID != "" {
			grant(h.Grant.ID, h.Grant)
			session(h.Grant.SessionID, h.SessionEnds)
		}
	}
}

func (m memory) token(ctx context.Context, digest string, now time.Time) (Held, bool) {
	t, known := m.tokens.Lookup(ctx, digest)
	if !known {
		return Held{}, false
	}
	if t.GrantID == "" {
		return Held{Token: t}, true
	}
	h, known := m.grant(ctx, t.GrantID, now)
	h.Token = t
	return h, known
}

func (m memory) grant(ctx context.Context, id string, now time.Time) (Held, bool) {
	g, known := m.grants.Lookup(ctx, id)
	if !known {
		return Held{}, false
	}
	ends, known := m.sessions.Lookup(ctx, g.SessionID)
	if !known {
		return Held{}, false
	}
	if !ends.IsZero() && !now.Before(ends) { // it may have been extended since
		return Held{}, false
	}
	return Held{Grant: g, SessionEnds: ends, SessionLive: !ends.IsZero()}, true
}

// Look is Find for those who ask what an access token is worth: the answer may
// come from memory, which forgets at once what a change ends.
func (s *Service) Look(ctx context.Context, token string) (Held, error) {
	digest := secret.Digest(token)
	if h, known := s.memory.token(ctx, digest, s.now()); known {
		return h, nil
	}
	keep := s.memory.filling(ctx)
	h, err := s.store.find(ctx, digest, s.now())
	if errors.Is(err, db.ErrNone) {
		return Held{}, ErrUnknown
	}
	if err == nil {
		keep(h)
	}
	return h, err
}

// LookGrant is ByID, from memory where possible.
func (s *Service) LookGrant(ctx context.Context, id string) (Held, error) {
	if h, known := s.memory.grant(ctx, id, s.now()); known {
		return h, nil
	}
	keep := s.memory.filling(ctx)
	h, err := s.ByID(ctx, id)
	if err == nil {
		keep(h)
	}
	return h, err
}

// EndSession has what depends on a browser session forgotten. Its grants with
// offline access live on.
func (s *Service) EndSession(ctx context.Context, sessionID string) error {
	return s.hub.Invalidate(ctx, kindSession, sessionID)
}
