package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	touchesTrail = regexp.MustCompile(`(?is)\b(UPDATE|DELETE\s+FROM|TRUNCATE|DROP\s+TABLE|REPLACE\s+INTO)\s+(?:TABLE\s+)?audit_events\b`)
	sealsTrail   = regexp.MustCompile(`(?is)UPDATE\s+audit_events\s+(?:AS\s+\w+\s+)?SET\s+(.*?)\s(?:FROM|WHERE)\b`)
	setsColumn   = regexp.MustCompile(`(?i)(\w+)\s*=`)
)

// TestTrailIsOnlyAddedTo proves by what the code says that no entry of the audit
// trail changes: it gets its place in the chain once, and leaves with its
// retention, both by the trail itself.
func TestTrailIsOnlyAddedTo(t *testing.T) {
	found := map[string]int{}
	err := filepath.WalkDir("internal", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			statement, _ := strconv.Unquote(literal.Value)
			verb := touchesTrail.FindStringSubmatch(statement)
			if verb == nil {
				return true
			}
			found[strings.ToUpper(strings.Fields(verb[1])[0])]++
			if filepath.ToSlash(filepath.Dir(file)) != "internal/audit" {
				t.Errorf("%s changes the audit trail:\n%s", file, statement)
			}
			changesNoEntry(t, file, statement)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found["UPDATE"] == 0 || found["DELETE"] == 0 {
		t.Errorf("sealing and retention were not found, so others would not be either: %v", found)
	}
	for verb := range found {
		if verb != "UPDATE" && verb != "DELETE" {
			t.Errorf("%s of the audit trail", verb)
		}
	}
}

// changesNoEntry lets through what gives entries their place, and what removes
// those that have one.
func changesNoEntry(t *testing.T, file, statement string) {
	t.Helper()
	if !strings.Contains(statement, "seq") {
		t.Errorf("%s touches entries whatever their place in the chain:\n%s", file, statement)
	}
	for _, update := range sealsTrail.FindAllStringSubmatch(statement, -1) {
		for _, column := range setsColumn.FindAllStringSubmatch(update[1], -1) {
			if column[1] != "seq" && column[1] != "hash" {
				t.Errorf("%s changes %s of an entry:\n%s", file, column[1], statement)
			}
		}
	}
}
