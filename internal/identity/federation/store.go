package federation

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

type store struct{ db *db.DB }

// An account at a provider that somebody here has. Its tokens are sealed.
type account struct {
	ID, UserID, Provider, Subject string
	access, refresh, idToken      string
	accessExpires, refreshExpires time.Time
	scopes                        []string
}

const columns = `a.id, a.user_id, a.provider_id, a.account_id, a.access_token, a.refresh_token, a.id_token,
	a.access_token_expires_at, a.refresh_token_expires_at, a.scope`

func scan(r db.Row) (account, error) {
	var a account
	var scope string
	err := r.Scan(&a.ID, &a.UserID, &a.Provider, &a.Subject, db.Null(&a.access), db.Null(&a.refresh), db.Null(&a.idToken),
		&a.accessExpires, &a.refreshExpires, db.Null(&scope))
	if scope != "" {
		a.scopes = strings.Split(scope, ",")
	}
	return a, err
}

func (s store) find(ctx context.Context, provider, subject string) (account, error) {
	a, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM accounts a WHERE a.provider_id = $1 AND a.account_id = $2`, provider, subject)
	return a, absent(err)
}

// ofUser returns the account that somebody linked first at a provider, or the
// one with the subject unless that is empty.
func (s store) ofUser(ctx context.Context, userID, provider, subject string) (account, error) {
	a, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM accounts a
		WHERE a.user_id = $1 AND a.provider_id = $2 AND ($3 = '' OR a.account_id = $3) ORDER BY a.created_at, a.id LIMIT 1`, userID, provider, subject)
	return a, absent(err)
}

// anywhere is ofUser for whoever knows the subject, but not the provider.
func (s store) anywhere(ctx context.Context, userID, subject string) (account, error) {
	a, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM accounts a
		WHERE a.user_id = $1 AND a.account_id = $2 AND a.provider_id <> 'credential' ORDER BY a.created_at, a.id LIMIT 1`, userID, subject)
	return a, absent(err)
}

func (s store) insert(ctx context.Context, a account, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO accounts (id, user_id, provider_id, account_id, access_token, refresh_token, id_token,
			access_token_expires_at, refresh_token_expires_at, scope, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
		secret.ID(), a.UserID, a.Provider, a.Subject, db.OrNull(a.access), db.OrNull(a.refresh), db.OrNull(a.idToken),
		a.accessExpires, a.refreshExpires, db.OrNull(strings.Join(a.scopes, ",")), now)
	if errors.Is(err, db.ErrTaken) {
		return errTaken
	}
	return err
}

func (s store) setTokens(ctx context.Context, a account, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE accounts SET access_token = $2, refresh_token = $3, id_token = $4, access_token_expires_at = $5,
			refresh_token_expires_at = $6, scope = $7, updated_at = $8 WHERE id = $1`,
		a.ID, db.OrNull(a.access), db.OrNull(a.refresh), db.OrNull(a.idToken), a.accessExpires, a.refreshExpires,
		db.OrNull(strings.Join(a.scopes, ",")), now)
	return err
}

var (
	errNone  = errors.New("federation: no such account")
	errTaken = errors.New("federation: the account was linked meanwhile")
)

func absent(err error) error {
	if errors.Is(err, db.ErrNone) {
		return errNone
	}
	return err
}
