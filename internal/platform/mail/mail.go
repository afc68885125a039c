// Package mail sends mail to people: a message becomes a row in the caller's
// transaction, and a worker hands the row to the mail server until it is taken.
//
// Nothing that was committed is lost, and each mail leaves once unless a process
// dies between the server's yes and its own note of it: then it leaves again
// under the same Message-ID.
package mail

import (
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Message is a mail to be sent.
type Message struct {
	To       string // the address alone
	Name     string // of the person; may be empty
	Template string // one of Templates
	Language string // "en" or "fr"; empty means "en"
	// Data fills the template: what the template needs, and of the rest what
	// there is. With Minutes, the mail is given up when they are over.
	//
	//	URL, Code     string     what to open or to type
	//	Minutes       int        how long that works
	//	Time          time.Time  when something happened
	//	Until         time.Time  when something will
	//	Device        string     on which browser; a User-Agent header is put into words
	//	Address       string     from which network address
	//	NewEmail, Organization, Inviter, Change  string
	//	Person, Email, Domain                    string     who asks to join, and by which domain
	//	Application, Key, Used, Limit            string     what was consumed where, and how much may be
	//	Percent                                  int        of the limit
	Data map[string]any
}

// minutes is how long what a mail offers works.
const minutes = "Minutes"

// needs are the templates with the data each must have.
func needs() map[string][]string {
	return map[string][]string{
		"reset-password":         {"URL", minutes},
		"verify-email":           {"URL", minutes},
		"change-email":           {"URL", minutes, "NewEmail"}, // to the new address
		"email-change-requested": {"NewEmail"},                 // to the old address
		"email-changed":          {"NewEmail"},                 // to the old address
		"account-invitation":     {"URL", minutes},             // somebody made the account: a link to set its first password
		"account-exists":         {"URL", minutes},             // somebody signed up with the address of an account: a link to reset its password
		"delete-account":         {"URL", minutes},
		"new-device":             {"Time"},
		"magic-link":             {"URL", minutes},
		"code":                   {"Code", minutes},
		"invitation":             {"URL", minutes, "Organization"},
		"join-requested":         {"URL", "Organization", "Domain", "Email"}, // to those who decide about it
		"domain-lost":            {"URL", "Organization", "Domain"},          // to those who look after the organization
		"password-changed":       {"Time"},
		"password-set":           {"Time"}, // by an administrator
		"deletion-scheduled":     {"URL", "Until"},
		"password-compromised":   {"URL"},                                            // somebody signed in with a password that was in a breach
		"factor-changed":         {"Time", "Change"},                                 // a Change of Changes
		"usage-threshold":        {"Application", "Key", "Percent", "Used", "Limit"}, // a share of what a plan allows is used
		"test":                   {},
	}
}

// The values of Change in "factor-changed".
const (
	TOTPAdded          = "totp-added"
	TOTPRemoved        = "totp-removed"
	OTPAdded           = "otp-added" // codes by mail
	BackupCodeUsed     = "backup-code-used"
	PasskeyAdded       = "passkey-added"
	PasskeyAsked       = "passkey-asked" // after every password
	PasskeyRemoved     = "passkey-removed"
	BackupCodesChanged = "backup-codes-changed"
	FactorsReset       = "factors-reset" // all of them, by an administrator
)

// Language returns the first of the languages that mails are written in, else
// English: give it the user's own choice before the request's.
func Language(wanted ...string) string {
	for _, lang := range wanted {
		if lang == "en" || lang == "fr" {
			return lang
		}
	}
	return "en"
}

// check refuses what no mail can be made of. These are mistakes of the program:
// addresses were looked at when they came in.
func (m Message) check() error {
	needed, known := needs()[m.Template]
	if !known {
		return fmt.Errorf("mail: no template %q", m.Template)
	}
	for _, name := range needed {
		if m.Data[name] == nil {
			return fmt.Errorf("mail: template %q needs %s", m.Template, name)
		}
	}
	return checkAddress(m.To)
}

// maxAddress is the longest address that SMTP carries (RFC 5321 §4.5.3.1.3).
const maxAddress = 254

func checkAddress(address string) error {
	if len(address) > maxAddress || strings.ContainsFunc(address, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return errAddress
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		return errAddress
	}
	return nil
}

// life is how long the mail is of any use; zero means as long as it is tried.
func (m Message) life() time.Duration {
	n, _ := m.Data[minutes].(int)
	return time.Duration(n) * time.Minute
}

const maxGreeted = 60

// greeted is the name by which a person is addressed: none when it holds what a
// mail program would turn into a link. Anybody may sign up with anybody's
// address, and must not write to them in our name.
func greeted(name string) string {
	name = strings.TrimSpace(name)
	if utf8.RuneCountInString(name) > maxGreeted {
		return ""
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), r == ' ', r == '-', r == '\'', r == '’':
		case r == '.' && (i+1 == len(runes) || runes[i+1] == ' '): // an initial
		default:
			return ""
		}
	}
	return name
}
