package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// A Dialect is the shape in which a group of routes tells its errors.
type Dialect int

// The dialects.
const (
	Native     Dialect = iota // {"error":{"code","message","details"}}
	BetterAuth                // {"message","code"}
	Protocol                  // {"error","error_description"} of RFC 6749
)

const dialectKey = "dialect"

// told is what an operation's metadata says about errors.
type told struct {
	dialect   Dialect
	invalid   *fault.Error
	malformed func([]fault.Field) error
}

type nativeError struct {
	Error struct {
		Code    string        `json:"code" doc:"Stable code, see docs/error-codes.md"`
		Message string        `json:"message"`
		Details []detailError `json:"details,omitempty"`
	} `json:"error"`
}

type detailError struct {
	Field   string `json:"field"`
	Problem string `json:"problem"`
}

type betterAuthError struct {
	Message string `json:"message"`
	Code    string `json:"code,omitempty"`
}

type protocolError struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

// content is the schema of the dialect's errors.
func (d Dialect) content(schemas huma.Registry) map[string]*huma.MediaType {
	kind := map[Dialect]reflect.Type{
		Native:     reflect.TypeFor[nativeError](),
		BetterAuth: reflect.TypeFor[betterAuthError](),
		Protocol:   reflect.TypeFor[protocolError](),
	}[d]
	return map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(kind, true, "")}}
}

// reply is an error ready to be written: huma calls GetStatus, GetHeaders and
// MarshalJSON.
type reply struct {
	status int
	header http.Header
	body   any
	cause  error
}

func (e *reply) Error() string                { return e.cause.Error() }
func (e *reply) Unwrap() error                { return e.cause }
func (e *reply) GetStatus() int               { return e.status }
func (e *reply) GetHeaders() http.Header      { return e.header }
func (e *reply) MarshalJSON() ([]byte, error) { return json.Marshal(e.body) }

func status(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
	}
	return http.StatusInternalServerError
}

// An Answerer is an error that knows its own answer, whatever the dialect: the
// errors that OAuth's specifications define.
type Answerer interface {
	error
	Answer() (status int, header http.Header, body any)
}

// tell turns any error into the dialect's reply, and logs what is ours.
func (d Dialect) tell(ctx context.Context, err error) *reply {
	e, ours := d.reply(err)
	if ours && ctx.Err() == nil {
		slog.ErrorContext(ctx, "request failed", "err", err)
	}
	return e
}

// reply turns any error into the dialect's reply, and says whether the fault is
// ours.
func (d Dialect) reply(err error) (e *reply, ours bool) {
	if a, ok := errors.AsType[Answerer](err); ok {
		status, header, body := a.Answer()
		header.Set("Cache-Control", "no-store")
		return &reply{status: status, header: header, body: body, cause: err}, false
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f = ErrInternal.Because(err)
	}
	e = &reply{status: status(f.Kind), header: http.Header{"Cache-Control": {"no-store"}}, cause: err}
	if f.Status != 0 {
		e.status = f.Status
	}
	if f.RetryAfter > 0 {
		e.header.Set("Retry-After", strconv.Itoa(f.RetryAfter))
		e.header.Set("X-Retry-After", strconv.Itoa(f.RetryAfter))
	}
	switch d {
	case BetterAuth:
		if f.BetterAuthStatus != 0 {
			e.status = f.BetterAuthStatus
		}
		e.body = betterAuthBody(f)
	case Protocol:
		e.body = protocolBody(f, e.status)
	case Native:
		e.body = nativeBody(f)
	}
	return e, f.Kind == fault.Internal || f.Kind == fault.Unavailable
}

func nativeBody(f *fault.Error) nativeError {
	var body nativeError
	body.Error.Code, body.Error.Message = f.Code, f.Message
	for _, field := range f.Fields {
		body.Error.Details = append(body.Error.Details, detailError{field.Name, field.Problem})
	}
	return body
}

// betterAuthBody joins the rejected fields the way the original does:
// "[body.email] expected string; [body.name] …".
func betterAuthBody(f *fault.Error) betterAuthError {
	body := betterAuthError{Message: f.Message, Code: f.BetterAuth}
	if body.Code == "" {
		body.Code = f.Code
	}
	if len(f.Fields) > 0 {
		var parts []string
		for _, field := range f.Fields {
			parts = append(parts, "["+field.Name+"] "+field.Problem)
		}
		body.Message = strings.Join(parts, "; ")
	}
	return body
}

func protocolBody(f *fault.Error, status int) protocolError {
	code := "invalid_request"
	switch {
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		code = "temporarily_unavailable"
	case status >= http.StatusInternalServerError:
		code = "server_error"
	}
	return protocolError{Error: code, Description: described(f.Message)}
}

// described keeps the characters that an error description may hold (RFC 6749
// §5.2).
func described(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '?'
		}
		return r
	}, text)
}

// Fail writes err in the dialect.
func Fail(w http.ResponseWriter, r *http.Request, d Dialect, err error) {
	if big, ok := errors.AsType[*http.MaxBytesError](err); ok {
		err = ErrTooLarge.Because(big)
	}
	e := d.tell(r.Context(), err)
	maps.Copy(w.Header(), e.header)
	_ = JSON(w, e.status, e.body)
}

// setDialects makes huma tell its own findings (bad JSON, schema violations)
// in the route's dialect, never echoing the input.
var setDialects = sync.OnceFunc(func() { //nolint:gochecknoglobals // runs once
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		t, _ := ctx.Operation().Metadata[dialectKey].(told)
		return t.dialect.tell(ctx.Context(), found(t, status, msg, errs))
	}
})

func found(t told, status int, msg string, errs []error) error {
	switch {
	case status == http.StatusRequestEntityTooLarge:
		return ErrTooLarge
	case status >= http.StatusInternalServerError:
		if len(errs) > 0 {
			if big, ok := errors.AsType[*http.MaxBytesError](errs[0]); ok {
				return ErrTooLarge.Because(big)
			}
		}
		return ErrInternal.Because(errors.Join(append(errs, errors.New(msg))...))
	}
	invalid := ErrMalformed
	if t.invalid != nil {
		invalid = t.invalid.InBetterAuth(ErrMalformed.BetterAuth, http.StatusBadRequest)
	}
	var fields []fault.Field
	for _, err := range errs {
		if detail, ok := errors.AsType[*huma.ErrorDetail](err); ok {
			fields = append(fields, fieldOf(detail))
		}
	}
	if len(fields) == 0 {
		fields = []fault.Field{{Name: "body", Problem: msg}}
	}
	if t.malformed != nil {
		return t.malformed(fields)
	}
	return invalid.With(fields...)
}

func fieldOf(detail *huma.ErrorDetail) fault.Field {
	name, problem := detail.Location, detail.Message
	if missing, ok := strings.CutPrefix(problem, "expected required property "); ok {
		property, _, _ := strings.Cut(missing, " ")
		return fault.Field{Name: name + "." + property, Problem: "Required"}
	}
	if strings.Contains(problem, "invalid character") || strings.Contains(problem, "unexpected end") {
		problem = "not valid JSON"
	}
	return fault.Field{Name: name, Problem: problem}
}
