package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// The wrk scripts say how the prepared requests are used: again and again, each
// once, or as the beginning of a chain of refresh tokens.
const (
	cycleScript   = "cycle.lua"
	onceScript    = "once.lua"
	refreshScript = "refresh.lua"
)

const tokenPath = "/api/auth/oauth2/token"

// work is one kind of request under load.
type work struct {
	key, title string
	script     string
	// count is how many requests are prepared; for onceScript it is 0, since
	// the need depends on the rate.
	count int
	// best is the best peer known for this work, 0 if none was measured.
	best     float64
	bestName string
	// peerKey names the peer's work to compare with when the peer cannot do
	// this one itself.
	peerKey string
	// build makes the i-th request.
	build func(ctx context.Context, r *rig, i int) (*http.Request, error)
	// check examines an answer's body, so that a fast wrong answer counts for
	// nothing; it returns the algorithm of a token it found signed.
	check func(r *rig, body []byte) (alg string, err error)
	// measure is set for what wrk cannot do: it measures our server alone and
	// writes into the report itself.
	measure func(ctx context.Context, b *bench, r *rig) error
}

// works lists the measured work. The figures of the best peers known were
// measured once, each product in its fastest sound configuration, on 2 shared
// cores with PostgreSQL 15, fsync on and 32 connections; that machine's
// calibration stands in report.go. They are not measured again here.
func works() []work {
	return []work{
		{
			key: "get-session", title: "get-session", script: cycleScript, count: userCount, best: 1626, bestName: "Kratos",
			build: withCookie("/api/auth/get-session"), check: has(`"user":{`),
		},
		{
			key: "client-credentials", title: "client_credentials, opaque token", script: cycleScript, count: 1,
			best: 1434, bestName: "Hydra, cheapest hasher", build: clientCredentials(""), check: accessToken(false),
		},
		{
			key: "client-credentials-jwt", title: "client_credentials, JWT", script: cycleScript, count: 1,
			best: 1226, bestName: "Hydra, cheapest hasher, ES256", build: clientCredentials(audience), check: accessToken(true),
		},
		{
			key: "code", title: "code exchange with ID token", script: onceScript,
			best: 398, bestName: "Hydra, ES256, public client",
			build: exchangeCode(func(r *rig) credentials { return r.es256 }),
			check: idToken(func(r *rig) credentials { return r.es256 }),
		},
		{
			key: "code-rs256", title: "code exchange with ID token", script: onceScript, peerKey: "code",
			build: exchangeCode(func(r *rig) credentials { return r.rs256 }),
			check: idToken(func(r *rig) credentials { return r.rs256 }),
		},
		{
			key: "refresh", title: "refresh with rotation and ID token", script: refreshScript, count: 128,
			best: 606, bestName: "Hydra, ES256, public client", build: refresh,
			check: idToken(func(r *rig) credentials { return r.es256 }),
		},
		{
			key: "userinfo", title: "userinfo", script: cycleScript, count: userCount, best: 3059, bestName: "Dex",
			build: userinfo, check: has(`"email":"user`),
		},
		{
			key: "introspection", title: "introspection, opaque token", script: cycleScript, count: userCount,
			best: 2613, bestName: "Dex", build: introspect, check: has(`"active":true`),
		},
		{
			key: "discovery", title: "discovery", script: cycleScript, count: 1, best: 26423, bestName: "Pocket ID",
			build: get("/.well-known/openid-configuration"), check: has(`"token_endpoint"`),
		},
		{
			key: "jwks", title: "JWKS", script: cycleScript, count: 1, best: 27145, bestName: "Pocket ID",
			build: get("/api/auth/jwks"), check: has(`"kid"`),
		},
		{key: "sign-ins", title: "password sign-ins at their limit", measure: signIns},
		{key: "timing", title: "wrong password and unknown address", measure: timing},
	}
}

type (
	buildFunc = func(context.Context, *rig, int) (*http.Request, error)
	checkFunc = func(*rig, []byte) (string, error)
)

func get(path string) buildFunc {
	return func(ctx context.Context, r *rig, _ int) (*http.Request, error) {
		return newRequest(ctx, http.MethodGet, r.base+path, "")
	}
}

func withCookie(path string) buildFunc {
	return func(ctx context.Context, r *rig, i int) (*http.Request, error) {
		req, err := newRequest(ctx, http.MethodGet, r.base+path, "")
		if err == nil {
			req.Header.Set("Cookie", r.users[i%len(r.users)].cookie)
		}
		return req, err
	}
}

func clientCredentials(resource string) buildFunc {
	return func(ctx context.Context, r *rig, _ int) (*http.Request, error) {
		values := url.Values{"grant_type": {"client_credentials"}, "scope": {"roles"}}
		if resource != "" {
			values.Set("resource", resource)
		}
		return r.form(ctx, tokenPath, r.web, values)
	}
}

func exchangeCode(client func(*rig) credentials) buildFunc {
	return func(ctx context.Context, r *rig, i int) (*http.Request, error) {
		return r.codeExchange(ctx, client(r), r.users[i%len(r.users)])
	}
}

func refresh(ctx context.Context, r *rig, i int) (*http.Request, error) {
	granted, err := r.grant(ctx, r.es256, r.users[i%len(r.users)])
	if err != nil {
		return nil, err
	}
	if granted.RefreshToken == "" {
		return nil, errors.New("no refresh token was granted")
	}
	// The encoded form is in the order of its names, and refresh.lua needs the
	// token at the end: client_id, grant_type, refresh_token.
	return r.form(ctx, tokenPath, r.es256,
		url.Values{"grant_type": {"refresh_token"}, "refresh_token": {granted.RefreshToken}})
}

func userinfo(ctx context.Context, r *rig, i int) (*http.Request, error) {
	granted, err := r.grant(ctx, r.es256, r.users[i%len(r.users)])
	if err != nil {
		return nil, err
	}
	req, err := newRequest(ctx, http.MethodGet, r.base+"/api/auth/oauth2/userinfo", "")
	if err == nil {
		req.Header.Set("Authorization", "Bearer "+granted.AccessToken)
	}
	return req, err
}

func introspect(ctx context.Context, r *rig, i int) (*http.Request, error) {
	granted, err := r.grant(ctx, r.web, r.users[i%len(r.users)])
	if err != nil {
		return nil, err
	}
	return r.form(ctx, "/api/auth/oauth2/introspect", r.web,
		url.Values{"token": {granted.AccessToken}, "token_type_hint": {"access_token"}})
}

func has(part string) checkFunc {
	return func(_ *rig, body []byte) (string, error) {
		if !strings.Contains(string(body), part) {
			return "", fmt.Errorf("the answer lacks %s: %.300s", part, body)
		}
		return "", nil
	}
}

func accessToken(wantJWT bool) checkFunc {
	return func(_ *rig, body []byte) (string, error) {
		var out tokens
		if err := json.Unmarshal(body, &out); err != nil {
			return "", err
		}
		if out.AccessToken == "" {
			return "", fmt.Errorf("no access token: %s", body)
		}
		alg, err := algorithm(out.AccessToken)
		if (err == nil) != wantJWT {
			return "", fmt.Errorf("access token is a JWT: %t, wanted: %t", err == nil, wantJWT)
		}
		return alg, nil
	}
}

// idToken also sees to it that the tokens are signed with the algorithm that
// the report names.
func idToken(client func(*rig) credentials) checkFunc {
	return func(r *rig, body []byte) (string, error) {
		var out tokens
		if err := json.Unmarshal(body, &out); err != nil {
			return "", err
		}
		alg, err := algorithm(out.IDToken)
		if err != nil {
			return "", fmt.Errorf("ID token: %w", err)
		}
		if want := client(r).idTokenAlg; alg != want {
			return "", fmt.Errorf("the ID token is signed with %s, wanted %s", alg, want)
		}
		return alg, nil
	}
}

// algorithm reads the alg of a JWT's header.
func algorithm(token string) (string, error) {
	encoded, _, found := strings.Cut(token, ".")
	if !found {
		return "", errors.New("not a JWT")
	}
	header, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return "", err
	}
	var out struct {
		Alg string `json:"alg"`
	}
	if err := json.Unmarshal(header, &out); err != nil {
		return "", err
	}
	return out.Alg, nil
}
