package audit

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

const (
	// walked is how many entries are read at once.
	walked = 1000
	// verifyEvery is how often the whole chain is looked at.
	verifyEvery = 24 * time.Hour
)

// ErrKnown means that an entry noted earlier cannot be compared: it is not
// sealed, or retention has removed it.
var ErrKnown = errors.New("the chain does not reach to that entry")

// State returns what is known of the chain.
func (c *Chain) State(ctx context.Context) (State, error) {
	s, err := c.store.state(ctx)
	if err != nil {
		return State{}, err
	}
	s.Unsealed, s.Oldest, err = c.store.backlog(ctx)
	return s, err
}

// Verify computes the hash of every sealed entry anew and remembers what it
// found. With known, a place that somebody noted outside of the database, it
// proves that nobody has written the chain anew since.
func (c *Chain) Verify(ctx context.Context, known Place) (Report, error) {
	r, err := c.walk(ctx, known)
	if err != nil {
		return Report{}, err
	}
	return r, c.store.verified(ctx, r, c.now())
}

// walk starts again when retention has removed what was being read.
func (c *Chain) walk(ctx context.Context, known Place) (Report, error) {
	for {
		s, err := c.store.state(ctx)
		if err != nil {
			return Report{}, err
		}
		if known.Seq != 0 && (known.Seq < s.Base.Seq || known.Seq > s.Head.Seq) {
			return Report{}, ErrKnown
		}
		r, err := c.follow(ctx, s, known)
		if err != nil || r.Whole() {
			return r, err
		}
		again, err := c.store.state(ctx)
		if err != nil || again.Base == s.Base {
			return r, err
		}
	}
}

// follow looks at the entries from the checkpoint to the head.
func (c *Chain) follow(ctx context.Context, s State, known Place) (Report, error) {
	r := Report{Base: s.Base, Head: s.Base}
	if known.Seq != 0 && known.Seq == s.Base.Seq && known.Hash != s.Base.Hash {
		r.Broken = Break{Seq: known.Seq, How: BrokenChanged}
		return r, nil
	}
	behind := link{seq: s.Base.Seq + 1}
	for {
		links, err := c.store.links(ctx, behind, s.Head.Seq, walked)
		if err != nil {
			return Report{}, err
		}
		if len(links) == 0 {
			break
		}
		for _, l := range links {
			if r.Broken = l.broken(r.Head); !r.Whole() {
				return r, nil
			}
			behind, r.Head = l, Place{l.seq, l.hash}
			r.Checked++
			if l.seq == known.Seq && l.hash != known.Hash {
				r.Broken = Break{l.seq, l.id, BrokenChanged}
				return r, nil
			}
		}
	}
	if r.Head.Seq < s.Head.Seq {
		r.Broken = Break{Seq: r.Head.Seq + 1, How: BrokenMissing}
		return r, nil
	}
	if r.Head != s.Head {
		r.Broken = Break{Seq: s.Head.Seq, How: BrokenChanged}
		return r, nil
	}
	stray, err := c.store.stray(ctx)
	r.Broken = stray
	return r, err
}

// broken says what is wrong with an entry that stands behind a place.
func (l link) broken(before Place) Break {
	switch {
	case l.seq == before.Seq:
		return Break{l.seq, l.id, BrokenAdded}
	case l.seq > before.Seq+1:
		return Break{Seq: before.Seq + 1, How: BrokenMissing}
	case l.hash != l.after(l.seq, before.Hash):
		return Break{l.seq, l.id, BrokenChanged}
	default:
		return Break{}
	}
}

// Upkeep removes what is old enough and looks at the whole chain once a day. Any
// number of replicas may call it at any time.
func (c *Chain) Upkeep(ctx context.Context) error {
	if err := c.Prune(ctx); err != nil {
		return err
	}
	now := c.now()
	mine, err := c.store.claimVerification(ctx, now, now.Add(verifyEvery))
	if err != nil || !mine {
		return err
	}
	r, err := c.Verify(ctx, Place{})
	if err != nil {
		return err
	}
	if !r.Whole() {
		slog.ErrorContext(ctx, "the audit trail is not what was sealed", "seq", r.Broken.Seq, "id", r.Broken.ID, "how", r.Broken.How)
		return nil
	}
	slog.InfoContext(ctx, "the audit trail is whole", "seq", r.Head.Seq, "hash", r.Head.Hash)
	return nil
}
