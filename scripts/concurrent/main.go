// Command concurrent names the tests of a directory that do several things at once, as a
// pattern for go test -run: those that start goroutines or the service's own background
// work, themselves or by a function beside them.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fail("usage: concurrent directory")
	}
	uses, err := read(os.Args[1])
	if err != nil {
		fail(err.Error())
	}
	var tests []string
	for _, name := range slices.Sorted(maps.Keys(starting(uses))) {
		if strings.HasPrefix(name, "Test") {
			tests = append(tests, name)
		}
	}
	if len(tests) == 0 {
		fail("no test in " + os.Args[1] + " starts a goroutine")
	}
	_, _ = fmt.Fprintf(os.Stdout, "^(%s)$\n", strings.Join(tests, "|"))
}

func fail(message string) {
	_, _ = fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}

// read returns the names that each function of the tests uses. Methods go by their own
// name alone: a test too many does no harm.
func read(dir string) (map[string][]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return nil, err
	}
	uses := map[string][]string{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range parsed.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					uses[f.Name.Name] = append(uses[f.Name.Name], "go")
				case *ast.Ident:
					uses[f.Name.Name] = append(uses[f.Name.Name], n.Name)
				}
				return true
			})
		}
	}
	return uses, nil
}

// starting returns what leads to a go statement, to WaitGroup.Go, to a job's Run or to
// the server's Background.
func starting(uses map[string][]string) map[string]bool {
	found := map[string]bool{"go": true, "Go": true, "Background": true}
	for grown := true; grown; {
		grown = false
		for name, used := range uses {
			if !found[name] && slices.ContainsFunc(used, func(u string) bool { return found[u] }) {
				found[name], grown = true, true
			}
		}
	}
	return found
}
