package consumption

import (
	"encoding/base64"
	"encoding/json"
)

// A position is where a page of usage ends. Zero is the beginning.
type position struct{ userID, key string }

// String is the position as a cursor, which says nothing to its reader.
func (p position) String() string {
	text, err := json.Marshal([2]string{p.userID, p.key})
	if err != nil { // texts can always be written
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// parseCursor reads what String wrote.
func parseCursor(text string) (position, error) {
	if text == "" {
		return position{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return position{}, ErrCursor
	}
	var parts [2]string
	if err := json.Unmarshal(raw, &parts); err != nil {
		return position{}, ErrCursor
	}
	if parts[0] == "" || !isKey(parts[1]) {
		return position{}, ErrCursor
	}
	return position{parts[0], parts[1]}, nil
}
