package consumption

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
)

// A Threshold was reached: a share of what a plan allows is used. Each is told
// once in a window, by the transaction that reached it.
type Threshold struct {
	ApplicationID string
	UserID        string
	Key           string
	Percent       int64
	State         State
	At            time.Time
}

// OnThreshold has f called within the transaction that reaches a threshold:
// what f writes is there if and only if the consumption is.
func (s *Service) OnThreshold(f func(ctx context.Context, t Threshold) error) {
	s.onThreshold = append(s.onThreshold, f)
}

func (s *Service) tell(ctx context.Context, t Threshold) error {
	err := s.audit.Record(ctx, actor.Actor{System: true}, audit.Event{
		Action: "consumption.threshold", Target: "user", TargetID: t.UserID, Details: map[string]any{
			"applicationId": t.ApplicationID, "key": t.Key, "percent": t.Percent, "limit": t.State.Limit.Amount.String(),
			"used": t.State.Used.String(), "window": string(t.State.Limit.Window),
		},
	})
	if err != nil {
		return err
	}
	for _, f := range s.onThreshold {
		if err := f(ctx, t); err != nil {
			return err
		}
	}
	return nil
}
