package server_test

import (
	"bytes"
	"fmt"
	"testing"
	"text/tabwriter"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

func dialectName(d web.Dialect) string {
	return map[web.Dialect]string{web.Native: "native", web.BetterAuth: "better-auth", web.Protocol: "protocol"}[d]
}

// Who may call what is a difference in this file.
func TestRoutes(t *testing.T) {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PATTERN\tGUARD\tORIGIN\tERRORS\tLIMIT\tRESUMES")
	for _, r := range unopened(t).Rows() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Pattern, r.Guard, r.Origin, dialectName(r.Dialect), orDash(r.Limit), orDash(r.Resume))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/routes.golden", b.Bytes())
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
