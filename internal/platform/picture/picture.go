// Package picture shows the logos that applications and organizations name from
// the service's own address: pages load nothing from elsewhere, and no other
// server learns who looks at them.
package picture

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
)

const maxSize = 128 << 10

// An Image is ready to be served.
type Image struct {
	Type string
	Data []byte
}

// A Gallery fetches images and keeps them for a while.
type Gallery struct{ images *fetch.Cache[Image] }

// New returns a gallery that fetches with a client: one for addresses that
// strangers chose.
func New(client *fetch.Client, now func() time.Time) *Gallery {
	keep := fetch.Keep{
		Want:  fetch.Want{MaxBytes: maxSize, Types: []string{"image/*", "application/octet-stream"}},
		Floor: time.Hour, Ceiling: 24 * time.Hour, Failures: 5 * time.Minute, StaleOnError: 24 * time.Hour, Entries: 200,
	}
	return &Gallery{fetch.NewCache(client, keep, read, now)}
}

// Get returns the image at an address.
func (g *Gallery) Get(ctx context.Context, address string) (Image, error) {
	return g.images.Get(ctx, address)
}

var errNoImage = errors.New("not an image of a kind that is shown")

// read finds out by its first bytes what a file is. SVG is not among the kinds:
// it is a document that can hold scripts.
func read(d fetch.Document) (Image, error) {
	for _, kind := range []struct {
		begins, then string
		at           int
		name         string
	}{
		{"\x89PNG\r\n\x1a\n", "", 0, "image/png"},
		{"\xff\xd8\xff", "", 0, "image/jpeg"},
		{"GIF87a", "", 0, "image/gif"},
		{"GIF89a", "", 0, "image/gif"},
		{"RIFF", "WEBP", 8, "image/webp"},
		{"\x00\x00\x01\x00", "", 0, "image/x-icon"},
	} {
		if bytes.HasPrefix(d.Body, []byte(kind.begins)) && len(d.Body) > kind.at && bytes.HasPrefix(d.Body[kind.at:], []byte(kind.then)) {
			return Image{Type: kind.name, Data: d.Body}, nil
		}
	}
	return Image{}, errNoImage
}
