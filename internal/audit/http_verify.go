package audit

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

type stateJSON struct {
	SealedUpTo     int64             `json:"sealedUpTo" doc:"Number of the last sealed event; 0 when there is none"`
	HeadHash       *string           `json:"headHash" doc:"Its hash, which stands for everything before: note both elsewhere and compare with: auth-service audit verify --known"`
	SealedAt       web.Time          `json:"sealedAt"`
	Checkpoint     *placeJSON        `json:"checkpoint" doc:"The last event that retention removed"`
	Unsealed       int64             `json:"unsealed" doc:"How many events wait to be sealed; counted up to 10000"`
	OldestUnsealed web.Time          `json:"oldestUnsealed"`
	RetentionDays  *float64          `json:"retentionDays" doc:"After how many days events are removed; null is never"`
	Verification   *verificationJSON `json:"lastVerification"`
}

type placeJSON struct {
	Sequence int64  `json:"sequence"`
	Hash     string `json:"hash"`
}

type verificationJSON struct {
	At     web.Time   `json:"at"`
	UpTo   int64      `json:"upTo" doc:"Number of the last event that was looked at and found to be what was sealed"`
	Whole  bool       `json:"whole"`
	Broken *breakJSON `json:"firstBroken"`
}

type breakJSON struct {
	Sequence int64   `json:"sequence"`
	ID       *string `json:"id"`
	Problem  string  `json:"problem" enum:"changed,missing,added"`
}

type stateResponse struct{ Body stateJSON }

// State serves GET /api/admin/audit/verify.
func (h HTTP) State(ctx context.Context, _ *struct{}) (*stateResponse, error) {
	s, err := h.chain.State(ctx)
	if err != nil {
		return nil, err
	}
	out := &stateResponse{stateJSON{
		SealedUpTo: s.Head.Seq, HeadHash: web.OrNull(s.Head.Hash), SealedAt: web.Time(s.SealedAt), Unsealed: s.Unsealed, OldestUnsealed: web.Time(s.Oldest),
	}}
	if s.Base.Seq > 0 {
		out.Body.Checkpoint = &placeJSON{s.Base.Seq, s.Base.Hash}
	}
	if r := h.chain.Retention(); r > 0 {
		days := float64(r) / float64(24*time.Hour)
		out.Body.RetentionDays = &days
	}
	if !s.VerifiedAt.IsZero() {
		v := verificationJSON{At: web.Time(s.VerifiedAt), UpTo: s.VerifiedTo, Whole: s.Broken.How == ""}
		if !v.Whole {
			v.Broken = &breakJSON{s.Broken.Seq, web.OrNull(s.Broken.ID), s.Broken.How}
		}
		out.Body.Verification = &v
	}
	return out, nil
}
