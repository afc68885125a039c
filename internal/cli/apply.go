package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/circle-rd/auth-service/internal/manifest"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/wire"
)

type applyCommand struct {
	File   []string `short:"f" sep:"none" placeholder:"FILE" help:"What there should be, as YAML or JSON; - reads standard input. May be given several times."`
	Plan   bool     `aliases:"diff" help:"Show what would change and change nothing. Exits with 2 if something would."`
	Prune  bool     `help:"Also delete what the files leave out of lists they have, or call absent."`
	Schema bool     `help:"Print the JSON Schema of the files, for editors, and exit."`
}

// errDue is how a plan that finds changes ends: not with a failure.
var errDue = errors.New("changes are due")

// Exit codes of commands. Only apply has changes that are due.
const (
	codeFailed  = 1
	codeMisused = 2
	codeDue     = 2
)

// Run brings the database to what the files say.
func (a applyCommand) Run(ctx context.Context, p *Program) error {
	if a.Schema {
		text, err := manifest.Schema()
		if err == nil {
			_, err = p.Stdout.Write(append(text, '\n'))
		}
		return err
	}
	if len(a.File) == 0 {
		return errors.New("no file: give one with -f, or - for standard input")
	}
	sources, err := p.sources(a.File)
	if err != nil {
		return err
	}
	wish, err := manifest.Parse(sources...)
	if err != nil {
		return refused(err)
	}
	return p.with(ctx, func(s *wire.Services) error {
		by := console()
		by.RequestID = secret.UUID() // what one run does is found together in the audit trail
		report, err := s.Manifest.Apply(ctx, by, wish, manifest.Options{Plan: a.Plan, Prune: a.Prune})
		if err != nil {
			return refused(err)
		}
		return a.tell(p.Stdout, report)
	})
}

// refused sets mistakes below each other.
func refused(err error) error {
	if _, ok := errors.AsType[*manifest.InvalidError](err); ok {
		return fmt.Errorf("nothing was changed:\n%w", err)
	}
	return err
}

func (a applyCommand) tell(out io.Writer, r *manifest.Report) error {
	fmt.Fprint(out, r)
	if !r.Due() {
		_, err := fmt.Fprintln(out, "Nothing to change.")
		return err
	}
	form, end := "Done: %d added, %d changed, %d deleted.\n", error(nil)
	if a.Plan {
		form, end = "Due: %d to add, %d to change, %d to delete.\n", errDue
	}
	_, err := fmt.Fprintf(out, form, r.Count(manifest.Add), r.Count(manifest.Edit), r.Count(manifest.Remove))
	return errors.Join(err, end)
}

// sources reads the files, and lets them refer to the environment of the
// process, which .env completes.
func (p *Program) sources(names []string) ([]manifest.Source, error) {
	lookup, err := config.Environment(p.LookupEnv, p.ReadFile)
	if err != nil {
		return nil, err
	}
	var all []manifest.Source
	for _, name := range names {
		shown, dir := name, filepath.Dir(name)
		read := func() ([]byte, error) { return p.ReadFile(name) }
		if name == "-" {
			shown, dir = "standard input", "."
			read = func() ([]byte, error) { return io.ReadAll(io.LimitReader(p.Stdin, manifest.MaxSize+1)) }
		}
		text, err := read()
		if err != nil {
			return nil, err
		}
		all = append(all, manifest.Source{Name: shown, Text: text, Outside: manifest.Outside{
			LookupEnv: lookup,
			ReadFile: func(path string) ([]byte, error) {
				if !filepath.IsAbs(path) {
					path = filepath.Join(dir, path)
				}
				return p.ReadFile(path)
			},
		}})
	}
	return all, nil
}

type exportCommand struct{}

// Run prints what there is, as a file for apply.
func (exportCommand) Run(ctx context.Context, p *Program) error {
	return p.with(ctx, func(s *wire.Services) error {
		text, err := s.Manifest.Export(ctx, console())
		if err == nil {
			_, err = p.Stdout.Write(text)
		}
		return err
	})
}
