package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
)

// A Message is posted as it is.
type Message struct {
	URL    string
	Type   string            // media type of the body
	Header map[string]string // besides Content-Type
	Body   []byte
	// Peek is how many bytes of the answer are of interest.
	Peek int64
}

// A Reply is what was answered to a message, whatever its status. Its body is
// what a stranger says: it is to be shown, not to be believed.
type Reply struct {
	Status int
	Body   []byte // the beginning, if anything of it came in time
}

// Send posts a message. An error means that there was no reply; redirections are
// replies, and are not followed.
func (c *Client) Send(ctx context.Context, m Message) (Reply, error) {
	u, err := c.parse(m.URL)
	if err != nil {
		return Reply{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(m.Body))
	if err != nil {
		return Reply{}, fmt.Errorf("%w: %w", ErrURL, err)
	}
	r.Header.Set("Content-Type", m.Type)
	for name, value := range m.Header {
		r.Header.Set(name, value)
	}
	return exchange(c, r, func(res *http.Response) (Reply, error) {
		body, _ := io.ReadAll(io.LimitReader(res.Body, min(m.Peek, maxSize))) // the status has said it
		return Reply{Status: res.StatusCode, Body: body}, nil
	})
}
