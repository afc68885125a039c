package server_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/seed"
)

var pathParameters = regexp.MustCompile(`\{[^}]+\}`)

// The document names API tokens where they are taken, and nowhere else, with the
// scope that they need there.
func TestOpenAPITellsWhereAPITokensAreTaken(t *testing.T) {
	d := readDocument(t)
	w := seed.New(t, sqlite(t))
	root := w.SignedIn(t, w.Superadmin(t))
	var list struct{ AvailableScopes []string }
	root.Get(t, apiTokens).Want(t, 200).Into(t, &list)
	texts := map[string]string{}
	for _, scope := range list.AvailableScopes {
		texts[scope], _ = tokenFor(t, root, scope)
	}
	outsider := w.Browser(t)
	call := func(t *testing.T, op *operation, token string) seed.Answer {
		t.Helper()
		address := pathParameters.ReplaceAllString(op.path, "00000000-0000-7000-8000-000000000000")
		return outsider.JSON(t, op.method, address, map[string]any{}, program(token)...)
	}
	named := map[string]bool{}
	for _, row := range unopened(t).Rows() {
		op := d.at(row.Pattern)
		if op == nil {
			continue
		}
		scopes, taken := []string(nil), false
		for _, way := range op.Security {
			if asked, is := way["apiToken"]; is {
				scopes, taken = asked, true
			}
		}
		t.Run(row.Pattern, func(t *testing.T) {
			if taken && row.Guard != "admin" {
				t.Fatal("is not for administrators")
			}
			if row.Guard != "admin" {
				return
			}
			if !taken {
				if a := call(t, op, texts["*"]); a.Status != 403 || a.Code() != "ATK_005" && a.Code() != "ATK_008" {
					t.Fatalf("takes a token: %d %s", a.Status, a.Body)
				}
				return
			}
			if len(scopes) != 1 || texts[scopes[0]] == "" || !strings.Contains(op.Description, scopes[0]) {
				t.Fatalf("names the scopes %q, described as %q", scopes, op.Description)
			}
			scope := scopes[0]
			named[scope] = true
			if a := call(t, op, texts[scope]); a.Status == 401 || a.Code() == "ATK_004" {
				t.Errorf("refuses a token with the scope %s: %d %s", scope, a.Status, a.Body)
			}
			for other, text := range texts {
				group, _, _ := strings.Cut(scope, ":")
				if other == "*" || other == scope || strings.HasSuffix(scope, ":read") && other == group+":write" {
					continue
				}
				if strings.HasPrefix(other, group+":") || other == "users:write" || other == "applications:write" {
					call(t, op, text).Want(t, 403, "ATK_004")
				}
			}
		})
	}
	for _, scope := range slices.Sorted(maps.Keys(texts)) {
		group, access, _ := strings.Cut(scope, ":")
		if access == "read" && !named[scope] && !named[group+":write"] {
			t.Errorf("no operation needs the scope %s", scope)
		}
	}
}
