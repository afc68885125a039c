package grant

import (
	"context"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const givenColumns = `id, user_id, application_id, organization_id, scopes, created_at, updated_at`

func scanGiven(r db.Row) (Given, error) {
	var g Given
	var scopes string
	err := r.Scan(&g.ID, &g.UserID, &g.ApplicationID, &g.OrganizationID, &scopes, &g.CreatedAt, &g.UpdatedAt)
	g.Scopes = strings.Fields(scopes)
	return g, err
}

func (s store) consents(ctx context.Context, userID string) ([]Given, error) {
	return db.All(ctx, s.db, scanGiven, `SELECT `+givenColumns+` FROM consents WHERE user_id = $1 ORDER BY created_at, id`, userID)
}

func (s store) given(ctx context.Context, userID, id string) (Given, error) {
	return db.One(ctx, s.db, scanGiven, `SELECT `+givenColumns+` FROM consents WHERE id = $1 AND user_id = $2`, id, userID)
}

func (s store) changeConsent(ctx context.Context, userID, id string, scopes []string, now time.Time) (Given, error) {
	return db.One(ctx, s.db, scanGiven, `UPDATE consents SET scopes = $3, updated_at = $4 WHERE id = $1 AND user_id = $2 RETURNING `+givenColumns,
		id, userID, words(scopes), now)
}

func (s store) deleteConsent(ctx context.Context, userID, id string) (Given, error) {
	return db.One(ctx, s.db, scanGiven, `DELETE FROM consents WHERE id = $1 AND user_id = $2 RETURNING `+givenColumns, id, userID)
}

func (s store) forgetAllConsents(ctx context.Context, applicationID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM consents WHERE application_id = $1`, applicationID)
	return err
}

func (s store) liveGrants(ctx context.Context, applicationID, userID, organizationID string) ([]Grant, error) {
	return db.All(ctx, s.db, scanGrant, `
		SELECT `+columns+` FROM grants WHERE application_id = $1 AND user_id = $2 AND organization_id = $3 AND revoked_at IS NULL`,
		applicationID, userID, organizationID)
}

// alive reads the grants of a user from which tokens can still come: their
// session lives, or a refresh token does.
func (s store) alive(ctx context.Context, userID string, now time.Time) ([]liveGrant, error) {
	return db.All(ctx, s.db, func(r db.Row) (liveGrant, error) {
		var g liveGrant
		var scopes string
		err := r.Scan(&g.applicationID, &scopes, &g.createdAt, &g.usedAt, &g.offline)
		g.scopes = strings.Fields(scopes)
		return g, err
	}, `SELECT g.application_id, g.scopes, g.created_at,
			COALESCE((SELECT MAX(t.created_at) FROM tokens t WHERE t.grant_id = g.id), g.created_at),
			EXISTS (SELECT 1 FROM tokens t WHERE t.grant_id = g.id AND t.kind = 'refresh' AND t.revoked_at IS NULL AND t.expires_at > $2)
		FROM grants g
		WHERE g.user_id = $1 AND g.revoked_at IS NULL
			AND (EXISTS (SELECT 1 FROM sessions s WHERE s.id = g.session_id AND s.expires_at > $2)
				OR EXISTS (SELECT 1 FROM tokens t WHERE t.grant_id = g.id AND t.kind = 'refresh' AND t.revoked_at IS NULL AND t.expires_at > $2))
		ORDER BY g.created_at, g.id`, userID, now)
}
