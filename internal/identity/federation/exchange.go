package federation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
)

var (
	errTokens  = errors.New("the token endpoint gave no tokens")
	errIDToken = errors.New("the ID token is not for us")
	errProfile = errors.New("the provider does not say who it is")
)

// exchange turns a code into tokens (RFC 6749 §4.1.3, RFC 7636 §4.5).
func (s *Service) exchange(ctx context.Context, p provider, m metadata, code, verifier string) (Tokens, error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {s.baseURL + p.path()}}
	if verifier != "" {
		form.Set("code_verifier", verifier)
	}
	return s.ask(ctx, p, m, form)
}

// renew turns a refresh token into tokens (RFC 6749 §6).
func (s *Service) renew(ctx context.Context, p provider, m metadata, refresh string) (Tokens, error) {
	return s.ask(ctx, p, m, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}})
}

func (s *Service) ask(ctx context.Context, p provider, m metadata, form url.Values) (Tokens, error) {
	clientSecret, err := p.clientSecret(m, s.now())
	if err != nil {
		return Tokens{}, err
	}
	q := fetch.Request{URL: m.Token, Form: form, Want: fetch.Want{Types: []string{"application/json", "+json"}}}
	if m.Basic && clientSecret != "" {
		q.ID, q.Secret = p.ClientID, clientSecret
	} else {
		form.Set("client_id", p.ClientID)
		if clientSecret != "" {
			form.Set("client_secret", clientSecret)
		}
	}
	d, err := s.fetch.Do(ctx, q)
	if err != nil {
		return Tokens{}, fmt.Errorf("%w: %w", errTokens, err)
	}
	return parseTokens(d.Body, s.now())
}

// parseTokens reads the answer of a token endpoint (RFC 6749 §5.1). GitHub
// answers refusals with success, too.
func parseTokens(body []byte, now time.Time) (Tokens, error) {
	var told struct {
		Access  string          `json:"access_token"`
		Type    string          `json:"token_type"`
		Refresh string          `json:"refresh_token"`
		ID      string          `json:"id_token"`
		Scope   string          `json:"scope"`
		Error   string          `json:"error"`
		Life    json.RawMessage `json:"expires_in"`
		Longer  json.RawMessage `json:"refresh_token_expires_in"`
	}
	if err := json.Unmarshal(body, &told); err != nil {
		return Tokens{}, fmt.Errorf("%w: the answer is no JSON of the kind", errTokens)
	}
	if told.Error != "" {
		return Tokens{}, fmt.Errorf("%w: it refused", errTokens)
	}
	if told.Access == "" {
		return Tokens{}, fmt.Errorf("%w: access_token is missing", errTokens)
	}
	if told.Type != "" && !strings.EqualFold(told.Type, "bearer") {
		return Tokens{}, fmt.Errorf("%w: token_type is not bearer", errTokens)
	}
	if len(told.Access) > maxToken || len(told.Refresh) > maxToken || len(told.ID) > maxToken {
		return Tokens{}, fmt.Errorf("%w: they are too long", errTokens)
	}
	return Tokens{
		Access: told.Access, Refresh: told.Refresh, ID: told.ID,
		AccessExpires: after(now, told.Life), RefreshExpires: after(now, told.Longer),
		Scopes: strings.FieldsFunc(told.Scope, func(r rune) bool { return r == ' ' || r == ',' }),
	}, nil
}

// after is the end of a life in seconds, which some providers write as text.
func after(now time.Time, life json.RawMessage) time.Time {
	seconds, err := strconv.ParseInt(strings.Trim(string(life), `"`), 10, 32)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return now.Add(time.Duration(seconds) * time.Second)
}

// profile finds out whom tokens are about.
func (s *Service) profile(ctx context.Context, p provider, m metadata, t Tokens, nonce string) (Profile, error) {
	if !p.speaksOpenID() {
		return s.gitHub(ctx, m, t.Access)
	}
	if t.ID == "" {
		return Profile{}, fmt.Errorf("%w: id_token is missing", errProfile)
	}
	claims, err := s.read(ctx, m, t.ID, expectation{provider: p, issuer: m.Issuer, nonce: nonce, access: t.Access})
	if err != nil {
		return Profile{}, err
	}
	if told := p.reads(claims); m.Userinfo == "" || told.Email != "" && told.Name != "" {
		return told.usable(), nil
	}
	more, err := s.userinfo(ctx, m, t.Access, text(claims["sub"]))
	if err != nil {
		return Profile{}, err
	}
	all := maps.Clone(more) // what is signed counts for more
	maps.Copy(all, claims)
	return p.reads(all).usable(), nil
}

// reads makes a profile of claims as the provider means them.
func (p provider) reads(claims map[string]json.RawMessage) Profile {
	profile := told(claims)
	if p.Kind == config.Microsoft {
		profile.EmailVerified = vouches(claims, profile.Email)
	}
	return profile
}

// read verifies an ID token and returns its claims.
func (s *Service) read(ctx context.Context, m metadata, token string, e expectation) (map[string]json.RawMessage, error) {
	t, err := s.verify(ctx, m, token)
	if err != nil {
		return nil, err
	}
	if problem := e.problem(t, s.now()); problem != "" {
		return nil, fmt.Errorf("%w: %s", errIDToken, problem)
	}
	return t.claims, nil
}

// userinfo asks for claims that the ID token lacks. They count only if they are
// about the same person (OpenID Connect Core §5.3.2).
func (s *Service) userinfo(ctx context.Context, m metadata, access, subject string) (map[string]json.RawMessage, error) {
	d, err := s.fetch.Do(ctx, fetch.Request{URL: m.Userinfo, Bearer: access, Want: fetch.Want{Types: []string{"application/json", "+json"}}})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errProfile, err)
	}
	var claims map[string]json.RawMessage
	if err := json.Unmarshal(d.Body, &claims); err != nil {
		return nil, fmt.Errorf("%w: userinfo is no JSON object", errProfile)
	}
	if text(claims["sub"]) != subject {
		return nil, fmt.Errorf("%w: userinfo is about somebody else", errProfile)
	}
	return claims, nil
}

func (s *Service) gitHub(ctx context.Context, m metadata, access string) (Profile, error) {
	want := fetch.Want{Types: []string{"application/json", "+json"}}
	account, err := s.fetch.Do(ctx, fetch.Request{URL: m.Userinfo, Bearer: access, Want: want})
	if err != nil {
		return Profile{}, fmt.Errorf("%w: %w", errProfile, err)
	}
	emails, err := s.fetch.Do(ctx, fetch.Request{URL: m.Userinfo + "/emails", Bearer: access, Want: want})
	if _, refused := errors.AsType[*fetch.StatusError](err); err != nil && !refused { // a refusal means that nobody allowed it
		return Profile{}, fmt.Errorf("%w: %w", errProfile, err)
	}
	p, err := gitHubProfile(account.Body, emails.Body)
	return p.usable(), err
}
