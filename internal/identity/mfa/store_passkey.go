package mfa

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type passkeyStore struct{ db *db.DB }

const keyColumns = `id, user_id, name, credential_id, public_key, user_handle, aaguid, transports, counter, backup_eligible, backed_up,
	created_at, last_used_at`

func scanPasskey(r db.Row) (Credential, error) {
	var p Credential
	var counter int64
	var transports string
	err := r.Scan(&p.ID, &p.UserID, &p.Name, &p.CredentialID, &p.PublicKey, &p.UserHandle, &p.AAGUID, &transports, &counter,
		&p.BackupEligible, &p.BackedUp, &p.CreatedAt, &p.LastUsedAt)
	p.Transports, p.Counter = strings.Fields(transports), uint32(counter) //nolint:gosec // written from one
	return p, err
}

func (s passkeyStore) insert(ctx context.Context, p Credential) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO passkeys (id, user_id, name, credential_id, public_key, user_handle, aaguid, transports, counter, backup_eligible, backed_up,
			created_at, last_used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)`,
		p.ID, p.UserID, p.Name, p.CredentialID, p.PublicKey, p.UserHandle, p.AAGUID, strings.Join(p.Transports, " "), int64(p.Counter),
		p.BackupEligible, p.BackedUp, p.CreatedAt)
	if errors.Is(err, db.ErrTaken) {
		return ErrRegistered.Because(err)
	}
	return err
}

func (s passkeyStore) list(ctx context.Context, userID string) ([]Credential, error) {
	return db.All(ctx, s.db, scanPasskey, `SELECT `+keyColumns+` FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`, userID)
}

func (s passkeyStore) count(ctx context.Context, userID string) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM passkeys WHERE user_id = $1`, userID)
}

func (s passkeyStore) byID(ctx context.Context, id string) (Credential, error) {
	p, err := db.One(ctx, s.db, scanPasskey, `SELECT `+keyColumns+` FROM passkeys WHERE id = $1`, id)
	return p, noPasskey(err)
}

func (s passkeyStore) byCredential(ctx context.Context, credentialID string) (Credential, error) {
	p, err := db.One(ctx, s.db, scanPasskey, `SELECT `+keyColumns+` FROM passkeys WHERE credential_id = $1`, credentialID)
	return p, noPasskey(err)
}

// use takes a counter note of, unless one as high was seen before: then there
// may be two of the authenticator. One that counts nothing always says zero.
func (s passkeyStore) use(ctx context.Context, id string, o observation, now time.Time) (Credential, error) {
	p, err := db.One(ctx, s.db, scanPasskey, `
		UPDATE passkeys SET counter = $2, backed_up = $3, last_used_at = $4
		WHERE id = $1 AND (counter < $2 OR counter = 0 AND $2 = 0) RETURNING `+keyColumns, id, int64(o.counter), o.backedUp, now)
	return p, noPasskey(err)
}

func (s passkeyStore) rename(ctx context.Context, id, userID, name string) (Credential, error) {
	p, err := db.One(ctx, s.db, scanPasskey, `
		UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2 RETURNING `+keyColumns, id, userID, name)
	return p, noPasskey(err)
}

func (s passkeyStore) remove(ctx context.Context, id, userID string) (Credential, error) {
	p, err := db.One(ctx, s.db, scanPasskey, `DELETE FROM passkeys WHERE id = $1 AND user_id = $2 RETURNING `+keyColumns, id, userID)
	return p, noPasskey(err)
}

func noPasskey(err error) error {
	if errors.Is(err, db.ErrNone) {
		return ErrNoPasskey
	}
	return err
}
