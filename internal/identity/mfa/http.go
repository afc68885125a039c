package mfa

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests about the caller's factors that begin no session.
type HTTP struct{ factors *Service }

// NewHTTP returns the handlers.
func NewHTTP(factors *Service) HTTP { return HTTP{factors} }

type deviceJSON struct {
	ID         string   `json:"id"`
	UserAgent  string   `json:"userAgent"`
	IPAddress  string   `json:"ipAddress"`
	CreatedAt  web.Time `json:"createdAt"`
	LastUsedAt web.Time `json:"lastUsedAt"`
	ExpiresAt  web.Time `json:"expiresAt"`
}

// ListDevicesResponse is where the caller is not asked for a second factor.
type ListDevicesResponse struct {
	Body struct {
		Devices []deviceJSON `json:"devices" nullable:"false"`
	}
}

// ListDevices serves GET /api/user/trusted-devices.
func (h HTTP) ListDevices(ctx context.Context, _ *struct{}) (*ListDevicesResponse, error) {
	devices, err := h.factors.Devices(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &ListDevicesResponse{}
	out.Body.Devices = []deviceJSON{}
	for _, d := range devices {
		out.Body.Devices = append(out.Body.Devices, deviceJSON{
			ID: d.ID, UserAgent: d.UserAgent, IPAddress: d.Address,
			CreatedAt: web.Time(d.CreatedAt), LastUsedAt: web.Time(d.UsedAt), ExpiresAt: web.Time(d.ExpiresAt),
		})
	}
	return out, nil
}

// RevokeDeviceRequest names a trusted device.
type RevokeDeviceRequest struct {
	ID string `path:"id" maxLength:"64"`
}

type noContent struct{}

// RevokeDevice serves DELETE /api/user/trusted-devices/{id}.
func (h HTTP) RevokeDevice(ctx context.Context, in *RevokeDeviceRequest) (*noContent, error) {
	return &noContent{}, h.factors.RevokeDevice(ctx, actor.From(ctx), in.ID)
}
