package organization

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/picture"
)

// LogoPath is where logos are served from; the id of the organization follows.
// Nobody guesses it, as they could the slug.
const LogoPath = "/api/public/organization-logo/"

// Logo returns the image that an organization names as its own, so that pages
// can show it without sending their visitors to another server.
func (s *Service) Logo(ctx context.Context, id string) (picture.Image, error) {
	org, err := s.ByID(ctx, id)
	if err != nil {
		return picture.Image{}, err
	}
	if org.Logo == "" {
		return picture.Image{}, errNoLogo
	}
	image, err := s.pictures.Get(ctx, org.Logo)
	if err != nil {
		return picture.Image{}, errNoLogo.Because(err)
	}
	return image, nil
}
