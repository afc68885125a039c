package mfa

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

// held is what a user can show.
type held struct{ totp, mail, passkey, backupCodes bool }

func (s store) held(ctx context.Context, userID string) (held, error) {
	return db.One(ctx, s.db, func(r db.Row) (held, error) {
		var h held
		err := r.Scan(&h.totp, &h.mail, &h.passkey, &h.backupCodes)
		return h, err
	}, `
		SELECT EXISTS (SELECT 1 FROM second_factors WHERE user_id = $1 AND sealed IS NOT NULL),
			EXISTS (SELECT 1 FROM second_factors WHERE user_id = $1 AND mail),
			EXISTS (SELECT 1 FROM passkeys WHERE user_id = $1),
			EXISTS (SELECT 1 FROM backup_codes WHERE user_id = $1 AND NOT pending)`, userID)
}

// secrets are a user's sealed TOTP secrets, empty where there is none.
type secrets struct{ sealed, pending string }

func (s store) secrets(ctx context.Context, userID string) (secrets, error) {
	found, err := db.One(ctx, s.db, func(r db.Row) (secrets, error) {
		var x secrets
		err := r.Scan(db.Null(&x.sealed), db.Null(&x.pending))
		return x, err
	}, `SELECT sealed, pending FROM second_factors WHERE user_id = $1`, userID)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return found, err
}

// propose keeps a new secret beside the one that works.
func (s store) propose(ctx context.Context, userID, sealed string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO second_factors (user_id, last_step, pending, mail, created_at, updated_at) VALUES ($1, 0, $2, FALSE, $3, $3)
		ON CONFLICT (user_id) DO UPDATE SET pending = excluded.pending, updated_at = excluded.updated_at`, userID, sealed, now)
	return err
}

// adopt makes the proposed secret the working one, if it is still the one that
// was proved.
func (s store) adopt(ctx context.Context, userID, sealed string, step int64, now time.Time) error {
	return one(s.db.Exec(ctx, `
		UPDATE second_factors SET sealed = pending, pending = NULL, last_step = $3, updated_at = $4
		WHERE user_id = $1 AND pending = $2`, userID, sealed, step, now))
}

// spend takes a time step and all before it: of two who show its code, one.
func (s store) spend(ctx context.Context, userID, sealed string, step int64) error {
	return one(s.db.Exec(ctx, `
		UPDATE second_factors SET last_step = $3 WHERE user_id = $1 AND sealed = $2 AND last_step < $3`, userID, sealed, step))
}

func (s store) reseal(ctx context.Context, userID, old, sealed string) error {
	_, err := s.db.Exec(ctx, `UPDATE second_factors SET sealed = $3 WHERE user_id = $1 AND sealed = $2`, userID, old, sealed)
	return err
}

// setMail notes that codes by mail are one of the user's factors.
func (s store) setMail(ctx context.Context, userID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO second_factors (user_id, last_step, mail, created_at, updated_at) VALUES ($1, 0, TRUE, $2, $2)
		ON CONFLICT (user_id) DO UPDATE SET mail = TRUE, updated_at = excluded.updated_at`, userID, now)
	return err
}

func (s store) forget(ctx context.Context, userID string) error {
	for _, statement := range []string{
		`DELETE FROM second_factors WHERE user_id = $1`,
		`DELETE FROM backup_codes WHERE user_id = $1`,
		`DELETE FROM factor_codes WHERE user_id = $1`,
	} {
		if _, err := s.db.Exec(ctx, statement, userID); err != nil {
			return err
		}
	}
	return nil
}

func (s store) forgetPasskeys(ctx context.Context, userID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM passkeys WHERE user_id = $1`, userID)
	return err
}

// attempt counts a try for a subject, and reports whether it is one of the
// first most in its window.
func (s store) attempt(ctx context.Context, subject string, most int, now, until time.Time) (bool, error) {
	rows, err := s.db.Exec(ctx, `
		INSERT INTO factor_tries (subject, tries, window_at) VALUES ($1, 1, $2)
		ON CONFLICT (subject) DO UPDATE SET
			tries = CASE WHEN factor_tries.window_at <= $3 THEN 1 ELSE factor_tries.tries + 1 END,
			window_at = CASE WHEN factor_tries.window_at <= $3 THEN excluded.window_at ELSE factor_tries.window_at END
		WHERE factor_tries.tries < $4 OR factor_tries.window_at <= $3`, subject, until, now, most)
	return rows == 1, err
}

func (s store) purge(ctx context.Context, now time.Time) error {
	for _, statement := range []string{
		`DELETE FROM trusted_devices WHERE expires_at < $1`,
		`DELETE FROM factor_codes WHERE window_at < $1`,
		`DELETE FROM factor_tries WHERE window_at < $1`,
	} {
		if _, err := s.db.Exec(ctx, statement, now); err != nil {
			return err
		}
	}
	return nil
}

// one is db.ErrNone unless a statement touched a row.
func one(rows int64, err error) error {
	if err == nil && rows == 0 {
		return db.ErrNone
	}
	return err
}

func (s store) forgive(ctx context.Context, subject string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM factor_tries WHERE subject = $1`, subject)
	return err
}
