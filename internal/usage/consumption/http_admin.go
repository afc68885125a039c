package consumption

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

type listUsageRequest struct {
	ID     string `path:"id" doc:"The application"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"1000"`
	Cursor string `query:"cursor" maxLength:"1000" doc:"nextCursor of the page before"`
}

type usageJSON struct {
	UserID    string   `json:"userId"`
	UserName  string   `json:"userName"`
	UserEmail string   `json:"userEmail"`
	Key       string   `json:"key"`
	Total     string   `json:"total" doc:"A decimal number"`
	UpdatedAt web.Time `json:"updatedAt"`
}

type listUsageResponse struct {
	Body struct {
		Entries    []usageJSON `json:"entries" nullable:"false"`
		NextCursor string      `json:"nextCursor,omitempty" doc:"Absent from the last page"`
	}
}

// Usage serves GET /api/admin/applications/{id}/consumption.
func (h HTTP) Usage(ctx context.Context, in *listUsageRequest) (*listUsageResponse, error) {
	page, err := h.consumption.Usage(ctx, in.ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listUsageResponse{}
	out.Body.Entries, out.Body.NextCursor = make([]usageJSON, 0, len(page.Usage)), page.Next
	for _, u := range page.Usage {
		out.Body.Entries = append(out.Body.Entries, usageJSON{u.UserID, u.UserName, u.UserEmail, u.Key, u.Amount.String(), web.Time(u.UpdatedAt)})
	}
	return out, nil
}
