package db

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// A Row is what a scan function reads.
type Row struct{ rows *sql.Rows }

// Scan copies the columns into dest, in order. Times are stored as Unix
// milliseconds; NULL is the zero time.
func (r Row) Scan(dest ...any) error {
	for i, d := range dest {
		if t, ok := d.(*time.Time); ok {
			dest[i] = (*millis)(t)
		}
	}
	return r.rows.Scan(dest...)
}

// Null scans a column that may be NULL: then dest gets its zero value.
func Null[T any](dest *T) any { return &nullable[T]{dest} }

type nullable[T any] struct{ dest *T }

func (n *nullable[T]) Scan(v any) error {
	var held sql.Null[T]
	if err := held.Scan(v); err != nil {
		return err
	}
	*n.dest = held.V
	return nil
}

// OrNull is the argument for a column where the zero value means NULL.
func OrNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// JSON stores v as JSON text, or scans such text into the pointer v.
func JSON(v any) any { return jsonText{v} }

type jsonText struct{ v any }

func (j jsonText) Value() (driver.Value, error) {
	b, err := json.Marshal(j.v)
	return string(b), err
}

func (j jsonText) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), j.v)
	case []byte:
		return json.Unmarshal(v, j.v)
	default:
		return fmt.Errorf("JSON column holds %T", v)
	}
}

type millis time.Time

func (m *millis) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*m = millis{}
	case int64:
		*m = millis(time.UnixMilli(v).UTC())
	default:
		return fmt.Errorf("time column holds %T", v)
	}
	return nil
}

// encode turns arguments into what both engines store. Text that PostgreSQL
// would refuse (NUL, invalid UTF-8) is refused for both.
func encode(args []any) ([]any, error) {
	for i, a := range args {
		switch v := a.(type) {
		case time.Time:
			args[i] = nil
			if !v.IsZero() {
				args[i] = v.UnixMilli()
			}
		case string:
			if strings.IndexByte(v, 0) >= 0 || !utf8.ValidString(v) {
				return nil, ErrText
			}
		}
	}
	return args, nil
}

// ScanString is the scan function for one text column.
func ScanString(r Row) (string, error) {
	var s string
	err := r.Scan(&s)
	return s, err
}

// ScanBool is the scan function for one boolean column.
func ScanBool(r Row) (bool, error) {
	var b bool
	err := r.Scan(&b)
	return b, err
}

// ScanInt is the scan function for one integer column.
func ScanInt(r Row) (int64, error) {
	var n int64
	err := r.Scan(&n)
	return n, err
}
