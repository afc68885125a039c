package server

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// mailRoutes show administrators whether mail leaves.
func (s *Server) mailRoutes() []route {
	const tag = "service"
	native := func(pattern, limit string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, limit: limit, endpoint: e}
	}
	return []route{
		native("GET /api/admin/mail", "", web.Op(s.mailState, web.Doc{Summary: "Is mail set up, and what has not left at once", Tag: tag})),
		native("POST /api/admin/mail/test", perAddress, web.Op(s.mailTest, web.Doc{Summary: "Send a mail to the caller and wait until the mail server has it", Tag: tag})),
	}
}

type mailStateResponse struct {
	Body struct {
		Enabled bool              `json:"enabled" doc:"Whether a mail server is set up"`
		Mails   []mailTroubleJSON `json:"mails" doc:"The latest that the mail server did not take at the first attempt"`
	}
}

type mailTroubleJSON struct {
	ID        string   `json:"id"`
	Template  string   `json:"template"`
	To        string   `json:"to"`
	CreatedAt web.Time `json:"createdAt"`
	Attempts  int64    `json:"attempts"`
	NextAt    web.Time `json:"nextAttemptAt"`
	FailedAt  web.Time `json:"failedAt"`
	Problem   string   `json:"problem"`
}

// mailState serves GET /api/admin/mail.
func (s *Server) mailState(ctx context.Context, _ *struct{}) (*mailStateResponse, error) {
	items, err := s.services.Mail.Troubled(ctx)
	if err != nil {
		return nil, err
	}
	out := &mailStateResponse{}
	out.Body.Enabled, out.Body.Mails = s.services.Mail.Leaves(), []mailTroubleJSON{}
	for _, i := range items {
		out.Body.Mails = append(out.Body.Mails, mailTroubleJSON{
			ID: i.ID, Template: i.Template, To: i.To, CreatedAt: web.Time(i.CreatedAt), Attempts: i.Attempts,
			NextAt: web.Time(i.NextAt), FailedAt: web.Time(i.FailedAt), Problem: i.Problem,
		})
	}
	return out, nil
}

type mailTestResponse struct {
	Body struct {
		To string `json:"to"`
	}
}

// mailTest serves POST /api/admin/mail/test.
func (s *Server) mailTest(ctx context.Context, _ *struct{}) (*mailTestResponse, error) {
	by := actor.From(ctx)
	_, u, _ := session.From(ctx) // the guard has looked
	err := s.services.Mail.Try(ctx, mail.Message{
		To: u.Email, Name: u.Name, Template: "test", Language: mail.Language(u.Locale, by.Language),
	})
	if err != nil {
		return nil, err
	}
	if err := s.services.Audit.Record(ctx, by, audit.Event{Action: "mail.tested", Target: "user", TargetID: u.ID}); err != nil {
		return nil, err
	}
	out := &mailTestResponse{}
	out.Body.To = u.Email
	return out, nil
}
