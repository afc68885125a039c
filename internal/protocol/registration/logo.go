package registration

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/platform/picture"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Logo returns the image that an application names as its own. It is named by
// the slug: the address of a document does not fit into a path.
func (s *Service) Logo(ctx context.Context, slug string) (picture.Image, error) {
	a, err := s.Applications.ByClientID(ctx, slug)
	if errors.Is(err, application.ErrNotFound) {
		return picture.Image{}, ErrNoLogo
	}
	if err != nil {
		return picture.Image{}, err
	}
	if !a.IsActive {
		return picture.Image{}, ErrNoLogo
	}
	if a.Icon == "" {
		return picture.Image{}, ErrNoLogo
	}
	image, err := s.Pictures.Get(ctx, a.Icon)
	if err != nil {
		return picture.Image{}, ErrNoLogo.Because(err)
	}
	return image, nil
}
