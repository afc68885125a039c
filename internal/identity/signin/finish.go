package signin

import (
	"context"
	"errors"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Finish is the choke point: whoever signs in, in whatever way, gets their
// session here and nowhere else, or is told what is missing. It looks at the
// state of the account, at the devices it trusts, and at who must show a second
// factor.
func (s *Service) Finish(ctx context.Context, by actor.Actor, u user.User, p Proof) (Result, error) {
	if u.IsBanned(s.now()) {
		s.refused(ctx, by, u.ID, "banned")
		return Result{}, user.ErrBanned
	}
	if s.Users.KeptOut(u) {
		s.refused(ctx, by, u.ID, "email_not_verified")
		if err := s.Users.SendVerification(ctx, by, u, p.CallbackURL); err != nil {
			return Result{}, err
		}
		return Result{}, user.ErrUnverified
	}
	var result Result
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		p := p // a second run begins with what was shown
		account, err := s.admitted(ctx, by, u)
		if err != nil {
			return err
		}
		missing, enrol, err := s.Factors.Missing(ctx, account, p.Methods, account.TwoFactorEnabled)
		if err != nil {
			return err
		}
		next := ""
		if missing && !enrol {
			var trusted bool
			if next, trusted, err = s.Factors.Trusted(ctx, by, account.ID, p.Device); err != nil {
				return err
			}
			if trusted {
				missing, p.Methods = false, append(slices.Clone(p.Methods), session.MethodTrusted)
			}
		}
		if missing {
			result, err = s.wait(ctx, by, account, p, enrol)
			return err
		}
		result, err = s.begin(ctx, by, account, p)
		result.Device = next
		return err
	})
	return result, err
}

// admitted returns the account as it is once a ban that is over was lifted.
func (s *Service) admitted(ctx context.Context, by actor.Actor, u user.User) (user.User, error) {
	if u.IsBanned(s.now()) {
		return u, user.ErrBanned
	}
	if !u.Banned {
		return u, nil
	}
	u, err := s.Users.LiftBan(ctx, by, u.ID)
	if err == nil && u.IsBanned(s.now()) {
		err = user.ErrBanned
	}
	return u, err
}

// begin starts the session of somebody who misses nothing. Nothing else starts
// one.
func (s *Service) begin(ctx context.Context, by actor.Actor, u user.User, p Proof) (Result, error) {
	if err := s.Users.SignedIn(ctx, u.ID); err != nil {
		return Result{}, err
	}
	started, err := s.Sessions.Start(ctx, by, session.Start{UserID: u.ID, Remember: p.Remember, Methods: p.Methods})
	if err != nil {
		return Result{}, err
	}
	known, err := s.Throttle.Remember(ctx, by, u.ID)
	if err != nil {
		return Result{}, err
	}
	by.UserID, by.Role, by.SessionID = u.ID, u.Role, started.ID
	if u.Leaving() { // who signs in again stays
		if u, err = s.Users.Restore(ctx, by, u.ID); err != nil {
			return Result{}, err
		}
	}
	if !known.Known && !known.First && s.onNewDevice != nil {
		if err := s.onNewDevice(ctx, by, u); err != nil {
			return Result{}, err
		}
	}
	return Result{Session: started, User: u, Known: known}, s.Audit.Record(ctx, by, audit.Event{
		Action: "session.started", Target: "session", TargetID: started.ID, Details: map[string]any{"methods": p.Methods},
	})
}

// tokenLength makes the value of the two_factor cookie as long as the
// original's: 119 bits.
const tokenLength = 20

// wait keeps a sign-in that misses its second factor.
func (s *Service) wait(ctx context.Context, by actor.Actor, u user.User, p Proof, enrol bool) (Result, error) {
	token, now := "2fa-"+secret.ID()[:tokenLength], s.now()
	c := challenge{
		digest: secret.Digest(token), userID: u.ID, methods: p.Methods, remember: p.Remember, enrol: enrol,
		createdAt: now, expiresAt: now.Add(ChallengeLife),
	}
	if err := s.store.insert(ctx, c); err != nil {
		return Result{}, err
	}
	methods, err := s.methods(ctx, u, p.Methods, enrol)
	if err != nil {
		return Result{}, err
	}
	return Result{User: u, Pending: &Pending{token, methods, enrol}}, s.Audit.Record(ctx, by, audit.Event{
		Action: "sign_in.challenged", Target: "user", TargetID: u.ID, Details: map[string]any{"methods": p.Methods, "enrol": enrol},
	})
}

// methods lists with what a sign-in can go on. A code by mail proves nothing
// new of somebody who came by mail.
func (s *Service) methods(ctx context.Context, u user.User, proved []string, enrol bool) ([]string, error) {
	methods := s.Factors.Offered()
	if !enrol {
		var err error
		if methods, err = s.Factors.Methods(ctx, u.ID); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(methods, func(method string) bool { return method == mfa.OTP && byMail(proved) }), nil
}

// byMail reports whether what was shown first came by mail.
func byMail(proved []string) bool {
	return slices.Contains(proved, "otp") && !session.Multifactor(proved)
}

// Claim returns who shows a second factor: the user of a session, otherwise
// the one whose sign-in waits under the value of a two_factor cookie, or
// ErrChallenge.
func (s *Service) Claim(ctx context.Context, current session.Session, u user.User, token string) (Claimant, error) {
	if current.ID != "" {
		return Claimant{User: u, Session: current, Subject: "session:" + current.ID, methods: current.Methods}, nil
	}
	if token == "" {
		return Claimant{}, ErrChallenge
	}
	digest := secret.Digest(token)
	c, err := s.store.look(ctx, digest, s.now())
	if errors.Is(err, db.ErrNone) {
		return Claimant{}, ErrChallenge
	}
	if err != nil {
		return Claimant{}, err
	}
	u, err = s.Users.ByID(ctx, c.userID)
	if err != nil {
		return Claimant{}, err
	}
	return Claimant{User: u, Enrol: c.enrol, Subject: "sign-in:" + digest, methods: c.methods, digest: digest}, nil
}

// Ways lists with what a claimant can go on, and reports whether they must set
// it up first.
func (s *Service) Ways(ctx context.Context, c Claimant) (methods []string, enrol bool, err error) {
	enrol = c.Enrol
	if !c.Waiting() {
		if _, enrol, err = s.Factors.Missing(ctx, c.User, nil, true); err != nil {
			return nil, false, err
		}
	}
	methods, err = s.methods(ctx, c.User, c.methods, enrol)
	return methods, enrol, err
}

// Show lets a claimant show a second factor. The try is counted, and stays
// counted, before check looks at anything; check returns the user as they are
// now and what they have proved. Then the waiting sign-in ends in a session, or
// the session proves more. With trust, the browser is spared from now on.
func (s *Service) Show(
	ctx context.Context, by actor.Actor, c Claimant, trust bool, check func(ctx context.Context, by actor.Actor) (user.User, []string, error),
) (Result, error) {
	try, err := s.try(ctx, by, c)
	if err != nil {
		return Result{}, err
	}
	by.UserID, by.Role = c.User.ID, c.User.Role
	var result Result
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		if c.Enrol {
			without, err := s.Factors.Without(ctx, c.User.ID)
			if err != nil {
				return err
			}
			if !without { // set up elsewhere meanwhile: that one must be shown
				return ErrChallenge
			}
		}
		u, methods, err := check(ctx, by)
		if err != nil {
			return err
		}
		if result, err = s.advance(ctx, by, c, u, methods); err != nil || !trust {
			return err
		}
		result.Device, err = s.Factors.Trust(ctx, by, u.ID)
		return err
	})
	if err != nil {
		s.refused(ctx, by, c.User.ID, "second_factor")
		return Result{}, err
	}
	s.Throttle.Forgive(ctx, try)
	if !c.Waiting() {
		err = s.Factors.Forgive(ctx, c.Subject)
	}
	return result, err
}

// try counts a look at what a claimant shows. The only place to refuse it for
// what happened before: five per sign-in, five in ten minutes of a session, and
// over all sign-ins of a user as with passwords, for whoever knows that one
// could begin them without end.
func (s *Service) try(ctx context.Context, by actor.Actor, c Claimant) (throttle.Try, error) {
	if !c.Waiting() {
		return throttle.Try{}, s.Factors.Attempt(ctx, c.Subject)
	}
	try, err := s.Throttle.Allow(ctx, by, throttle.Code(c.User.ID))
	if err != nil {
		return throttle.Try{}, err
	}
	err = s.store.try(ctx, c.digest, mfa.MaxTries, s.now())
	if errors.Is(err, db.ErrNone) {
		return throttle.Try{}, ErrChallenge
	}
	return try, err
}

func (s *Service) advance(ctx context.Context, by actor.Actor, c Claimant, u user.User, methods []string) (Result, error) {
	if !c.Waiting() {
		proved, err := s.Sessions.Prove(ctx, by, c.Session.ID, methods...)
		return Result{Session: proved, User: u, continued: true}, err
	}
	taken, err := s.store.take(ctx, c.digest, s.now())
	if errors.Is(err, db.ErrNone) {
		return Result{}, ErrChallenge
	}
	if err != nil {
		return Result{}, err
	}
	if u, err = s.admitted(ctx, by, u); err != nil {
		return Result{}, err
	}
	all := taken.methods
	for _, method := range methods {
		if !slices.Contains(all, method) {
			all = append(all, method)
		}
	}
	result, err := s.begin(ctx, by, u, Proof{Methods: all, Remember: taken.remember})
	result.challenged = true
	return result, err
}

// Abandon forgets the sign-ins of a user that were not finished.
func (s *Service) Abandon(ctx context.Context, _ actor.Actor, userID, _ string) error {
	return s.store.abandon(ctx, userID)
}

// Purge forgets sign-ins that were not finished.
func (s *Service) Purge(ctx context.Context) error { return s.store.purge(ctx, s.now()) }
