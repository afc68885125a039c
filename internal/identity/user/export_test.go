package user

import "context"

// Decoy is the hash that is checked for an address that nobody has.
func (s *Service) Decoy(ctx context.Context, email string) string {
	s.count(ctx)
	return s.decoy(email)
}
