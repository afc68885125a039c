// Package page writes and reads the cursors of lists: where a page ended, so
// that the next one begins there however many rows came meanwhile.
package page

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// Counted is how far the matches of a search are counted: beyond, the number
// would cost as much as reading all of them, and says no more to anybody.
const Counted = 1000

// Last reports whether a page shows that it is the last one, so that nobody
// needs to count: the page of so many begins behind offset.
func Last(next string, offset, found int) bool { return next == "" && (found > 0 || offset == 0) }

// maxCursor is longer than any cursor that Cursor makes of what is stored.
const maxCursor = 4000

// Cursor packs a position, so that it says nothing to its reader.
func Cursor(position ...string) string {
	text, _ := json.Marshal(position) // strings always marshal
	return base64.RawURLEncoding.EncodeToString(text)
}

// Position unpacks what Cursor packed, and reports whether it has so many parts
// and all of them are texts that a database takes.
func Position(cursor string, parts int) ([]string, bool) {
	if len(cursor) > maxCursor {
		return nil, false
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || !utf8.Valid(text) {
		return nil, false
	}
	var position []string
	if json.Unmarshal(text, &position) != nil || len(position) != parts {
		return nil, false
	}
	for _, part := range position {
		for i := range len(part) {
			if part[i] == 0 {
				return nil, false
			}
		}
	}
	return position, true
}

// Moment is a time as a part of a position, as exact as databases keep it.
func Moment(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }

// Time reads what Moment wrote.
func Time(part string) (time.Time, bool) {
	millis, err := strconv.ParseInt(part, 10, 64)
	return time.UnixMilli(millis), err == nil
}
