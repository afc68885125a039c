package token

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// IDTokenLife is how long an ID token is valid.
const IDTokenLife = time.Hour

// issuing is what tokens are made of. Without a grant they are the client's own.
type issuing struct {
	app      application.Application
	grant    grant.Grant
	user     user.User
	sender   grant.Confirmation // the key of whoever asks
	scopes   []string
	targets  resource.Targets
	nonce    string
	replaces string // digest of the refresh token that is spent
	keeps    string // the refresh token that goes on instead of being replaced

	exchanged bool            // only an access token comes of it
	act       json.RawMessage // who acts for the user (RFC 8693 §4.1)
	until     time.Time       // what was exchanged ends then
}

// life is how long the access token lives: what its resources say, and no
// longer than the client's own setting.
func (n issuing) life(now time.Time) time.Duration {
	if n.exchanged {
		return min(n.ownLife(), n.until.Sub(now).Truncate(time.Second))
	}
	return n.ownLife()
}

func (n issuing) ownLife() time.Duration {
	own := application.Life(n.app.Client.AccessTokenLife, grant.AccessLife)
	if n.app.Client.AccessTokenLife > 0 {
		return min(own, n.targets.Life(own))
	}
	return n.targets.Life(own)
}

// refreshes reports whether a new refresh token is made.
func (n issuing) refreshes() bool {
	return n.grant.ID != "" && !n.exchanged && n.grant.Offline() && n.keeps == "" && n.app.Allows(application.GrantRefresh)
}

func refreshLife(app application.Application) time.Duration {
	return application.Life(app.Client.RefreshTokenLife, grant.RefreshLife)
}

func (n issuing) wants(scope string) bool { return slices.Contains(n.scopes, scope) }

// issue makes the tokens and remembers the opaque ones in one statement, which
// also spends the refresh token that they replace: a crash leaves either the
// old one or its successors. A grant that is revoked meanwhile takes them with
// it: tokens live only as long as their grant.
func (s *Service) issue(ctx context.Context, n issuing) (Response, error) {
	response, stored, err := s.prepare(ctx, n)
	if err != nil {
		return Response{}, err
	}
	if len(stored) == 0 {
		return response, nil
	}
	err = s.Grants.Remember(ctx, stored...)
	if errors.Is(err, grant.ErrUnknown) {
		return Response{}, oauth.Fail(oauth.CodeInvalidGrant, "the grant no longer exists")
	}
	return response, err
}

// prepare makes the tokens and says which of them must be remembered. Signing
// is slow, so it happens here, outside any transaction.
func (s *Service) prepare(ctx context.Context, n issuing) (Response, []grant.Token, error) {
	if n.app.Client.DPoPBound && n.sender.JKT == "" {
		return Response{}, nil, errors.New("a token without its key for a client that must have one")
	}
	if n.app.Client.CertificateBound && n.sender.X5T == "" {
		return Response{}, nil, errors.New("a token without its certificate for a client that must have one")
	}
	if err := s.mark(ctx, &n); err != nil {
		return Response{}, nil, err
	}
	now := s.now()
	n.scopes = n.targets.Narrow(n.scopes, oauth.Scopes())
	life := n.life(now)
	if life <= 0 {
		return Response{}, nil, errSubject
	}
	response := Response{Type: proof.Scheme(n.sender), ExpiresIn: life, ExpiresAt: now.Add(life), Scopes: n.scopes, RefreshToken: n.keeps}
	var stored []grant.Token
	var set claims.Set
	if n.grant.ID != "" {
		var err error
		if set, err = s.Claims.For(ctx, n.user, n.app, claims.Asked{Scopes: claims.Inside(n.scopes), Organization: n.grant.OrganizationID}); err != nil {
			return Response{}, nil, err
		}
	}
	if len(n.targets) > 0 {
		jwt, err := s.accessJWT(ctx, n, set, now)
		if err != nil {
			return Response{}, nil, err
		}
		response.AccessToken = jwt
	} else {
		response.AccessToken = secret.Token()
		stored = append(stored, grant.Token{
			Digest: secret.Digest(response.AccessToken), Kind: grant.KindAccess, ApplicationID: n.app.ID, GrantID: n.grant.ID,
			Scopes: n.scopes, Confirmation: n.sender, Delegation: n.act, CreatedAt: now, ExpiresAt: response.ExpiresAt,
		})
	}
	if n.refreshes() {
		response.RefreshToken = secret.Token()
		stored = append(stored, grant.Token{
			Digest: secret.Digest(response.RefreshToken), Kind: grant.KindRefresh, ApplicationID: n.app.ID, GrantID: n.grant.ID,
			Scopes: n.grant.Scopes, Replaces: n.replaces, Confirmation: n.sender, CreatedAt: now, ExpiresAt: now.Add(refreshLife(n.app)),
		})
	}
	if n.grant.ID != "" && !n.exchanged && n.wants(oauth.ScopeOpenID) {
		jwt, err := s.idToken(ctx, n, response.AccessToken, now)
		if err != nil {
			return Response{}, nil, err
		}
		response.IDToken = jwt
	}
	return response, stored, nil
}

// mark names the administrator in whose hands the tokens are, where one acts in
// the user's name (RFC 8693 §4.1).
func (s *Service) mark(ctx context.Context, n *issuing) error {
	impersonator := n.grant.Details.Impersonator
	if impersonator == "" || n.act != nil {
		return nil
	}
	subject, err := s.Claims.Subject(ctx, n.app, impersonator)
	if err != nil {
		return err
	}
	n.act, err = json.Marshal(map[string]string{"sub": subject})
	return err
}

// idToken makes an ID token (OpenID Connect Core §2). Beside the claims of its
// scopes it has those that the request asked for in it (§5.5).
func (s *Service) idToken(ctx context.Context, n issuing, accessToken string, now time.Time) (string, error) {
	alg := n.app.IDTokenAlg
	set, err := s.Claims.For(ctx, n.user, n.app, claims.Asked{
		Scopes: claims.Inside(n.scopes), Names: oauth.Names(AskedOf(n.grant).IDToken), Organization: n.grant.OrganizationID,
	})
	if err != nil {
		return "", err
	}
	c := map[string]any{
		"iss": s.issuer, "aud": n.app.ClientID(), "azp": n.app.ClientID(), "iat": now.Unix(), "exp": now.Add(application.Life(n.app.Client.IDTokenLife, IDTokenLife)).Unix(),
		"auth_time": n.grant.AuthTime.Unix(), "acr": acrOf(n.grant), "sid": n.grant.SessionID,
		"at_hash": keys.HalfHash(alg, accessToken),
	}
	if len(n.grant.Methods) > 0 {
		c["amr"] = n.grant.Methods
	}
	if n.nonce != "" {
		c["nonce"] = n.nonce
	}
	if n.act != nil {
		c["act"] = n.act
	}
	set.Add(c)
	return s.Keys.Sign(ctx, alg, keys.TypeNone, c)
}

// accessJWT makes an access token for protected APIs (RFC 9068). With openid
// it opens the userinfo endpoint too.
func (s *Service) accessJWT(ctx context.Context, n issuing, set claims.Set, now time.Time) (string, error) {
	audience := n.targets.Identifiers()
	c := map[string]any{
		"iss": s.issuer, "client_id": n.app.ClientID(), "azp": n.app.ClientID(), "sub": n.app.ClientID(), "iat": now.Unix(),
		"exp": now.Add(n.life(now)).Unix(), "scope": strings.Join(n.scopes, " "), "jti": secret.UUID(),
	}
	if n.sender.Bound() {
		c["cnf"] = n.sender
	}
	if n.act != nil {
		c["act"] = n.act
	}
	if n.grant.ID != "" {
		set.Add(c)
		c["auth_time"], c["acr"], c["sid"], c[GrantClaim] = n.grant.AuthTime.Unix(), acrOf(n.grant), n.grant.SessionID, n.grant.ID
		if len(n.grant.Methods) > 0 {
			c["amr"] = n.grant.Methods
		}
		if userinfo := UserinfoAudience(s.issuer); n.wants(oauth.ScopeOpenID) && !slices.Contains(audience, userinfo) {
			audience = append(audience, userinfo)
		}
	}
	c["aud"] = audience
	if len(audience) == 1 {
		c["aud"] = audience[0]
	}
	return s.Keys.Sign(ctx, n.targets.SigningAlg(), keys.TypeAccessToken, c)
}

// GrantClaim names the grant of a JWT access token, so that revoking the grant
// stops the token wherever it is shown to this service.
const GrantClaim = "grant_id"

// UserinfoAudience is what a JWT access token names to open userinfo.
func UserinfoAudience(issuer string) string { return issuer + "/api/auth/oauth2/userinfo" }
