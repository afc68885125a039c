package seed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// refusals are what docs/openapi.json says that operations may refuse with.
type refusals struct {
	mux  *http.ServeMux
	told map[string]map[string]bool // by pattern, then by status and code
	tags map[string]string          // of the patterns
}

// documented reads the document once for all tests of a package.
var documented = sync.OnceValues(func() (*refusals, error) { //nolint:gochecknoglobals // immutable
	directory, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for {
		if _, err := os.Stat(filepath.Join(directory, "go.mod")); err == nil {
			break
		}
		above := filepath.Dir(directory)
		if above == directory {
			return nil, os.ErrNotExist
		}
		directory = above
	}
	text, err := os.ReadFile(filepath.Join(directory, "docs", "openapi.json"))
	if err != nil {
		return nil, err
	}
	return readRefusals(text)
})

func readRefusals(text []byte) (*refusals, error) {
	var document struct {
		Paths map[string]map[string]struct {
			Tags      []string `json:"tags"`
			Responses map[string]struct {
				Content map[string]struct {
					Examples map[string]json.RawMessage `json:"examples"`
				} `json:"content"`
			} `json:"responses"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	all := &refusals{http.NewServeMux(), map[string]map[string]bool{}, map[string]string{}}
	for address, item := range document.Paths {
		for method, op := range item {
			pattern := strings.ToUpper(method) + " " + strings.Replace(address, "{path}", "{path...}", 1)
			all.mux.Handle(pattern, http.NotFoundHandler())
			all.tags[pattern] = strings.ReplaceAll(strings.Join(op.Tags, " "), " ", "-")
			all.told[pattern] = map[string]bool{}
			for status, answer := range op.Responses {
				all.told[pattern][status+" "] = true
				for _, media := range answer.Content {
					for code := range media.Examples {
						all.told[pattern][status+" "+code] = true
					}
				}
			}
		}
	}
	return all, nil
}

// missing says what the document keeps back about an answer, or "". What can
// happen to any request at any time is told once for all of them.
func (all *refusals) missing(r *http.Request, a Answer) string {
	_, pattern := all.mux.Handler(r)
	told, known := all.told[pattern]
	if !known || r.URL.Path != path.Clean(r.URL.Path) {
		return ""
	}
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") { // a person reads it
		return ""
	}
	code := a.Code()
	if a.Status >= http.StatusInternalServerError && anywhere(code) {
		return ""
	}
	if told[strconv.Itoa(a.Status)+" "+code] {
		return ""
	}
	return fmt.Sprintf("%s refuses with %d %s, which is not in the document: list it under refusals in internal/server/examples/%s.json, and write docs/openapi.json anew\n%.300s",
		pattern, a.Status, code, all.tags[pattern], a.Body)
}

func anywhere(code string) bool {
	switch code {
	case "SRV_001", "SRV_002", "INTERNAL_SERVER_ERROR", "server_error", "temporarily_unavailable":
		return true
	}
	return false
}

// overhear fails the test when an operation refuses in a way that the document
// does not tell.
func (w *World) overhear(t testing.TB, next http.Handler) http.Handler {
	t.Helper()
	all, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		o := &overheard{ResponseWriter: rw}
		next.ServeHTTP(o, r)
		if o.status < http.StatusBadRequest || w.undocumented.Load() {
			return
		}
		if problem := all.missing(r, Answer{o.status, rw.Header(), o.body.Bytes()}); problem != "" {
			t.Error(problem)
		}
	})
}

// Undocumented lets operations refuse in ways that the document does not tell:
// for tests that compare by themselves.
func (w *World) Undocumented() { w.undocumented.Store(true) }

// overheard is an answer whose body is kept when it is a refusal.
type overheard struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader remembers the status.
func (o *overheard) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

// Write keeps what a refusal says.
func (o *overheard) Write(b []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	if o.status >= http.StatusBadRequest {
		_, _ = o.body.Write(b) // it never fails
	}
	return o.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is inside.
func (o *overheard) Unwrap() http.ResponseWriter { return o.ResponseWriter }
