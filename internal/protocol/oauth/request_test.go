package oauth_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" // RFC 7636, appendix B

func TestProvesChallenge(t *testing.T) {
	const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	if !oauth.ProvesChallenge(verifier, challenge) {
		t.Error("the RFC's own example is refused")
	}
	for name, bad := range map[string]string{
		"empty": "", "the challenge itself": challenge, "too short": verifier[:42], "too long": strings.Repeat("a", 129),
		"other character": "!" + verifier[1:], "one bit": "e" + verifier[1:],
	} {
		if oauth.ProvesChallenge(bad, challenge) {
			t.Errorf("%s is accepted", name)
		}
	}
}

// Authorization requests that must be refused, by the rule they break.
func TestCheckRefuses(t *testing.T) {
	client := oauth.Client{Scopes: []string{"openid", "profile"}, RequirePKCE: true}
	good := map[string]string{
		"response_type": "code", "client_id": "app", "redirect_uri": "https://app.example/cb", "scope": "openid",
		"code_challenge": challenge, "code_challenge_method": "S256",
	}
	with := func(changes ...string) oauth.Pairs {
		var pairs oauth.Pairs
		for name, value := range good {
			pairs = append(pairs, oauth.Pair{Name: name, Value: value})
		}
		for i := 0; i < len(changes); i += 2 {
			found := false
			for p := range pairs {
				if pairs[p].Name == changes[i] {
					pairs[p].Value, found = changes[i+1], true
				}
			}
			if !found {
				pairs = append(pairs, oauth.Pair{Name: changes[i], Value: changes[i+1]})
			}
		}
		return pairs
	}
	public := client
	public.Public = true
	lax := client
	lax.RequirePKCE = false
	for _, c := range []struct {
		name   string
		pairs  oauth.Pairs
		client oauth.Client
		code   string // empty: accepted
	}{
		{"good", with(), client, ""},
		{"RFC 6749 3.1.1 response_type missing", with("response_type", ""), client, oauth.CodeInvalidRequest},
		{"RFC 6749 3.1.1 response_type token", with("response_type", "token"), client, oauth.CodeUnsupportedResponseType},
		{"RFC 6749 3.1.1 response_type code id_token", with("response_type", "code id_token"), client, oauth.CodeUnsupportedResponseType},
		{"RFC 6749 3.3 scope not allowed", with("scope", "openid email"), client, oauth.CodeInvalidScope},
		{"RFC 6749 3.3 scope order does not matter", with("scope", "profile openid openid"), client, ""},
		{"RFC 7636 4.4.1 challenge missing, public", with("code_challenge", "", "code_challenge_method", ""), public, oauth.CodeInvalidRequest},
		{"RFC 7636 4.4.1 challenge missing, required", with("code_challenge", "", "code_challenge_method", ""), client, oauth.CodeInvalidRequest},
		{"challenge missing, not required", with("code_challenge", "", "code_challenge_method", ""), lax, ""},
		{"RFC 9700 2.1.1 method plain", with("code_challenge_method", "plain"), client, oauth.CodeInvalidRequest},
		{"RFC 7636 4.3 method missing means plain", with("code_challenge_method", ""), client, oauth.CodeInvalidRequest},
		{"method without challenge", with("code_challenge", ""), lax, oauth.CodeInvalidRequest},
		{"challenge too short", with("code_challenge", "abc"), client, oauth.CodeInvalidRequest},
		{"OIDC Core 3.1.2.1 prompt none with login", with("prompt", "none login"), client, oauth.CodeInvalidRequest},
		{"OIDC Core 3.1.2.1 unknown prompt", with("prompt", "dance"), client, oauth.CodeInvalidRequest},
		{"OIDC Core 3.1.2.1 max_age negative", with("max_age", "-1"), client, oauth.CodeInvalidRequest},
		{"OIDC Core 3.1.2.1 max_age word", with("max_age", "soon"), client, oauth.CodeInvalidRequest},
		{"OIDC Core 6.1 request object", with("request", "e30.e30."), client, oauth.CodeRequestNotSupported},
		{"OIDC Core 6.2 request_uri", with("request_uri", "https://app.example/r"), client, oauth.CodeRequestURINotSupported},
		{"response_mode fragment", with("response_mode", "fragment"), client, oauth.CodeInvalidRequest},
		{"state of 384 characters", with("state", strings.Repeat("s", 384)), client, ""},
		{"state far too long", with("state", strings.Repeat("s", 5000)), client, oauth.CodeInvalidRequest},
		{"nonce far too long", with("nonce", strings.Repeat("n", 2000)), client, oauth.CodeInvalidRequest},
		{"unknown parameter", with("extra", "foobar", "display", "page", "ui_locales", "se", "acr_values", "1 2"), client, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := oauth.ParseRequest(c.pairs)
			if err == nil {
				err = r.Check(c.client)
			}
			switch {
			case c.code == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.code != "" && err == nil:
				t.Error("accepted")
			case c.code != "" && !errors.Is(err, &oauth.Error{Code: c.code}):
				t.Errorf("refused with %s, want %s", err.Code, c.code)
			}
		})
	}
}

func TestParseRequestRefusesRepeatedParameters(t *testing.T) {
	pairs, _ := oauth.ParsePairs("client_id=a&state=1&state=2")
	if _, err := oauth.ParseRequest(pairs); err == nil {
		t.Error("state is taken twice")
	}
	pairs, _ = oauth.ParsePairs("client_id=a&resource=https://a.example&resource=https://b.example")
	if r, err := oauth.ParseRequest(pairs); err != nil || len(r.Resources) != 2 {
		t.Errorf("two resources: %v, %v", r.Resources, err)
	}
}

func TestRequestSurvivesSigning(t *testing.T) {
	raw := "response_type=code&client_id=a&redirect_uri=https%3A%2F%2Fa.example%2Fcb&scope=openid+profile&state=st&code_challenge=" + challenge +
		"&code_challenge_method=S256&nonce=n&prompt=login+consent&max_age=10&resource=https%3A%2F%2Fr.example"
	pairs, _ := oauth.ParsePairs(raw)
	r, err := oauth.ParseRequest(pairs)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Pairs().Encode(); got != raw {
		t.Errorf("%s\nbecame\n%s", raw, got)
	}
}

func TestMatchesRedirectIsExact(t *testing.T) {
	registered := []string{"https://app.example/cb", "https://app.example/cb2?x=1"}
	for _, good := range registered {
		if !oauth.MatchesRedirect(registered, good) {
			t.Errorf("%s is refused", good)
		}
	}
	for _, bad := range []string{
		"", "https://app.example/cb/", "https://app.example/cb?x=1", "https://app.example/CB", "https://app.example:443/cb", "http://app.example/cb",
		"https://app.example/cb#f", "https://user@app.example/cb", "https://app.example/cb2", "https://app.example/cb2?x=1&y=2",
		`https://app.example\@evil.example/cb`, "https://app.example/cb%00", "https://app.example/./cb",
	} {
		if oauth.MatchesRedirect(registered, bad) {
			t.Errorf("%s is accepted", bad)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add("response_type=code&client_id=a&scope=openid&prompt=none&max_age=1")
	f.Add("max_age=99999999999999999999&scope=+++&resource=&resource=x")
	f.Fuzz(func(t *testing.T, raw string) {
		pairs, ok := oauth.ParsePairs(raw)
		if !ok {
			return
		}
		r, err := oauth.ParseRequest(pairs)
		if err != nil {
			return
		}
		if err := r.Check(oauth.Client{Scopes: oauth.Scopes(), Public: true}); err == nil && r.Challenge == "" {
			t.Errorf("%q is accepted without a challenge", raw)
		}
		again, err := oauth.ParseRequest(r.Pairs())
		if err != nil || again.State != r.State || again.Nonce != r.Nonce || again.ClientID != r.ClientID {
			t.Errorf("%q changes when it is signed", raw)
		}
	})
}

func TestReplyKeepsTheQuery(t *testing.T) {
	got := oauth.Reply("http://127.0.0.1:9999/cb2?x=1", oauth.Pairs{{Name: "code", Value: "c"}, {Name: "iss", Value: "http://127.0.0.1:3001"}})
	if want := "http://127.0.0.1:9999/cb2?x=1&code=c&iss=http%3A%2F%2F127.0.0.1%3A3001"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
