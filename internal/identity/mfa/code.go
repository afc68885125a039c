package mfa

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what authenticator apps compute (RFC 6238 §1.2)
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/big"
	"net/url"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// The parameters that every authenticator app takes for granted (RFC 6238 §4).
const (
	totpPeriod = 30 * time.Second
	totpDigits = 6
	totpModulo = 1_000_000
	totpDrift  = 1 // steps that a phone's clock may be off, either way (RFC 6238 §5.2)
)

// stepAt is the time step of a moment (RFC 6238 §4.2).
func stepAt(t time.Time) int64 { return t.Unix() / int64(totpPeriod/time.Second) }

// HOTP is the one-time password of a key and a counter (RFC 4226 §5.3).
func HOTP(key []byte, counter int64) string {
	h := hmac.New(sha1.New, key)
	_ = binary.Write(h, binary.BigEndian, counter) // a hash takes everything
	sum := h.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	number := binary.BigEndian.Uint32(sum[offset:]) & 0x7fff_ffff
	return fmt.Sprintf("%0*d", totpDigits, number%totpModulo)
}

// TOTPAt is HOTP of the step of a moment (RFC 6238 §4).
func TOTPAt(key []byte, t time.Time) string { return HOTP(key, stepAt(t)) }

// stepOf returns the step around a moment whose code was shown. All of them are
// computed, so that the time taken tells nothing.
func stepOf(key []byte, shown string, now time.Time) (step int64, ok bool) {
	for drift := int64(-totpDrift); drift <= totpDrift; drift++ {
		at := stepAt(now) + drift
		if subtle.ConstantTimeCompare([]byte(HOTP(key, at)), []byte(shown)) == 1 {
			step, ok = at, true
		}
	}
	return step, ok
}

// totpURI is what a QR code for an authenticator app holds. The original writes
// its label and query just so.
func totpURI(issuer, account, key string) string {
	label := strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20") + ":" + strings.ReplaceAll(url.QueryEscape(account), "+", "%20")
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(key))
	return fmt.Sprintf("otpauth://totp/%s?secret=%s&issuer=%s&digits=%d&period=%d", label, text, url.QueryEscape(issuer), totpDigits,
		int(totpPeriod/time.Second))
}

// tidyCode is a code as it was shown on a screen or on paper: people add spaces
// and leave hyphens out.
func tidyCode(text string) string {
	const longest = 64
	if len(text) > longest {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' {
			return -1
		}
		return r
	}, text)
}

const backupCodes, backupHalf = 10, 5

// newBackupCodes draws codes and their digests. Ten characters are 59 bits:
// nobody guesses one, so a plain digest keeps them.
func newBackupCodes(userID string) (codes, digests []string) {
	for range backupCodes {
		text := secret.ID()[:2*backupHalf]
		codes = append(codes, text[:backupHalf]+"-"+text[backupHalf:])
		digests = append(digests, backupDigest(userID, text))
	}
	return codes, digests
}

func backupDigest(userID, code string) string {
	return secret.Digest("backup-code:" + userID + ":" + tidyCode(code))
}

// newMailCode draws six digits.
func newMailCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(totpModulo))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return fmt.Sprintf("%0*d", totpDigits, n)
}
