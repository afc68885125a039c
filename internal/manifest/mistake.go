package manifest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// A Mistake is something in a file that cannot be. It never holds a value of
// the file.
type Mistake struct {
	File         string
	Line, Column int
	Member       string // path within the document; may be empty
	Problem      string
}

// String is as compilers write it, so that editors find the place.
func (m Mistake) String() string {
	text := m.File + ":" + strconv.Itoa(m.Line) + ":" + strconv.Itoa(m.Column) + ": "
	if m.Member != "" {
		text += m.Member + ": "
	}
	return text + m.Problem
}

// An InvalidError lists everything that is wrong with files, in their order.
type InvalidError struct{ Mistakes []Mistake }

// Error has a line for each mistake.
func (e *InvalidError) Error() string {
	lines := make([]string, len(e.Mistakes))
	for i, m := range e.Mistakes {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// mistaken returns the error that the mistakes amount to.
func mistaken(all []Mistake, files []string) error {
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Mistake) int {
		return cmp.Or(
			cmp.Compare(slices.Index(files, a.File), slices.Index(files, b.File)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &InvalidError{all}
}

// places says where the members of one document stand, by path.
type places struct {
	file string
	at   map[string]place
}

type place struct{ line, column int }

// find returns where a member stands, or what holds it.
func (p *places) find(path string) place {
	for {
		if found, ok := p.at[path]; ok {
			return found
		}
		end := strings.LastIndexAny(path, ".[")
		if end < 0 {
			return p.at[""]
		}
		path = path[:end]
	}
}

// A spot is one entry of a document.
type spot struct {
	in   *places
	path string
}

// under is a member of the entry.
func (s spot) under(path string) spot {
	if s.path != "" && !strings.HasPrefix(path, "[") {
		path = "." + path
	}
	return spot{s.in, s.path + path}
}

func (s spot) item(list string, i int) spot { return s.under(list + "[" + strconv.Itoa(i) + "]") }

func (s spot) mistake(problem string) Mistake {
	at := s.in.find(s.path)
	return Mistake{File: s.in.file, Line: at.line, Column: at.column, Member: s.path, Problem: problem}
}

// errRefused ends a run whose mistakes are noted.
var errRefused = errors.New("manifest: refused")

// refused notes what a service refuses of an entry. It returns nil when the run
// can go on to find more: a list of wrong members is made before anything is
// written.
func (r *run) refused(s spot, err error) error {
	refusal, ok := errors.AsType[*fault.Error](err)
	if !ok || refusal.Kind == fault.Internal || refusal.Kind == fault.Unavailable {
		at := s.in.find(s.path)
		return fmt.Errorf("%s:%d:%d: %s: %w", s.in.file, at.line, at.column, s.path, err)
	}
	if len(refusal.Fields) == 0 {
		r.mistakes = append(r.mistakes, s.mistake(refusal.Message+" ("+refusal.Code+")"))
		return errRefused
	}
	for _, f := range refusal.Fields {
		r.mistakes = append(r.mistakes, s.under(strings.TrimPrefix(f.Name, "body.")).mistake(f.Problem))
	}
	return nil
}

func (r *run) wrong(s spot, problem string) { r.mistakes = append(r.mistakes, s.mistake(problem)) }
