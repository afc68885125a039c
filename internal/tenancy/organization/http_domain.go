package organization

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// DomainHTTP answers requests about domains, and of those who join because of
// them.
type DomainHTTP struct{ domains *Domains }

// NewDomainHTTP returns the handlers of a service.
func NewDomainHTTP(s *Domains) DomainHTTP { return DomainHTTP{s} }

type domainJSON struct {
	ID          string     `json:"id" format:"uuid"`
	Domain      string     `json:"domain" doc:"As the DNS has it"`
	DisplayName string     `json:"displayName" doc:"As people write it"`
	Status      string     `json:"status" enum:"claimed,verified"`
	Join        string     `json:"join" enum:"off,approval,automatic" doc:"How people with a verified address there get in, once the domain is verified"`
	Record      recordJSON `json:"record" doc:"What proves the domain: it must stay"`
	Failures    int64      `json:"failures" doc:"Checks in a row that did not find the record; after 7 the domain is only claimed again"`
	CreatedAt   web.Time   `json:"createdAt"`
	VerifiedAt  web.Time   `json:"verifiedAt"`
	CheckedAt   web.Time   `json:"checkedAt"`
}

type recordJSON struct {
	Type  string `json:"type" enum:"TXT"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

func toDomainJSON(d Domain) domainJSON {
	status := "claimed"
	if d.Verified() {
		status = "verified"
	}
	return domainJSON{
		ID: d.ID, Domain: d.Name, DisplayName: d.Unicode(), Status: status, Join: d.Join, Record: recordJSON{"TXT", d.Record(), d.Proof()},
		Failures: d.Failures, CreatedAt: web.Time(d.CreatedAt), VerifiedAt: web.Time(d.VerifiedAt), CheckedAt: web.Time(d.CheckedAt),
	}
}

type domainResponse struct {
	Body struct {
		Domain domainJSON `json:"domain"`
	}
}

func answerDomain(d Domain, err error) (*domainResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &domainResponse{}
	out.Body.Domain = toDomainJSON(d)
	return out, nil
}

type listDomainsRequest struct {
	ID string `path:"id" doc:"The organization"`
}

type listDomainsResponse struct {
	Body struct {
		Domains []domainJSON `json:"domains" nullable:"false"`
	}
}

// List serves GET /api/organizations/{id}/domains.
func (h DomainHTTP) List(ctx context.Context, in *listDomainsRequest) (*listDomainsResponse, error) {
	all, err := h.domains.List(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &listDomainsResponse{}
	out.Body.Domains = make([]domainJSON, 0, len(all))
	for _, d := range all {
		out.Body.Domains = append(out.Body.Domains, toDomainJSON(d))
	}
	return out, nil
}

type claimDomainRequest struct {
	ID   string `path:"id" doc:"The organization"`
	Body struct {
		Domain string `json:"domain" minLength:"1" maxLength:"253"`
		Join   string `json:"join,omitempty" enum:"off,approval,automatic" doc:"off unless given"`
	}
}

// Claim serves POST /api/organizations/{id}/domains.
func (h DomainHTTP) Claim(ctx context.Context, in *claimDomainRequest) (*domainResponse, error) {
	mode := in.Body.Join
	if mode == "" {
		mode = JoinOff
	}
	return answerDomain(h.domains.Claim(ctx, actor.From(ctx), in.ID, in.Body.Domain, mode))
}

type domainPath struct {
	ID       string `path:"id" doc:"The organization"`
	DomainID string `path:"domainId"`
}

// Verify serves POST /api/organizations/{id}/domains/{domainId}/verify.
func (h DomainHTTP) Verify(ctx context.Context, in *domainPath) (*domainResponse, error) {
	return answerDomain(h.domains.Verify(ctx, actor.From(ctx), in.ID, in.DomainID))
}

type changeDomainRequest struct {
	ID       string `path:"id" doc:"The organization"`
	DomainID string `path:"domainId"`
	Body     struct {
		Join string `json:"join" enum:"off,approval,automatic"`
	}
}

// Change serves PATCH /api/organizations/{id}/domains/{domainId}.
func (h DomainHTTP) Change(ctx context.Context, in *changeDomainRequest) (*domainResponse, error) {
	return answerDomain(h.domains.SetJoin(ctx, actor.From(ctx), in.ID, in.DomainID, in.Body.Join))
}

// Remove serves DELETE /api/organizations/{id}/domains/{domainId}.
func (h DomainHTTP) Remove(ctx context.Context, in *domainPath) (*noContent, error) {
	return &noContent{}, h.domains.Remove(ctx, actor.From(ctx), in.ID, in.DomainID)
}

type joinableJSON struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Slug    string  `json:"slug"`
	Logo    *string `json:"logo"`
	Domain  string  `json:"domain" doc:"The domain of the caller's address"`
	Join    string  `json:"join" enum:"approval,automatic" doc:"Whether somebody has to let the caller in"`
	Request *string `json:"request" enum:"pending,rejected" doc:"What became of the caller's request"`
}

type joinableResponse struct {
	Body struct {
		Organizations []joinableJSON `json:"organizations" nullable:"false"`
	}
}

// Joinable serves GET /api/organizations/joinable.
func (h DomainHTTP) Joinable(ctx context.Context, _ *struct{}) (*joinableResponse, error) {
	all, err := h.domains.Joinable(ctx, actor.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &joinableResponse{}
	out.Body.Organizations = make([]joinableJSON, 0, len(all))
	for _, j := range all {
		o := j.Organization
		out.Body.Organizations = append(out.Body.Organizations, joinableJSON{
			ID: o.ID, Name: o.Name, Slug: o.Slug, Logo: web.OrNull(o.Logo), Domain: j.Domain, Join: j.Join, Request: web.OrNull(j.Request),
		})
	}
	return out, nil
}

type joinRequest struct {
	ID string `path:"id" doc:"The organization"`
}

type joinResponse struct {
	Body struct {
		Status string `json:"status" enum:"member,pending" doc:"pending: somebody has to let the caller in"`
	}
}

// Join serves POST /api/organizations/{id}/join.
func (h DomainHTTP) Join(ctx context.Context, in *joinRequest) (*joinResponse, error) {
	joined, err := h.domains.Join(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &joinResponse{}
	out.Body.Status = RequestPending
	if joined {
		out.Body.Status = "member"
	}
	return out, nil
}

type joinRequestJSON struct {
	ID        string   `json:"id" format:"uuid"`
	UserID    string   `json:"userId"`
	Name      string   `json:"name"`
	Email     string   `json:"email"`
	Domain    string   `json:"domain"`
	Status    string   `json:"status" enum:"pending,rejected"`
	CreatedAt web.Time `json:"createdAt"`
}

type listJoinRequestsRequest struct {
	ID     string `path:"id" doc:"The organization"`
	Status string `query:"status" enum:"pending,rejected" default:"pending"`
	Page   int    `query:"page" minimum:"1" maximum:"1000000" default:"1"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type listJoinRequestsResponse struct {
	Body struct {
		Requests []joinRequestJSON `json:"requests" nullable:"false"`
		Total    int64             `json:"total"`
		Page     int               `json:"page"`
		Limit    int               `json:"limit"`
	}
}

// Requests serves GET /api/organizations/{id}/join-requests.
func (h DomainHTTP) Requests(ctx context.Context, in *listJoinRequestsRequest) (*listJoinRequestsResponse, error) {
	some, total, err := h.domains.Requests(ctx, actor.From(ctx), in.ID, in.Status, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listJoinRequestsResponse{}
	out.Body.Requests = make([]joinRequestJSON, 0, len(some))
	for _, q := range some {
		out.Body.Requests = append(out.Body.Requests, joinRequestJSON{
			ID: q.ID, UserID: q.UserID, Name: q.Name, Email: q.Email, Domain: q.Domain, Status: q.Status, CreatedAt: web.Time(q.CreatedAt),
		})
	}
	out.Body.Total, out.Body.Page, out.Body.Limit = total, in.Page, in.Limit
	return out, nil
}

type joinRequestPath struct {
	ID        string `path:"id" doc:"The organization"`
	RequestID string `path:"requestId"`
}

// Approve serves POST /api/organizations/{id}/join-requests/{requestId}/approve.
func (h DomainHTTP) Approve(ctx context.Context, in *joinRequestPath) (*ownMemberResponse, error) {
	return answerOwnMember(h.domains.Approve(ctx, actor.From(ctx), in.ID, in.RequestID))
}

// Reject serves POST /api/organizations/{id}/join-requests/{requestId}/reject.
func (h DomainHTTP) Reject(ctx context.Context, in *joinRequestPath) (*noContent, error) {
	return &noContent{}, h.domains.Reject(ctx, actor.From(ctx), in.ID, in.RequestID)
}
