// Package fault is the one kind of error a client may be told about.
// Every other error is ours: it is logged in full and answered as SRV_001.
package fault

// A Kind says what went wrong in terms any caller can act on.
type Kind int

// The kinds. The zero value is Internal, so a forgotten kind never leaks.
const (
	Internal Kind = iota
	Invalid
	Unauthenticated
	Forbidden
	NotFound
	Conflict
	Limited
	Unavailable
)

// A Field is one rejected input. It never holds the rejected value.
type Field struct{ Name, Problem string }

// An Error carries a stable code for programs and a message for people.
type Error struct {
	Kind    Kind
	Code    string // as listed in docs/error-codes.md, e.g. "ORG_003"
	Message string
	Fields  []Field
	// Status overrides the HTTP status that Kind implies, for codes whose
	// status the recorded contract fixes. Zero means none.
	Status int
	// BetterAuth is the code, and BetterAuthStatus the HTTP status, that the
	// Better Auth-compatible endpoints use for the same error. Empty and zero
	// mean Code and the status above.
	BetterAuth       string
	BetterAuthStatus int
	// RetryAfter is the number of seconds a limited caller should wait.
	RetryAfter int

	cause error
}

// New declares an error. Call it once, in a subject's errors.go.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Error joins code, message and cause; it is for logs, never for clients.
func (e *Error) Error() string {
	if e.cause == nil {
		return e.Code + ": " + e.Message
	}
	return e.Code + ": " + e.Message + ": " + e.cause.Error()
}

// Unwrap returns the cause, which is logged and never sent.
func (e *Error) Unwrap() error { return e.cause }

// Is matches by code, so a copy with a cause still equals its declaration.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Because returns a copy of e that remembers its cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// With returns a copy of e that names the rejected fields.
func (e *Error) With(fields ...Field) *Error {
	c := *e
	c.Fields = fields
	return &c
}

// Saying returns a copy of e with another message for people.
func (e *Error) Saying(message string) *Error {
	c := *e
	c.Message = message
	return &c
}

// WithStatus returns a copy of e answered with the given HTTP status.
func (e *Error) WithStatus(status int) *Error {
	c := *e
	c.Status = status
	return &c
}

// InBetterAuth returns a copy of e with the code and, unless zero, the HTTP
// status that the Better Auth-compatible endpoints answer with.
func (e *Error) InBetterAuth(code string, status int) *Error {
	c := *e
	c.BetterAuth, c.BetterAuthStatus = code, status
	return &c
}

// After returns a copy of e that asks the caller to wait so many seconds.
func (e *Error) After(seconds int) *Error {
	c := *e
	c.RetryAfter = seconds
	return &c
}
