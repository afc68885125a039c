package audit

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// linked are the columns that a hash holds besides id and at, in their order.
const linked = `e.action, e.actor_kind, e.actor_id, e.impersonator_id, e.target, e.target_id, e.subject_user_id, e.organization_id,
	e.application_id, e.request_id, e.address, e.details`

func scanLink(r db.Row) (link, error) {
	l := link{fields: make([]string, strings.Count(linked, ",")+1)}
	dest := []any{db.Null(&l.seq), db.Null(&l.hash), &l.id, &l.at}
	for i := range l.fields {
		dest = append(dest, &l.fields[i])
	}
	return l, r.Scan(dest...)
}

func (s store) waiting(ctx context.Context) (bool, error) {
	_, err := db.One(ctx, s.db, db.ScanString, `SELECT id FROM audit_events WHERE seq IS NULL ORDER BY at, id LIMIT 1`)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// claim takes or keeps the office of the sealer.
func (s store) claim(ctx context.Context, holder string, now, until time.Time) (bool, error) {
	mine, err := db.Claim(ctx, s.db, db.ScanInt, db.Work{
		Table: "audit_chain", Due: `(held_until IS NULL OR held_until <= $1 OR holder = $2)`, Order: "id", Limit: 1,
		Set: `holder = $2, held_until = $3`, Returning: "id",
	}, now, holder, until)
	return len(mine) > 0, err
}

func (s store) resign(ctx context.Context, holder string) error {
	_, err := s.db.Exec(ctx, `UPDATE audit_chain SET holder = '', held_until = NULL WHERE holder = $1`, holder)
	return err
}

// hold locks the chain for its sealer and returns its head.
func (s store) hold(ctx context.Context, holder string, until time.Time) (Place, error) {
	head, err := db.One(ctx, s.db, scanPlace, `
		UPDATE audit_chain SET held_until = $2 WHERE holder = $1 RETURNING head_seq, head_hash`, holder, until)
	if errors.Is(err, db.ErrNone) {
		return Place{}, errOusted
	}
	return head, err
}

func scanPlace(r db.Row) (Place, error) {
	var p Place
	err := r.Scan(&p.Seq, &p.Hash)
	return p, err
}

// unsealed reads what waits: of what can be seen, the oldest first.
func (s store) unsealed(ctx context.Context, limit int) ([]link, error) {
	return db.All(ctx, s.db, scanLink, `
		SELECT e.seq, e.hash, e.id, e.at, `+linked+` FROM audit_events e
		WHERE e.seq IS NULL ORDER BY e.at, e.id LIMIT `+strconv.Itoa(limit))
}

// seal gives entries their places. An entry that has one keeps it.
func (s store) seal(ctx context.Context, batch []link) error {
	var rows []string
	var args []any
	for i := range padded(len(batch)) {
		l := batch[min(i, len(batch)-1)]
		n := 3 * i
		rows = append(rows, `(CAST($`+strconv.Itoa(n+1)+` AS TEXT), CAST($`+strconv.Itoa(n+2)+` AS BIGINT), CAST($`+strconv.Itoa(n+3)+` AS TEXT))`)
		args = append(args, l.id, l.seq, l.hash)
	}
	n, err := s.db.Exec(ctx, `
		WITH sealed (id, seq, hash) AS (VALUES `+strings.Join(rows, ", ")+`)
		UPDATE audit_events SET seq = sealed.seq, hash = sealed.hash
		FROM sealed WHERE audit_events.id = sealed.id AND audit_events.seq IS NULL`, args...)
	if err == nil && n != int64(len(batch)) {
		err = errors.New("audit: an entry was sealed by somebody else")
	}
	return err
}

// padded is with how many rows a batch is written, the last one again and again:
// a few statements serve every size and stay prepared.
func padded(n int) int {
	for _, size := range []int{1, 10, 100} {
		if n <= size {
			return size
		}
	}
	return sealedAtOnce
}

func (s store) advance(ctx context.Context, head Place, now time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE audit_chain SET head_seq = $1, head_hash = $2, sealed_at = $3`, head.Seq, head.Hash, now)
	return err
}

func (s store) state(ctx context.Context) (State, error) {
	return db.One(ctx, s.db, func(r db.Row) (State, error) {
		var c State
		err := r.Scan(&c.Base.Seq, &c.Base.Hash, &c.Head.Seq, &c.Head.Hash, &c.SealedAt, &c.VerifiedAt, &c.VerifiedTo,
			&c.Broken.Seq, &c.Broken.ID, &c.Broken.How)
		return c, err
	}, `SELECT base_seq, base_hash, head_seq, head_hash, sealed_at, verified_at, verified_seq, broken_seq, broken_id, broken_how FROM audit_chain`)
}

// backlog counts what waits, and says since when.
func (s store) backlog(ctx context.Context) (int64, time.Time, error) {
	type both struct {
		n      int64
		oldest time.Time
	}
	b, err := db.One(ctx, s.db, func(r db.Row) (b both, err error) {
		err = r.Scan(&b.n, &b.oldest)
		return b, err
	}, `SELECT COUNT(*), MIN(at) FROM (SELECT at FROM audit_events WHERE seq IS NULL ORDER BY at, id LIMIT `+strconv.Itoa(MostCounted)+`) AS waiting`)
	return b.n, b.oldest, err
}

// links reads sealed entries behind one up to a place.
func (s store) links(ctx context.Context, after link, upTo int64, limit int) ([]link, error) {
	return db.All(ctx, s.db, scanLink, `
		SELECT e.seq, e.hash, e.id, e.at, `+linked+` FROM audit_events e
		WHERE e.seq >= $1 AND (e.seq, e.id) > ($1, $2) AND e.seq <= $3 ORDER BY e.seq, e.id LIMIT `+strconv.Itoa(limit), after.seq, after.id, upTo)
}

// stray finds an entry with a place outside of the chain.
func (s store) stray(ctx context.Context) (Break, error) {
	b, err := db.One(ctx, s.db, func(r db.Row) (Break, error) {
		b := Break{How: BrokenAdded}
		err := r.Scan(&b.Seq, &b.ID)
		return b, err
	}, `
		SELECT seq, id FROM (SELECT seq, id FROM audit_events WHERE seq <= (SELECT base_seq FROM audit_chain) ORDER BY seq LIMIT 1) AS before
		UNION ALL
		SELECT seq, id FROM (SELECT seq, id FROM audit_events WHERE seq > (SELECT head_seq FROM audit_chain) ORDER BY seq LIMIT 1) AS beyond`)
	if errors.Is(err, db.ErrNone) {
		return Break{}, nil
	}
	return b, err
}

func (s store) verified(ctx context.Context, r Report, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE audit_chain SET verified_at = $1, verified_seq = $2, broken_seq = $3, broken_id = $4, broken_how = $5`,
		now, r.Head.Seq, r.Broken.Seq, r.Broken.ID, r.Broken.How)
	return err
}

// claimVerification lets one of those who ask look at the chain.
func (s store) claimVerification(ctx context.Context, now, next time.Time) (bool, error) {
	mine, err := db.Claim(ctx, s.db, db.ScanInt, db.Work{
		Table: "audit_chain", Due: `(verify_after IS NULL OR verify_after <= $1)`, Order: "id", Limit: 1,
		Set: `verify_after = $2`, Returning: "id",
	}, now, next)
	return len(mine) > 0, err
}

// base locks the chain and returns its checkpoint.
func (s store) base(ctx context.Context) (Place, error) {
	return db.One(ctx, s.db, scanPlace, `UPDATE audit_chain SET base_seq = base_seq RETURNING base_seq, base_hash`)
}

// older reads the entries at the beginning of the chain that are older than a
// moment, up to the first that is not.
func (s store) older(ctx context.Context, after int64, before time.Time) ([]link, error) {
	links, err := s.links(ctx, link{seq: after + 1}, math.MaxInt64, prunedAtOnce)
	for i, l := range links {
		if l.at >= before.UnixMilli() {
			return links[:i], err
		}
	}
	return links, err
}

// prune removes the beginning of the chain.
func (s store) prune(ctx context.Context, upTo Place) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM audit_events WHERE seq <= $1`, upTo.Seq); err != nil {
		return err
	}
	_, err := s.db.Exec(ctx, `UPDATE audit_chain SET base_seq = $1, base_hash = $2`, upTo.Seq, upTo.Hash)
	return err
}
