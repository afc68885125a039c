package grant

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

type store struct{ db *db.DB }

const columns = `id, application_id, user_id, session_id, organization_id, scopes, resources, nonce, auth_time, methods,
	code_challenge, redirect_uri, details, created_at, code_expires_at, revoked_at`

// The lists of a grant are stored as words; none of them can hold a space.
func (g *Grant) scan(r db.Row, more ...any) error {
	var scopes, resources, methods string
	err := r.Scan(append([]any{
		&g.ID, &g.ApplicationID, &g.UserID, &g.SessionID, &g.OrganizationID, &scopes, &resources, &g.Nonce, &g.AuthTime, &methods,
		&g.Challenge, &g.RedirectURI, db.JSON(&g.Details), &g.CreatedAt, &g.CodeExpiresAt, &g.RevokedAt,
	}, more...)...)
	g.Scopes, g.Resources, g.Methods = strings.Fields(scopes), strings.Fields(resources), strings.Fields(methods)
	return err
}

func scanGrant(r db.Row) (Grant, error) {
	var g Grant
	err := g.scan(r)
	return g, err
}

func words(list []string) string { return strings.Join(list, " ") }

func (s store) insert(ctx context.Context, g Grant, digest string) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO grants (id, application_id, user_id, session_id, organization_id, scopes, resources, nonce, auth_time, methods,
			code_challenge, redirect_uri, details, created_at, code_expires_at, code_digest, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		g.ID, g.ApplicationID, g.UserID, g.SessionID, g.OrganizationID, words(g.Scopes), words(g.Resources), g.Nonce, g.AuthTime,
		words(g.Methods), g.Challenge, g.RedirectURI, db.JSON(g.Details), g.CreatedAt, g.CodeExpiresAt, digest, g.CreatedAt.Add(RefreshLife))
	return err
}

func scanHeld(r db.Row) (Held, error) {
	var h Held
	err := h.Grant.scan(r, &h.SessionEnds)
	h.SessionLive = !h.SessionEnds.IsZero()
	return h, err
}

func (s store) takeCode(ctx context.Context, digest, applicationID string, now time.Time) (Held, error) {
	return db.One(ctx, s.db, scanHeld, `
		UPDATE grants SET code_used_at = $3 WHERE code_digest = $1 AND application_id = $2 AND code_used_at IS NULL
		RETURNING `+columns+`, (SELECT s.expires_at FROM sessions s WHERE s.id = grants.session_id AND s.expires_at > $3)`,
		digest, applicationID, now)
}

func (s store) byCode(ctx context.Context, digest string) (Grant, error) {
	return db.One(ctx, s.db, scanGrant, `SELECT `+columns+` FROM grants WHERE code_digest = $1`, digest)
}

const tokenColumns = 11

// stored is the confirmation as a column holds it: empty for most tokens, so
// that they cost nothing to write and read.
func (c Confirmation) stored() string {
	if !c.Bound() {
		return ""
	}
	text, _ := json.Marshal(c) // strings always marshal
	return string(text)
}

func (c *Confirmation) read(text string) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), c)
}

func (s store) insertTokens(ctx context.Context, tokens []Token) error {
	var b strings.Builder
	b.WriteString(`INSERT INTO tokens (digest, kind, application_id, grant_id, scopes, resources, replaces, confirmation,
		delegation, created_at, expires_at) VALUES `)
	args := make([]any, 0, tokenColumns*len(tokens))
	for i, t := range tokens {
		if i > 0 {
			b.WriteString(", ")
		}
		for c := range tokenColumns {
			b.WriteString([]string{"($", ", $"}[min(c, 1)] + strconv.Itoa(len(args)+c+1))
		}
		b.WriteString(")")
		args = append(args, t.Digest, t.Kind, t.ApplicationID, db.OrNull(t.GrantID), words(t.Scopes), words(t.Resources), db.OrNull(t.Replaces),
			t.Confirmation.stored(), string(t.Delegation), t.CreatedAt, t.ExpiresAt)
	}
	_, err := s.db.Exec(ctx, b.String(), args...)
	return err
}

// qualified is columns with the grants table's alias, NULLs made good.
const qualified = `COALESCE(g.id, ''), COALESCE(g.application_id, ''), COALESCE(g.user_id, ''), COALESCE(g.session_id, ''),
	COALESCE(g.organization_id, ''), COALESCE(g.scopes, ''), COALESCE(g.resources, ''), COALESCE(g.nonce, ''), g.auth_time,
	COALESCE(g.methods, ''), COALESCE(g.code_challenge, ''), COALESCE(g.redirect_uri, ''),
	COALESCE(g.details, '{}'), g.created_at, g.code_expires_at, g.revoked_at`

func (s store) find(ctx context.Context, digest string, now time.Time) (Held, error) {
	return db.One(ctx, s.db, func(r db.Row) (Held, error) {
		var h Held
		var scopes, resources, confirmation, delegation string
		t := &h.Token
		err := h.Grant.scan(r, &t.Digest, &t.Kind, &t.ApplicationID, db.Null(&t.GrantID), &scopes, &resources,
			&confirmation, &delegation, &t.CreatedAt, &t.ExpiresAt, &t.RevokedAt, &h.SessionEnds, &h.SpentAt)
		if err != nil {
			return Held{}, err
		}
		h.SessionLive = !h.SessionEnds.IsZero()
		t.Scopes, t.Resources = strings.Fields(scopes), strings.Fields(resources)
		if delegation != "" {
			t.Delegation = json.RawMessage(delegation)
		}
		return h, t.Confirmation.read(confirmation)
	}, `SELECT `+qualified+`, t.digest, t.kind, t.application_id, t.grant_id, t.scopes, t.resources,
			t.confirmation, t.delegation, t.created_at, t.expires_at, t.revoked_at, s.expires_at,
			(SELECT n.created_at FROM tokens n WHERE n.replaces = t.digest)
		FROM tokens t
		LEFT JOIN grants g ON g.id = t.grant_id
		LEFT JOIN sessions s ON s.id = g.session_id AND s.expires_at > $2
		WHERE t.digest = $1`, digest, now)
}

func (s store) holding(ctx context.Context, id string, now time.Time) (Held, error) {
	return db.One(ctx, s.db, scanHeld, `SELECT `+qualified+`, s.expires_at
		FROM grants g LEFT JOIN sessions s ON s.id = g.session_id AND s.expires_at > $2
		WHERE g.id = $1`, id, now)
}

func (s store) ofSession(ctx context.Context, applicationID, sessionID, organizationID string) (string, error) {
	return db.One(ctx, s.db, db.ScanString, `
		SELECT id FROM grants WHERE session_id = $2 AND application_id = $1 AND organization_id = $3 AND revoked_at IS NULL
		ORDER BY created_at DESC, id DESC LIMIT 1`,
		applicationID, sessionID, organizationID)
}

func (s store) revoke(ctx context.Context, id string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `UPDATE grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL`, id, now)
	return n > 0, err
}

func (s store) revokeAll(ctx context.Context, applicationID, userID string, now time.Time) (ended []string, err error) {
	return db.All(ctx, s.db, db.ScanString, `
		UPDATE grants SET revoked_at = $3 WHERE application_id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING id`,
		applicationID, userID, now)
}

func (s store) revokeIn(ctx context.Context, applicationID, userID, organizationID string, now time.Time) (ended []string, err error) {
	return db.All(ctx, s.db, db.ScanString, `
		UPDATE grants SET revoked_at = $4 WHERE application_id = $1 AND user_id = $2 AND organization_id = $3 AND revoked_at IS NULL RETURNING id`,
		applicationID, userID, organizationID, now)
}

func (s store) revokeOrganization(ctx context.Context, organizationID, userID string, now time.Time) (ended []string, err error) {
	return db.All(ctx, s.db, db.ScanString, `
		UPDATE grants SET revoked_at = $3 WHERE user_id = $2 AND organization_id = $1 AND revoked_at IS NULL RETURNING id`,
		organizationID, userID, now)
}

func (s store) forgetOrganization(ctx context.Context, organizationID, userID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM consents WHERE user_id = $2 AND organization_id = $1`, organizationID, userID)
	return err
}

func (s store) revokeUser(ctx context.Context, userID string, now time.Time) (ended []string, err error) {
	return db.All(ctx, s.db, db.ScanString, `UPDATE grants SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL RETURNING id`, userID, now)
}

func (s store) forgetConsents(ctx context.Context, applicationID, userID string) (int64, error) {
	return s.db.Exec(ctx, `DELETE FROM consents WHERE application_id = $1 AND user_id = $2`, applicationID, userID)
}

func (s store) revokeToken(ctx context.Context, digest string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `UPDATE tokens SET revoked_at = $2 WHERE digest = $1 AND revoked_at IS NULL`, digest, now)
	return n > 0, err
}

func (s store) consent(ctx context.Context, userID, applicationID, organizationID string) (Consent, error) {
	return db.One(ctx, s.db, func(r db.Row) (Consent, error) {
		var c Consent
		var scopes string
		err := r.Scan(&c.UserID, &c.ApplicationID, &c.OrganizationID, &scopes)
		c.Scopes = strings.Fields(scopes)
		return c, err
	}, `SELECT user_id, application_id, organization_id, scopes FROM consents
		WHERE user_id = $1 AND application_id = $2 AND organization_id = $3`, userID, applicationID, organizationID)
}

func (s store) saveConsent(ctx context.Context, c Consent, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO consents (id, user_id, application_id, organization_id, scopes, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $6)
		ON CONFLICT (user_id, application_id, organization_id) DO UPDATE SET scopes = excluded.scopes, updated_at = excluded.updated_at`,
		secret.UUID(), c.UserID, c.ApplicationID, c.OrganizationID, words(c.Scopes), now)
	return err
}

func (s store) extendToken(ctx context.Context, digest string, until time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE tokens SET expires_at = $2 WHERE digest = $1 AND expires_at < $2`, digest, until)
	return err
}

// purge forgets used refresh tokens only when they have expired: until then
// their return is a replay, and whatever replaced them is the proof. The last
// grant of a session for an application is kept as long as the session: it says
// who must hear of its end.
func (s store) purge(ctx context.Context, before time.Time) error {
	if _, err := s.db.Exec(ctx, `
		DELETE FROM tokens WHERE expires_at < $1
			AND (replaces IS NULL OR NOT EXISTS (SELECT 1 FROM tokens o WHERE o.digest = tokens.replaces AND o.expires_at >= $1))`, before); err != nil {
		return err
	}
	if _, err := s.db.Exec(ctx, `DELETE FROM revoked_jwts WHERE expires_at < $1`, before); err != nil {
		return err
	}
	_, err := s.db.Exec(ctx, `
		DELETE FROM grants WHERE expires_at < $1
			AND NOT EXISTS (SELECT 1 FROM tokens t WHERE t.grant_id = grants.id)
			AND (NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = grants.session_id)
				OR EXISTS (SELECT 1 FROM grants n WHERE n.session_id = grants.session_id AND n.application_id = grants.application_id
					AND (n.created_at, n.id) > (grants.created_at, grants.id)))`, before)
	return err
}
