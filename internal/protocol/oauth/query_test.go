package oauth_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// A query signed by the original with its recording secret.
const (
	recordedSecret = "peer-secret-0123456789abcdef0123456789abcdef"
	recordedQuery  = "response_type=code&client_id=conf-10af5795&redirect_uri=http%3A%2F%2F127.0.0.1%3A9999%2Fcb&scope=openid+profile+email+offline_access+roles+permissions+features&state=st8&code_challenge=QuE6zZxVSxKjdNtLBLdH2IQoKQqMFQkYkNFLKOxFPJ8&code_challenge_method=S256&nonce=n0nce&prompt=create&exp=1795406719&sig=CsEkY1ik4A84NoJnSkdZwDB7Y6oW%2FjSdB1W08VgpySI%3D"
	recordedExpiry = 1795406719
)

func TestVerifyQueryReadsTheOriginals(t *testing.T) {
	signer := secret.NewSigner(recordedSecret)
	before := time.Unix(recordedExpiry-1, 0)
	pairs, issued, ok := oauth.VerifyQuery(signer, recordedQuery, before)
	if !ok {
		t.Fatal("a query signed by the original is refused")
	}
	if got := pairs.Get("client_id"); got != "conf-10af5795" {
		t.Errorf("client_id %q", got)
	}
	if want := time.Unix(recordedExpiry, 0).Add(-oauth.SignedQueryLife); !issued.Equal(want) {
		t.Errorf("issued at %v, want %v", issued, want)
	}
	if _, _, ok := oauth.VerifyQuery(signer, recordedQuery, time.Unix(recordedExpiry+1, 0)); ok {
		t.Error("an expired query is accepted")
	}
}

func TestVerifyQuery(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	signer := secret.NewSigner("a secret of some length")
	pairs := oauth.Pairs{{Name: "client_id", Value: "app"}, {Name: "resource", Value: "https://a.example/*~"}, {Name: "resource", Value: "https://b.example/é ü"}}
	good := oauth.SignQuery(signer, pairs, now)
	got, issued, ok := oauth.VerifyQuery(signer, good, now)
	if !ok || len(got) != len(pairs) || len(got.All("resource")) != 2 || !issued.Equal(now) {
		t.Fatalf("own query: %v %v %v", got, issued, ok)
	}
	if !strings.Contains(good, "a.example%2F*%7E") {
		t.Errorf("%s is not serialised as a browser does", good)
	}
	spaced := strings.ReplaceAll(good, "+", "%20")
	if _, _, ok := oauth.VerifyQuery(signer, spaced, now); !ok {
		t.Error("the same pairs in another encoding are refused")
	}
	unsigned, signature, _ := strings.Cut(good, "&sig=")
	for name, bad := range map[string]string{
		"empty":             "",
		"only a signature":  "sig=x",
		"no signature":      unsigned,
		"altered value":     strings.Replace(good, "client_id=app", "client_id=apq", 1),
		"added parameter":   "prompt=none&" + good,
		"added at the end":  good + "&prompt=none",
		"reordered":         reorder(good),
		"removed parameter": strings.TrimPrefix(good, "client_id=app&"),
		"two signatures":    good + "&sig=" + signature,
		"bad escape":        good + "&x=%zz",
		"far too long":      good + "&x=" + strings.Repeat("a", 20_000),
	} {
		if _, _, ok := oauth.VerifyQuery(signer, bad, now); ok {
			t.Errorf("%s is accepted", name)
		}
	}
	if _, _, ok := oauth.VerifyQuery(signer, good, now.Add(oauth.SignedQueryLife+time.Second)); ok {
		t.Error("an expired query is accepted")
	}
	if _, _, ok := oauth.VerifyQuery(secret.NewSigner("another secret, same length"), good, now); ok {
		t.Error("a query of another service is accepted")
	}
}

func reorder(query string) string {
	parts := strings.Split(query, "&")
	parts[0], parts[1] = parts[1], parts[0]
	return strings.Join(parts, "&")
}

func FuzzVerifyQuery(f *testing.F) {
	now := time.Unix(1_800_000_000, 0)
	signer := secret.NewSigner("a secret of some length")
	good := oauth.SignQuery(signer, oauth.Pairs{{Name: "a", Value: "b c"}}, now)
	for _, seed := range []string{"", "sig=", "exp=1&sig=x", "&&&=", "%", good} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		pairs, _, ok := oauth.VerifyQuery(signer, raw, now)
		if ok && oauth.SignQuery(signer, pairs, now) == "" {
			t.Error("accepted, but cannot be signed again")
		}
		if ok && pairs.Encode() != "a=b+c" {
			t.Errorf("%q was never signed here", raw)
		}
	})
}

func FuzzParsePairs(f *testing.F) {
	for _, seed := range []string{"a=b", "a=b&a=c", "%41=%42+c", "a", "=", "a=%e9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		pairs, ok := oauth.ParsePairs(raw)
		if !ok {
			return
		}
		again, ok := oauth.ParsePairs(pairs.Encode())
		if !ok || len(again) != len(pairs) {
			t.Fatalf("%q does not survive its own encoding", raw)
		}
		for i := range pairs {
			if pairs[i] != again[i] {
				t.Fatalf("%v became %v", pairs[i], again[i])
			}
		}
		if std, err := url.ParseQuery(raw); err == nil && len(pairs) > 0 && std.Get(pairs[0].Name) != pairs.Get(pairs[0].Name) {
			t.Errorf("%q reads differently from net/url", raw)
		}
	})
}
