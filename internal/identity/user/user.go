// Package user keeps accounts: who someone is and how they prove it by password.
package user

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A User is an account.
type User struct {
	ID               string
	Name             string
	Email            string // lower case
	EmailVerified    bool
	Image            string
	Role             string // user, admin or superadmin; or several, with commas between them
	Banned           bool
	BanReason        string
	BanExpires       time.Time
	TwoFactorEnabled bool
	IsMfaRequired    bool
	Phone            string
	Company          string
	Position         string
	Address          string
	Locale           string // "en" or "fr": the language of mails; empty means that of the request
	CreatedAt        time.Time
	UpdatedAt        time.Time
	DeletesAt        time.Time // when it goes for good, unless its owner signs in before; zero means never
}

// Leaving reports whether the owner has asked for the account to be deleted.
func (u User) Leaving() bool { return !u.DeletesAt.IsZero() }

// IsBanned reports whether the account is banned at the given moment: a ban
// that has expired is none.
func (u User) IsBanned(now time.Time) bool {
	return u.Banned && (u.BanExpires.IsZero() || now.Before(u.BanExpires))
}

// A NewUser is what an account is made of.
type NewUser struct {
	Name          string
	Email         string
	Password      string
	Image         string
	Role          string // empty means user
	Phone         string
	Company       string
	Position      string
	Address       string
	IsMfaRequired bool
	EmailVerified bool
	Passwordless  bool // the account begins without a password
}

// Password lengths, in characters.
const (
	MinPassword = 8
	MaxPassword = 128
	maxName     = 200
	maxText     = 2000
)

// The local part may not begin or end with a dot nor hold two in a row.
var addressForm = regexp.MustCompile(`^[A-Za-z0-9_'+\-]+(\.[A-Za-z0-9_'+\-]+)*@([A-Za-z0-9]([A-Za-z0-9\-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$`)

// ValidEmail reports whether text looks like an e-mail address that the
// original accepts.
func ValidEmail(text string) bool { return len(text) <= 254 && addressForm.MatchString(text) }

// FoldEmail is how addresses are stored and compared.
func FoldEmail(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// CheckPassword applies the length rule.
func CheckPassword(password string) error {
	n := utf8.RuneCountInString(password)
	if n < MinPassword {
		return ErrPasswordShort
	}
	if n > MaxPassword {
		return ErrPasswordLong
	}
	return nil
}

// Validate reports the first rule that the new account breaks.
func (n NewUser) Validate() error {
	if !validName(n.Name) {
		return ErrName
	}
	if !ValidEmail(n.Email) {
		return ErrEmail
	}
	if !n.Passwordless {
		if err := CheckPassword(n.Password); err != nil {
			return err
		}
	}
	if role, err := joinRoles([]string{n.Role}); err != nil || role != n.Role {
		return ErrRole
	}
	return checkTexts(n.Image, n.Phone, n.Company, n.Position, n.Address)
}

func validName(name string) bool {
	return name != "" && utf8.RuneCountInString(name) <= maxName && plain(name, "")
}

func checkTexts(texts ...string) error {
	for _, text := range texts {
		if len(text) > maxText || !plain(text, "\n\r\t") {
			return ErrText
		}
	}
	return nil
}

// plain reports whether a text can be stored and shown: UTF-8 without control
// characters but the given ones.
func plain(text, besides string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && !strings.ContainsRune(besides, r)
	})
}
