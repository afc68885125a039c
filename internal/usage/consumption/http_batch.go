package consumption

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

const (
	mediaLines = "application/x-ndjson"
	// maxLine is how long the line of one event may be.
	maxLine = 16 << 10
	// patience is how long a stream's next lines may take to come, and to be
	// recorded.
	patience = 30 * time.Second
	// A stream's lines are recorded so many at a time, if they have come.
	lines = 500
	// What comes together is read together.
	streamBuffer = 64 << 10
	// A stream that ends early is read on for a while, so that its client gets to
	// read why.
	farewell     = time.Second
	farewellSize = 256 << 10
)

// A DocEvent describes one event of several.
type DocEvent struct {
	ApplicationID  string     `json:"applicationId" format:"uuid" doc:"An application may record its own consumption only"`
	UserID         string     `json:"userId" minLength:"1" maxLength:"255"`
	Key            string     `json:"key" minLength:"1" maxLength:"64" pattern:"^[a-zA-Z0-9._-]+$" doc:"What was consumed"`
	Value          amountJSON `json:"value"`
	Timestamp      web.Time   `json:"timestamp,omitzero" doc:"When it was consumed; now when left out"`
	IdempotencyKey string     `json:"idempotencyKey,omitempty" maxLength:"255" doc:"Events of an application with the same key count once"`
	Enforce        bool       `json:"enforce,omitempty" doc:"Refuse what goes beyond a hard limit"`
}

// A DocBatch describes the body of POST /api/consumption/batch.
type DocBatch struct {
	Body struct {
		Events []DocEvent `json:"events" minItems:"1" maxItems:"1000" nullable:"false"`
	}
}

// A DocResult is what came of one event.
type DocResult struct {
	Index     int           `json:"index" doc:"Of the event, from 0"`
	Success   bool          `json:"success"`
	Aggregate *recordedJSON `json:"aggregate,omitempty"`
	Error     *errorJSON    `json:"error,omitempty"`
	Limit     *limitJSON    `json:"limit,omitempty" doc:"Absent without a limit"`
}

// A DocResults describes the answer of POST /api/consumption/batch.
type DocResults struct {
	Body struct {
		Results []DocResult `json:"results" nullable:"false" doc:"One per event, in their order"`
	}
}

// A DocLines describes the body of POST /api/consumption/stream.
type DocLines struct {
	RawBody []byte `contentType:"application/x-ndjson" required:"false"`
}

// A DocNothing stands for an answer that is no JSON value.
type DocNothing struct{}

// An event is read leniently: what is wrong with it is told of it alone.
type event struct {
	ApplicationID  string     `json:"applicationId"`
	UserID         string     `json:"userId"`
	Key            string     `json:"key"`
	Value          amountJSON `json:"value"`
	Timestamp      *time.Time `json:"timestamp"`
	IdempotencyKey string     `json:"idempotencyKey"`
	Enforce        bool       `json:"enforce"`

	wrong error
}

// UnmarshalJSON implements json.Unmarshaler.
func (e *event) UnmarshalJSON(text []byte) error {
	type plain event
	if err := json.Unmarshal(text, (*plain)(e)); err != nil {
		e.wrong = ErrInvalid
		if mistyped, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && mistyped.Field == "key" {
			e.wrong = ErrKey
		}
	}
	return nil
}

func (e *event) entry() (Entry, error) {
	switch {
	case e.wrong != nil:
		return Entry{}, e.wrong
	case e.Key == "":
		return Entry{}, ErrKey
	case !e.Value.read():
		return Entry{}, ErrValue
	}
	entry := Entry{
		ApplicationID: e.ApplicationID, UserID: e.UserID, Key: e.Key, Amount: e.Value.Amount, IdempotencyKey: e.IdempotencyKey, Enforce: e.Enforce,
	}
	if e.Timestamp != nil {
		entry.At = *e.Timestamp
	}
	return entry, nil
}

// Batch serves POST /api/consumption/batch.
func (h HTTP) Batch(w http.ResponseWriter, r *http.Request) error {
	if err := readable(r, "application/json"); err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var in struct {
		Events *[]event `json:"events"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return ErrInvalid.With(fault.Field{Name: "body", Problem: "not valid JSON, or not an object with events"})
	}
	if in.Events == nil || len(*in.Events) == 0 || len(*in.Events) > MaxEvents {
		return ErrInvalid.With(fault.Field{Name: "body.events", Problem: "must be 1 to 1000 events"})
	}
	out := DocResults{}
	if out.Body.Results, err = h.recordAll(r.Context(), *in.Events, 0); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.JSON(w, http.StatusOK, out.Body)
}

func readable(r *http.Request, want string) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != want {
		return web.ErrMediaType
	}
	return nil
}

func (h HTTP) recordAll(ctx context.Context, events []event, from int) ([]DocResult, error) {
	results := make([]DocResult, len(events))
	entries, index := make([]Entry, 0, len(events)), make([]int, 0, len(events))
	for i := range events {
		results[i].Index = from + i
		e, err := events[i].entry()
		if err != nil {
			results[i].fail(err)
			continue
		}
		entries, index = append(entries, e), append(index, i)
	}
	outcomes, err := h.consumption.RecordAll(ctx, actor.From(ctx), entries)
	if err != nil {
		return nil, err
	}
	for i, o := range outcomes {
		result := &results[index[i]]
		if o.Err != nil {
			result.fail(o.Err)
			continue
		}
		result.Success, result.Aggregate, result.Limit = true, &recordedJSON{o.Key, o.Amount.String()}, limitOf(o.State)
	}
	return results, nil
}

func (r *DocResult) fail(err error) {
	refusal, ok := errors.AsType[*fault.Error](err)
	if !ok { // RecordAll keeps such errors for the whole
		refusal = web.ErrInternal
	}
	r.Error = &errorJSON{refusal.Code, refusal.Message}
	if exceeded, ok := errors.AsType[*ExceededError](err); ok {
		r.Limit = limitOf(&exceeded.State)
	}
}

// Stream serves POST /api/consumption/stream: lines of events in, as many as
// there are, and lines of results out while they are recorded. What is answered
// is safe; when the stream breaks, what was not answered can be sent again by
// its idempotency keys.
func (h HTTP) Stream(w http.ResponseWriter, r *http.Request) error {
	if err := readable(r, mediaLines); err != nil {
		return err
	}
	_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/2 always is
	w.Header().Set("Content-Type", mediaLines)
	w.Header().Set("Cache-Control", "no-store")
	in := bufio.NewReaderSize(r.Body, streamBuffer)
	for from, more := 0, true; more; {
		var err error
		if from, more, err = h.pass(w, r, in, from); err != nil {
			slog.InfoContext(r.Context(), "a stream of consumption ended early", "err", err)
			// net/http takes no next request from a connection whose body was left.
			if !drained(w, r) {
				panic(http.ErrAbortHandler)
			}
			return nil
		}
	}
	return nil
}

// pass records the next events of a stream and tells what came of them.
func (h HTTP) pass(w http.ResponseWriter, r *http.Request, in *bufio.Reader, from int) (next int, more bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
	defer cancel()
	by := http.NewResponseController(w)
	if deadline, ok := ctx.Deadline(); ok { // where none can be set there is none
		_ = by.SetReadDeadline(deadline)
		_ = by.SetWriteDeadline(deadline)
	}
	events, broke := read(in)
	results, err := h.recordAll(ctx, events, from)
	if err != nil {
		slog.ErrorContext(ctx, "a stream of consumption broke", "err", err)
		results, broke = []DocResult{broken(from, err)}, err
	} else if broke != nil && !errors.Is(broke, io.EOF) {
		results = append(results, broken(from+len(events), web.ErrMalformed))
	}
	out := json.NewEncoder(w)
	for i := range results {
		if err := out.Encode(&results[i]); err != nil {
			return 0, false, err
		}
	}
	if err := by.Flush(); err != nil {
		return 0, false, err
	}
	if errors.Is(broke, io.EOF) {
		return 0, false, nil
	}
	return from + len(events), true, broke
}

// broken says that nothing from an event on was recorded.
func broken(from int, err error) DocResult {
	r := DocResult{Index: from}
	r.fail(err)
	return r
}

// read returns the events that have come, at least one; with the last of the
// body's io.EOF.
func read(in *bufio.Reader) ([]event, error) {
	var events []event
	for len(events) == 0 || len(events) < lines && hasLine(in) {
		line, err := in.ReadSlice('\n')
		long := len(line) > maxLine
		for errors.Is(err, bufio.ErrBufferFull) {
			line, err = in.ReadSlice('\n')
			long = true
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return events, err
		}
		if line = bytes.TrimSpace(line); long || len(line) > 0 {
			events = append(events, parsed(line, long))
		}
		if err != nil {
			return events, err
		}
	}
	return events, nil
}

func hasLine(in *bufio.Reader) bool {
	came, err := in.Peek(in.Buffered())
	return err == nil && bytes.IndexByte(came, '\n') >= 0
}

func parsed(line []byte, long bool) event {
	var e event
	if long {
		e.wrong = web.ErrTooLarge
		return e
	}
	if err := json.Unmarshal(line, &e); err != nil {
		e.wrong = ErrInvalid
	}
	return e
}

// drained reads what is left of a body, and reports whether that was all.
func drained(w http.ResponseWriter, r *http.Request) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), farewell)
	defer cancel()
	if deadline, ok := ctx.Deadline(); ok {
		_ = http.NewResponseController(w).SetReadDeadline(deadline)
	}
	_, err := io.CopyN(io.Discard, r.Body, farewellSize)
	return errors.Is(err, io.EOF)
}
