package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// ErrUnavailable means that the database cannot be reached now.
var ErrUnavailable = fault.New(fault.Unavailable, "SRV_002", "Service temporarily unavailable")

// ErrText means that a text holds what no database text may hold.
var ErrText = fault.New(fault.Invalid, "SRV_004", "Text must be valid UTF-8 without NUL characters").InBetterAuth("VALIDATION_ERROR", 0)

var errRetry = errors.New("db: try again")

// explain says what an engine's error means to a store.
func explain(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return explainPostgres(pg.Code, err)
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return explainSQLite(lite.Code(), err)
	}
	if unreachable(err) {
		return ErrUnavailable.Because(err)
	}
	if errors.Is(err, sql.ErrTxDone) { // the transaction ended with its context, before this statement or its commit
		return ErrUnavailable.Because(err)
	}
	return err
}

// Codes of https://www.postgresql.org/docs/current/errcodes-appendix.html.
func explainPostgres(code string, err error) error {
	switch code {
	case "23505":
		return fmt.Errorf("%w: %w", ErrTaken, err)
	case "23503":
		return fmt.Errorf("%w: %w", ErrGone, err)
	case "22021", "22P05":
		return ErrText.Because(err)
	case "40001", "40P01":
		return fmt.Errorf("%w: %w", errRetry, err)
	}
	for _, class := range []string{"08", "53", "57P"} {
		if strings.HasPrefix(code, class) {
			return ErrUnavailable.Because(err)
		}
	}
	return err
}

// Result codes of https://www.sqlite.org/rescode.html.
func explainSQLite(code int, err error) error {
	switch code {
	case 2067, 1555: // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
		return fmt.Errorf("%w: %w", ErrTaken, err)
	case 787, 1811: // SQLITE_CONSTRAINT_FOREIGNKEY, _TRIGGER
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	switch code & 0xff {
	case 5: // SQLITE_BUSY
		return fmt.Errorf("%w: %w", errRetry, ErrUnavailable.Because(err))
	case 9, 10, 13, 14: // SQLITE_INTERRUPT (the caller waits no longer), _IOERR, _FULL, _CANTOPEN
		return ErrUnavailable.Because(err)
	}
	return err
}

func unreachable(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, net.ErrClosed)
}
