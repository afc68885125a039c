package cli

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/wire"
)

type auditVerifyCommand struct {
	Known string `placeholder:"NUMBER:HASH" help:"What an earlier run printed as head, kept outside of the database: proves that nobody has written the whole trail anew since."`
}

// Run looks at every sealed entry.
func (v auditVerifyCommand) Run(ctx context.Context, p *Program) error {
	known, err := place(v.Known)
	if err != nil {
		return err
	}
	return p.with(ctx, func(s *wire.Services) error {
		r, err := s.Chain.Verify(ctx, known)
		if errors.Is(err, audit.ErrKnown) {
			return fmt.Errorf("entry %d cannot be compared: it is not sealed, or retention has removed it", known.Seq)
		}
		if err != nil {
			return err
		}
		if r.Base.Seq > 0 {
			fmt.Fprintf(p.Stdout, "checkpoint: %d:%s\n", r.Base.Seq, r.Base.Hash)
		}
		fmt.Fprintf(p.Stdout, "checked:    %d\n", r.Checked)
		if !r.Whole() {
			return brokenTrail(r.Broken)
		}
		fmt.Fprintf(p.Stdout, "head:       %d:%s\n", r.Head.Seq, r.Head.Hash)
		state, err := s.Chain.State(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.Stdout, "unsealed:   %s\n", tail(state))
		_, err = fmt.Fprintln(p.Stdout, "The audit trail is what was sealed.")
		return err
	})
}

// tail tells of the entries that nothing protects yet.
func tail(s audit.State) string {
	switch s.Unsealed {
	case 0:
		return "0"
	case audit.MostCounted:
		return fmt.Sprintf("%d or more, the oldest of %s", s.Unsealed, shown(s.Oldest))
	default:
		return fmt.Sprintf("%d, the oldest of %s", s.Unsealed, shown(s.Oldest))
	}
}

func brokenTrail(b audit.Break) error {
	id := ""
	if b.ID != "" {
		id = " (" + b.ID + ")"
	}
	return fmt.Errorf("the audit trail is broken: entry %d%s was %s", b.Seq, id, map[string]string{
		audit.BrokenChanged: "changed or moved", audit.BrokenMissing: "removed", audit.BrokenAdded: "added",
	}[b.How])
}

// place reads what Run prints as head.
func place(text string) (audit.Place, error) {
	if text == "" {
		return audit.Place{}, nil
	}
	number, hash, _ := strings.Cut(text, ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	if raw, hexErr := hex.DecodeString(hash); err != nil || seq < 1 || hexErr != nil || len(raw) != 32 {
		return audit.Place{}, errors.New("--known is a number and a hash, with a colon between them, as printed for head")
	}
	return audit.Place{Seq: seq, Hash: hash}, nil
}

type auditExportCommand struct {
	Format       string    `enum:"ndjson,csv" default:"ndjson" help:"ndjson or csv."`
	User         string    `help:"Id of a user: who did it, in whose name it was done, or whom it concerns."`
	Actor        string    `help:"Id of the user, application or token that did it."`
	Action       string    `help:"Beginning of the action, such as session."`
	Target       string    `help:"Kind of thing, such as application."`
	TargetID     string    `name:"target-id" help:"Id of the thing."`
	Organization string    `help:"Id of the organization in which it happened."`
	Application  string    `help:"Id of the application that it concerns."`
	From         time.Time `help:"Not before this moment (RFC 3339)."`
	Until        time.Time `help:"Before this moment (RFC 3339)."`
	Text         string    `help:"Words that all occur in the entry."`
}

// Run writes the entries.
func (e auditExportCommand) Run(ctx context.Context, p *Program) error {
	return p.with(ctx, func(s *wire.Services) error {
		out := bufio.NewWriter(p.Stdout)
		err := s.Audit.Export(ctx, console(), e.Format, audit.Filter{
			User: e.User, Actor: e.Actor, Action: e.Action, Target: e.Target, TargetID: e.TargetID, Organization: e.Organization,
			Application: e.Application, From: e.From, Until: e.Until, Text: e.Text,
		}, out)
		return errors.Join(err, out.Flush())
	})
}
