package account

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type roleJSON struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// EntryJSON is an application that lists a user.
type EntryJSON struct {
	ID                 string     `json:"id"`
	Name               string     `json:"name"`
	Slug               string     `json:"slug"`
	Icon               *string    `json:"icon"`
	IsActive           bool       `json:"isActive" doc:"The user's access, not the application"`
	ApplicationActive  bool       `json:"applicationActive"`
	SubscriptionPlanID *string    `json:"subscriptionPlanId" doc:"That counts now"`
	PlanName           *string    `json:"planName"`
	Roles              []roleJSON `json:"roles" nullable:"false"`
	CreatedAt          web.Time   `json:"createdAt"`
}

func toEntryJSON(all []Entry) []EntryJSON {
	list := make([]EntryJSON, 0, len(all))
	for _, e := range all {
		j := EntryJSON{
			ID: e.ApplicationID, Name: e.Name, Slug: e.Slug, Icon: web.OrNull(e.Icon), IsActive: e.IsActive, ApplicationActive: e.Enabled,
			SubscriptionPlanID: web.OrNull(e.PlanID), PlanName: web.OrNull(e.Plan), Roles: []roleJSON{}, CreatedAt: web.Time(e.CreatedAt),
		}
		for _, r := range e.Roles {
			j.Roles = append(j.Roles, roleJSON(r))
		}
		list = append(list, j)
	}
	return list
}

type adminRequest struct {
	ID string `path:"id" maxLength:"64"`
}

type aboutJSON struct {
	LastSignInAt web.Time    `json:"lastSignInAt"`
	DeletesAt    web.Time    `json:"deletesAt" doc:"When the owner's deletion of the account is final"`
	Locale       *string     `json:"locale" doc:"The language of mails"`
	HasPassword  bool        `json:"hasPassword"`
	Logins       []loginJSON `json:"logins" nullable:"false"`
	Factors      []string    `json:"secondFactors" nullable:"false"`
	Sessions     int64       `json:"sessions" doc:"How many are alive"`
}

type adminDetailResponse struct {
	Body struct {
		User         user.JSON   `json:"user"`
		Account      aboutJSON   `json:"account"`
		Applications []EntryJSON `json:"applications" nullable:"false"`
	}
}

// credential is the provider of a login by password.
const credential = "credential"

// AdminDetail serves GET /api/admin/users/{id}.
func (h HTTP) AdminDetail(ctx context.Context, in *adminRequest) (*adminDetailResponse, error) {
	d, err := h.account.Detail(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &adminDetailResponse{}
	out.Body.User, out.Body.Applications = user.ToJSON(d.User), toEntryJSON(d.Entries)
	out.Body.Account = aboutJSON{
		LastSignInAt: web.Time(d.LastSignIn), DeletesAt: web.Time(d.User.DeletesAt), Locale: web.OrNull(d.User.Locale), Logins: []loginJSON{},
		Factors: append([]string{}, d.Factors...), Sessions: d.Sessions,
	}
	for _, l := range d.Logins {
		out.Body.Account.HasPassword = out.Body.Account.HasPassword || l.Provider == credential
		out.Body.Account.Logins = append(out.Body.Account.Logins, loginJSON{l.Provider, l.AccountID, web.Time(l.CreatedAt), web.Time(l.UpdatedAt)})
	}
	return out, nil
}

type adminApplicationsResponse struct {
	Body struct {
		Applications []EntryJSON `json:"applications" nullable:"false"`
	}
}

// AdminApplications serves GET /api/admin/users/{id}/applications.
func (h HTTP) AdminApplications(ctx context.Context, in *adminRequest) (*adminApplicationsResponse, error) {
	all, err := h.account.Entries(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &adminApplicationsResponse{}
	out.Body.Applications = toEntryJSON(all)
	return out, nil
}

type userOrganizationJSON struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Slug       string  `json:"slug"`
	Logo       *string `json:"logo"`
	MemberID   string  `json:"memberId"`
	Role       string  `json:"role" enum:"owner,admin,member"`
	IsReseller bool    `json:"isReseller"`
}

type adminOrganizationsResponse struct {
	Body struct {
		Organizations []userOrganizationJSON `json:"organizations" nullable:"false"`
	}
}

// AdminOrganizations serves GET /api/admin/users/{id}/organizations.
func (h HTTP) AdminOrganizations(ctx context.Context, in *adminRequest) (*adminOrganizationsResponse, error) {
	all, err := h.account.OrganizationsOf(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &adminOrganizationsResponse{}
	out.Body.Organizations = make([]userOrganizationJSON, 0, len(all))
	for _, m := range all {
		o := m.Organization
		out.Body.Organizations = append(out.Body.Organizations, userOrganizationJSON{o.ID, o.Name, o.Slug, web.OrNull(o.Logo), m.MemberID, m.Role, o.IsReseller})
	}
	return out, nil
}

type adminFactorsResponse struct {
	Body struct {
		Methods          []string          `json:"methods" nullable:"false" doc:"What the user can show: totp, passkey, otp, backup-code"`
		TwoFactorEnabled bool              `json:"twoFactorEnabled"`
		IsMfaRequired    bool              `json:"isMfaRequired" doc:"An administrator demands one of this user"`
		Required         bool              `json:"required" doc:"One is demanded of this user, by an administrator or by policy"`
		BackupCodes      int64             `json:"backupCodes" doc:"How many are left"`
		Passkeys         []heldPasskeyJSON `json:"passkeys" nullable:"false"`
		Devices          []heldDeviceJSON  `json:"trustedDevices" nullable:"false"`
	}
}

type heldPasskeyJSON struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	AAGUID     string   `json:"aaguid"`
	CreatedAt  web.Time `json:"createdAt"`
	LastUsedAt web.Time `json:"lastUsedAt"`
}

type heldDeviceJSON struct {
	ID         string   `json:"id"`
	UserAgent  string   `json:"userAgent"`
	IPAddress  string   `json:"ipAddress"`
	CreatedAt  web.Time `json:"createdAt"`
	LastUsedAt web.Time `json:"lastUsedAt"`
	ExpiresAt  web.Time `json:"expiresAt"`
}

// AdminFactors serves GET /api/admin/users/{id}/factors.
func (h HTTP) AdminFactors(ctx context.Context, in *adminRequest) (*adminFactorsResponse, error) {
	f, err := h.account.FactorsOf(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &adminFactorsResponse{}
	b := &out.Body
	b.Methods, b.TwoFactorEnabled, b.IsMfaRequired = append([]string{}, f.Methods...), f.User.TwoFactorEnabled, f.User.IsMfaRequired
	b.Required, b.BackupCodes = f.Demanded, f.BackupCodes
	b.Passkeys, b.Devices = []heldPasskeyJSON{}, []heldDeviceJSON{}
	for _, p := range f.Passkeys {
		b.Passkeys = append(b.Passkeys, heldPasskeyJSON{p.ID, p.Name, p.AAGUID, web.Time(p.CreatedAt), web.Time(p.LastUsedAt)})
	}
	for _, d := range f.Devices {
		b.Devices = append(b.Devices, heldDeviceJSON{d.ID, d.UserAgent, d.Address, web.Time(d.CreatedAt), web.Time(d.UsedAt), web.Time(d.ExpiresAt)})
	}
	return out, nil
}

type doneResponse struct {
	Body struct {
		OK bool `json:"ok"`
	}
}

// ResetFactors serves POST /api/admin/users/{id}/reset-factors.
func (h HTTP) ResetFactors(ctx context.Context, in *adminRequest) (*doneResponse, error) {
	current, admin, _ := session.From(ctx)
	if err := h.account.ResetFactors(ctx, actor.From(ctx), current, admin, in.ID); err != nil {
		return nil, err
	}
	out := &doneResponse{}
	out.Body.OK = true
	return out, nil
}

type activityRequest struct {
	ID     string `path:"id" maxLength:"64"`
	Action string `query:"action" maxLength:"64" doc:"Beginning of the action, e.g. session."`
	Cursor string `query:"cursor" maxLength:"200" doc:"nextCursor of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

type activityResponse struct{ Body audit.TrailJSON }

// Activity serves GET /api/admin/users/{id}/activity: what the user did, and
// what was done to them or in their name.
func (h HTTP) Activity(ctx context.Context, in *activityRequest) (*activityResponse, error) {
	if _, err := h.account.Users.Get(ctx, actor.From(ctx), in.ID); err != nil {
		return nil, err
	}
	page, err := h.account.Audit.List(ctx, audit.Filter{User: in.ID, Action: in.Action, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &activityResponse{audit.ToTrailJSON(page)}, nil
}
