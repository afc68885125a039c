package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// redirectURI is registered for every client and never fetched.
	redirectURI = "https://app.example.com/callback"
	// codeVerifier is the same for all codes: what is measured is the server,
	// and its work does not depend on the verifier's value.
	codeVerifier = "bench-verifier-0123456789-0123456789-0123456789"
	userScopes   = "openid profile email offline_access"
	userCount    = 16
	// preparers is how many requests are under way while one-time values are
	// collected.
	preparers = 16
)

type account struct {
	id     string
	cookie string
}

// rig is a running server with the users and clients the work needs.
type rig struct {
	*server
	api   *api
	users []account
	web   credentials // confidential
	es256 credentials // public, ID tokens ES256 where the server has a choice
	rs256 credentials // public, ID tokens RS256 where the server has a choice
}

func newRig(ctx context.Context, s *server) (*rig, error) {
	r := &rig{server: s, api: newAPI(s)}
	for i := range userCount {
		user, err := r.api.signUp(ctx, fmt.Sprintf("Bench User%d", i), fmt.Sprintf("user%d@example.com", i))
		if err != nil {
			return nil, err
		}
		r.users = append(r.users, user)
	}
	public := strings.Fields(userScopes)
	confidential := append(strings.Fields(userScopes), "roles")
	for _, client := range []struct {
		into *credentials
		app  application
	}{
		{&r.web, application{slug: "bench-web", idTokenAlg: "ES256", scopes: confidential}},
		{&r.es256, application{slug: "bench-es256", public: true, idTokenAlg: "ES256", scopes: public}},
		{&r.rs256, application{slug: "bench-rs256", public: true, idTokenAlg: "RS256", scopes: public}},
	} {
		var err error
		if *client.into, err = s.register(ctx, r.api, client.app, r.users); err != nil {
			return nil, fmt.Errorf("%s: creating %s: %w", s.name(), client.app.slug, err)
		}
	}
	return r, nil
}

func (a *api) signUp(ctx context.Context, name, email string) (account, error) {
	return a.authenticate(ctx, "/api/auth/sign-up/email",
		map[string]any{"name": name, "email": email, "password": userPassword})
}

func (a *api) signIn(ctx context.Context, email, password string) (account, error) {
	return a.authenticate(ctx, "/api/auth/sign-in/email", map[string]any{"email": email, "password": password})
}

func (a *api) authenticate(ctx context.Context, path string, in map[string]any) (account, error) {
	var out struct{ User struct{ ID string } }
	res, err := a.exchange(ctx, path, "", in, &out)
	if err != nil {
		return account{}, err
	}
	for _, line := range res.header.Values("Set-Cookie") {
		pair, _, _ := strings.Cut(line, ";")
		if strings.HasPrefix(pair, "better-auth.session_token=") {
			return account{id: out.User.ID, cookie: pair}, nil
		}
	}
	return account{}, errors.New(path + " set no session cookie")
}

// authorize takes a user with a session through the authorization endpoint and
// returns the code.
func (r *rig) authorize(ctx context.Context, client credentials, user account) (string, error) {
	challenge := sha256.Sum256([]byte(codeVerifier))
	query := url.Values{
		"response_type": {"code"}, "client_id": {client.clientID}, "redirect_uri": {redirectURI},
		"scope": {userScopes}, "state": {"bench-state"}, "nonce": {"bench-nonce"},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(challenge[:])},
		"code_challenge_method": {"S256"},
	}
	req, err := newRequest(ctx, http.MethodGet, r.base+"/api/auth/oauth2/authorize?"+query.Encode(), "")
	if err != nil {
		return "", err
	}
	req.Header.Set("Cookie", user.cookie)
	res, err := r.api.do(req)
	if err != nil {
		return "", err
	}
	if res.code != http.StatusFound {
		return "", res.mismatch(req)
	}
	location, err := url.Parse(res.header.Get("Location"))
	if err != nil {
		return "", err
	}
	code := location.Query().Get("code")
	if code == "" {
		return "", fmt.Errorf("authorize led to %s", location)
	}
	return code, nil
}

type tokens struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	IDToken      string `json:"id_token"`
}

// grant runs a whole code flow.
func (r *rig) grant(ctx context.Context, client credentials, user account) (tokens, error) {
	req, err := r.codeExchange(ctx, client, user)
	if err != nil {
		return tokens{}, err
	}
	res, err := r.api.do(req)
	if err != nil {
		return tokens{}, err
	}
	if res.code != http.StatusOK {
		return tokens{}, res.mismatch(req)
	}
	var out tokens
	err = json.Unmarshal(res.body, &out)
	return out, err
}

// codeExchange obtains a code and returns the token request that spends it.
func (r *rig) codeExchange(ctx context.Context, client credentials, user account) (*http.Request, error) {
	code, err := r.authorize(ctx, client, user)
	if err != nil {
		return nil, err
	}
	return r.form(ctx, tokenPath, client, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirectURI}, "code_verifier": {codeVerifier},
	})
}

// form builds a form POST: with Basic authentication for a confidential
// client, with client_id alone for a public one.
func (r *rig) form(ctx context.Context, path string, client credentials, values url.Values) (*http.Request, error) {
	if client.clientSecret == "" {
		values.Set("client_id", client.clientID)
	}
	req, err := newRequest(ctx, http.MethodPost, r.base+path, values.Encode())
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if client.clientSecret != "" {
		req.SetBasicAuth(client.clientID, client.clientSecret)
	}
	return req, nil
}

func newRequest(ctx context.Context, method, target, body string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body == "" {
		req.Body = http.NoBody
	}
	req.Header.Set("User-Agent", "auth-service-bench")
	return req, nil
}

// collect makes up to n requests of one kind in parallel and stops early when
// the time limit is reached. The answers keep the order in which they were
// begun, oldest first.
func collect(ctx context.Context, n int, limit time.Duration, build func(context.Context, int) (*http.Request, error)) ([]*http.Request, error) {
	requests := make([]*http.Request, n)
	deadline := time.Now().Add(limit)
	var next atomic.Int64
	var group sync.WaitGroup
	failures := make(chan error, preparers)
	for range preparers {
		group.Go(func() {
			for time.Now().Before(deadline) {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				req, err := build(ctx, i)
				if err != nil {
					failures <- err
					return
				}
				requests[i] = req
			}
		})
	}
	group.Wait()
	close(failures)
	if err := <-failures; err != nil {
		return nil, err
	}
	return requests[:min(n, int(next.Load()))], nil
}

// writeRecords stores requests as the wrk scripts read them: each as its
// length on a line, its bytes on the wire, and a line end.
func writeRecords(path string, requests []*http.Request) error {
	var file, wire bytes.Buffer
	for _, req := range requests {
		wire.Reset()
		if err := req.Write(&wire); err != nil {
			return err
		}
		fmt.Fprintf(&file, "%d\n%s\n", wire.Len(), wire.Bytes())
	}
	return os.WriteFile(path, file.Bytes(), 0o600)
}
