package wire

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// factorParts are what second factors need, with the mails they cause where
// mail can leave.
func (s *Services) factorParts(c config.Config, sealer secret.Sealer, now func() time.Time) mfa.Parts {
	p := mfa.Parts{DB: s.DB, Users: s.Users, Audit: s.Audit, Sealer: sealer, Signer: s.Signer}
	if !s.Mail.Enabled() {
		return p
	}
	p.Tell = func(ctx context.Context, by actor.Actor, u user.User, action string) error {
		change, mailed := map[string]string{
			"totp.enabled":          mail.TOTPAdded,
			"otp.enabled":           mail.OTPAdded,
			"two_factor.enabled":    mail.PasskeyAsked,
			"two_factor.disabled":   mail.TOTPRemoved,
			"backup_codes.replaced": mail.BackupCodesChanged,
			"backup_code.used":      mail.BackupCodeUsed,
			"passkey.added":         mail.PasskeyAdded,
			"passkey.removed":       mail.PasskeyRemoved,
			"factors.reset":         mail.FactorsReset,
		}[action]
		if !mailed {
			return nil
		}
		return s.Mail.Send(ctx, mail.Message{
			To: u.Email, Name: u.Name, Template: "factor-changed", Language: mail.Language(u.Locale, by.Language),
			Data: map[string]any{"Time": now(), "Change": change, "Device": by.UserAgent, "Address": by.Address, "URL": c.BaseURL + "/profile/security"},
		})
	}
	if c.EmailOTP {
		p.SendCode = func(ctx context.Context, by actor.Actor, u user.User, code string, life time.Duration) error {
			return s.Mail.Send(ctx, mail.Message{
				To: u.Email, Name: u.Name, Template: "code", Language: mail.Language(u.Locale, by.Language),
				Data: map[string]any{"Code": code, "Minutes": int(life / time.Minute)},
			})
		}
	}
	return p
}
