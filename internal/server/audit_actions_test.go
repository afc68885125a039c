package server_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// docs/audit.md lists every action that the program records. With -update the
// list is written anew; what rows said about actions stays, new rows say
// nothing yet.
func TestGoldenAuditActions(t *testing.T) {
	const (
		file  = "../../docs/audit.md"
		begin = "<!-- actions: kept complete by go test ./internal/server -update -->\n| Action | When |\n|---|---|\n"
		end   = "<!-- end of actions -->"
	)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	table, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no list of actions", file)
	}
	said := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (.*?) ?\\|$").FindAllStringSubmatch(table, -1) {
		said[row[1]] = row[2]
	}
	var b strings.Builder
	for _, action := range recorded(t, "..") {
		fmt.Fprintf(&b, "| `%s` | %s |\n", action, said[action])
	}
	golden(t, file, []byte(before+begin+b.String()+end+after))
}

// recorded finds the actions of all events in the source.
func recorded(t *testing.T, root string) []string {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || d.Name() == "testdata" {
			return err
		}
		p := source{t: t, found: found, seen: map[string]bool{}}
		names, err := filepath.Glob(filepath.Join(path, "*.go"))
		if err != nil {
			return err
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			p.files = append(p.files, f)
		}
		p.events()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)
	for action := range found {
		if !form.MatchString(action) {
			t.Errorf("%q is not <target>.<past tense verb>", action)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// A source is a package that is searched for events.
type source struct {
	t     *testing.T
	files []*ast.File
	found map[string]bool
	seen  map[string]bool // parameters that have been followed
}

// events finds the composite literals of audit.Event.
func (p source) events() {
	p.functions(func(fn *ast.FuncDecl) {
		ast.Inspect(fn, func(n ast.Node) bool {
			c, ok := n.(*ast.CompositeLit)
			if !ok || !isEvent(c.Type) {
				return true
			}
			for _, e := range c.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok && named(kv.Key) == "Action" {
					p.resolve(fn, kv.Value, "")
				}
			}
			return true
		})
	})
}

func (p source) functions(visit func(*ast.FuncDecl)) {
	for _, f := range p.files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				visit(fn)
			}
		}
	}
}

func isEvent(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.SelectorExpr:
		return named(t.X) == "audit" && t.Sel.Name == "Event"
	case *ast.Ident:
		return t.Name == "Event" // within package audit
	}
	return false
}

func named(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// resolve finds the texts that an expression of a function can be.
func (p source) resolve(fn *ast.FuncDecl, e ast.Expr, prefix string) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			p.t.Fatal(err)
		}
		p.found[prefix+text] = true
	case *ast.BinaryExpr: // "target." + verb
		left, ok := e.X.(*ast.BasicLit)
		if !ok {
			p.t.Errorf("%s: the beginning of an action is not written out", fn.Name.Name)
			return
		}
		text, err := strconv.Unquote(left.Value)
		if err != nil {
			p.t.Fatal(err)
		}
		p.resolve(fn, e.Y, prefix+text)
	case *ast.IndexExpr: // map[bool]string{…}[x]
		if c, ok := e.X.(*ast.CompositeLit); ok {
			for _, element := range c.Elts {
				if kv, ok := element.(*ast.KeyValueExpr); ok {
					p.resolve(fn, kv.Value, prefix)
				}
			}
			return
		}
		p.t.Errorf("%s: an action that cannot be read", fn.Name.Name)
	case *ast.SelectorExpr: // a member: whatever it is ever set to
		p.members(e.Sel.Name, prefix)
	case *ast.Ident:
		p.name(fn, e.Name, prefix)
	default:
		p.t.Errorf("%s: an action that cannot be read: %T", fn.Name.Name, e)
	}
}

func (p source) members(name, prefix string) {
	p.functions(func(fn *ast.FuncDecl) {
		ast.Inspect(fn, func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok && named(kv.Key) == name {
				p.resolve(fn, kv.Value, prefix)
			}
			return true
		})
	})
}

// name follows a parameter to the calls, and a variable to what is put into it.
func (p source) name(fn *ast.FuncDecl, name, prefix string) {
	key := fn.Name.Name + " " + name + " " + prefix
	if p.seen[key] {
		return
	}
	p.seen[key] = true
	index := 0
	for _, field := range fn.Type.Params.List {
		for _, id := range field.Names {
			if id.Name == name {
				p.calls(fn.Name.Name, index, prefix)
			}
			index++
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if named(left) == name && len(n.Rhs) == len(n.Lhs) {
					p.resolve(fn, n.Rhs[i], prefix)
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if id.Name == name && i < len(n.Values) {
					p.resolve(fn, n.Values[i], prefix)
				}
			}
		}
		return true
	})
	for _, f := range p.files { // constants
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				if v, ok := s.(*ast.ValueSpec); ok {
					for i, id := range v.Names {
						if id.Name == name && i < len(v.Values) {
							p.resolve(fn, v.Values[i], prefix)
						}
					}
				}
			}
		}
	}
}

func (p source) calls(function string, index int, prefix string) {
	p.functions(func(fn *ast.FuncDecl) {
		ast.Inspect(fn, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || index >= len(c.Args) {
				return true
			}
			called := named(c.Fun)
			if s, ok := c.Fun.(*ast.SelectorExpr); ok {
				called = s.Sel.Name
			}
			if called == function {
				p.resolve(fn, c.Args[index], prefix)
			}
			return true
		})
	})
}
