package session

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// HTTP answers requests about the caller's sessions.
type HTTP struct {
	sessions *Service
	cookie   Cookie
	keys     *keys.Service
	issuer   string
	now      func() time.Time
	shown    cache.Local[shown] // by session token and the versions of what is shown
}

// NewHTTP returns the handlers. The issuer is the service's base URL.
func NewHTTP(sessions *Service, cookie Cookie, signing *keys.Service, issuer string, now func() time.Time) HTTP {
	return HTTP{
		sessions: sessions, cookie: cookie, keys: signing, issuer: issuer, now: now,
		shown: cache.NewLocal[shown](cacheSize, jwtLife-jwtMargin),
	}
}

// JSON is a session as every endpoint shows it.
type JSON struct {
	ExpiresAt            string  `json:"expiresAt" format:"date-time"`
	Token                string  `json:"token"`
	CreatedAt            string  `json:"createdAt" format:"date-time"`
	UpdatedAt            string  `json:"updatedAt" format:"date-time"`
	IPAddress            string  `json:"ipAddress"`
	UserAgent            string  `json:"userAgent"`
	UserID               string  `json:"userId"`
	ActiveOrganizationID *string `json:"activeOrganizationId"`
	ImpersonatedBy       *string `json:"impersonatedBy"`
	ID                   string  `json:"id"`
}

const timeForm = "2006-01-02T15:04:05.000Z"

// ToJSON shows a session.
func ToJSON(s Session) JSON {
	j := JSON{
		ExpiresAt: s.ExpiresAt.UTC().Format(timeForm), Token: s.Token, CreatedAt: s.CreatedAt.UTC().Format(timeForm),
		UpdatedAt: s.UpdatedAt.UTC().Format(timeForm), IPAddress: s.IPAddress, UserAgent: s.UserAgent, UserID: s.UserID, ID: s.ID,
	}
	if s.ActiveOrganizationID != "" {
		j.ActiveOrganizationID = &s.ActiveOrganizationID
	}
	if s.ImpersonatedBy != "" {
		j.ImpersonatedBy = &s.ImpersonatedBy
	}
	return j
}

// The header set-auth-jwt of get-session: a JWT about the user for back ends
// that check it with the key set.
const (
	jwtLife   = 15 * time.Minute
	jwtMargin = 2 * time.Minute
)

// shown is a get-session answer as bytes: the hot path signs and encodes nothing.
type shown struct {
	body []byte
	jwt  string
}

type currentJSON struct {
	Session JSON      `json:"session"`
	User    user.JSON `json:"user"`
}

// Get serves GET /api/auth/get-session: null, or the session and its user.
func (h HTTP) Get(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	token, carried := h.cookie.Token(r.Header)
	if !carried {
		_, _ = w.Write([]byte("null"))
		return nil
	}
	s, u, err := h.sessions.Find(ctx, token)
	if errors.Is(err, ErrNone) {
		header["Set-Cookie"] = h.cookie.Clear()
		_, _ = w.Write([]byte("null"))
		return nil
	}
	if err != nil {
		return err
	}
	if r.URL.RawQuery == "" || r.URL.Query().Get("disableRefresh") != "true" {
		renewed, extended, err := h.sessions.Renew(ctx, s)
		if err != nil {
			return err
		}
		if extended {
			s = renewed
			header["Set-Cookie"] = h.cookie.Renewed(s, h.now())
		}
	}
	out, err := h.show(ctx, s, u)
	if err != nil {
		return err
	}
	header["Set-Auth-Jwt"] = []string{out.jwt}
	header["Access-Control-Expose-Headers"] = []string{"set-auth-jwt"}
	_, _ = w.Write(out.body)
	return nil
}

func (h HTTP) show(ctx context.Context, s Session, u user.User) (shown, error) {
	version := s.Token + strconv.FormatInt(s.UpdatedAt.UnixMilli(), 36) + "." + strconv.FormatInt(u.UpdatedAt.UnixMilli(), 36) + s.ActiveOrganizationID
	if known, ok := h.shown.Get(version); ok {
		return known, nil
	}
	body, err := json.Marshal(currentJSON{ToJSON(s), user.ToJSON(u)})
	if err != nil {
		return shown{}, err
	}
	claims := user.Profile(u)
	now := h.now()
	claims["sub"], claims["iss"], claims["aud"] = u.ID, h.issuer, h.issuer
	claims["iat"], claims["exp"] = now.Unix(), now.Add(jwtLife).Unix()
	jwt, err := h.keys.Sign(ctx, keys.EdDSA, keys.TypeNone, claims)
	if err != nil {
		return shown{}, err
	}
	out := shown{body, jwt}
	h.shown.Set(version, out)
	return out, nil
}

// errPostSession is the original's answer to a POST where a GET is meant.
var errPostSession = fault.New(fault.Invalid, "AUTH_001", "POST method requires deferSessionRefresh to be enabled in session config").
	InBetterAuth("METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED", http.StatusMethodNotAllowed)

// Post serves POST /api/auth/get-session, which nothing needs.
func (h HTTP) Post(http.ResponseWriter, *http.Request) error { return errPostSession }

// ListSessionsResponse is the caller's sessions.
type ListSessionsResponse struct{ Body []JSON }

// List serves GET /api/auth/list-sessions.
func (h HTTP) List(ctx context.Context, _ *struct{}) (*ListSessionsResponse, error) {
	sessions, err := h.sessions.List(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &ListSessionsResponse{Body: []JSON{}}
	for _, s := range sessions {
		out.Body = append(out.Body, ToJSON(s))
	}
	return out, nil
}
