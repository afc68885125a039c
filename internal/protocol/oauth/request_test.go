package oauth_test

import (
	"errors"
	"net/url"
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
	client := oauth.Client{Scopes: []string{"openid", "profile"}, RequirePKCE: true, MayCode: true, MayRefresh: true}
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
	machine := client
	machine.MayCode = false
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
		{"RFC 6749 4.1.2.1 client without the grant", with(), machine, oauth.CodeUnauthorizedClient},
		{"RFC 6749 3.1 parameter repeated", append(with(), oauth.Pair{Name: "nonce", Value: "1"}, oauth.Pair{Name: "nonce", Value: "2"}), client, oauth.CodeInvalidRequest},
		{"RFC 6749 3.1 unknown parameter repeated", append(with(), oauth.Pair{Name: "x", Value: "1"}, oauth.Pair{Name: "x", Value: "2"}), client, oauth.CodeInvalidRequest},
		{"RFC 9449 10 dpop_jkt is no thumbprint", with("dpop_jkt", "abc"), client, oauth.CodeInvalidRequest},
		{"dpop_jkt", with("dpop_jkt", challenge), client, ""},
		{"OIDC Core 5.5 claims is no JSON", with("claims", "{"), client, oauth.CodeInvalidRequest},
		{"claims", with("claims", `{"userinfo":{"name":null}}`), client, ""},
		{"id_token_hint far too long", with("id_token_hint", strings.Repeat("x", 9000)), client, oauth.CodeInvalidRequest},
		{"form_post", with("response_mode", "form_post", "state", "a b"), client, ""},
		{"form_post, state that HTML changes", with("response_mode", "form_post", "state", "a\nb"), client, oauth.CodeInvalidRequest},
		{"hints too long are forgotten", with("login_hint", strings.Repeat("x", 400), "acr_values", strings.Repeat("x", 400), "ui_locales", "\x00"), client, ""},
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

// conformance: RFC 6749 §3.1
func TestParseRequestRefusesRepeatedParameters(t *testing.T) {
	for _, raw := range []string{"client_id=a&client_id=a", "client_id=a&redirect_uri=x&redirect_uri=y"} {
		pairs, _ := oauth.ParsePairs(raw)
		if _, err := oauth.ParseRequest(pairs); err == nil {
			t.Errorf("%s: it is not known where an answer may go", raw)
		}
	}
	pairs, _ := oauth.ParsePairs("client_id=a&state=1&state=2&response_mode=query&response_mode=form_post")
	r, err := oauth.ParseRequest(pairs)
	if err != nil || r.State != "" || r.ResponseMode != "" {
		t.Errorf("one of two is taken: %+v, %v", r, err)
	}
	if refused := r.Check(oauth.Client{MayCode: true}); refused == nil || refused.Code != oauth.CodeInvalidRequest {
		t.Errorf("refused with %v", refused)
	}
	pairs, _ = oauth.ParsePairs("client_id=a&resource=https://a.example&resource=https://b.example")
	if r, err := oauth.ParseRequest(pairs); err != nil || len(r.Resources) != 2 {
		t.Errorf("two resources: %v, %v", r.Resources, err)
	}
}

func TestRequestSurvivesSigning(t *testing.T) {
	raw := "response_type=code&client_id=a&redirect_uri=https%3A%2F%2Fa.example%2Fcb&scope=openid+profile&state=st&code_challenge=" + challenge +
		"&code_challenge_method=S256&nonce=n&prompt=login+consent&max_age=10&resource=https%3A%2F%2Fr.example&resource=https%3A%2F%2Fs.example" +
		"&response_mode=form_post&login_hint=ada%40example.org&ui_locales=fr+en&id_token_hint=a.b.c&acr_values=1+2" +
		"&claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22essential%22%3Atrue%2C%22values%22%3A%5B%22%3C%26%3E%22%5D%7D%7D%7D&dpop_jkt=" + challenge
	pairs, _ := oauth.ParsePairs(raw)
	r, err := oauth.ParseRequest(pairs)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Pairs().Encode(); got != raw {
		t.Errorf("%s\nbecame\n%s", raw, got)
	}
}

// conformance: RFC 9700 §2.1
func TestMatchesRedirectIsExact(t *testing.T) {
	registered := []string{"https://app.example/cb", "https://app.example/cb2?x=1", "com.example.app:/cb", "http://localhost:1234/cb"}
	for _, native := range []bool{false, true} {
		for _, good := range registered {
			if !oauth.MatchesRedirect(registered, good, native) {
				t.Errorf("%s is refused", good)
			}
		}
		for _, bad := range []string{
			"", "https://app.example/cb/", "https://app.example/cb?x=1", "https://app.example/CB", "https://app.example:443/cb", "http://app.example/cb",
			"https://app.example/cb#f", "https://user@app.example/cb", "https://app.example/cb2", "https://app.example/cb2?x=1&y=2",
			`https://app.example\@evil.example/cb`, "https://app.example/cb%00", "https://app.example/./cb", "http://localhost:1235/cb", "http://127.0.0.1:1234/cb",
		} {
			if oauth.MatchesRedirect(registered, bad, native) {
				t.Errorf("%s is accepted, native %v", bad, native)
			}
		}
	}
}

// conformance: RFC 8252 §7.3
func TestLoopbackPort(t *testing.T) {
	registered := []string{"http://127.0.0.1/cb", "http://[::1]:8080/cb?x=1", "http://127.0.0.1:7000"}
	for uri, want := range map[string]bool{
		"http://127.0.0.1/cb":                 true,
		"http://127.0.0.1:1/cb":               true,
		"http://127.0.0.1:65535/cb":           true,
		"http://[::1]/cb?x=1":                 true,
		"http://[::1]:52000/cb?x=1":           true,
		"http://127.0.0.1":                    true,
		"http://127.0.0.1:7001":               true,
		"http://127.0.0.1:7001/":              false,
		"http://127.0.0.1:0/cb":               false,
		"http://127.0.0.1:65536/cb":           false,
		"http://127.0.0.1:/cb":                false,
		"http://127.0.0.1:+1/cb":              false,
		"http://127.0.0.1:1.evil.example":     false,
		"http://127.0.0.1:1@evil.example":     false,
		"http://127.0.0.1:a@evil.example/cb":  false,
		"http://127.0.0.1.evil.example/cb":    false,
		"http://127.0.0.1@evil.example/cb":    false,
		"http://127.0.0.1:1/cb2":              false,
		"http://127.0.0.1:1/cb?x=1":           false,
		"http://127.0.0.1:1/cb#f":             false,
		"http://127.0.0.2:1/cb":               false,
		"http://localhost:1/cb":               false,
		"https://127.0.0.1:1/cb":              false,
		"HTTP://127.0.0.1:1/cb":               false,
		"http://[::1]:1/cb":                   false,
		"http://[0:0:0:0:0:0:0:1]:1/cb?x=1":   false,
		"http://2130706433:1/cb":              false,
		"http://127.1:1/cb":                   false,
		`http://127.0.0.1:1\@evil.example/cb`: false,
	} {
		if got := oauth.MatchesRedirect(registered, uri, true); got != want {
			t.Errorf("%s of a native client: %v", uri, got)
		}
		if oauth.MatchesRedirect([]string{"http://127.0.0.1/cb"}, "http://127.0.0.1:1/cb", false) {
			t.Error("a web client gets the same freedom")
		}
	}
}

// Whatever is sent, only the port of a loopback address may differ.
func FuzzMatchesRedirect(f *testing.F) {
	registered := []string{"http://127.0.0.1/cb", "https://app.example/cb"}
	f.Add("http://127.0.0.1:1/cb")
	f.Add("http://127.0.0.1:1@evil.example/cb")
	f.Add("https://app.example/cb")
	f.Fuzz(func(t *testing.T, uri string) {
		if !oauth.MatchesRedirect(registered, uri, true) || uri == registered[1] {
			return
		}
		u, err := url.Parse(uri)
		if err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.User != nil || u.Path != "/cb" || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q is accepted", uri)
		}
	})
}

func FuzzParseRequest(f *testing.F) {
	f.Add("response_type=code&client_id=a&scope=openid&prompt=none&max_age=1")
	f.Add("max_age=99999999999999999999&scope=+++&resource=&resource=x")
	f.Add("state=1&state=2&response_mode=form_post&claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22values%22%3A%5B%22%3C%22%5D%7D%7D%7D&acr_values=a+a")
	f.Fuzz(func(t *testing.T, raw string) {
		pairs, ok := oauth.ParsePairs(raw)
		if !ok {
			return
		}
		r, err := oauth.ParseRequest(pairs)
		if err != nil {
			return
		}
		if err := r.Check(oauth.Client{Scopes: oauth.Scopes(), Public: true, MayCode: true}); err == nil && r.Challenge == "" {
			t.Errorf("%q is accepted without a challenge", raw)
		}
		again, err := oauth.ParseRequest(r.Pairs())
		if err != nil {
			t.Fatalf("%q cannot be read back", raw)
		}
		again.ScopeAsked = r.ScopeAsked // which only moves the scope
		if again.Pairs().Encode() != r.Pairs().Encode() {
			t.Errorf("%q changes when it is signed:\n%s\n%s", raw, r.Pairs().Encode(), again.Pairs().Encode())
		}
	})
}

func TestReplyKeepsTheQuery(t *testing.T) {
	got := oauth.Reply("http://127.0.0.1:9999/cb2?x=1", oauth.Pairs{{Name: "code", Value: "c"}, {Name: "iss", Value: "http://127.0.0.1:3001"}})
	if want := "http://127.0.0.1:9999/cb2?x=1&code=c&iss=http%3A%2F%2F127.0.0.1%3A3001"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
