package audit

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// exportTimeout ends an export that nobody reads: it may take longer than other
// answers.
const exportTimeout = 15 * time.Minute

// Export serves GET /api/admin/audit/export as a stream. An answer that cannot
// be completed breaks off, so that nobody takes a part for the whole.
func (h HTTP) Export(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	f, err := filter(query)
	if err != nil {
		return err
	}
	format := query.Get("format")
	if format == "" {
		format = NDJSON
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), exportTimeout)
	defer cancel()
	if deadline, ok := ctx.Deadline(); ok {
		_ = http.NewResponseController(w).SetWriteDeadline(deadline) // where it cannot be set there is none
	}
	out := &download{to: w, format: format}
	err = h.log.Export(ctx, actor.From(ctx), format, f, out)
	if err == nil {
		out.begin() // also when nothing was found
		return nil
	}
	if !out.begun {
		return err
	}
	slog.WarnContext(ctx, "an export of the audit trail broke off", "err", err)
	panic(http.ErrAbortHandler)
}

const maxMember = 300

// filter reads the members that List has too.
func filter(query url.Values) (Filter, error) {
	for _, values := range query {
		for _, v := range values {
			if len(v) > maxMember || strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
				return Filter{}, ErrFilter.With(fault.Field{Name: "query", Problem: "Holds what is too long or no text"})
			}
		}
	}
	from, err := moment("query.from", query.Get("from"))
	if err != nil {
		return Filter{}, err
	}
	until, err := moment("query.until", query.Get("until"))
	if err != nil {
		return Filter{}, err
	}
	return Filter{
		User: query.Get("user"), Actor: query.Get("actor"), Action: query.Get("action"), Target: query.Get("target"),
		TargetID: query.Get("targetId"), Organization: query.Get("organization"), Application: query.Get("application"),
		Text: query.Get("text"), From: from, Until: until,
	}, nil
}

// A download is an answer whose headers are written with its first bytes: until
// then it can still be a refusal.
type download struct {
	to     http.ResponseWriter
	format string
	begun  bool
}

// Write implements io.Writer.
func (d *download) Write(b []byte) (int, error) {
	d.begin()
	return d.to.Write(b)
}

func (d *download) begin() {
	if d.begun {
		return
	}
	d.begun = true
	header := d.to.Header()
	header.Set("Cache-Control", "no-store")
	if d.format == CSV {
		header.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	} else {
		header.Set("Content-Type", "application/x-ndjson")
	}
	header.Set("Content-Disposition", `attachment; filename="audit.`+d.format+`"`)
}
