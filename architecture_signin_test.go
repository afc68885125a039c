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
	"strings"
	"testing"
)

// TestSessionsBeginInOnePlace proves that whoever gets a session went through
// the choke point of sign-ins: what a session starts with can be named there
// alone, and rows of sessions are made by one statement.
func TestSessionsBeginInOnePlace(t *testing.T) {
	var named, inserted []string
	err := filepath.WalkDir("internal", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		file = filepath.ToSlash(file)
		if strings.HasPrefix(file, "internal/seed/") { // gives tests what they need, and is in no binary
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if strings.Contains(strings.ToUpper(string(text)), "INTO SESSIONS") {
			inserted = append(inserted, file)
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		named = append(named, slices.Repeat([]string{file}, startsNamed(f))...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"internal/identity/signin/finish.go"}; !slices.Equal(named, want) {
		t.Errorf("sessions start in %v, but may in %v alone", named, want)
	}
	if want := []string{"internal/identity/session/store.go"}; !slices.Equal(inserted, want) {
		t.Errorf("sessions are inserted in %v, but may be in %v alone", inserted, want)
	}
}

// startsNamed counts how often a file outside the package of sessions names
// session.Start, without which nobody can call Start.
func startsNamed(f *ast.File) int {
	name := ""
	for _, imp := range f.Imports {
		if imp.Path.Value == `"`+internal+`identity/session"` {
			name = "session"
			if imp.Name != nil {
				name = imp.Name.Name
			}
		}
	}
	count := 0
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Start" {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == name && name != "" {
				count++
			}
		}
		return true
	})
	return count
}
