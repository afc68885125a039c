package organization

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/mail"
)

const (
	// mostTold is how many people get a mail about one thing.
	mostTold = 20
	// announced is how many requests to join are announced by mail in the time
	// below: whoever hands out addresses of a domain must not be able to fill the
	// mailboxes of those who decide.
	announced      = 5
	announcedAgain = time.Hour
)

// tellOfRequest writes to those who can let somebody in that they ask for it.
func (s *Domains) tellOfRequest(ctx context.Context, org Organization, d Domain, u user.User, now time.Time) error {
	if !s.organizations.mail.Enabled() {
		return nil
	}
	asked, err := s.store.asked(ctx, org.ID, now.Add(-announcedAgain))
	if err != nil || asked > announced {
		return err
	}
	return s.tell(ctx, org, "join-requested", map[string]any{"Domain": d.Unicode(), "Person": u.Name, "Email": u.Email})
}

// tellOfLoss writes to those who look after an organization that it has lost a
// domain.
func (s *Domains) tellOfLoss(ctx context.Context, d Domain) error {
	if !s.organizations.mail.Enabled() {
		return nil
	}
	org, err := s.organizations.ByID(ctx, d.OrganizationID)
	if err != nil {
		return err
	}
	return s.tell(ctx, org, "domain-lost", map[string]any{"Domain": d.Unicode()})
}

// tell writes to the owners and admins of an organization; of one without any,
// to those of its reseller.
func (s *Domains) tell(ctx context.Context, org Organization, template string, data map[string]any) error {
	store := s.organizations.store
	managers, err := store.managers(ctx, org.ID, s.now(), mostTold)
	if err == nil && len(managers) == 0 && org.ParentID != "" {
		managers, err = s.resellerManagers(ctx, org.ParentID)
	}
	if err != nil {
		return err
	}
	data["Organization"], data["URL"] = org.Name, s.organizations.baseURL+"/"
	for _, id := range managers {
		u, err := s.users.ByID(ctx, id)
		if err != nil {
			return err
		}
		if err := s.organizations.mail.Send(ctx, mail.Message{
			To: u.Email, Name: u.Name, Template: template, Language: mail.Language(u.Locale), Data: data,
		}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Domains) resellerManagers(ctx context.Context, parentID string) ([]string, error) {
	parent, err := s.organizations.ByID(ctx, parentID)
	if err != nil || !parent.IsReseller {
		return nil, err
	}
	return s.organizations.store.managers(ctx, parentID, s.now(), mostTold)
}
