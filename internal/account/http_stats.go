package account

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

type statsRequest struct {
	Days int `query:"days" default:"30" minimum:"1" maximum:"90"`
}

type dayJSON struct {
	Day      string `json:"day" format:"date" doc:"In UTC"`
	SignIns  int64  `json:"signIns"`
	Failures int64  `json:"failures"`
}

type applicationCountJSON struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Slug   string  `json:"slug"`
	Icon   *string `json:"icon"`
	Grants int64   `json:"grants" doc:"How often people let it in during these days"`
	Users  int64   `json:"users" doc:"Who have access by name"`
}

type userCountsJSON struct {
	Total      int64 `json:"total"`
	New        int64 `json:"new" doc:"Of these days"`
	Banned     int64 `json:"banned"`
	Unverified int64 `json:"unverified"`
}

type mfaCountsJSON struct {
	Users     int64   `json:"users" doc:"Who have a second factor or a passkey"`
	Share     float64 `json:"share" minimum:"0" maximum:"1"`
	TwoFactor int64   `json:"twoFactor"`
	Passkeys  int64   `json:"passkeys"`
	Required  int64   `json:"required" doc:"Of whom an administrator demands one by name"`
}

type activeJSON struct {
	Active int64 `json:"active"`
}

type totalJSON struct {
	Total int64 `json:"total"`
}

type signInCountsJSON struct {
	Total    int64     `json:"total"`
	Failures int64     `json:"failures"`
	ByDay    []dayJSON `json:"byDay" nullable:"false"`
}

type applicationCountsJSON struct {
	Total  int64                  `json:"total"`
	Active int64                  `json:"active"`
	Top    []applicationCountJSON `json:"top" nullable:"false"`
}

type usedKeyJSON struct {
	ApplicationID   string `json:"applicationId"`
	ApplicationName string `json:"applicationName"`
	ApplicationSlug string `json:"applicationSlug"`
	Key             string `json:"key"`
	Total           string `json:"total" doc:"A decimal number: what all users have consumed, ever"`
	Users           int64  `json:"users" doc:"Who have consumed any"`
}

type usageJSON struct {
	CountedAt web.Time      `json:"countedAt" doc:"At most a minute ago"`
	Keys      []usedKeyJSON `json:"keys" nullable:"false" doc:"Those that most users consume"`
}

type statsResponse struct {
	Body struct {
		Days          int                   `json:"days"`
		Since         web.Time              `json:"since"`
		Until         web.Time              `json:"until"`
		Users         userCountsJSON        `json:"users"`
		MFA           mfaCountsJSON         `json:"mfa"`
		Sessions      activeJSON            `json:"sessions"`
		SignIns       signInCountsJSON      `json:"signIns"`
		Applications  applicationCountsJSON `json:"applications"`
		Organizations totalJSON             `json:"organizations"`
		Usage         usageJSON             `json:"usage"`
	}
}

// Stats serves GET /api/admin/stats.
func (h HTTP) Stats(ctx context.Context, in *statsRequest) (*statsResponse, error) {
	s, err := h.account.Stats(ctx, in.Days)
	if err != nil {
		return nil, err
	}
	out := &statsResponse{}
	b, t := &out.Body, s.Totals
	b.Days, b.Since, b.Until = in.Days, web.Time(s.Since), web.Time(s.Until)
	b.Users = userCountsJSON{t.Users, t.New, t.Banned, t.Unverified}
	b.MFA = mfaCountsJSON{Users: t.AnyFactor, TwoFactor: t.TwoFactor, Passkeys: t.Passkeys, Required: t.MfaRequired}
	if t.Users > 0 {
		b.MFA.Share = float64(t.AnyFactor) / float64(t.Users)
	}
	b.Sessions.Active, b.Organizations.Total = t.Sessions, t.Organizations
	b.SignIns.ByDay = []dayJSON{}
	for _, d := range s.Days {
		b.SignIns.Total += d.SignIns
		b.SignIns.Failures += d.Failures
		b.SignIns.ByDay = append(b.SignIns.ByDay, dayJSON{d.Day.Format(time.DateOnly), d.SignIns, d.Failures})
	}
	b.Applications = applicationCountsJSON{Total: t.Applications, Active: t.ActiveApplications, Top: []applicationCountJSON{}}
	for _, a := range s.Top {
		b.Applications.Top = append(b.Applications.Top, applicationCountJSON{a.ID, a.Name, a.Slug, web.OrNull(a.Icon), a.Grants, a.Users})
	}
	b.Usage = usageJSON{CountedAt: web.Time(s.UsedAt), Keys: []usedKeyJSON{}}
	for _, u := range s.Used {
		b.Usage.Keys = append(b.Usage.Keys, usedKeyJSON{u.ApplicationID, u.ApplicationName, u.ApplicationSlug, u.Key, u.Total, u.Users})
	}
	return out, nil
}
