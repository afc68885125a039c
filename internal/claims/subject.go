package claims

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Subject is what a user is called in everything an application is told
// (OpenID Connect Core §8): their id, or for a pairwise client a name that only
// the clients of its sector share. It cannot be turned back; whoever holds one
// and wants to know whose it is compares it with those of the users it may be.
func (s *Service) Subject(ctx context.Context, app application.Application, userID string) (string, error) {
	if !app.Pairwise() {
		return userID, nil
	}
	key, err := s.pairwiseKey(ctx)
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(app.Sector()))
	h.Write([]byte{0}) // no host holds one, so no two pairs read alike
	h.Write([]byte(userID))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)), nil
}

const keyBytes = 32

func (s *Service) pairwiseKey(ctx context.Context) ([]byte, error) {
	if key := s.key.Load(); key != nil {
		return *key, nil
	}
	text, err := s.store.key(ctx, s.now())
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != keyBytes {
		return nil, errors.New("the key of pairwise subjects is damaged")
	}
	if !db.InTransaction(ctx) { // one that is rolled back takes a new key with it
		s.key.Store(&key)
	}
	return key, nil
}
