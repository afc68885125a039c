package federation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
)

// Held are the tokens of an account at a provider.
type Held struct {
	Tokens
	Provider string
	Subject  string
}

// soon is how close to its end an access token is renewed.
const soon = 5 * time.Second

// sealTokens puts what a provider handed out into an account. What it did not
// hand out anew stays as it was.
func (s *Service) sealTokens(a *account, t Tokens) {
	if t.Access != "" {
		a.access, a.accessExpires = s.sealer.Seal([]byte(t.Access)), t.AccessExpires
	}
	if t.Refresh != "" {
		a.refresh, a.refreshExpires = s.sealer.Seal([]byte(t.Refresh)), t.RefreshExpires
	}
	if t.ID != "" {
		a.idToken = s.sealer.Seal([]byte(t.ID))
	}
	if len(t.Scopes) > 0 {
		a.scopes = slices.DeleteFunc(slices.Clone(t.Scopes), func(scope string) bool { return !scopeToken.MatchString(scope) })
	}
}

// keep stores newer tokens of an account.
func (s *Service) keep(ctx context.Context, a account, t Tokens) error {
	s.sealTokens(&a, t)
	return s.store.setTokens(ctx, a, s.now())
}

// unseal returns the tokens of an account. One that no secret opens any more is
// as good as none.
func (s *Service) unseal(a account) Held {
	plain := func(sealed string) string {
		text, err := s.sealer.Open(sealed)
		if err != nil {
			return ""
		}
		return string(text)
	}
	return Held{Provider: a.Provider, Subject: a.Subject, Tokens: Tokens{
		Access: plain(a.access), Refresh: plain(a.refresh), ID: plain(a.idToken),
		AccessExpires: a.accessExpires, RefreshExpires: a.refreshExpires, Scopes: a.scopes,
	}}
}

// AccessToken returns the tokens of a user's account, with an access token that
// is good: it is renewed when its time is up and the provider allows it. Without
// a subject the account linked first counts.
func (s *Service) AccessToken(ctx context.Context, userID, providerID, subject string) (Held, error) {
	p, known := s.provider(providerID)
	if !known {
		return Held{}, ErrUnsupported.Saying("Provider " + shown(providerID) + " is not supported.")
	}
	return s.good(ctx, p, userID, subject)
}

func (s *Service) good(ctx context.Context, p provider, userID, subject string) (Held, error) {
	held, _, err := s.held(ctx, p, userID, subject)
	if err != nil || !s.dueSoon(held) {
		return held, err
	}
	held, err = s.renewed(ctx, p, userID, held.Subject, s.dueSoon)
	if errors.Is(err, ErrRefresh) || errors.Is(err, ErrNoRefresh) {
		return Held{}, ErrAccessToken.Because(err)
	}
	return held, err
}

// dueSoon reports whether an access token must and can be renewed.
func (s *Service) dueSoon(h Held) bool {
	return h.Refresh != "" && !h.AccessExpires.IsZero() && !s.now().Add(soon).Before(h.AccessExpires)
}

func (s *Service) held(ctx context.Context, p provider, userID, subject string) (Held, account, error) {
	a, err := s.store.ofUser(ctx, userID, p.ID, subject)
	if errors.Is(err, errNone) {
		return Held{}, a, ErrAccount
	}
	if err != nil {
		return Held{}, a, err
	}
	return s.unseal(a), a, nil
}

// Refresh renews the tokens of a user's account.
func (s *Service) Refresh(ctx context.Context, userID, providerID, subject string) (Held, error) {
	p, known := s.provider(providerID)
	if !known {
		return Held{}, ErrUnsupported.Saying("Provider " + shown(providerID) + " is not supported.")
	}
	held, _, err := s.held(ctx, p, userID, subject)
	if err != nil {
		return Held{}, err
	}
	return s.renewed(ctx, p, userID, held.Subject, func(Held) bool { return true })
}

// renewed renews tokens, one caller after the other: most providers let a
// refresh token be used once, and take a second use for theft. Due is asked
// again when it is one's turn.
func (s *Service) renewed(ctx context.Context, p provider, userID, subject string, due func(Held) bool) (Held, error) {
	done, err := s.renewing.wait(ctx, p.ID+" "+subject)
	if err != nil {
		return Held{}, err
	}
	defer done()
	held, a, err := s.held(ctx, p, userID, subject)
	if err != nil || !due(held) {
		return held, err
	}
	if held.Refresh == "" {
		return Held{}, ErrNoRefreshToken
	}
	m, err := s.metadata(ctx, p)
	if err != nil {
		return Held{}, ErrUnreachable.Because(err)
	}
	if m.NoRefresh {
		return Held{}, ErrNoRefresh
	}
	t, err := s.renew(ctx, p, m, held.Refresh)
	if err != nil {
		return Held{}, ErrRefresh.Because(err)
	}
	if t.ID != "" { // OpenID Connect Core §12.2: it is about the same person, or worth nothing
		claims, err := s.read(ctx, m, t.ID, expectation{provider: p, issuer: m.Issuer, access: t.Access})
		if err == nil && text(claims["sub"]) != a.Subject {
			err = fmt.Errorf("%w: sub is somebody else", errIDToken)
		}
		if err != nil {
			return Held{}, ErrRefresh.Because(err)
		}
	}
	s.sealTokens(&a, t)
	return s.unseal(a), s.store.setTokens(ctx, a, s.now())
}

// Info asks a provider what it says of an account now.
func (s *Service) Info(ctx context.Context, userID, subject string) (Profile, error) {
	if subject == "" {
		return Profile{}, ErrAccount
	}
	a, err := s.store.anywhere(ctx, userID, subject)
	if errors.Is(err, errNone) {
		return Profile{}, ErrAccount
	}
	if err != nil {
		return Profile{}, err
	}
	p, known := s.provider(a.Provider)
	if !known {
		return Profile{}, ErrNotConfigured
	}
	held, err := s.good(ctx, p, userID, a.Subject)
	if err != nil {
		return Profile{}, err
	}
	if held.Access == "" {
		return Profile{}, ErrNoAccessToken
	}
	m, err := s.metadata(ctx, p)
	if err != nil {
		return Profile{}, ErrUnreachable.Because(err)
	}
	profile, err := s.describe(ctx, p, m, held)
	if err != nil {
		return Profile{}, ErrInfo.Because(err)
	}
	return profile, nil
}

func (s *Service) describe(ctx context.Context, p provider, m metadata, held Held) (Profile, error) {
	if !p.speaksOpenID() {
		profile, err := s.gitHub(ctx, m, held.Access)
		if err == nil && profile.Subject != held.Subject {
			err = errProfile
		}
		return profile, err
	}
	claims := claimsOf(held.ID)
	if m.Userinfo != "" {
		more, err := s.userinfo(ctx, m, held.Access, held.Subject)
		if err != nil {
			return Profile{}, err
		}
		maps.Copy(claims, more) // what is told now is newer
	}
	if text(claims["sub"]) != held.Subject {
		return Profile{}, errProfile
	}
	profile := told(claims)
	if p.Kind == config.Microsoft {
		profile.EmailVerified = vouches(claims, profile.Email)
	}
	return profile.usable(), nil
}

// claimsOf reads an ID token that was verified when it came.
func claimsOf(token string) map[string]json.RawMessage {
	claims := map[string]json.RawMessage{}
	opened, err := open(token, nil)
	if err != nil {
		return claims
	}
	if json.Unmarshal(opened.Unverified(), &claims) != nil || claims == nil {
		return map[string]json.RawMessage{}
	}
	return claims
}

// turns lets callers that want the same go one after the other.
type turns struct {
	mu      sync.Mutex
	waiting map[string]chan struct{}
}

// wait returns when it is one's turn, with what ends it.
func (t *turns) wait(ctx context.Context, key string) (func(), error) {
	for {
		t.mu.Lock()
		ahead, busy := t.waiting[key]
		if !busy {
			if t.waiting == nil {
				t.waiting = map[string]chan struct{}{}
			}
			mine := make(chan struct{})
			t.waiting[key] = mine
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				delete(t.waiting, key)
				t.mu.Unlock()
				close(mine)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-ahead:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
