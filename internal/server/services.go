package server

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/config"
)

type enabledJSON struct {
	Enabled bool `json:"enabled"`
}

type servicesResponse struct {
	Body struct {
		Stripe    bool                   `json:"stripe"`
		Mail      bool                   `json:"mail"`
		Providers map[string]enabledJSON `json:"providers" nullable:"false" doc:"By id; the five well-known ones always"`
	}
}

// outsideServices serves GET /api/admin/services. It copies flags one by one
// and nothing else of the configuration, which is full of secrets.
func (s *Server) outsideServices(_ context.Context, _ *struct{}) (*servicesResponse, error) {
	out := &servicesResponse{}
	out.Body.Stripe = s.services.Billing.Enabled()
	out.Body.Mail = s.services.Mail.Leaves()
	out.Body.Providers = map[string]enabledJSON{}
	for _, kind := range []config.ProviderKind{config.Google, config.GitHub, config.LinkedIn, config.Microsoft, config.Apple} {
		out.Body.Providers[string(kind)] = enabledJSON{}
	}
	for _, p := range s.config.Providers {
		out.Body.Providers[p.ID] = enabledJSON{true}
	}
	return out, nil
}
