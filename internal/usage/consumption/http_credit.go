package consumption

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

type grantCreditRequest struct {
	ID   string `path:"id" doc:"The application"`
	Body struct {
		UserID    string     `json:"userId" minLength:"1" maxLength:"255"`
		Key       string     `json:"key" minLength:"1" maxLength:"64" pattern:"^[a-zA-Z0-9._-]+$"`
		Value     amountJSON `json:"value"`
		ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Never when left out"`
		Note      string     `json:"note,omitempty" maxLength:"500"`
	}
}

type creditJSON struct {
	ID        string   `json:"id" format:"uuid"`
	Key       string   `json:"key"`
	Granted   string   `json:"granted" doc:"A decimal number"`
	Left      string   `json:"left" doc:"A decimal number"`
	ExpiresAt web.Time `json:"expiresAt" doc:"Null is never; a revoked credit expired when it was revoked"`
	Note      string   `json:"note"`
	CreatedAt web.Time `json:"createdAt"`
}

func creditOf(c Credit) creditJSON {
	return creditJSON{c.ID, c.Key, c.Granted.String(), c.Left.String(), web.Time(c.ExpiresAt), c.Note, web.Time(c.CreatedAt)}
}

type creditResponse struct {
	Body struct {
		Credit creditJSON `json:"credit"`
	}
}

// Grant serves POST /api/admin/applications/{id}/consumption/credits.
func (h HTTP) Grant(ctx context.Context, in *grantCreditRequest) (*creditResponse, error) {
	n := NewCredit{ApplicationID: in.ID, UserID: in.Body.UserID, Key: in.Body.Key, Amount: in.Body.Value.Amount, Note: in.Body.Note}
	if in.Body.ExpiresAt != nil {
		n.ExpiresAt = *in.Body.ExpiresAt
	}
	c, err := h.consumption.Grant(ctx, actor.From(ctx), n)
	if err != nil {
		return nil, err
	}
	out := &creditResponse{}
	out.Body.Credit = creditOf(c)
	return out, nil
}

type listCreditsRequest struct {
	ID     string `path:"id" doc:"The application"`
	UserID string `query:"userId" required:"true" minLength:"1" maxLength:"255"`
}

type listCreditsResponse struct {
	Body struct {
		Credits []creditJSON `json:"credits" nullable:"false" doc:"The newest first, at most 1000"`
	}
}

// Credits serves GET /api/admin/applications/{id}/consumption/credits.
func (h HTTP) Credits(ctx context.Context, in *listCreditsRequest) (*listCreditsResponse, error) {
	all, err := h.consumption.Credits(ctx, in.ID, in.UserID)
	if err != nil {
		return nil, err
	}
	out := &listCreditsResponse{}
	out.Body.Credits = make([]creditJSON, len(all))
	for i, c := range all {
		out.Body.Credits[i] = creditOf(c)
	}
	return out, nil
}

type revokeCreditRequest struct {
	ID       string `path:"id" doc:"The application"`
	CreditID string `path:"creditId" doc:"The credit"`
}

// Revoke serves DELETE /api/admin/applications/{id}/consumption/credits/{creditId}.
func (h HTTP) Revoke(ctx context.Context, in *revokeCreditRequest) (*noContent, error) {
	return nil, h.consumption.Revoke(ctx, actor.From(ctx), in.ID, in.CreditID)
}

type ledgerRequest struct {
	ID     string `path:"id" doc:"The application"`
	UserID string `query:"userId" required:"true" minLength:"1" maxLength:"255"`
	Key    string `query:"key" required:"true" minLength:"1" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Cursor string `query:"cursor" maxLength:"1000" doc:"nextCursor of the page before"`
}

type partJSON struct {
	CreditID string `json:"creditId"`
	Value    string `json:"value" doc:"A decimal number"`
}

type lineJSON struct {
	Line       int64      `json:"line" doc:"From 1, without gaps"`
	Kind       string     `json:"kind" enum:"use,reserve,confirm,release,expire,grant,revoke" doc:"A total is the sum of use and confirm"`
	Value      string     `json:"value" doc:"A decimal number"`
	Total      string     `json:"total" doc:"After the line"`
	HappenedAt web.Time   `json:"happenedAt" doc:"When it was consumed; of reserve, when it expires"`
	CreatedAt  web.Time   `json:"createdAt"`
	Reference  string     `json:"reference,omitempty" doc:"The reservation or the credit"`
	Credits    []partJSON `json:"credits,omitempty" doc:"What credits gave; of confirm, release and expire what they got back"`
	Limit      *limitJSON `json:"limit,omitempty" doc:"After the line; absent without a limit"`
}

type ledgerResponse struct {
	Body struct {
		Lines      []lineJSON `json:"lines" nullable:"false" doc:"The newest first"`
		NextCursor string     `json:"nextCursor,omitempty" doc:"Absent from the last page"`
	}
}

// Ledger serves GET /api/admin/applications/{id}/consumption/ledger.
func (h HTTP) Ledger(ctx context.Context, in *ledgerRequest) (*ledgerResponse, error) {
	page, err := h.consumption.Ledger(ctx, in.ID, in.UserID, in.Key, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &ledgerResponse{}
	out.Body.NextCursor, out.Body.Lines = page.Next, make([]lineJSON, len(page.Lines))
	for i := range page.Lines {
		l := &page.Lines[i]
		line := lineJSON{
			Line: l.Number, Kind: l.Kind, Value: l.Amount.String(), Total: l.Total.String(), HappenedAt: web.Time(l.HappenedAt),
			CreatedAt: web.Time(l.CreatedAt), Reference: l.Reference, Limit: limitOf(l.State),
		}
		for _, p := range l.Parts {
			line.Credits = append(line.Credits, partJSON{p.Credit, p.Amount.String()})
		}
		out.Body.Lines[i] = line
	}
	return out, nil
}

type seriesRequest struct {
	ID       string       `path:"id" doc:"The application"`
	Key      string       `query:"key" required:"true" minLength:"1" maxLength:"64"`
	UserID   string       `query:"userId" maxLength:"255" doc:"All users together when left out"`
	Interval meter.Window `query:"interval" enum:"hour,day,month" default:"day" doc:"Of the calendar in UTC"`
	From     time.Time    `query:"from" doc:"A day, 30 days or a year before the end when left out, by the interval"`
	To       time.Time    `query:"to" doc:"Now when left out"`
}

type pointJSON struct {
	StartsAt web.Time `json:"startsAt"`
	Value    string   `json:"value" doc:"A decimal number"`
}

type seriesResponse struct {
	Body struct {
		Points []pointJSON `json:"points" nullable:"false" doc:"At most 1000, in their order; nothing is 0"`
	}
}

// Series serves GET /api/admin/applications/{id}/consumption/series.
func (h HTTP) Series(ctx context.Context, in *seriesRequest) (*seriesResponse, error) {
	points, err := h.consumption.Series(ctx, SeriesQuery{
		ApplicationID: in.ID, Key: in.Key, UserID: in.UserID, Interval: in.Interval, From: in.From, To: in.To,
	})
	if err != nil {
		return nil, err
	}
	out := &seriesResponse{}
	out.Body.Points = make([]pointJSON, len(points))
	for i, p := range points {
		out.Body.Points[i] = pointJSON{web.Time(p.Start), p.Amount}
	}
	return out, nil
}
