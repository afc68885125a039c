package consumption

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// A limitJSON is what a limit leaves. Its amounts are decimal numbers in texts,
// which no reader rounds.
type limitJSON struct {
	Limit     string       `json:"limit" doc:"What the plan allows in a window"`
	Window    meter.Window `json:"window" enum:"minute,hour,day,month,lifetime"`
	Mode      string       `json:"mode" enum:"hard,soft" doc:"A soft limit refuses nothing; it tells the overage"`
	Used      string       `json:"used" doc:"Of what the plan allows, in this window"`
	Reserved  string       `json:"reserved" doc:"Of the same, by reservations that are open"`
	Credits   string       `json:"credits" doc:"Left beside the plan; used first"`
	Remaining string       `json:"remaining" doc:"What may be consumed before the limit is reached, credits included"`
	Overage   string       `json:"overage" doc:"By how much the limit is exceeded"`
	ResetsAt  web.Time     `json:"resetsAt" doc:"When the window ends; null for a lifetime"`
}

func limitOf(s *State) *limitJSON {
	if s == nil {
		return nil
	}
	mode := "soft"
	if s.Limit.Hard {
		mode = "hard"
	}
	return &limitJSON{
		s.Limit.Amount.String(), s.Limit.Window, mode, s.Used.String(), s.Reserved.String(), s.Credits.String(), s.Remaining.String(),
		s.Overage.String(), web.Time(s.ResetsAt),
	}
}

type errorJSON struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// An exceededJSON refuses what goes beyond a limit in the form of every refusal,
// and tells the limit beside it.
type exceededJSON struct {
	Error errorJSON  `json:"error"`
	Limit *limitJSON `json:"limit"`
}

// Answer implements web.Answerer. Retry-After is when the window ends (RFC 9110
// §10.2.3); a lifetime has no such time.
func (e *ExceededError) Answer() (status int, header http.Header, body any) {
	header = http.Header{}
	if e.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	return http.StatusTooManyRequests, header, exceededJSON{errorJSON{ErrLimit.Code, ErrLimit.Message}, limitOf(&e.State)}
}

var _ web.Answerer = (*ExceededError)(nil)

type checkConsumptionRequest struct {
	Body struct {
		ApplicationID string         `json:"applicationId" format:"uuid"`
		UserID        string         `json:"userId" minLength:"1" maxLength:"255"`
		Key           string         `json:"key" minLength:"1" maxLength:"64" pattern:"^[a-zA-Z0-9._-]+$"`
		Value         optionalAmount `json:"value,omitzero" doc:"What is to be consumed; nothing when left out"`
	}
}

// An optionalAmount is an amount that may be left out.
type optionalAmount struct{ amountJSON }

// Schema implements huma.SchemaProvider.
func (optionalAmount) Schema(schemas huma.Registry) *huma.Schema { return amountJSON{}.Schema(schemas) }

type checkConsumptionResponse struct {
	Body struct {
		Allowed bool       `json:"allowed" doc:"Now: who needs to be sure consumes with enforce, or reserves"`
		Key     string     `json:"key"`
		Total   string     `json:"total" doc:"A decimal number"`
		Limit   *limitJSON `json:"limit,omitempty" doc:"Absent without a limit"`
	}
}

// Check serves POST /api/consumption/check.
func (h HTTP) Check(ctx context.Context, in *checkConsumptionRequest) (*checkConsumptionResponse, error) {
	verdict, err := h.consumption.Check(ctx, actor.From(ctx), Entry{
		ApplicationID: in.Body.ApplicationID, UserID: in.Body.UserID, Key: in.Body.Key, Amount: in.Body.Value.Amount,
	})
	if err != nil {
		return nil, err
	}
	out := &checkConsumptionResponse{}
	out.Body.Allowed, out.Body.Key, out.Body.Total, out.Body.Limit = verdict.Allowed, in.Body.Key, verdict.Total.String(), limitOf(verdict.State)
	return out, nil
}

const defaultLife = 300 // seconds

type reserveConsumptionRequest struct {
	Body struct {
		ApplicationID  string     `json:"applicationId" format:"uuid"`
		UserID         string     `json:"userId" minLength:"1" maxLength:"255"`
		Key            string     `json:"key" minLength:"1" maxLength:"64" pattern:"^[a-zA-Z0-9._-]+$"`
		Value          amountJSON `json:"value"`
		ExpiresIn      int        `json:"expiresIn,omitempty" minimum:"1" maximum:"86400" doc:"Seconds after which it goes back by itself; 300 when left out"`
		IdempotencyKey string     `json:"idempotencyKey,omitempty" maxLength:"255" doc:"Who reserves with it again gets the same reservation"`
	}
}

type reservationResponse struct {
	Body struct {
		ID        string     `json:"id" format:"uuid"`
		Key       string     `json:"key"`
		Value     string     `json:"value" doc:"A decimal number"`
		ExpiresAt web.Time   `json:"expiresAt"`
		Limit     *limitJSON `json:"limit,omitempty" doc:"Absent without a limit"`
	}
}

// Reserve serves POST /api/consumption/reservations.
func (h HTTP) Reserve(ctx context.Context, in *reserveConsumptionRequest) (*reservationResponse, error) {
	life := in.Body.ExpiresIn
	if life == 0 {
		life = defaultLife
	}
	made, err := h.consumption.Reserve(ctx, actor.From(ctx), Entry{
		ApplicationID: in.Body.ApplicationID, UserID: in.Body.UserID, Key: in.Body.Key, Amount: in.Body.Value.Amount,
		IdempotencyKey: in.Body.IdempotencyKey,
	}, time.Duration(life)*time.Second)
	if err != nil {
		return nil, err
	}
	out := &reservationResponse{}
	out.Body.ID, out.Body.Key, out.Body.Value = made.ID, made.Key, made.Amount.String()
	out.Body.ExpiresAt, out.Body.Limit = web.Time(made.ExpiresAt), limitOf(made.State)
	return out, nil
}

type confirmReservationRequest struct {
	ID   string `path:"id" doc:"The reservation"`
	Body struct {
		Value *amountJSON `json:"value,omitempty" doc:"What was needed of it, the rest goes back; all when left out"`
	}
}

// Confirm serves POST /api/consumption/reservations/{id}/confirm.
func (h HTTP) Confirm(ctx context.Context, in *confirmReservationRequest) (*recordConsumptionResponse, error) {
	var amount *meter.Amount
	if in.Body.Value != nil {
		amount = &in.Body.Value.Amount
	}
	return told(h.consumption.Confirm(ctx, actor.From(ctx), in.ID, amount))
}

type releaseReservationRequest struct {
	ID string `path:"id" doc:"The reservation"`
}

// Release serves POST /api/consumption/reservations/{id}/release.
func (h HTTP) Release(ctx context.Context, in *releaseReservationRequest) (*recordConsumptionResponse, error) {
	return told(h.consumption.Release(ctx, actor.From(ctx), in.ID))
}

func told(r Recorded, err error) (*recordConsumptionResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &recordConsumptionResponse{}
	out.Body.Success, out.Body.Aggregate, out.Body.Limit = true, recordedJSON{r.Key, r.Amount.String()}, limitOf(r.State)
	return out, nil
}
