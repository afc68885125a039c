package server_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/seed"
)

var inlineScript = regexp.MustCompile(`(?i)<script|\son[a-z]+=|javascript:|<link|<img|@import|url\(`)

// The reference is one page that needs nothing else and shows every operation.
func TestOpenAPIPage(t *testing.T) {
	w := seed.New(t, sqlite(t))
	a := w.Browser(t).Get(t, "/docs").Want(t, 200)
	if kind := a.Header.Get("Content-Type"); kind != "text/html; charset=utf-8" {
		t.Errorf("Content-Type %s", kind)
	}
	policy := a.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "style-src 'sha256-", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy %q lacks %s", policy, part)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "script-src") {
		t.Errorf("the policy %q allows too much", policy)
	}
	page := string(a.Body)
	if found := inlineScript.FindString(page); found != "" {
		t.Errorf("the page holds %q", found)
	}
	for _, item := range readDocument(t).Paths {
		for _, op := range item {
			if !strings.Contains(page, `id="`+op.OperationID+`"`) {
				t.Errorf("%s %s is not shown", op.method, op.path)
			}
		}
	}
	for _, part := range []string{"APP_001", `<html lang="en">`, `href="/openapi.json"`, "<summary>", "documents.read"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	plain := w.Browser(t).Get(t, "/docs", "Accept-Encoding", "identity").Want(t, 200)
	if string(plain.Body) != page || plain.Header.Get("Content-Encoding") != "" {
		t.Error("without compression the page is another")
	}
}
