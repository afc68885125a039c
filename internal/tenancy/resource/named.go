package resource

import (
	"context"
	"errors"
	"slices"
)

// Names reports whether an application is one of those that the resource lists,
// rather than admitted with everyone: it stands close enough to the API to be
// shown the tokens that others got for it.
func (r Resource) Names(applicationID string) bool {
	return slices.Contains(r.Applications, applicationID)
}

// Near reports whether one of the identifiers is an active resource that lists
// the application.
func (s *Service) Near(ctx context.Context, applicationID string, identifiers []string) (bool, error) {
	for _, identifier := range identifiers {
		r, err := s.Active(ctx, identifier)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		if r.Names(applicationID) {
			return true, nil
		}
	}
	return false, nil
}
