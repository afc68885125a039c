package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const internal = "github.com/circle-rd/auth-service/internal/"

// TestArchitecture holds the code to the table in ARCHITECTURE.md. A line names what a
// package may import, and only packages above it, so no cycle can form.
func TestArchitecture(t *testing.T) {
	allowed := readTable(t)
	err := filepath.WalkDir("internal", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		file = filepath.ToSlash(file)
		pkg := strings.TrimPrefix(path.Dir(file), "internal/")
		if _, known := allowed[pkg]; !known {
			t.Errorf("%s: package %s is not in the table", file, pkg)
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, imp := range f.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			dep, ours := strings.CutPrefix(name, internal)
			if ours && !mayImport(pkg, dep, allowed[pkg]) {
				t.Errorf("%s imports %s, which the table does not allow", file, dep)
			}
			if name == "net/http" && !mayServe(pkg, path.Base(file)) {
				t.Errorf("%s imports net/http, which belongs in http*.go", file)
			}
		}
		if strings.HasPrefix(path.Base(file), "http") {
			staysOutOfStore(t, file, f)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// mayImport opens platform to every subject, but for what is there for tests alone.
func mayImport(pkg, dep string, listed []string) bool {
	if dep == "seed" || dep == "seed/multitude" || strings.HasPrefix(dep, "platform/test") && pkg != "seed" {
		return false
	}
	if strings.HasPrefix(dep, "platform/") && !strings.HasPrefix(pkg, "platform/") {
		return true
	}
	return slices.Contains(listed, dep)
}

func mayServe(pkg, file string) bool {
	return strings.HasPrefix(file, "http") ||
		slices.Contains([]string{"server", "cli", "platform/web", "platform/fetch"}, pkg)
}

// staysOutOfStore reports a handler that goes past its service.
func staysOutOfStore(t *testing.T, file string, f *ast.File) {
	t.Helper()
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "store" {
			t.Errorf("%s reaches past its service into the store", file)
		}
		return true
	})
}

// readTable returns what each package may import. The right side of a line names a
// package by the last part of its path, which therefore no two may share.
func readTable(t *testing.T) map[string][]string {
	t.Helper()
	doc, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(doc), "```imports\n")
	table, _, closed := strings.Cut(table, "```")
	if !found || !closed {
		t.Fatal("ARCHITECTURE.md has no ```imports table")
	}
	allowed := map[string][]string{}
	above := map[string]string{} // last part or full name → full name
	for line := range strings.Lines(table) {
		name, rest, _ := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		if _, taken := above[path.Base(name)]; taken {
			t.Errorf("two lines of the table end in %s", path.Base(name))
		}
		list := []string{}
		for dep := range strings.FieldsSeq(rest) {
			full, known := above[dep]
			switch {
			case dep == "*":
				for _, full := range above {
					list = append(list, full)
				}
			case !known:
				t.Errorf("%s may not import %s: it is not above it in the table", name, dep)
			default:
				list = append(list, full)
			}
		}
		allowed[name] = list
		above[name], above[path.Base(name)] = name, name
	}
	return allowed
}
