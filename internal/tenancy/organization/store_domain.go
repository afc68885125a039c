package organization

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// domainStore keeps domains and what people ask for because of them.
type domainStore struct{ db *db.DB }

const domainColumns = `id, organization_id, domain, token, join_mode, failures, created_at, verified_at, checked_at`

func scanDomain(r db.Row) (Domain, error) {
	var d Domain
	err := r.Scan(&d.ID, &d.OrganizationID, &d.Name, &d.Token, &d.Join, &d.Failures, &d.CreatedAt, &d.VerifiedAt, &d.CheckedAt)
	return d, err
}

func (s domainStore) one(err error) error {
	if errors.Is(err, db.ErrNone) {
		return ErrDomain
	}
	return err
}

func (s domainStore) list(ctx context.Context, organizationID string) ([]Domain, error) {
	return db.All(ctx, s.db, scanDomain, `
		SELECT `+domainColumns+` FROM organization_domains WHERE organization_id = $1 ORDER BY domain`, organizationID)
}

func (s domainStore) byID(ctx context.Context, organizationID, id string) (Domain, error) {
	d, err := db.One(ctx, s.db, scanDomain, `
		SELECT `+domainColumns+` FROM organization_domains WHERE organization_id = $1 AND id = $2`, organizationID, id)
	return d, s.one(err)
}

// verified returns whose domain it is.
func (s domainStore) verified(ctx context.Context, name string) (Domain, error) {
	d, err := db.One(ctx, s.db, scanDomain, `
		SELECT `+domainColumns+` FROM organization_domains WHERE domain = $1 AND verified_at IS NOT NULL`, name)
	return d, s.one(err)
}

func (s domainStore) insert(ctx context.Context, d Domain) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO organization_domains (id, organization_id, domain, token, join_mode, failures, created_at)
		VALUES ($1, $2, $3, $4, $5, 0, $6)`, d.ID, d.OrganizationID, d.Name, d.Token, d.Join, d.CreatedAt)
	if errors.Is(err, db.ErrTaken) {
		return ErrDomainClaimed
	}
	if errors.Is(err, db.ErrGone) {
		return ErrNotFound
	}
	return err
}

// verify notes that the record was found. The unique index lets one
// organization have the domain.
func (s domainStore) verify(ctx context.Context, organizationID, id string, now, next time.Time) (Domain, error) {
	d, err := db.One(ctx, s.db, scanDomain, `
		UPDATE organization_domains
		SET verified_at = COALESCE(verified_at, $3), checked_at = $3, failures = 0, check_at = $4
		WHERE organization_id = $1 AND id = $2 RETURNING `+domainColumns, organizationID, id, now, next)
	if errors.Is(err, db.ErrTaken) {
		return Domain{}, ErrDomainTaken
	}
	return d, s.one(err)
}

func (s domainStore) setJoin(ctx context.Context, organizationID, id, mode string) (Domain, error) {
	d, err := db.One(ctx, s.db, scanDomain, `
		UPDATE organization_domains SET join_mode = $3 WHERE organization_id = $1 AND id = $2 RETURNING `+domainColumns,
		organizationID, id, mode)
	return d, s.one(err)
}

func (s domainStore) remove(ctx context.Context, organizationID, id string) (Domain, error) {
	d, err := db.One(ctx, s.db, scanDomain, `
		DELETE FROM organization_domains WHERE organization_id = $1 AND id = $2 RETURNING `+domainColumns, organizationID, id)
	return d, s.one(err)
}

// due takes domains that it is time to look at. The lease keeps them from other
// replicas meanwhile.
func (s domainStore) due(ctx context.Context, now, lease time.Time, limit int) ([]Domain, error) {
	return db.Claim(ctx, s.db, scanDomain, db.Work{
		Table: "organization_domains", Due: `verified_at IS NOT NULL AND check_at <= $1`, Order: `check_at`, Limit: limit,
		Set: `check_at = $2`, Returning: domainColumns,
	}, now, lease)
}

// found and missed note what a check said, unless the domain was given up since.
func (s domainStore) found(ctx context.Context, id string, now, next time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE organization_domains SET checked_at = $2, check_at = $3, failures = 0 WHERE id = $1 AND verified_at IS NOT NULL`, id, now, next)
	return err
}

func (s domainStore) missed(ctx context.Context, id string, now, next time.Time) (Domain, error) {
	d, err := db.One(ctx, s.db, scanDomain, `
		UPDATE organization_domains SET checked_at = $2, check_at = $3, failures = failures + 1
		WHERE id = $1 AND verified_at IS NOT NULL RETURNING `+domainColumns, id, now, next)
	return d, s.one(err)
}

func (s domainStore) lose(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `
		UPDATE organization_domains SET verified_at = NULL, check_at = NULL, failures = 0 WHERE id = $1`, id)
	return err
}

const requestColumns = `r.id, r.organization_id, r.user_id, u.name, u.email, r.domain, r.status, r.created_at`

func scanRequest(r db.Row) (JoinRequest, error) {
	var q JoinRequest
	err := r.Scan(&q.ID, &q.OrganizationID, &q.UserID, &q.Name, &q.Email, &q.Domain, &q.Status, &q.CreatedAt)
	return q, err
}

// notIn leaves out whoever became a member in another way meanwhile.
const notIn = ` AND NOT EXISTS (
	SELECT 1 FROM organization_members m WHERE m.organization_id = r.organization_id AND m.user_id = r.user_id)`

func (s domainStore) countRequests(ctx context.Context, organizationID, status string) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `
		SELECT count(*) FROM organization_join_requests r WHERE r.organization_id = $1 AND r.status = $2`+notIn, organizationID, status)
}

func (s domainStore) requests(ctx context.Context, organizationID, status string, limit, offset int) ([]JoinRequest, error) {
	return db.All(ctx, s.db, scanRequest, `
		SELECT `+requestColumns+` FROM organization_join_requests r JOIN users u ON u.id = r.user_id
		WHERE r.organization_id = $1 AND r.status = $2`+notIn+` ORDER BY r.created_at, r.id LIMIT $3 OFFSET $4`,
		organizationID, status, limit, offset)
}

func (s domainStore) request(ctx context.Context, organizationID, id string) (JoinRequest, error) {
	q, err := db.One(ctx, s.db, scanRequest, `
		SELECT `+requestColumns+` FROM organization_join_requests r JOIN users u ON u.id = r.user_id
		WHERE r.organization_id = $1 AND r.id = $2`, organizationID, id)
	return q, orNoRequest(err)
}

// asked counts who has asked since a moment, whatever the answer was.
func (s domainStore) asked(ctx context.Context, organizationID string, since time.Time) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `
		SELECT COUNT(*) FROM organization_join_requests WHERE organization_id = $1 AND created_at > $2`, organizationID, since)
}

// requestOf returns the state of a user's request; empty when there is none.
func (s domainStore) requestOf(ctx context.Context, organizationID, userID string) (string, error) {
	status, err := db.One(ctx, s.db, db.ScanString, `
		SELECT status FROM organization_join_requests WHERE organization_id = $1 AND user_id = $2`, organizationID, userID)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return status, err
}

// ask reports whether the request is new: of one that there is, nothing
// changes.
func (s domainStore) ask(ctx context.Context, q JoinRequest) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO organization_join_requests (id, organization_id, user_id, domain, status, created_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, user_id) DO NOTHING`,
		q.ID, q.OrganizationID, q.UserID, q.Domain, RequestPending, q.CreatedAt)
	if errors.Is(err, db.ErrGone) {
		err = ErrNotFound
	}
	return n > 0, err
}

// take removes a request, for whoever grants it first.
func (s domainStore) take(ctx context.Context, organizationID, id string) error {
	_, err := db.One(ctx, s.db, db.ScanString, `
		DELETE FROM organization_join_requests WHERE organization_id = $1 AND id = $2 RETURNING user_id`, organizationID, id)
	return orNoRequest(err)
}

func (s domainStore) reject(ctx context.Context, organizationID, id string) (userID string, err error) {
	userID, err = db.One(ctx, s.db, db.ScanString, `
		UPDATE organization_join_requests SET status = $3 WHERE organization_id = $1 AND id = $2 AND status = $4 RETURNING user_id`,
		organizationID, id, RequestRejected, RequestPending)
	return userID, orNoRequest(err)
}

// forgetRequest removes what somebody asked for who has it now.
func (s domainStore) forgetRequest(ctx context.Context, organizationID, userID string) error {
	_, err := s.db.Exec(ctx, `
		DELETE FROM organization_join_requests WHERE organization_id = $1 AND user_id = $2`, organizationID, userID)
	return err
}

func orNoRequest(err error) error {
	if errors.Is(err, db.ErrNone) {
		return ErrJoinRequest
	}
	return err
}
