package logout

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

type deliveryJSON struct {
	ID          string   `json:"id" format:"uuid"`
	SessionID   string   `json:"sessionId"`
	UserID      string   `json:"userId"`
	State       string   `json:"state" enum:"pending,delivered,failed"`
	Attempts    int64    `json:"attempts"`
	Problem     string   `json:"problem" doc:"Of the last attempt; empty when it went well"`
	CreatedAt   web.Time `json:"createdAt"`
	NextAt      web.Time `json:"nextAttemptAt"`
	DeliveredAt web.Time `json:"deliveredAt"`
	FailedAt    web.Time `json:"failedAt"`
}

func toJSON(d Delivery) deliveryJSON {
	state := "pending"
	switch {
	case !d.DeliveredAt.IsZero():
		state = "delivered"
	case !d.FailedAt.IsZero():
		state = "failed"
	}
	return deliveryJSON{
		ID: d.ID, SessionID: d.SessionID, UserID: d.UserID, State: state, Attempts: d.Attempts, Problem: d.Problem, CreatedAt: web.Time(d.CreatedAt),
		NextAt: web.Time(d.NextAt), DeliveredAt: web.Time(d.DeliveredAt), FailedAt: web.Time(d.FailedAt),
	}
}

type deliveriesRequest struct {
	ID string `path:"id" doc:"The application"`
}

type deliveriesResponse struct {
	Body struct {
		Deliveries []deliveryJSON `json:"deliveries" nullable:"false"`
	}
}

// Deliveries serves GET /api/admin/applications/{id}/logout-deliveries.
func (h HTTP) Deliveries(ctx context.Context, in *deliveriesRequest) (*deliveriesResponse, error) {
	list, err := h.logout.Deliveries(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &deliveriesResponse{}
	out.Body.Deliveries = make([]deliveryJSON, 0, len(list))
	for _, d := range list {
		out.Body.Deliveries = append(out.Body.Deliveries, toJSON(d))
	}
	return out, nil
}
