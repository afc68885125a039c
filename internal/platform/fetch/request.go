package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// A Request is for whoever has to show something, or to send it.
type Request struct {
	URL  string
	Form url.Values // posted unless nil
	// Bearer is an access token to show (RFC 6750 §2.1).
	Bearer string
	// ID and Secret are a client's credentials to show (RFC 6749 §2.3.1); they are
	// encoded here. None are shown without an ID.
	ID, Secret string
	Want       Want
}

// Do sends a request and returns the document of a success. Nothing that is
// shown goes on to another address: no redirection is followed.
func (c *Client) Do(ctx context.Context, q Request) (Document, error) {
	u, err := c.parse(q.URL)
	if err != nil {
		return Document{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if q.Form != nil {
		method, body = http.MethodPost, strings.NewReader(q.Form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrURL, err)
	}
	r.Header.Set("Accept", accept(q.Want.Types))
	if q.Form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if q.ID != "" {
		r.SetBasicAuth(url.QueryEscape(q.ID), url.QueryEscape(q.Secret))
	}
	if q.Bearer != "" {
		r.Header.Set("Authorization", "Bearer "+q.Bearer)
	}
	return c.do(r, q.Want, func(status int) bool { return status == http.StatusOK })
}
