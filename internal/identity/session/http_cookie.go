package session

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// The cookies of a session, before their prefix.
const (
	tokenCookie    = "session_token"
	dataCookie     = "session_data"  // of the original's cookie cache: never set, only cleared
	RememberCookie = "dont_remember" // there while the session ends with the browser
	adminCookie    = "admin_session" // of an administrator who acts in a user's name
)

// Cookie carries a session's token to the browser and back.
type Cookie struct{ cookies web.Cookies }

// NewCookie returns the codec.
func NewCookie(cookies web.Cookies) Cookie { return Cookie{cookies} }

// Set returns the Set-Cookie headers of a session that has just begun.
func (c Cookie) Set(s Session) []string {
	if !s.Remember {
		return []string{
			c.cookies.Signed(tokenCookie, s.Token, 0),
			c.cookies.Signed(RememberCookie, "true", 0),
		}
	}
	return []string{c.cookies.Signed(tokenCookie, s.Token, Life)}
}

// Renewed returns the Set-Cookie header of a session that was extended.
func (c Cookie) Renewed(s Session, now time.Time) []string {
	return []string{c.cookies.Signed(tokenCookie, s.Token, s.ExpiresAt.Sub(now))}
}

// Again returns the Set-Cookie headers of a session that goes on, maybe under
// another token.
func (c Cookie) Again(s Session, now time.Time) []string {
	if s.Remember {
		return c.Renewed(s, now)
	}
	return c.Set(s)
}

// Clear returns the Set-Cookie headers that remove every cookie of a session.
func (c Cookie) Clear() []string {
	return []string{c.cookies.Cleared(tokenCookie), c.cookies.Cleared(dataCookie), c.cookies.Cleared(RememberCookie)}
}

// Impersonating returns the Set-Cookie headers of a session in which the holder
// of another one acts in a user's name: their own is put aside.
func (c Cookie) Impersonating(own, s Session) []string {
	briefly := ""
	if !own.Remember {
		briefly = "true"
	}
	aside := append(c.Clear(), c.cookies.Signed(adminCookie, own.Token+":"+briefly, Life))
	return append(aside, c.Set(s)...)
}

// Impersonator returns the token of the session that was put aside.
func (c Cookie) Impersonator(header http.Header) (string, bool) {
	value, ok := c.cookies.Read(header, adminCookie)
	token, _, _ := strings.Cut(value, ":")
	return token, ok
}

// Restored returns the Set-Cookie headers that bring it back.
func (c Cookie) Restored(own Session) []string {
	return append(c.Set(own), c.ClearImpersonator())
}

// ClearImpersonator returns the Set-Cookie header that forgets what was put
// aside.
func (c Cookie) ClearImpersonator() string { return c.cookies.Cleared(adminCookie) }

// Token returns the session token that a request carries with a good signature.
func (c Cookie) Token(header http.Header) (string, bool) { return c.cookies.Read(header, tokenCookie) }

// TokenSet returns the session token that an answer sets.
func (c Cookie) TokenSet(header http.Header) (string, bool) {
	return c.cookies.ReadSet(header, tokenCookie)
}

type contextKey struct{}

type current struct {
	session Session
	user    user.User
}

// With returns a context that carries the caller's session. Only guards call it.
func With(ctx context.Context, s Session, u user.User) context.Context {
	return context.WithValue(ctx, contextKey{}, &current{s, u})
}

// From returns the caller's session and user, or false when there is none.
// Only http files call it.
func From(ctx context.Context) (Session, user.User, bool) {
	c, ok := ctx.Value(contextKey{}).(*current)
	if !ok {
		return Session{}, user.User{}, false
	}
	return c.session, c.user, true
}
