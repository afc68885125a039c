package client_test

import (
	"encoding/base64"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/token"
)

func basic(text string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(text))
}

func pairs(t *testing.T, raw string) oauth.Pairs {
	t.Helper()
	p, ok := oauth.ParsePairs(raw)
	if !ok {
		t.Fatal(raw)
	}
	return p
}

// unsigned is a JWT nobody signed, with this payload.
func unsigned(payload string) string {
	return "eyJhbGciOiJFUzI1NiJ9." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".AAAA"
}

// What can be said of an assertion before anybody's key is asked for.
//
// conformance: RFC 7521 §4.2
// conformance: RFC 7523 §3
func TestParseAssertion(t *testing.T) {
	good := "&client_assertion=" + unsigned(`{"sub":"a"}`)
	for name, c := range map[string]struct {
		form, header string
		id           string
		code         string // of the refusal
	}{
		"RFC 7521 4.2: client_id may be left out":        {asserts + good, "", "a", ""},
		"RFC 7521 4.2: client_id of the subject":         {asserts + good + "&client_id=a", "", "a", ""},
		"RFC 7521 4.2: client_id of another client":      {asserts + good + "&client_id=b", "", "", "invalid_client"},
		"RFC 7521 4.2: no client_assertion":              {asserts + "&client_id=a", "", "", "invalid_client"},
		"RFC 7521 4.2: an empty client_assertion":        {asserts + "&client_assertion=&client_id=a", "", "", "invalid_client"},
		"RFC 7521 4.2: no client_assertion_type":         {"client_id=a" + good, "", "", "invalid_client"},
		"RFC 7521 4.2: SAML":                             {"client_assertion_type=urn:ietf:params:oauth:client-assertion-type:saml2-bearer" + good, "", "", "invalid_client"},
		"RFC 6749 2.3: with a secret":                    {asserts + good + "&client_id=a&client_secret=b", "", "", "invalid_request"},
		"RFC 6749 2.3: with Basic":                       {asserts + good, basic("a:b"), "", "invalid_request"},
		"RFC 6749 2.3: with a Basic that cannot be read": {asserts + good, "Basic ###", "", "invalid_request"},
		"RFC 6749 3.2: twice":                            {asserts + good + good, "", "", "invalid_request"},
		"RFC 7523 3: no sub":                             {asserts + "&client_assertion=" + unsigned(`{"iss":"a"}`) + "&client_id=a", "", "", "invalid_client"},
		"RFC 7523 3: sub is no text":                     {asserts + "&client_assertion=" + unsigned(`{"sub":["a"]}`), "", "", "invalid_client"},
		"RFC 7523 3: no object":                          {asserts + "&client_assertion=" + unsigned(`"a"`), "", "", "invalid_client"},
		"RFC 7523 3: no JSON":                            {asserts + "&client_assertion=" + unsigned(`{`), "", "", "invalid_client"},
		"RFC 7515 7.1: no dots":                          {asserts + "&client_assertion=abc", "", "", "invalid_client"},
		"RFC 7515 7.1: one dot":                          {asserts + "&client_assertion=a.b", "", "", "invalid_client"},
		"RFC 7515 7.1: many dots":                        {asserts + "&client_assertion=" + strings.Repeat(".", 8000), "", "", "invalid_client"},
		"RFC 7516 7.1: encrypted":                        {asserts + "&client_assertion=" + unsigned(`{"sub":"a"}`) + ".b.c", "", "", "invalid_client"},
		"RFC 7515 2: padded base64":                      {asserts + "&client_assertion=e30." + base64.URLEncoding.EncodeToString([]byte(`{"sub":"a"}`)) + ".AA", "", "", "invalid_client"},
		"stack 4: too long to look at":                   {asserts + "&client_assertion=" + unsigned(`{"sub":"`+strings.Repeat("a", 9000)+`"}`), "", "", "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			got, refused := client.Parse(pairs(t, c.form), c.header)
			code := ""
			if refused != nil {
				code = refused.Code
			}
			if got.ID != c.id || got.HasSecret || (got.Assertion != "") != (c.code == "") || code != c.code {
				t.Errorf("%+v, refused %q", got, code)
			}
			if refused != nil && refused.Challenge {
				t.Error("challenged although no header was tried")
			}
		})
	}
}

const asserts = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

func TestClaimed(t *testing.T) {
	for form, want := range map[string]string{
		"client_id=a": "a",
		"client_assertion=" + unsigned(`{"sub":"b"}`):             "b",
		"client_id=a&client_assertion=" + unsigned(`{"sub":"b"}`): "a",
		"": "",
	} {
		if got := client.Claimed(pairs(t, form)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// FuzzParseAssertion reads whatever claims to be an assertion. Nobody verified
// it, so all it may yield is a name.
func FuzzParseAssertion(f *testing.F) {
	f.Add(unsigned(`{"sub":"a","aud":["b"],"exp":1.5,"jti":"c"}`), "a")
	f.Add(unsigned(`{"sub":"a","aud":"b","exp":"c"}`), "")
	f.Add("a.b.c.d.e", "a")
	f.Fuzz(func(t *testing.T, assertion, id string) {
		form := oauth.Pairs{{Name: "client_assertion_type", Value: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, {Name: "client_assertion", Value: assertion}}
		if id != "" {
			form = append(form, oauth.Pair{Name: "client_id", Value: id})
		}
		c, refused := client.Parse(form, "")
		if refused != nil {
			if !reflect.DeepEqual(c, client.Credentials{}) {
				t.Errorf("refused with %+v", c)
			}
			return
		}
		if c.ID == "" || c.Assertion != assertion || c.HasSecret || id != "" && c.ID != id {
			t.Errorf("read %+v", c)
		}
	})
}

// FuzzParseClaims holds what was read against the text.
func FuzzParseClaims(f *testing.F) {
	f.Add([]byte(`{"iss":"a","sub":"b","aud":"c","exp":1795406124,"nbf":1,"iat":1.25,"jti":"d"}`))
	f.Add([]byte(`{"aud":["a","b"]}`))
	f.Add([]byte(`{"aud":null}`))
	f.Add([]byte(`{"exp":1e400}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := client.ParseClaims(payload)
		if err != nil {
			if c.All != nil || c.Subject != "" {
				t.Errorf("%v with %+v", err, c)
			}
			return
		}
		for name, given := range map[string]bool{"exp": !c.Expires.IsZero(), "nbf": !c.NotBefore.IsZero(), "iat": !c.IssuedAt.IsZero()} {
			if _, there := c.All[name]; there != given {
				t.Errorf("%s: %v in %s", name, given, payload)
			}
		}
		for _, at := range []time.Time{c.Expires, c.NotBefore, c.IssuedAt} {
			if !at.IsZero() && (at.Unix() < 0 || at.Year() > 10000) {
				t.Errorf("a time of %s in %s", at, payload)
			}
		}
		if !c.AudienceIsList && len(c.Audience) > 1 {
			t.Errorf("one audience of several: %+v", c)
		}
	})
}

// conformance: RFC 6749 §2.3.1
func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		form, header string
		id, secret   string
		code         string // of the refusal
	}{
		"post":                         {"client_id=a&client_secret=b", "", "a", "b", ""},
		"public":                       {"client_id=a", "", "a", "", ""},
		"empty secret is none":         {"client_id=a&client_secret=", "", "a", "", ""},
		"nothing":                      {"", "", "", "", ""},
		"basic":                        {"", basic("a:b"), "a", "b", ""},
		"basic, encoded":               {"", basic("a%2Db:c%3Ad+e"), "a-b", "c:d e", ""},
		"basic, colons in the secret":  {"", basic("a:b:c"), "a", "b:c", ""},
		"basic, bad encoding is raw":   {"", basic("a:%zz"), "a", "%zz", ""},
		"basic with the same id":       {"client_id=a", basic("a:b"), "a", "b", ""},
		"another scheme":               {"client_id=a", "Bearer x", "a", "", ""},
		"two ways":                     {"client_id=a&client_secret=b", basic("a:b"), "", "", "invalid_request"},
		"basic with another id":        {"client_id=b", basic("a:b"), "", "", "invalid_client"},
		"basic, no base64":             {"", "Basic ###", "", "", "invalid_client"},
		"basic, no colon":              {"", basic("a"), "", "", "invalid_client"},
		"basic, no id":                 {"", basic(":b"), "", "", "invalid_client"},
		"basic, no secret":             {"", basic("a:"), "", "", "invalid_client"},
		"basic, far too long":          {"", basic("a:" + strings.Repeat("b", 9000)), "", "", "invalid_client"},
		"repeated parameter":           {"client_id=a&client_id=a", "", "", "", "invalid_request"},
		"resource may be repeated":     {"client_id=a&resource=x&resource=y", "", "a", "", ""},
		"parameter too long":           {"client_id=a&code=" + strings.Repeat("c", 9000), "", "", "", "invalid_request"},
		"unknown repeated parameter":   {"client_id=a&foo=1&foo=2", "", "", "", "invalid_request"},
		"basic in lower case, encoded": {"", strings.Replace(basic("a:b"), "Basic", "basic", 1), "a", "b", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, refused := client.Parse(pairs(t, c.form), c.header)
			code := ""
			if refused != nil {
				code = refused.Code
			}
			if got.ID != c.id || got.Secret != c.secret || code != c.code || got.HasSecret != (c.secret != "") {
				t.Errorf("%+v, refused %q", got, code)
			}
			if refused != nil && refused.Challenge != (refused.Code == oauth.CodeInvalidClient) {
				t.Errorf("challenge %v", refused.Challenge)
			}
		})
	}
}

// Whatever is sent, credentials are read whole or not at all.
func FuzzParseRequest(f *testing.F) {
	f.Add("grant_type=authorization_code&code=x&client_id=a", basic("a:b"))
	f.Add("client_id=a&client_secret=b&resource=c&resource=d", "")
	f.Add("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=x&subject_token_type=y&actor_token=z&audience=a&audience=b", "")
	f.Fuzz(func(t *testing.T, form, header string) {
		p, ok := oauth.ParsePairs(form)
		if !ok {
			return
		}
		r, refused := token.ParseRequest(p, header)
		if refused != nil {
			if r.Client.ID != "" || refused.Code == "" {
				t.Errorf("refused %q with %+v", refused.Code, r)
			}
			return
		}
		if r.Client.HasSecret != (r.Client.Secret != "") && !r.Client.Basic {
			t.Errorf("credentials %+v", r.Client)
		}
	})
}
