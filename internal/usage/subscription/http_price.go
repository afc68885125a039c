package subscription

import (
	"context"
	"strconv"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type priceJSON struct {
	ID            string   `json:"id" format:"uuid"`
	PlanID        string   `json:"planId" format:"uuid"`
	Name          string   `json:"name"`
	Amount        string   `json:"amount" doc:"In the currency's smallest unit"`
	Currency      string   `json:"currency"`
	Interval      string   `json:"interval" enum:"month,year,one_time"`
	StripePriceID *string  `json:"stripePriceId"`
	CreatedAt     web.Time `json:"createdAt"`
}

func toPriceJSON(p Price) priceJSON {
	return priceJSON{
		ID: p.ID, PlanID: p.PlanID, Name: p.Name, Amount: strconv.FormatInt(p.Amount, 10), Currency: p.Currency, Interval: p.Interval,
		StripePriceID: web.OrNull(p.StripePriceID), CreatedAt: web.Time(p.CreatedAt),
	}
}

func withPrices(p Plan) planJSON {
	prices := make([]priceJSON, 0, len(p.Prices))
	for _, price := range p.Prices {
		prices = append(prices, toPriceJSON(price))
	}
	out := toPlanJSON(p)
	out.Prices = &prices
	return out
}

type createPriceRequest struct {
	ID     string `path:"id"`
	PlanID string `path:"planId"`
	Body   struct {
		Name          string               `json:"name" minLength:"1" maxLength:"64"`
		Amount        int64                `json:"amount" minimum:"1" maximum:"1000000000000" doc:"In the currency's smallest unit"`
		Currency      string               `json:"currency,omitempty" pattern:"^[A-Za-z]{3}$" doc:"usd unless given"`
		Interval      string               `json:"interval,omitempty" enum:"month,year,one_time" doc:"month unless given"`
		StripePriceID web.Optional[string] `json:"stripePriceId,omitzero" maxLength:"255" doc:"A price that Stripe has already"`
	}
}

type priceResponse struct {
	Body struct {
		Price priceJSON `json:"price"`
	}
}

// CreatePrice serves POST /api/admin/applications/{id}/plans/{planId}/prices.
func (h HTTP) CreatePrice(ctx context.Context, in *createPriceRequest) (*priceResponse, error) {
	p, err := h.subscriptions.AddPrice(ctx, actor.From(ctx), in.ID, in.PlanID, NewPrice{
		Name: in.Body.Name, Amount: in.Body.Amount, Currency: in.Body.Currency, Interval: in.Body.Interval,
		StripePriceID: orEmpty(in.Body.StripePriceID),
	})
	if err != nil {
		return nil, err
	}
	out := &priceResponse{}
	out.Body.Price = toPriceJSON(p)
	return out, nil
}

type pricePath struct {
	ID      string `path:"id"`
	PlanID  string `path:"planId"`
	PriceID string `path:"priceId"`
}

// DeletePrice serves DELETE /api/admin/applications/{id}/plans/{planId}/prices/{priceId}.
func (h HTTP) DeletePrice(ctx context.Context, in *pricePath) (*noContent, error) {
	return &noContent{}, h.subscriptions.RemovePrice(ctx, actor.From(ctx), in.ID, in.PlanID, in.PriceID)
}
