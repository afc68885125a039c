package mfa

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const deviceColumns = `id, user_id, user_agent, address, created_at, used_at, expires_at`

func scanDevice(r db.Row) (Device, error) {
	var d Device
	err := r.Scan(&d.ID, &d.UserID, &d.UserAgent, &d.Address, &d.CreatedAt, &d.UsedAt, &d.ExpiresAt)
	return d, err
}

func (s store) insertDevice(ctx context.Context, d Device, digest string) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO trusted_devices (id, user_id, digest, user_agent, address, created_at, used_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, d.ID, d.UserID, digest, d.UserAgent, d.Address, d.CreatedAt, d.UsedAt, d.ExpiresAt)
	return err
}

// rotateDevice spends the digest of a device that is still trusted and gives it
// another.
func (s store) rotateDevice(ctx context.Context, userID, digest, next string, d Device) error {
	return one(s.db.Exec(ctx, `
		UPDATE trusted_devices SET digest = $3, user_agent = $4, address = $5, used_at = $6, expires_at = $7
		WHERE user_id = $1 AND digest = $2 AND expires_at > $6`, userID, digest, next, d.UserAgent, d.Address, d.UsedAt, d.ExpiresAt))
}

func (s store) devices(ctx context.Context, userID string, now time.Time) ([]Device, error) {
	return db.All(ctx, s.db, scanDevice, `
		SELECT `+deviceColumns+` FROM trusted_devices WHERE user_id = $1 AND expires_at > $2 ORDER BY created_at, id`, userID, now)
}

func (s store) deleteDevice(ctx context.Context, userID, id string) error {
	return one(s.db.Exec(ctx, `DELETE FROM trusted_devices WHERE user_id = $1 AND id = $2`, userID, id))
}

func (s store) deleteDevices(ctx context.Context, userID string) (int64, error) {
	return s.db.Exec(ctx, `DELETE FROM trusted_devices WHERE user_id = $1`, userID)
}
