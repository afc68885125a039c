package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/idempotent"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotency-Replayed"
	// noting is how long remembering an answer may take.
	noting = 5 * time.Second
)

// idempotently answers a request of an administrator or an API token that
// carries a key once: who sends it again gets the same answer. Refusals are not
// kept, for they changed nothing.
func (s *Server) idempotently(next http.Handler, r route) http.Handler {
	if r.guard != admin || !strings.HasPrefix(r.pattern, http.MethodPost+" ") {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		keys := req.Header[keyHeader]
		if len(keys) == 0 {
			next.ServeHTTP(w, req)
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			web.Fail(w, req, r.dialect, web.ErrTooLarge.Because(err))
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		by := actor.From(req.Context())
		request := req.Method + " " + req.URL.RequestURI() + "\n" + req.Header.Get("Content-Type") + "\n" + string(body)
		claim, answer, err := s.services.Idempotent.Begin(req.Context(), by.Kind()+" "+by.ID(), strings.Join(keys, ","), request)
		if err != nil {
			web.Fail(w, req, r.dialect, err)
			return
		}
		if answer != nil {
			replay(w, *answer)
			return
		}
		s.answerOnce(w, req, next, claim)
	})
}

// answerOnce holds the answer back until it is remembered: nobody sees one that
// cannot be had again.
func (s *Server) answerOnce(w http.ResponseWriter, r *http.Request, next http.Handler, claim idempotent.Claim) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), requestTimeout+noting)
	defer cancel()
	answered := false
	defer func() {
		if answered {
			return
		}
		if err := s.services.Idempotent.Forget(ctx, claim); err != nil { // its lease ends
			slog.WarnContext(ctx, "a request cannot be sent again for a while", "err", err)
		}
	}()
	held := &heldBack{ResponseWriter: w, status: http.StatusOK}
	next.ServeHTTP(held, r)
	if held.status < http.StatusBadRequest {
		answered = true
		if err := s.services.Idempotent.Finish(ctx, claim, held.answer()); err != nil {
			slog.ErrorContext(ctx, "an answer was not remembered", "err", err)
		}
	}
	w.WriteHeader(held.status)
	_, _ = w.Write(held.body.Bytes()) // the client may have gone
}

func replay(w http.ResponseWriter, a idempotent.Answer) {
	for name, value := range a.Headers {
		w.Header().Set(name, value)
	}
	w.Header().Set(replayedHeader, "true")
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // the client may have gone
}

// heldBack is an answer that waits to be sent.
type heldBack struct {
	http.ResponseWriter
	status  int
	written bool
	body    bytes.Buffer
}

// WriteHeader remembers the status.
func (h *heldBack) WriteHeader(status int) {
	if !h.written {
		h.status, h.written = status, true
	}
}

// Write remembers a part of the body.
func (h *heldBack) Write(b []byte) (int, error) {
	h.written = true
	return h.body.Write(b)
}

func (h *heldBack) answer() idempotent.Answer {
	a := idempotent.Answer{Status: h.status, Headers: map[string]string{}, Body: h.body.Bytes()}
	for _, name := range []string{"Content-Type", "Location", "Cache-Control"} {
		if value := h.Header().Get(name); value != "" {
			a.Headers[name] = value
		}
	}
	return a
}
