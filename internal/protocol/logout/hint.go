package logout

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/circle-rd/auth-service/internal/keys"
)

// errHint means that an id_token_hint is no ID token that this service issued.
var errHint = errors.New("logout: not an ID token of ours")

// A hint is what an ID token says about the session it came from.
type hint struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	SessionID string `json:"sid"` // missing in those that were issued elsewhere with an imported key
	IssuedAt  int64  `json:"iat"`
	Expires   int64  `json:"exp"`
}

// readHint verifies an ID token that an application shows. Its age does not
// matter (RP-Initiated Logout §2): what it proves is who asks, and about whom.
func (s *Service) readHint(ctx context.Context, token string) (hint, error) {
	var claims json.RawMessage
	err := s.Keys.Verify(ctx, token, keys.TypeNone, &claims)
	if errors.Is(err, keys.ErrToken) {
		return hint{}, errHint
	}
	if err != nil {
		return hint{}, err
	}
	var h hint
	if err := json.Unmarshal(claims, &h); err != nil {
		return hint{}, errHint
	}
	return h, h.check(s.issuer)
}

// check tells ID tokens from everything else that is signed without a type:
// signed userinfo does not expire, and the service's own token for back ends is
// addressed to the service itself.
func (h hint) check(issuer string) error {
	if h.Issuer != issuer {
		return errHint
	}
	if h.Subject == "" {
		return errHint
	}
	if h.Audience == "" || h.Audience == issuer {
		return errHint
	}
	if h.IssuedAt == 0 {
		return errHint
	}
	if h.Expires == 0 {
		return errHint
	}
	return nil
}
