package account

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers people about what is theirs.
type HTTP struct{ account *Service }

// NewHTTP returns the handlers.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

type ownProfileResponse struct {
	Body struct {
		User user.JSON `json:"user"`
	}
}

type ownProfileReadResponse struct {
	Body struct {
		User                user.JSON `json:"user"`
		PasswordCompromised bool      `json:"passwordCompromised" doc:"The password was in a breach and should be changed"`
	}
}

// Profile serves GET /api/user/profile.
func (h HTTP) Profile(ctx context.Context, _ *struct{}) (*ownProfileReadResponse, error) {
	_, u, _ := session.From(ctx)
	compromised, err := h.account.Users.PasswordCompromised(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	out := &ownProfileReadResponse{}
	out.Body.User, out.Body.PasswordCompromised = user.ToJSON(u), compromised
	return out, nil
}

type changeProfileRequest struct {
	Body struct {
		Name          web.Optional[string] `json:"name,omitzero"`
		Image         web.Optional[string] `json:"image,omitzero" doc:"null clears it, and likewise the others but the name"`
		Phone         web.Optional[string] `json:"phone,omitzero"`
		Company       web.Optional[string] `json:"company,omitzero"`
		Position      web.Optional[string] `json:"position,omitzero"`
		Address       web.Optional[string] `json:"address,omitzero"`
		Locale        web.Optional[string] `json:"locale,omitzero" doc:"en or fr: the language of mails"`
		IsMfaRequired *bool                `json:"isMfaRequired,omitempty" doc:"Cannot be taken back"`
	}
}

// ChangeProfile serves PATCH /api/user/profile.
func (h HTTP) ChangeProfile(ctx context.Context, in *changeProfileRequest) (*ownProfileResponse, error) {
	by, b := actor.From(ctx), in.Body
	u, err := h.account.Users.Update(ctx, by, by.UserID, user.Changes{
		Name: b.Name.Get(), Image: b.Image.Get(), Phone: b.Phone.Get(), Company: b.Company.Get(), Position: b.Position.Get(),
		Address: b.Address.Get(), Locale: b.Locale.Get(), IsMfaRequired: b.IsMfaRequired,
	})
	if err != nil {
		return nil, err
	}
	out := &ownProfileResponse{}
	out.Body.User = user.ToJSON(u)
	return out, nil
}

// sessionJSON is a session without its token.
type sessionJSON struct {
	ID         string   `json:"id"`
	Current    bool     `json:"current" doc:"It is the one that asks"`
	Browser    *string  `json:"browser"`
	System     *string  `json:"os"`
	UserAgent  string   `json:"userAgent"`
	IPAddress  string   `json:"ipAddress"`
	CreatedAt  web.Time `json:"createdAt"`
	LastUsedAt web.Time `json:"lastUsedAt" doc:"To the day"`
	ExpiresAt  web.Time `json:"expiresAt"`
}

func toSessionJSON(s session.Session, current string) sessionJSON {
	browser, system := session.Agent(s.UserAgent)
	return sessionJSON{
		ID: s.ID, Current: s.ID == current, Browser: web.OrNull(browser), System: web.OrNull(system), UserAgent: s.UserAgent, IPAddress: s.IPAddress,
		CreatedAt: web.Time(s.CreatedAt), LastUsedAt: web.Time(s.UpdatedAt), ExpiresAt: web.Time(s.ExpiresAt),
	}
}

type ownSessionsResponse struct {
	Body struct {
		Sessions []sessionJSON `json:"sessions" nullable:"false"`
	}
}

// Sessions serves GET /api/user/sessions.
func (h HTTP) Sessions(ctx context.Context, _ *struct{}) (*ownSessionsResponse, error) {
	by := actor.From(ctx)
	sessions, err := h.account.Sessions.List(ctx, by.UserID)
	if err != nil {
		return nil, err
	}
	out := &ownSessionsResponse{}
	out.Body.Sessions = make([]sessionJSON, 0, len(sessions))
	for _, s := range sessions {
		out.Body.Sessions = append(out.Body.Sessions, toSessionJSON(s, by.SessionID))
	}
	return out, nil
}

type byID struct {
	ID string `path:"id" maxLength:"64"`
}

// EndSession serves DELETE /api/user/sessions/{id}.
func (h HTTP) EndSession(ctx context.Context, in *byID) (*struct{}, error) {
	return nil, h.account.Sessions.EndListed(ctx, actor.From(ctx), in.ID)
}

type connectedJSON struct {
	ID             string   `json:"id"`
	ClientID       string   `json:"clientId"`
	Name           string   `json:"name"`
	Icon           *string  `json:"icon" doc:"Path at this service"`
	URL            *string  `json:"url"`
	Scopes         []string `json:"scopes" nullable:"false"`
	ConnectedAt    web.Time `json:"connectedAt"`
	LastUsedAt     web.Time `json:"lastUsedAt" doc:"When it last got tokens"`
	Active         bool     `json:"active" doc:"It can get tokens now without asking again"`
	Offline        bool     `json:"offline" doc:"It can get tokens while you are away"`
	AlwaysConsents bool     `json:"consentSkipped" doc:"It need not ask"`
}

func toConnectedJSON(c Connected) connectedJSON {
	a := c.Application
	j := connectedJSON{
		ID: a.ID, ClientID: a.ClientID(), Name: a.Name, Icon: web.OrNull(a.LogoPath()), URL: web.OrNull(a.URL), Scopes: c.Scopes,
		ConnectedAt: web.Time(c.Since), LastUsedAt: web.Time(c.UsedAt), Active: c.Grants > 0, Offline: c.Offline, AlwaysConsents: a.SkipConsent,
	}
	if j.Scopes == nil {
		j.Scopes = []string{}
	}
	return j
}

type ownApplicationsResponse struct {
	Body struct {
		Applications []connectedJSON `json:"applications" nullable:"false"`
	}
}

// Applications serves GET /api/user/applications.
func (h HTTP) Applications(ctx context.Context, _ *struct{}) (*ownApplicationsResponse, error) {
	all, err := h.account.Connected(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &ownApplicationsResponse{}
	out.Body.Applications = make([]connectedJSON, 0, len(all))
	for _, c := range all {
		out.Body.Applications = append(out.Body.Applications, toConnectedJSON(c))
	}
	return out, nil
}

// Disconnect serves DELETE /api/user/applications/{id}.
func (h HTTP) Disconnect(ctx context.Context, in *byID) (*struct{}, error) {
	return nil, h.account.Disconnect(ctx, actor.From(ctx), in.ID)
}

type loginJSON struct {
	Provider  string   `json:"provider"`
	AccountID string   `json:"accountId"`
	CreatedAt web.Time `json:"createdAt"`
	UpdatedAt web.Time `json:"updatedAt"`
}

type membershipJSON struct {
	ApplicationID   string   `json:"applicationId"`
	ApplicationName string   `json:"applicationName"`
	IsActive        bool     `json:"isActive"`
	Roles           []string `json:"roles" nullable:"false"`
	Plan            *string  `json:"plan"`
	PlanActive      bool     `json:"planActive"`
	PlanExpiresAt   web.Time `json:"planExpiresAt"`
	CreatedAt       web.Time `json:"createdAt"`
}

// passkeyJSON is a passkey without its key.
type passkeyJSON struct {
	Name       string   `json:"name"`
	AAGUID     string   `json:"aaguid"`
	CreatedAt  web.Time `json:"createdAt"`
	LastUsedAt web.Time `json:"lastUsedAt"`
}

type deviceJSON struct {
	UserAgent  string   `json:"userAgent"`
	IPAddress  string   `json:"ipAddress"`
	CreatedAt  web.Time `json:"createdAt"`
	LastUsedAt web.Time `json:"lastUsedAt"`
	ExpiresAt  web.Time `json:"expiresAt"`
}

type roleThereJSON struct {
	ApplicationID   string   `json:"applicationId"`
	ApplicationName string   `json:"applicationName"`
	Role            string   `json:"role"`
	CreatedAt       web.Time `json:"createdAt"`
}

// belongsJSON is an organization that the user is a member of.
type belongsJSON struct {
	ID               string          `json:"id"`
	Name             string          `json:"name"`
	Slug             string          `json:"slug"`
	MemberID         string          `json:"memberId"`
	Role             string          `json:"role" enum:"owner,admin,member"`
	ApplicationRoles []roleThereJSON `json:"applicationRoles" nullable:"false" doc:"Roles in applications that count there only"`
}

type ownExportResponse struct {
	Disposition string `header:"Content-Disposition"`
	Body        struct {
		Profile       user.JSON        `json:"profile"`
		Accounts      []loginJSON      `json:"accounts" nullable:"false"`
		Sessions      []sessionJSON    `json:"sessions" nullable:"false"`
		Factors       []string         `json:"secondFactors" nullable:"false"`
		Passkeys      []passkeyJSON    `json:"passkeys" nullable:"false"`
		Devices       []deviceJSON     `json:"trustedDevices" nullable:"false" doc:"Where no second factor is asked for"`
		Applications  []connectedJSON  `json:"applications" nullable:"false" doc:"Consents, and what is alive of them"`
		Memberships   []membershipJSON `json:"memberships" nullable:"false" doc:"Access, roles and subscriptions"`
		Organizations []belongsJSON    `json:"organizations" nullable:"false"`
		Audit         []audit.OwnJSON  `json:"audit" nullable:"false"`
		AuditWhole    bool             `json:"auditComplete" doc:"No older entries were left out"`
	}
}

// Export serves GET /api/user/export.
func (h HTTP) Export(ctx context.Context, _ *struct{}) (*ownExportResponse, error) {
	by := actor.From(ctx)
	e, err := h.account.Export(ctx, by)
	if err != nil {
		return nil, err
	}
	out := &ownExportResponse{Disposition: `attachment; filename="account.json"`}
	b := &out.Body
	b.Profile, b.AuditWhole = user.ToJSON(e.User), e.AuditWhole
	b.Accounts, b.Sessions, b.Applications = []loginJSON{}, []sessionJSON{}, []connectedJSON{}
	b.Memberships, b.Audit, b.Factors, b.Devices = []membershipJSON{}, []audit.OwnJSON{}, []string{}, []deviceJSON{}
	b.Factors, b.Passkeys = append(b.Factors, e.Factors...), []passkeyJSON{}
	for _, p := range e.Passkeys {
		b.Passkeys = append(b.Passkeys, passkeyJSON{p.Name, p.AAGUID, web.Time(p.CreatedAt), web.Time(p.LastUsedAt)})
	}
	for _, d := range e.Devices {
		b.Devices = append(b.Devices, deviceJSON{d.UserAgent, d.Address, web.Time(d.CreatedAt), web.Time(d.UsedAt), web.Time(d.ExpiresAt)})
	}
	for _, l := range e.Logins {
		b.Accounts = append(b.Accounts, loginJSON{l.Provider, l.AccountID, web.Time(l.CreatedAt), web.Time(l.UpdatedAt)})
	}
	for _, s := range e.Sessions {
		b.Sessions = append(b.Sessions, toSessionJSON(s, by.SessionID))
	}
	for _, c := range e.Connected {
		b.Applications = append(b.Applications, toConnectedJSON(c))
	}
	for _, m := range e.Memberships {
		b.Memberships = append(b.Memberships, membershipJSON{
			m.ApplicationID, m.ApplicationName, m.IsActive, m.Roles, web.OrNull(m.Plan), m.PlanActive, web.Time(m.PlanExpires), web.Time(m.CreatedAt),
		})
	}
	b.Organizations = make([]belongsJSON, 0, len(e.Organizations))
	for _, m := range e.Organizations {
		j := belongsJSON{m.Organization.ID, m.Organization.Name, m.Organization.Slug, m.MemberID, m.Role, []roleThereJSON{}}
		for _, r := range e.RolesThere[m.Organization.ID] {
			j.ApplicationRoles = append(j.ApplicationRoles, roleThereJSON{r.ApplicationID, r.ApplicationName, r.Name, web.Time(r.CreatedAt)})
		}
		b.Organizations = append(b.Organizations, j)
	}
	for _, o := range e.Audit {
		b.Audit = append(b.Audit, audit.ToOwnJSON(o))
	}
	return out, nil
}
