package registration

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const maxLogo = 128 << 10

func keepLogos() fetch.Keep {
	return fetch.Keep{
		Want:  fetch.Want{MaxBytes: maxLogo, Types: []string{"image/*", "application/octet-stream"}},
		Floor: time.Hour, Ceiling: 24 * time.Hour, Failures: 5 * time.Minute, StaleOnError: 24 * time.Hour, Entries: 200,
	}
}

var errNoImage = errors.New("not an image of a kind that is shown")

// picture finds out by its first bytes what a file is. SVG is not among the
// kinds: it is a document that can hold scripts.
func picture(d fetch.Document) (Image, error) {
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

// Logo returns the image that an application names as its own, so that pages
// can show it without sending their visitors to another server. It is named by
// the slug: the address of a document does not fit into a path.
func (s *Service) Logo(ctx context.Context, slug string) (Image, error) {
	a, err := s.Applications.ByClientID(ctx, slug)
	if errors.Is(err, application.ErrNotFound) {
		return Image{}, ErrNoLogo
	}
	if err != nil {
		return Image{}, err
	}
	if !a.IsActive {
		return Image{}, ErrNoLogo
	}
	if a.Icon == "" {
		return Image{}, ErrNoLogo
	}
	image, err := s.logos.Get(ctx, a.Icon)
	if err != nil {
		return Image{}, ErrNoLogo.Because(err)
	}
	return image, nil
}
