package oauth_test

import (
	"encoding/json"
	"testing"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

func object(t *testing.T, text string) map[string]json.RawMessage {
	t.Helper()
	var claims map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

// conformance: RFC 9101 §4
func TestObjectPairs(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: "",
		`{"iss":"a","foo":7,"client_secret":"x"}`:                             "",
		`{"scope":"openid","response_type":"code","max_age":60}`:              "response_type=code&scope=openid&max_age=60",
		`{"resource":["https://a.example","https://b.example"]}`:              "resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example",
		`{"resource":"https://a.example","claims":{"userinfo":{"x":[1, 2]}}}`: "claims=%7B%22userinfo%22%3A%7B%22x%22%3A%5B1%2C+2%5D%7D%7D&resource=https%3A%2F%2Fa.example",
		`{"claims":"{}","max_age":"7"}`:                                       "max_age=7&claims=%7B%7D",
	} {
		pairs, err := oauth.ObjectPairs(object(t, text))
		if err != nil || pairs.Encode() != want {
			t.Errorf("%s: %s, %v", text, pairs.Encode(), err)
		}
	}
	for _, text := range []string{
		`{"request":"x"}`, `{"request_uri":null}`, `{"scope":["openid"]}`, `{"state":7}`, `{"nonce":null}`, `{"max_age":-1}`, `{"max_age":1.5}`, `{"max_age":1e3}`,
		`{"max_age":true}`, `{"resource":null}`, `{"resource":{}}`, `{"resource":["a",null]}`,
	} {
		if pairs, err := oauth.ObjectPairs(object(t, text)); err == nil || err.Code != oauth.CodeInvalidRequestObject {
			t.Errorf("%s is read as %s, %v", text, pairs.Encode(), err)
		}
	}
}

func TestOver(t *testing.T) {
	inner, _ := oauth.ParsePairs("a=1&resource=x")
	outer, _ := oauth.ParsePairs("a=2&b=3&resource=y&b=4")
	if got := inner.Over(outer).Encode(); got != "a=1&resource=x&b=3&b=4" {
		t.Errorf("merged to %s", got)
	}
}

// Whatever a client signs, the parameters come to nothing that a plain request
// could not hold, and no request object stays inside.
func FuzzObjectPairs(f *testing.F) {
	f.Add(`{"response_type":"code","client_id":"a","max_age":1,"claims":{"id_token":{"acr":null}},"resource":["x"]}`)
	f.Add(`{"max_age":"","claims":null,"resource":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var claims map[string]json.RawMessage
		if json.Unmarshal([]byte(text), &claims) != nil {
			return
		}
		pairs, refused := oauth.ObjectPairs(claims)
		if refused != nil {
			return
		}
		r, err := oauth.ParseRequest(pairs)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if r.Object != "" || r.ObjectURI != "" {
			t.Errorf("%q leaves a request object", text)
		}
	})
}
