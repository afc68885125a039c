package organization

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const invitationColumns = `id, organization_id, email, role, status, inviter_id, expires_at, created_at, token_digest`

func invitationFields(i *Invitation) []any {
	return []any{&i.ID, &i.OrganizationID, &i.Email, &i.Role, &i.Status, db.Null(&i.InviterID), &i.ExpiresAt, &i.CreatedAt, &i.tokenDigest}
}

func scanInvitation(r db.Row) (Invitation, error) {
	var i Invitation
	err := r.Scan(invitationFields(&i)...)
	return i, err
}

func (s store) insertInvitation(ctx context.Context, i Invitation) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO organization_invitations (id, organization_id, email, role, status, inviter_id, token_digest, expires_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		i.ID, i.OrganizationID, i.Email, i.Role, i.Status, db.OrNull(i.InviterID), i.tokenDigest, i.ExpiresAt, i.CreatedAt)
	return orElse(err, db.ErrTaken, ErrInvited)
}

func (s store) invitation(ctx context.Context, id string) (Invitation, error) {
	i, err := db.One(ctx, s.db, scanInvitation, `SELECT `+invitationColumns+` FROM organization_invitations WHERE id = $1`, id)
	return i, orElse(err, db.ErrNone, ErrInvitation)
}

// pendingFor returns db.ErrNone when no invitation to an address is open; one
// that was not answered in time is.
func (s store) pendingFor(ctx context.Context, organizationID, email string) (Invitation, error) {
	return db.One(ctx, s.db, scanInvitation, `SELECT `+invitationColumns+` FROM organization_invitations
		WHERE organization_id = $1 AND email = $2 AND status = '`+Pending+`'`, organizationID, email)
}

func (s store) countPending(ctx context.Context, organizationID string, now time.Time) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `
		SELECT COUNT(*) FROM organization_invitations WHERE organization_id = $1 AND status = '`+Pending+`' AND expires_at > $2`, organizationID, now)
}

func (s store) renew(ctx context.Context, id, digest string, until time.Time) (Invitation, error) {
	i, err := db.One(ctx, s.db, scanInvitation, `
		UPDATE organization_invitations SET token_digest = $2, expires_at = $3 WHERE id = $1 AND status = '`+Pending+`' RETURNING `+invitationColumns,
		id, digest, until)
	return i, orElse(err, db.ErrNone, ErrInvitation)
}

func (s store) cancel(ctx context.Context, id string) (Invitation, error) {
	i, err := db.One(ctx, s.db, scanInvitation, `
		UPDATE organization_invitations SET status = '`+Canceled+`' WHERE id = $1 AND status = '`+Pending+`' RETURNING `+invitationColumns, id)
	return i, orElse(err, db.ErrNone, ErrInvitation)
}

// take answers an invitation in the name of the owner of an address. However
// many ask at once, one gets it.
func (s store) take(ctx context.Context, id, email, status string, now time.Time) (Invitation, error) {
	i, err := db.One(ctx, s.db, scanInvitation, `
		UPDATE organization_invitations SET status = $3
		WHERE id = $1 AND email = $2 AND status = '`+Pending+`' AND expires_at > $4 RETURNING `+invitationColumns, id, email, status, now)
	return i, orElse(err, db.ErrNone, ErrInvitation)
}

func (s store) invitations(ctx context.Context, organizationID string) ([]Invitation, error) {
	return db.All(ctx, s.db, scanInvitation, `
		SELECT `+invitationColumns+` FROM organization_invitations WHERE organization_id = $1 ORDER BY created_at, id`, organizationID)
}

const offered = `SELECT i.id, i.organization_id, i.email, i.role, i.status, i.inviter_id, i.expires_at, i.created_at, i.token_digest, ` + qualified + `,
	u.email, u.name, (SELECT COUNT(*) FROM users a WHERE a.email = i.email)
	FROM organization_invitations i JOIN organizations o ON o.id = i.organization_id LEFT JOIN users u ON u.id = i.inviter_id
	WHERE i.status = '` + Pending + `' AND `

func scanOffer(r db.Row) (Offer, error) {
	var o Offer
	var accounts int64
	dest := append(invitationFields(&o.Invitation), fields(&o.Organization)...)
	err := r.Scan(append(dest, db.Null(&o.InviterEmail), db.Null(&o.InviterName), &accounts)...)
	o.HasAccount = accounts > 0
	return o, err
}

// offer returns db.ErrNone when there is nothing to answer.
func (s store) offer(ctx context.Context, id string, now time.Time) (Offer, error) {
	return db.One(ctx, s.db, scanOffer, offered+`i.id = $1 AND i.expires_at > $2`, id, now)
}

func (s store) offers(ctx context.Context, email string, now time.Time) ([]Offer, error) {
	return db.All(ctx, s.db, scanOffer, offered+`i.email = $1 AND i.expires_at > $2 ORDER BY i.created_at, i.id`, email, now)
}
