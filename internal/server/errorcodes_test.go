package server_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const errorCodesIntro = `# Error codes

Every refusal of the JSON endpoints carries one of these codes. A code never changes its meaning; messages may be reworded.

The native endpoints answer ` + "`" + `{"error":{"code":"APP_002","message":"…","details":[{"field":"body.name","problem":"…"}]}}` + "`" + `, the endpoints under
` + "`/api/auth`" + ` that Better Auth clients call answer ` + "`" + `{"message":"…","code":"USER_NOT_FOUND"}` + "`" + ` with the code of the third column where there is one. The
protocol endpoints answer with the codes of their specifications (RFC 6749 §5.2, RFC 6750 §3.1, RFC 7009 §2.2.1, RFC 8707 §2, OpenID Connect
Core §3.1.2.6) and are not listed here.

`

// A declared error is one fault.New in the tree.
type declared struct {
	code, message, betterAuth, where string
	status, betterAuthStatus         int
}

// docs/error-codes.md lists every code that the service can answer with.
func TestErrorCodes(t *testing.T) {
	all := declarations(t, "../../internal")
	var b bytes.Buffer
	b.WriteString(errorCodesIntro)
	b.WriteString("| code | status | Better Auth code | message | declared by |\n|---|---|---|---|---|\n")
	for _, d := range all {
		betterAuth := ""
		if d.betterAuth != "" {
			betterAuth = "`" + d.betterAuth + "`"
			if d.betterAuthStatus != 0 {
				betterAuth += " (" + strconv.Itoa(d.betterAuthStatus) + ")"
			}
		}
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s | %s |\n", d.code, d.status, betterAuth, d.message, d.where)
	}
	golden(t, "../../docs/error-codes.md", b.Bytes())
}

func declarations(t *testing.T, root string) []declared {
	t.Helper()
	var all []declared
	err := filepath.WalkDir(root, func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		where := strings.TrimPrefix(path.Dir(filepath.ToSlash(file)), root+"/")
		all = append(all, declaredIn(t, f, where)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b declared) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.status, b.status), cmp.Compare(a.where, b.where), cmp.Compare(a.message, b.message))
	})
	return all
}

func declaredIn(t *testing.T, f *ast.File, where string) []declared {
	t.Helper()
	constants := map[string]int{}
	var found []declared
	inner := map[*ast.CallExpr]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					if lit, ok := n.Values[i].(*ast.BasicLit); ok && lit.Kind == token.INT {
						constants[name.Name], _ = strconv.Atoi(lit.Value)
					}
				}
			}
		case *ast.CallExpr:
			if d, ok := declaration(t, n, constants, inner); ok {
				d.where = where
				found = append(found, d)
			}
		}
		return true
	})
	return found
}

// declaration reads fault.New(…) with whatever is chained to it. The calls
// inside a chain are remembered, so that each chain counts once.
func declaration(t *testing.T, call *ast.CallExpr, constants map[string]int, inner map[*ast.CallExpr]bool) (declared, bool) {
	t.Helper()
	if inner[call] {
		return declared{}, false
	}
	var d declared
	for {
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return declared{}, false
		}
		if pkg, ok := selector.X.(*ast.Ident); ok && pkg.Name == "fault" && selector.Sel.Name == "New" {
			d.code, d.message = text(t, call.Args[1]), text(t, call.Args[2])
			if d.status == 0 {
				d.status = kindStatus[call.Args[0].(*ast.SelectorExpr).Sel.Name]
			}
			if d.status == 0 {
				t.Errorf("%s has a kind this test does not know", d.code)
			}
			return d, true
		}
		switch selector.Sel.Name {
		case "WithStatus":
			d.status = number(t, call.Args[0], constants)
		case "InBetterAuth":
			if lit, ok := call.Args[0].(*ast.BasicLit); ok {
				d.betterAuth, d.betterAuthStatus = text(t, lit), number(t, call.Args[1], constants)
			}
		}
		next, ok := selector.X.(*ast.CallExpr)
		if !ok {
			return declared{}, false
		}
		inner[next] = true
		call = next
	}
}

var kindStatus = map[string]int{
	"Internal": 500, "Invalid": 400, "Unauthenticated": 401, "Forbidden": 403, "NotFound": 404, "Conflict": 409, "Limited": 429, "Unavailable": 503,
}

var statusNames = map[string]int{
	"StatusBadRequest": 400, "StatusUnauthorized": 401, "StatusForbidden": 403, "StatusNotFound": 404, "StatusMethodNotAllowed": 405, "StatusConflict": 409,
	"StatusRequestEntityTooLarge": 413, "StatusUnsupportedMediaType": 415, "StatusUnprocessableEntity": 422,
}

func text(t *testing.T, e ast.Expr) string {
	t.Helper()
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		t.Fatalf("fault.New wants literal texts, not %T", e)
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func number(t *testing.T, e ast.Expr, constants map[string]int) int {
	t.Helper()
	switch e := e.(type) {
	case *ast.BasicLit:
		n, err := strconv.Atoi(e.Value)
		if err != nil {
			t.Fatal(err)
		}
		return n
	case *ast.Ident:
		if n, ok := constants[e.Name]; ok {
			return n
		}
	case *ast.SelectorExpr:
		if n, ok := statusNames[e.Sel.Name]; ok {
			return n
		}
	}
	t.Fatalf("a status this test cannot read: %v", e)
	return 0
}
