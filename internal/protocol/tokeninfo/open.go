package tokeninfo

import (
	"context"
	"errors"
	"strings"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
)

// Shown is an access token as a request shows it.
type Shown struct {
	Scheme string // of the Authorization header, or Bearer where there is none
	Token  string
	Proof  proof.Request
}

// Open returns the live access token that opens a protected resource to whoever
// shows it, if they hold the key it is bound to. What it is good for beyond that
// is the resource's to check.
func (s *Service) Open(ctx context.Context, shown Shown) (Token, error) {
	t, err := s.Find(ctx, shown.Token)
	if errors.Is(err, ErrDead) {
		return Token{}, shown.invalid()
	}
	if err != nil {
		return Token{}, err
	}
	if t.Refresh {
		return Token{}, shown.invalid()
	}
	return t, s.Proofs.Shown(ctx, shown.Proof, shown.Scheme, shown.Token, t.Confirmation)
}

// invalid refuses the token in the terms of the scheme it was shown by.
func (s Shown) invalid() error {
	refused := oauth.FailToken("the access token is invalid")
	refused.DPoP = strings.EqualFold(s.Scheme, proof.SchemeDPoP)
	refused.Bearer = !refused.DPoP
	return refused
}
