package user

import (
	"context"
	"errors"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

type store struct{ db *db.DB }

// credential is the provider of an account that has a password.
const credential = "credential"

const columns = `u.id, u.name, u.email, u.email_verified, u.image, u.role, u.banned, u.ban_reason, u.ban_expires_at,
	u.two_factor_enabled, u.is_mfa_required, u.phone, u.company, u.position, u.address, u.locale, u.created_at, u.updated_at, u.deletes_at`

func fields(u *User) []any {
	return []any{
		&u.ID, &u.Name, &u.Email, &u.EmailVerified, db.Null(&u.Image), &u.Role, &u.Banned, db.Null(&u.BanReason), &u.BanExpires,
		&u.TwoFactorEnabled, &u.IsMfaRequired, db.Null(&u.Phone), db.Null(&u.Company), db.Null(&u.Position), db.Null(&u.Address),
		db.Null(&u.Locale), &u.CreatedAt, &u.UpdatedAt, &u.DeletesAt,
	}
}

func scan(r db.Row) (User, error) {
	var u User
	err := r.Scan(fields(&u)...)
	return u, err
}

func (s store) byID(ctx context.Context, id string) (User, error) {
	u, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM users u WHERE u.id = $1`, id)
	return u, absent(err)
}

func (s store) byEmail(ctx context.Context, email string) (User, error) {
	u, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM users u WHERE u.email = $1`, email)
	return u, absent(err)
}

func (s store) credentials(ctx context.Context, email string) (User, string, error) {
	var hash string
	u, err := db.One(ctx, s.db, func(r db.Row) (User, error) {
		var u User
		err := r.Scan(append(fields(&u), db.Null(&hash))...)
		return u, err
	}, `SELECT `+columns+`, a.password FROM users u
		LEFT JOIN accounts a ON a.user_id = u.id AND a.provider_id = '`+credential+`'
		WHERE u.email = $1`, email)
	return u, hash, absent(err)
}

func (s store) hasRole(ctx context.Context, role string) (bool, error) {
	_, err := db.One(ctx, s.db, db.ScanString, `
		SELECT u.id FROM users u WHERE u.role <> 'user' AND ',' || u.role || ',' LIKE '%,' || CAST($1 AS TEXT) || ',%' LIMIT 1`, role)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

func (s store) insert(ctx context.Context, u User, hash string) error {
	if err := s.insertUser(ctx, u); err != nil || hash == "" {
		return err
	}
	_, err := s.db.Exec(ctx, `
		INSERT INTO accounts (id, user_id, provider_id, account_id, password, created_at, updated_at)
		VALUES ($1, $2, '`+credential+`', $3, $4, $5, $6)`, secret.ID(), u.ID, u.ID, hash, u.CreatedAt, u.UpdatedAt)
	return err
}

func (s store) insertUser(ctx context.Context, u User) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO users (id, name, email, email_verified, image, role, banned, two_factor_enabled, is_mfa_required,
			phone, company, position, address, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, FALSE, FALSE, $7, $8, $9, $10, $11, $12, $13)`,
		u.ID, u.Name, u.Email, u.EmailVerified, db.OrNull(u.Image), u.Role, u.IsMfaRequired,
		db.OrNull(u.Phone), db.OrNull(u.Company), db.OrNull(u.Position), db.OrNull(u.Address), u.CreatedAt, u.UpdatedAt)
	if errors.Is(err, db.ErrTaken) {
		return ErrTaken.Because(err)
	}
	if err != nil {
		return err
	}
	return s.insertWords(ctx, u.ID, words(u.Name, u.Email))
}

func likePrefix(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

func absent(err error) error {
	if errors.Is(err, db.ErrNone) {
		return ErrNotFound
	}
	return err
}
