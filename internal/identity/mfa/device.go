package mfa

import (
	"context"
	"errors"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const maxUserAgent = 300

// newDeviceToken is what the trust_device cookie carries.
func newDeviceToken() string { return "trust-device-" + secret.ID() }

// Trust spares the browser the second factor of the user from now on, and
// returns what its cookie carries.
func (s *Service) Trust(ctx context.Context, by actor.Actor, userID string) (string, error) {
	token, now := newDeviceToken(), s.now()
	d := Device{
		ID: secret.UUID(), UserID: userID, UserAgent: shortened(by.UserAgent), Address: by.Address,
		CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(TrustLife),
	}
	return token, s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.insertDevice(ctx, d, secret.Digest(token)); err != nil {
			return err
		}
		return s.record(ctx, by, "trusted_device.added", userID, map[string]any{"device": d.ID})
	})
}

func shortened(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxUserAgent)], "")
}

// Trusted reports whether the cookie's value is of a device that the user
// trusts, and returns the one that replaces it: each is good once.
func (s *Service) Trusted(ctx context.Context, by actor.Actor, userID, token string) (next string, trusted bool, err error) {
	if token == "" {
		return "", false, nil
	}
	next, now := newDeviceToken(), s.now()
	err = s.store.rotateDevice(ctx, userID, secret.Digest(token), secret.Digest(next), Device{
		UserAgent: shortened(by.UserAgent), Address: by.Address, UsedAt: now, ExpiresAt: now.Add(TrustLife),
	})
	if errors.Is(err, db.ErrNone) {
		return "", false, nil
	}
	return next, err == nil, err
}

// Devices lists the devices that the user trusts, the oldest first.
func (s *Service) Devices(ctx context.Context, userID string) ([]Device, error) {
	return s.store.devices(ctx, userID, s.now())
}

// RevokeDevice ends the trust in one device of the caller's; that of another is
// ErrDevice too.
func (s *Service) RevokeDevice(ctx context.Context, by actor.Actor, id string) error {
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := refusedAs(ErrDevice, s.store.deleteDevice(ctx, by.UserID, id)); err != nil {
			return err
		}
		return s.record(ctx, by, "trusted_device.revoked", by.UserID, map[string]any{"device": id})
	})
}

// RevokeDevices ends the trust in every device of the user.
func (s *Service) RevokeDevices(ctx context.Context, by actor.Actor, userID, reason string) error {
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		n, err := s.store.deleteDevices(ctx, userID)
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, by, "trusted_device.revoked", userID, map[string]any{"devices": n, "reason": reason})
	})
}
