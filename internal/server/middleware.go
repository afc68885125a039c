package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// requestTimeout ends what waits for a database that does not answer: then the
// request is answered with 503.
const requestTimeout = 15 * time.Second

// middleware is what every request passes: it gets a name, a caller's address,
// limits, a log line, and a fence around panics.
func (s *Server) middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := s.now()
		by := actor.Actor{Address: s.address(r), UserAgent: clip(r.UserAgent()), RequestID: secret.Hex(8), Language: preferred(r.Header.Get("Accept-Language"))}
		ctx, cancel := context.WithTimeout(s.withCertificate(actor.With(r.Context(), by), r), requestTimeout)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, maxBody(r))
		answer := &watched{ResponseWriter: w}
		h := w.Header()
		h["X-Request-Id"] = []string{by.RequestID}
		h["X-Content-Type-Options"] = nosniff
		h["Referrer-Policy"] = sameSite
		if strings.HasPrefix(s.config.BaseURL, "https:") {
			h["Strict-Transport-Security"] = []string{"max-age=31536000"}
		}
		defer func() {
			if p := recover(); p != nil {
				s.recovered(answer, r, p)
			}
			logRequest(ctx, r, answer, s.now().Sub(started))
		}()
		if s.crossOrigin(answer, r) {
			return
		}
		next.ServeHTTP(answer, r)
	})
}

// maxBody is how much of a body is read. A stream is never held in memory, and
// bounds what it waits for by itself.
func maxBody(r *http.Request) int64 {
	if r.URL.Path == streamPath {
		return maxStream
	}
	return web.MaxBody
}

const maxStream = 1 << 30

var (
	nosniff  = []string{"nosniff"}     //nolint:gochecknoglobals // immutable; spares an allocation on every request
	sameSite = []string{"same-origin"} //nolint:gochecknoglobals // immutable; spares an allocation on every request
)

const maxUserAgent = 512

func clip(text string) string {
	if len(text) > maxUserAgent {
		text = text[:maxUserAgent]
	}
	return strings.ToValidUTF8(text, "?")
}

// recovered answers for a handler that panicked.
func (s *Server) recovered(w *watched, r *http.Request, p any) {
	if p == http.ErrAbortHandler { //nolint:errorlint,err113 // the sentinel that net/http asks to be compared
		panic(p)
	}
	slog.ErrorContext(r.Context(), "handler panicked", "panic", p, "stack", string(debug.Stack()))
	if w.status == 0 {
		web.Fail(w, r, web.Native, web.ErrInternal)
	}
}

// logRequest writes one line per request: what went well only in detail.
func logRequest(ctx context.Context, r *http.Request, w *watched, took time.Duration) {
	level := levelOf(w.status, ctx.Err())
	if !slog.Default().Enabled(ctx, level) {
		return
	}
	by := actor.From(ctx)
	slog.LogAttrs(ctx, level, "request", slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", w.status),
		slog.Duration("took", took), slog.String("address", by.Address), slog.String("request_id", by.RequestID))
}

// levelOf says how much an answer matters to an operator. One that fails
// because its client left before it (ended is context.Canceled) is no fault of
// the service.
func levelOf(status int, ended error) slog.Level {
	switch {
	case status < http.StatusBadRequest:
		return slog.LevelDebug
	case status < http.StatusInternalServerError:
		return slog.LevelInfo
	case errors.Is(ended, context.Canceled):
		return slog.LevelInfo
	}
	return slog.LevelError
}

// watched remembers the status of an answer.
type watched struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status and passes it on.
func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write passes a part of the body on.
func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// address is the caller's network address: the last one in X-Forwarded-For that
// is no trusted proxy, and IPv6 by its network of 64 bits.
func (s *Server) address(r *http.Request) string {
	addr, ok := peer(r)
	if !ok {
		return ""
	}
	for _, line := range reversed(r.Header["X-Forwarded-For"]) {
		for _, text := range reversed(strings.Split(line, ",")) {
			if !s.trusts(addr) {
				return shown(addr)
			}
			next, ok := hop(text)
			if !ok {
				return shown(addr)
			}
			addr = next
		}
	}
	return shown(addr)
}

// peer is who is at the other end of the connection.
func peer(r *http.Request) (netip.Addr, bool) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	return addr.Unmap().WithZone(""), err == nil
}

// hop reads an entry of X-Forwarded-For, to which some proxies add the port.
func hop(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	addr, err := netip.ParseAddr(text)
	if err != nil {
		var withPort netip.AddrPort
		withPort, err = netip.ParseAddrPort(text)
		addr = withPort.Addr()
	}
	return addr.Unmap().WithZone(""), err == nil
}

func reversed(list []string) []string {
	out := make([]string, 0, len(list))
	for _, item := range slices.Backward(list) {
		out = append(out, item)
	}
	return out
}

func (s *Server) trusts(addr netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

func shown(addr netip.Addr) string {
	const network = 64
	if addr.Is6() && !addr.IsLoopback() {
		if p, err := addr.Prefix(network); err == nil {
			return p.Addr().String()
		}
	}
	return addr.String()
}
