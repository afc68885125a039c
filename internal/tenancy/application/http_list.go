package application

import "context"

type listApplicationsRequest struct {
	Search string `query:"search" maxLength:"200" doc:"Beginning of the slug, or of a word of the name"`
	Sort   string `query:"sort" enum:"createdAt,updatedAt,name,slug" default:"createdAt"`
	Order  string `query:"order" enum:"asc,desc" default:"asc"`
	Cursor string `query:"cursor" maxLength:"1000" doc:"nextCursor of the page before, in the same order"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"1000"`
}

type listApplicationsResponse struct {
	Body struct {
		Applications []applicationJSON `json:"applications" nullable:"false"`
		NextCursor   string            `json:"nextCursor,omitempty" doc:"Absent from the last page"`
	}
}

// List serves GET /api/admin/applications.
func (h HTTP) List(ctx context.Context, in *listApplicationsRequest) (*listApplicationsResponse, error) {
	page, err := h.applications.List(ctx, Search{
		Text: in.Search, Sort: in.Sort, Descending: in.Order == "desc", Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &listApplicationsResponse{}
	out.Body.Applications, out.Body.NextCursor = make([]applicationJSON, 0, len(page.Applications)), page.Next
	for _, d := range page.Applications {
		out.Body.Applications = append(out.Body.Applications, toJSON(d))
	}
	return out, nil
}
