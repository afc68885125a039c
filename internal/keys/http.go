package keys

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers administrators' requests about keys.
type HTTP struct {
	keys  *Service
	every time.Duration
	now   func() time.Time
}

// NewHTTP returns the handlers of a service. Every is how long a key signs
// before it is replaced by schedule, zero for ever.
func NewHTTP(s *Service, every time.Duration, now func() time.Time) HTTP {
	return HTTP{s, every, now}
}

type keyJSON struct {
	KID       string   `json:"kid"`
	Alg       string   `json:"alg" enum:"RS256,ES256,EdDSA,PS256"`
	State     string   `json:"state" enum:"published,signing,retired" doc:"published: known to clients, does not sign yet; retired: does not sign any more, still published"`
	CreatedAt web.Time `json:"createdAt"`
	SignsAt   web.Time `json:"signsAt" doc:"When it begins to sign"`
	RetiredAt web.Time `json:"retiredAt" doc:"When it stops signing; null while it has no successor"`
	ExpiresAt web.Time `json:"expiresAt" doc:"When it leaves the published set"`
}

type keysResponse struct {
	Body struct {
		Keys         []keyJSON `json:"keys" nullable:"false"`
		RotationDays int       `json:"rotationDays" doc:"Keys are replaced after so many days; 0: by hand only"`
	}
}

// List serves GET /api/admin/keys: every published key, never a private part.
func (h HTTP) List(ctx context.Context, _ *struct{}) (*keysResponse, error) {
	all, err := h.keys.List(ctx)
	if err != nil {
		return nil, err
	}
	const day = 24 * time.Hour
	now := h.now()
	out := &keysResponse{}
	out.Body.RotationDays = int(h.every / day)
	out.Body.Keys = make([]keyJSON, 0, len(all))
	for _, k := range all {
		out.Body.Keys = append(out.Body.Keys, keyJSON{
			KID: k.KID, Alg: k.Alg, State: string(k.State(now)), CreatedAt: web.Time(k.CreatedAt), SignsAt: web.Time(k.SignsAt),
			RetiredAt: web.Time(k.RetiredAt), ExpiresAt: web.Time(k.ExpiresAt),
		})
	}
	return out, nil
}

type rotateRequest struct {
	Body *struct {
		Algs   []string `json:"algs,omitempty" nullable:"false" minItems:"1" maxItems:"4" enum:"RS256,ES256,EdDSA,PS256" doc:"All unless given"`
		AtOnce bool     `json:"atOnce,omitempty" doc:"For keys that others may know: the old ones are withdrawn, and every token they signed dies"`
	}
}

// Rotate serves POST /api/admin/keys/rotate and tells the keys there are then.
func (h HTTP) Rotate(ctx context.Context, in *rotateRequest) (*keysResponse, error) {
	algs, atOnce := Algorithms(), false
	if in.Body != nil {
		atOnce = in.Body.AtOnce
		if len(in.Body.Algs) > 0 {
			algs = in.Body.Algs
		}
	}
	if err := h.keys.Rotate(ctx, actor.From(ctx), atOnce, algs...); err != nil {
		return nil, err
	}
	return h.List(ctx, nil)
}
