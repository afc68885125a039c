package user

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
)

// inviteLife is how long somebody has to set the first password of an account
// that was made for them; after that they ask for another link.
const inviteLife = 3 * 24 * time.Hour

// Invite makes an account without a password on behalf of an administrator, and
// mails its owner a link to set the first one. Who follows it has the address.
func (s *Service) Invite(ctx context.Context, by actor.Actor, n NewUser) (User, error) {
	if !May(by, resourceUser, "create") {
		return User{}, ErrMayNotCreate
	}
	if !s.mail.Enabled() {
		return User{}, errInviteOff
	}
	n.Password, n.Passwordless, n.EmailVerified = "", true, false
	var made User
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		if made, err = s.create(ctx, by, n, ErrMayNotCreate); err != nil {
			return err
		}
		return s.post(ctx, by, made, s.inviteLetter())
	})
	return made, err
}

func (s *Service) inviteLetter() letter {
	l := s.resetLetter("")
	l.template, l.action, l.life = "account-invitation", "user.invited", inviteLife
	return l
}

// SendReset mails the link to set a new password to a user on behalf of an
// administrator, who learns nothing of it.
func (s *Service) SendReset(ctx context.Context, by actor.Actor, userID string) error {
	u, err := s.touchable(ctx, by, userID, "set-password", ErrMayNotSetPassword)
	if err != nil {
		return err
	}
	if !s.mail.Enabled() {
		return errResetOff
	}
	if err := s.writing(ctx, by, u.Email); err != nil {
		return err
	}
	return s.post(ctx, by, u, s.resetLetter(""))
}
