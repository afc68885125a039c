package user

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// touch locks an account and gives it a later version: never the one it had,
// though two changes fall into one millisecond.
func (s store) touch(ctx context.Context, id string, now time.Time) error {
	rows, err := s.db.Exec(ctx, `
		UPDATE users SET updated_at = CASE WHEN updated_at >= $2 THEN updated_at + 1 ELSE $2 END WHERE id = $1`, id, now)
	if err == nil && rows == 0 {
		return ErrNotFound
	}
	return err
}

func (s store) saveProfile(ctx context.Context, u User) error {
	_, err := s.db.Exec(ctx, `
		UPDATE users SET name = $2, image = $3, phone = $4, company = $5, position = $6, address = $7, locale = $8, is_mfa_required = $9
		WHERE id = $1`, u.ID, u.Name, db.OrNull(u.Image), db.OrNull(u.Phone), db.OrNull(u.Company), db.OrNull(u.Position),
		db.OrNull(u.Address), db.OrNull(u.Locale), u.IsMfaRequired)
	return err
}

// saveEmail stores an address that its owner has proved to have.
func (s store) saveEmail(ctx context.Context, id, email string) error {
	_, err := s.db.Exec(ctx, `UPDATE users SET email = $2, email_verified = TRUE WHERE id = $1`, id, email)
	if errors.Is(err, db.ErrTaken) {
		return ErrTaken.Because(err)
	}
	return err
}

// replacePassword changes a password unless it is no longer the one that was
// looked at.
func (s store) replacePassword(ctx context.Context, userID, old, hash string, now time.Time) (bool, error) {
	rows, err := s.db.Exec(ctx, `
		UPDATE accounts SET password = $3, updated_at = $4 WHERE user_id = $1 AND provider_id = '`+credential+`' AND password = $2`,
		userID, old, hash, now)
	return rows > 0, err
}

// setPassword gives a user a password, whether they had one or not.
func (s store) setPassword(ctx context.Context, userID, hash string, now time.Time) error {
	rows, err := s.db.Exec(ctx, `
		UPDATE accounts SET password = $2, updated_at = $3 WHERE user_id = $1 AND provider_id = '`+credential+`'`, userID, hash, now)
	if err != nil || rows > 0 {
		return err
	}
	_, err = s.db.Exec(ctx, `
		INSERT INTO accounts (id, user_id, provider_id, account_id, password, created_at, updated_at)
		VALUES ($1, $2, '`+credential+`', $2, $3, $4, $4)`, secret.ID(), userID, hash, now)
	return err
}

func (s store) accounts(ctx context.Context, userID string) ([]Account, error) {
	return db.All(ctx, s.db, func(r db.Row) (Account, error) {
		var a Account
		var scope string
		err := r.Scan(&a.ID, &a.UserID, &a.Provider, &a.AccountID, db.Null(&scope), &a.CreatedAt, &a.UpdatedAt)
		a.Scopes = strings.FieldsFunc(scope, func(c rune) bool { return c == ',' })
		return a, err
	}, `SELECT id, user_id, provider_id, account_id, scope, created_at, updated_at FROM accounts WHERE user_id = $1 ORDER BY created_at, id`, userID)
}

func (s store) unlink(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM accounts WHERE id = $1`, id)
	return err
}

func (s store) setDeletion(ctx context.Context, id string, at time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE users SET deletes_at = $2 WHERE id = $1`, id, at)
	return err
}

const purgedAtOnce = 100

// leaving returns the users whose time to come back is over.
func (s store) leaving(ctx context.Context, now time.Time) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `SELECT id FROM users WHERE deletes_at <= $1 ORDER BY deletes_at, id LIMIT $2`, now, purgedAtOnce)
}

// otherSuperadmin reports whether somebody else administers everything and is
// there to stay.
func (s store) otherSuperadmin(ctx context.Context, besides string, now time.Time) (bool, error) {
	_, err := db.One(ctx, s.db, db.ScanString, `
		SELECT u.id FROM users u
		WHERE u.role <> 'user' AND ',' || u.role || ',' LIKE '%,superadmin,%' AND u.id <> $1
			AND (NOT u.banned OR u.ban_expires_at <= $2) AND u.deletes_at IS NULL LIMIT 1`, besides, now)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// remove deletes a user and, by foreign keys, what belongs to them. Their
// sessions have been ended before.
func (s store) remove(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM users WHERE id = $1`, id)
	return err
}
