package consumption

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// HTTP answers requests about consumption.
type HTTP struct{ consumption *Service }

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

type noContent struct{}

// Unreadable is the refusal of a body by the first member that is wrong: the
// key, then the value, then the rest.
func Unreadable(fields []fault.Field) error {
	about := func(name string) bool {
		return slices.ContainsFunc(fields, func(f fault.Field) bool { return f.Name == name })
	}
	switch {
	case about("body.key"):
		return ErrKey.With(fields...)
	case about(valueMember):
		return ErrValue.With(fields...)
	}
	return ErrInvalid.With(fields...)
}

const valueMember = "body.value"

// amountJSON is a number that is read as it is written: it never passes through
// a float.
type amountJSON struct {
	meter.Amount
	text string
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *amountJSON) UnmarshalJSON(text []byte) error {
	a.text = string(text)
	a.Amount, _ = meter.ParseAmount(a.text)
	return nil
}

// read reports whether there was a number that an amount can hold.
func (a *amountJSON) read() bool {
	_, ok := meter.ParseAmount(a.text)
	return ok
}

// Schema implements huma.SchemaProvider.
func (amountJSON) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeNumber, Description: "At most 18 digits before and 9 after the point, kept exactly; a negative number is a credit"}
}

// Resolve implements huma.ResolverWithPath.
func (a *amountJSON) Resolve(_ huma.Context, prefix *huma.PathBuffer) []error {
	if a.text == "" { // it is missing, which was noticed
		return nil
	}
	if _, ok := meter.ParseAmount(a.text); !ok {
		return []error{&huma.ErrorDetail{Location: prefix.String(), Message: "must be a number with at most 18 digits before and 9 after the point"}}
	}
	return nil
}

var (
	_ json.Unmarshaler      = (*amountJSON)(nil)
	_ huma.ResolverWithPath = (*amountJSON)(nil)
)

type recordConsumptionRequest struct {
	Body struct {
		ApplicationID string     `json:"applicationId" format:"uuid" doc:"An application may record its own consumption only"`
		UserID        string     `json:"userId" minLength:"1" maxLength:"255"`
		Key           string     `json:"key" minLength:"1" maxLength:"64" pattern:"^[a-zA-Z0-9._-]+$" doc:"What was consumed"`
		Value         amountJSON `json:"value"`

		Timestamp      *time.Time `json:"timestamp,omitempty" doc:"When it was consumed; now when left out"`
		IdempotencyKey string     `json:"idempotencyKey,omitempty" maxLength:"255" doc:"Events of an application with the same key count once: who sends one again gets the first answer"`
		Enforce        bool       `json:"enforce,omitempty" doc:"Refuse with 429 what goes beyond a hard limit"`
	}
}

type recordedJSON struct {
	Key   string `json:"key"`
	Total string `json:"total" doc:"A decimal number"`
}

type recordConsumptionResponse struct {
	Body struct {
		Success   bool         `json:"success"`
		Aggregate recordedJSON `json:"aggregate"`
		Limit     *limitJSON   `json:"limit,omitempty" doc:"Absent without a limit"`
	}
}

// Record serves POST /api/consumption.
func (h HTTP) Record(ctx context.Context, in *recordConsumptionRequest) (*recordConsumptionResponse, error) {
	e := Entry{
		ApplicationID: in.Body.ApplicationID, UserID: in.Body.UserID, Key: in.Body.Key, Amount: in.Body.Value.Amount,
		IdempotencyKey: in.Body.IdempotencyKey, Enforce: in.Body.Enforce,
	}
	if in.Body.Timestamp != nil {
		e.At = *in.Body.Timestamp
	}
	return told(h.consumption.Record(ctx, actor.From(ctx), e))
}

type aggregateJSON struct {
	Key       string   `json:"key"`
	Total     string   `json:"total" doc:"A decimal number"`
	UpdatedAt web.Time `json:"updatedAt"`
}

func toJSON(t Total) aggregateJSON {
	return aggregateJSON{t.Key, t.Amount.String(), web.Time(t.UpdatedAt)}
}

type aggregatesResponse struct {
	Body struct {
		Aggregates []aggregateJSON `json:"aggregates" nullable:"false"`
	}
}

func answer(totals []Total, err error) (*aggregatesResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &aggregatesResponse{}
	out.Body.Aggregates = make([]aggregateJSON, 0, len(totals))
	for _, t := range totals {
		out.Body.Aggregates = append(out.Body.Aggregates, toJSON(t))
	}
	return out, nil
}

type consumptionPath struct {
	UserID        string `path:"userId"`
	ApplicationID string `path:"applicationId"`
}

// List serves GET /api/consumption/{userId}/{applicationId}.
func (h HTTP) List(ctx context.Context, in *consumptionPath) (*aggregatesResponse, error) {
	return answer(h.consumption.Of(ctx, actor.From(ctx), in.ApplicationID, in.UserID))
}

type consumptionKeyPath struct {
	UserID        string `path:"userId"`
	ApplicationID string `path:"applicationId"`
	Key           string `path:"key"`
}

type aggregateResponse struct {
	Body struct {
		Aggregate aggregateJSON `json:"aggregate"`
	}
}

// Get serves GET /api/consumption/{userId}/{applicationId}/{key}.
func (h HTTP) Get(ctx context.Context, in *consumptionKeyPath) (*aggregateResponse, error) {
	total, err := h.consumption.One(ctx, actor.From(ctx), in.ApplicationID, in.UserID, in.Key)
	if err != nil {
		return nil, err
	}
	out := &aggregateResponse{}
	out.Body.Aggregate = toJSON(total)
	return out, nil
}

// Delete serves DELETE /api/consumption/{userId}/{applicationId}/{key}.
func (h HTTP) Delete(ctx context.Context, in *consumptionKeyPath) (*noContent, error) {
	return &noContent{}, h.consumption.Delete(ctx, actor.From(ctx), in.ApplicationID, in.UserID, in.Key)
}

type ownConsumptionRequest struct {
	ApplicationID string `path:"appId"`
}

// Own serves GET /api/user/consumption/{appId}.
func (h HTTP) Own(ctx context.Context, in *ownConsumptionRequest) (*aggregatesResponse, error) {
	return answer(h.consumption.Own(ctx, in.ApplicationID, actor.From(ctx).UserID))
}
