package consumption

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
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
	Amount
	text string
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *amountJSON) UnmarshalJSON(text []byte) error {
	a.text = string(text)
	a.Amount, _ = ParseAmount(a.text)
	return nil
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
	if _, ok := ParseAmount(a.text); !ok {
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
	}
}

// Record serves POST /api/consumption.
func (h HTTP) Record(ctx context.Context, in *recordConsumptionRequest) (*recordConsumptionResponse, error) {
	total, err := h.consumption.Record(ctx, actor.From(ctx), Entry{
		ApplicationID: in.Body.ApplicationID, UserID: in.Body.UserID, Key: in.Body.Key, Amount: in.Body.Value.Amount,
	})
	if err != nil {
		return nil, err
	}
	out := &recordConsumptionResponse{}
	out.Body.Success, out.Body.Aggregate = true, recordedJSON{total.Key, total.Amount.String()}
	return out, nil
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
