package webhook

import (
	"context"
	"encoding/json"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A Notice is something that changed for users of an application. What is empty
// is not told.
type Notice struct {
	Type           string
	ApplicationID  string
	UserID         string // empty when it concerns all whom the rest is about
	OrganizationID string
	RoleID         string
	PlanID         string
	Change         string // created, updated or deleted; of plans
	Usage          *Usage // of UsageThreshold
}

// Usage is how far a limit of a plan is used up. Amounts are decimal numbers.
type Usage struct {
	Key       string
	Window    string
	Threshold int64 // in percent of the limit
	Used      string
	Limit     string
	ResetsAt  time.Time // zero when it never does
}

type eventJSON struct {
	Type      string   `json:"type"`
	Timestamp string   `json:"timestamp"`
	Data      dataJSON `json:"data"`
}

type dataJSON struct {
	ApplicationID  string `json:"applicationId"`
	UserID         string `json:"userId,omitempty"`
	OrganizationID string `json:"organizationId,omitempty"`
	RoleID         string `json:"roleId,omitempty"`
	PlanID         string `json:"planId,omitempty"`
	Change         string `json:"change,omitempty"`
	WebhookID      string `json:"webhookId,omitempty"`
	*usageJSON
}

type usageJSON struct {
	Key       string `json:"key"`
	Window    string `json:"window"`
	Threshold int64  `json:"threshold"`
	Used      string `json:"used"`
	Limit     string `json:"limit"`
	ResetsAt  string `json:"resetsAt,omitempty"`
}

const timeFormat = "2006-01-02T15:04:05.000Z"

// An event is what is stored of a notice.
type event struct {
	ID            string
	ApplicationID string
	Type          string
	Payload       string
	CreatedAt     time.Time
}

func (s *Service) event(applicationID, eventType string, data dataJSON) (event, error) {
	now := s.clock()
	data.ApplicationID = applicationID
	payload, err := json.Marshal(eventJSON{Type: eventType, Timestamp: now.Format(timeFormat), Data: data})
	return event{ID: secret.UUID(), ApplicationID: applicationID, Type: eventType, Payload: string(payload), CreatedAt: now}, err
}

// Tell writes a notice to the endpoints that want it, in the transaction of the
// change if ctx carries one. An event that only disabled endpoints want is kept
// too, to be replayed. Applications without endpoints cost one look.
func (s *Service) Tell(ctx context.Context, n Notice) error {
	all, err := s.store.list(ctx, n.ApplicationID)
	if err != nil {
		return err
	}
	wanted := false
	var to []string
	for _, e := range all {
		if !e.wants(n.Type) {
			continue
		}
		wanted = true
		if e.IsEnabled {
			to = append(to, e.ID)
		}
	}
	if !wanted {
		return nil
	}
	data, err := s.data(ctx, n)
	if err != nil {
		return err
	}
	ev, err := s.event(n.ApplicationID, n.Type, data)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.insertEvent(ctx, ev); err != nil {
			return err
		}
		for _, id := range to {
			if err := s.store.insertDelivery(ctx, Delivery{
				ID: secret.UUID(), EventID: ev.ID, EndpointID: id, Type: ev.Type, CreatedAt: ev.CreatedAt, NextAt: ev.CreatedAt,
			}); err != nil {
				return err
			}
		}
		s.queue.Wake(ctx)
		return nil
	})
}

func (s *Service) data(ctx context.Context, n Notice) (dataJSON, error) {
	d := dataJSON{OrganizationID: n.OrganizationID, RoleID: n.RoleID, PlanID: n.PlanID, Change: n.Change}
	if n.UserID != "" {
		a, err := s.Applications.ByID(ctx, n.ApplicationID)
		if err != nil {
			return dataJSON{}, err
		}
		if d.UserID, err = s.subjects(ctx, a, n.UserID); err != nil {
			return dataJSON{}, err
		}
	}
	if u := n.Usage; u != nil {
		d.usageJSON = &usageJSON{Key: u.Key, Window: u.Window, Threshold: u.Threshold, Used: u.Used, Limit: u.Limit}
		if !u.ResetsAt.IsZero() {
			d.ResetsAt = u.ResetsAt.UTC().Format(timeFormat)
		}
	}
	return d, nil
}

// OnThreshold tells that a user's consumption has reached a share of what their
// plan allows. It is called once for each threshold and window.
func (s *Service) OnThreshold(ctx context.Context, applicationID, userID string, u Usage) error {
	return s.Tell(ctx, Notice{Type: UsageThreshold, ApplicationID: applicationID, UserID: userID, Usage: &u})
}

// OnLeave tells the applications that an organization may use that somebody has
// left it, and with it whatever roles they were given there.
func (s *Service) OnLeave(ctx context.Context, organizationID, userID string) error {
	applications, err := s.store.concerned(ctx, organizationID)
	if err != nil {
		return err
	}
	for _, id := range applications {
		if err := s.Tell(ctx, Notice{Type: RolesChanged, ApplicationID: id, UserID: userID, OrganizationID: organizationID}); err != nil {
			return err
		}
	}
	return nil
}
