package grant

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// RevokeJWT ends one JWT access token by its jti, as far as anyone asks here;
// until when it would have lived bounds how long that must be known.
func (s *Service) RevokeJWT(ctx context.Context, jti string, expires time.Time) error {
	digest := secret.Digest(jti)
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.denyJWT(ctx, digest, expires); err != nil {
			return err
		}
		return s.hub.Invalidate(ctx, kindDenied, digest)
	})
}

// JWTRevoked reports whether RevokeJWT ended the token.
func (s *Service) JWTRevoked(ctx context.Context, jti string) (bool, error) {
	digest := secret.Digest(jti)
	return s.memory.denied.Get(ctx, digest, func(ctx context.Context) (bool, error) {
		return s.store.jwtDenied(ctx, digest)
	})
}
