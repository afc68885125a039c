package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
)

// registerCollation gives SQLite PostgreSQL's "C": bytes in order.
var registerCollation = sync.OnceValue(func() error {
	return sqlite.RegisterCollationUtf8("C", strings.Compare)
})

// A writer is SQLite's one writing connection. Whoever holds the gate may use
// it; its statements stay prepared, which halves the price of each.
type writer struct {
	pool *sql.DB
	gate chan struct{}
	conn *sql.Conn
	stmt map[string]*sql.Stmt
	end  sync.Once
}

func newWriter(ctx context.Context, pool *sql.DB) (*writer, error) {
	w := &writer{pool: pool, gate: make(chan struct{}, 1)}
	deadline := time.NewTimer(busyTimeout)
	defer deadline.Stop()
	for {
		err := w.connect(ctx)
		if err == nil || !errors.Is(explain(err), errRetry) {
			return w, err
		}
		select { // while another process turns a new file to WAL, SQLite does not wait
		case <-deadline.C:
			return nil, err
		case <-ctx.Done():
			return nil, err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// busyTimeout is how long a connection waits for another process.
const busyTimeout = 10 * time.Second

func (w *writer) connect(ctx context.Context) error {
	conn, err := w.pool.Conn(context.WithoutCancel(ctx))
	if err != nil {
		return err
	}
	w.conn, w.stmt = conn, map[string]*sql.Stmt{}
	return nil
}

func (w *writer) lock(ctx context.Context) error {
	select {
	case w.gate <- struct{}{}:
		return nil
	case <-ctx.Done():
		return explain(ctx.Err())
	}
}

func (w *writer) unlock() { <-w.gate }

// close waits for the current holder and lets nobody in after it.
func (w *writer) close() {
	w.end.Do(func() {
		w.gate <- struct{}{}
		for _, s := range w.stmt {
			_ = s.Close()
		}
		_ = w.conn.Close()
	})
}

// exec runs one statement as a transaction of its own.
func (w *writer) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	if err := w.lock(ctx); err != nil {
		return nil, err
	}
	defer w.unlock()
	return held{w}.exec(ctx, query, args)
}

func (w *writer) query(ctx context.Context, query string, args []any) (*sql.Rows, func(), error) {
	if err := w.lock(ctx); err != nil {
		return nil, nil, err
	}
	rows, _, err := held{w}.query(ctx, query, args)
	if err != nil {
		w.unlock()
		return nil, nil, err
	}
	return rows, w.unlock, nil
}

// held is the writer in the hands of whoever locked it.
type held struct{ w *writer }

func (h held) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	if len(args) == 0 { // BEGIN, scripts: several statements cannot be prepared as one
		return h.w.conn.ExecContext(ctx, query)
	}
	s, err := h.w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (h held) query(ctx context.Context, query string, args []any) (*sql.Rows, func(), error) {
	s, err := h.w.prepared(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.QueryContext(ctx, args...)
	return rows, func() {}, err
}

func (w *writer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := w.stmt[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(ctx, query)
	if errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) {
		if err := w.connect(ctx); err != nil {
			return nil, err
		}
		s, err = w.conn.PrepareContext(ctx, query)
	}
	if err != nil {
		return nil, err
	}
	w.stmt[query] = s
	return s, nil
}

// statements keeps the readers' SELECTs prepared.
type statements struct {
	pool *sql.DB
	mu   sync.RWMutex
	stmt map[string]*sql.Stmt
}

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, stmt: map[string]*sql.Stmt{}}
}

func (s *statements) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.RLock()
	st, ok := s.stmt[query]
	s.mu.RUnlock()
	if ok {
		return st, nil
	}
	st, err := s.pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if won, ok := s.stmt[query]; ok {
		_ = st.Close()
		return won, nil
	}
	s.stmt[query] = st
	return st, nil
}

func (s *statements) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	st, err := s.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (s *statements) query(ctx context.Context, query string, args []any) (*sql.Rows, func(), error) {
	st, err := s.prepared(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	return rows, func() {}, err
}

// pooled is PostgreSQL: pgx prepares and caches per connection by itself.
type pooled struct{ pool *sql.DB }

func (p pooled) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return p.pool.ExecContext(ctx, query, args...)
}

func (p pooled) query(ctx context.Context, query string, args []any) (*sql.Rows, func(), error) {
	rows, err := p.pool.QueryContext(ctx, query, args...)
	return rows, func() {}, err
}
