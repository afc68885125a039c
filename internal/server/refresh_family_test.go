package server_test

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

func (s shop) settings(t *testing.T, a seed.App, c application.Client) {
	t.Helper()
	s.Update(t, a, application.Changes{Client: &c})
}

// A confidential client that proves a key each time keeps its refresh token
// (RFC 9700 §4.14.2, FAPI 2.0 §5.3.2.1).
func TestRefreshOfSenderConstrainedClients(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		fapi := s.bound(t, "fapi")
		key, other := seed.NewKey(t, "ES256"), seed.NewKey(t, "EdDSA")
		for name, a := range map[string]seed.App{"registered so": fapi, "by its own choice": s.conf} {
			first := s.begin(t, a, key, offline)
			// conformance: fapi2/refresh
			t.Run(name+": FAPI 2.0 5.3.2.1: the refresh token stays", func(t *testing.T) {
				for range 3 {
					s.Advance(t, 31*time.Second)
					again := s.Token(t, a.Refresh(first.Refresh), s.TokenProof(t, key)...).Tokens(t)
					if again.Refresh != first.Refresh || again.Access == first.Access || again.Type != "DPoP" || again.Scope != offline {
						t.Errorf("answered %+v", again)
					}
					s.BoundUserinfo(t, key, again.Access).Want(t, 200)
				}
				s.BoundUserinfo(t, key, first.Access).Want(t, 200)
			})
			// conformance: fapi2/refresh
			t.Run(name+": RFC 9449 5: it works with a new key", func(t *testing.T) {
				again := s.Token(t, a.Refresh(first.Refresh), s.TokenProof(t, other)...).Tokens(t)
				s.BoundUserinfo(t, other, again.Access).Want(t, 200)
				s.BoundUserinfo(t, key, again.Access).Want(t, 401, "invalid_token")
			})
			for _, c := range []struct {
				name    string
				form    url.Values
				headers []string
				status  int
				code    string
			}{
				// conformance: fapi2/refresh
				// conformance: fapi2/holder-of-key
				{"RFC 9449 5: without proof", a.Refresh(first.Refresh), nil, 400, "invalid_dpop_proof"},
				// conformance: fapi2/refresh
				{"RFC 6749 6: without client authentication", a.Refresh(first.Refresh, "client_secret", ""), s.TokenProof(t, key), 401, "invalid_client"},
				// conformance: fapi2/refresh
				{"RFC 6749 6: by another client", s.free.Refresh(first.Refresh), s.TokenProof(t, key), 400, "invalid_grant"},
				{"RFC 9449 4.3: with a bad proof", a.Refresh(first.Refresh), s.TokenProof(t, key, "htm", "GET"), 400, "invalid_dpop_proof"},
			} {
				t.Run(name+": "+c.name, func(t *testing.T) {
					refusedToken(t, s.Token(t, c.form, c.headers...), c.status, c.code)
				})
			}
			t.Run(name+": it goes on as long as it is used", func(t *testing.T) {
				for range 3 {
					s.Advance(t, 29*24*time.Hour)
					s.Token(t, a.Refresh(first.Refresh), s.TokenProof(t, key)...).Want(t, 200)
				}
				s.Advance(t, 30*24*time.Hour)
				refusedToken(t, s.Token(t, a.Refresh(first.Refresh), s.TokenProof(t, key)...), 400, "invalid_grant")
			})
			s.browser = s.SignedIn(t, s.user)
			t.Run(name+": it ends with its grant", func(t *testing.T) {
				tokens := s.begin(t, a, key, offline)
				s.Browser(t).Form(t, seed.RevokePath, a.Authenticated(url.Values{"token": {tokens.Refresh}})).Want(t, 200)
				refusedToken(t, s.Token(t, a.Refresh(tokens.Refresh), s.TokenProof(t, key)...), 400, "invalid_grant")
			})
		}
		t.Run("many at once all succeed and leave the refresh token as it is", func(t *testing.T) {
			first := s.begin(t, fapi, key, offline)
			proofs := make([][]string, 20)
			for i := range proofs {
				proofs[i] = s.TokenProof(t, key)
			}
			b, body := s.Browser(t), []byte(fapi.Refresh(first.Refresh).Encode())
			var group sync.WaitGroup
			for _, headers := range proofs {
				group.Go(func() {
					a, err := b.Send(t.Context(), "POST", seed.TokenPath, "application/x-www-form-urlencoded", body, headers...)
					if err != nil || a.Status != 200 {
						t.Errorf("answered %d %s, %v", a.Status, a.Body, err)
						return
					}
					if again := a.Tokens(t); again.Refresh != first.Refresh {
						t.Errorf("answered %+v", again)
					}
				})
			}
			group.Wait()
		})
		t.Run("who began without a key goes on rotating until there is one", func(t *testing.T) {
			first := s.Tokens(t, s.browser, s.conf, offline)
			second := s.Token(t, s.conf.Refresh(first.Refresh), s.TokenProof(t, key)...).Tokens(t)
			third := s.Token(t, s.conf.Refresh(second.Refresh), s.TokenProof(t, key)...).Tokens(t)
			if second.Refresh == first.Refresh || third.Refresh != second.Refresh {
				t.Errorf("refresh tokens %s %s %s", first.Refresh, second.Refresh, third.Refresh)
			}
			refusedToken(t, s.Token(t, s.conf.Refresh(first.Refresh)), 400, "invalid_grant")
			refusedToken(t, s.Token(t, s.conf.Refresh(third.Refresh), s.TokenProof(t, key)...), 400, "invalid_grant")
		})
	})
}

// A public client's refresh token is bound to its key, and rotates besides.
// conformance: RFC 9449 §5
func TestRefreshOfBoundPublicClients(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		key, other := seed.NewKey(t, "ES256"), seed.NewKey(t, "ES256")
		first := s.begin(t, s.public, key, offline)
		t.Run("RFC 9449 5: another key", func(t *testing.T) {
			refusedToken(t, s.Token(t, s.public.Refresh(first.Refresh), s.TokenProof(t, other)...), 400, "invalid_grant")
		})
		t.Run("RFC 9449 5: no key", func(t *testing.T) {
			refusedToken(t, s.Token(t, s.public.Refresh(first.Refresh)), 400, "invalid_dpop_proof")
		})
		second := s.Token(t, s.public.Refresh(first.Refresh), s.TokenProof(t, key)...).Tokens(t)
		if second.Refresh == first.Refresh || second.Refresh == "" {
			t.Errorf("answered %+v", second)
		}
		t.Run("RFC 9449 5: its successor is bound too", func(t *testing.T) {
			refusedToken(t, s.Token(t, s.public.Refresh(second.Refresh), s.TokenProof(t, other)...), 400, "invalid_grant")
		})
		t.Run("RFC 9449 5: a thief without the key cannot end the family", func(t *testing.T) {
			refusedToken(t, s.Token(t, s.public.Refresh(first.Refresh), s.TokenProof(t, other)...), 400, "invalid_grant")
			s.BoundUserinfo(t, key, second.Access).Want(t, 200)
		})
		t.Run("RFC 9700 4.14.2: reuse ends it", func(t *testing.T) {
			refusedToken(t, s.Token(t, s.public.Refresh(first.Refresh), s.TokenProof(t, key)...), 400, "invalid_grant")
			refusedToken(t, s.Token(t, s.public.Refresh(second.Refresh), s.TokenProof(t, key)...), 400, "invalid_grant")
			s.BoundUserinfo(t, key, second.Access).Want(t, 401, "invalid_token")
		})
	})
}

func TestRefreshGrace(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		s.settings(t, s.conf, application.Client{RefreshGrace: 10})
		t.Run("RFC 9700 4.14.2: a lost answer: the old token gives a sibling", func(t *testing.T) {
			first := s.Tokens(t, s.browser, s.conf, offline)
			second := s.Token(t, s.conf.Refresh(first.Refresh)).Tokens(t)
			s.Advance(t, 10*time.Second-time.Millisecond)
			sibling := s.Token(t, s.conf.Refresh(first.Refresh)).Tokens(t)
			if sibling.Refresh == second.Refresh || sibling.Refresh == first.Refresh || sibling.Refresh == "" {
				t.Errorf("answered %+v after %+v", sibling, second)
			}
			for _, tokens := range []seed.Tokens{first, second, sibling} {
				s.Userinfo(t, tokens.Access).Want(t, 200)
			}
			third := s.Token(t, s.conf.Refresh(sibling.Refresh)).Tokens(t)
			s.Token(t, s.conf.Refresh(second.Refresh)).Want(t, 200)

			s.Advance(t, time.Millisecond) // and then it is over, for all of them
			refusedToken(t, s.Token(t, s.conf.Refresh(first.Refresh)), 400, "invalid_grant")
			refusedToken(t, s.Token(t, s.conf.Refresh(third.Refresh)), 400, "invalid_grant")
			for _, tokens := range []seed.Tokens{first, second, sibling, third} {
				s.Userinfo(t, tokens.Access).Want(t, 401, "invalid_token")
			}
		})
		t.Run("RFC 9700 4.14.2: a sibling that comes back late ends the family too", func(t *testing.T) {
			first := s.Tokens(t, s.browser, s.conf, offline)
			second := s.Token(t, s.conf.Refresh(first.Refresh)).Tokens(t)
			sibling := s.Token(t, s.conf.Refresh(first.Refresh)).Tokens(t)
			s.Token(t, s.conf.Refresh(sibling.Refresh)).Want(t, 200)
			s.Advance(t, 10*time.Second)
			refusedToken(t, s.Token(t, s.conf.Refresh(sibling.Refresh)), 400, "invalid_grant")
			refusedToken(t, s.Token(t, s.conf.Refresh(second.Refresh)), 400, "invalid_grant")
		})
		t.Run("a token of another client", func(t *testing.T) {
			first := s.Tokens(t, s.browser, s.conf, offline)
			s.Token(t, s.conf.Refresh(first.Refresh)).Want(t, 200)
			refusedToken(t, s.Token(t, s.free.Refresh(first.Refresh)), 400, "invalid_grant")
			s.Token(t, s.conf.Refresh(first.Refresh)).Want(t, 200)
		})
		t.Run("many at once all succeed, each with a token of its own", func(t *testing.T) {
			first := s.Tokens(t, s.browser, s.conf, offline)
			answers := crowd(t, s, s.conf.Refresh(first.Refresh))
			seen := map[string]bool{first.Refresh: true}
			for _, a := range answers {
				tokens := a.Tokens(t)
				if seen[tokens.Refresh] {
					t.Errorf("%s was given twice", tokens.Refresh)
				}
				seen[tokens.Refresh] = true
			}
			if n := s.Count(t, `SELECT count(*) FROM tokens t JOIN tokens o ON o.digest = t.replaces
				WHERE o.grant_id = (SELECT id FROM grants ORDER BY created_at DESC, id DESC LIMIT 1)`); n != 1 {
				t.Errorf("%d successors, and siblings of one only", n)
			}
		})
		t.Run("many at once without grace: one succeeds, and all is over", func(t *testing.T) {
			first := s.Tokens(t, s.browser, s.free, offline)
			won := race(t, s, s.free.Refresh(first.Refresh))
			s.Userinfo(t, won.Access).Want(t, 401, "invalid_token")
			refusedToken(t, s.Token(t, s.free.Refresh(won.Refresh)), 400, "invalid_grant")
		})
		t.Run("RFC 9700 4.14.2: public clients have none, whatever is stored", func(t *testing.T) {
			s.Exec(t, `UPDATE applications SET client = '{"refresh_grace":30}' WHERE id = $1`, s.public.ID)
			s.Forget(t, "application", s.public.ID)
			first := s.Tokens(t, s.browser, s.public, offline)
			second := s.Token(t, s.public.Refresh(first.Refresh)).Tokens(t)
			refusedToken(t, s.Token(t, s.public.Refresh(first.Refresh)), 400, "invalid_grant")
			refusedToken(t, s.Token(t, s.public.Refresh(second.Refresh)), 400, "invalid_grant")
		})
		t.Run("a stored grace beyond half a minute is half a minute", func(t *testing.T) {
			s.Exec(t, `UPDATE applications SET client = '{"refresh_grace":3600}' WHERE id = $1`, s.conf.ID)
			s.Forget(t, "application", s.conf.ID)
			first := s.Tokens(t, s.browser, s.conf, offline)
			s.Token(t, s.conf.Refresh(first.Refresh)).Want(t, 200)
			s.Advance(t, 30*time.Second)
			refusedToken(t, s.Token(t, s.conf.Refresh(first.Refresh)), 400, "invalid_grant")
		})
	})
}

// crowd sends the same form from many at once.
func crowd(t *testing.T, s shop, form url.Values) []seed.Answer {
	t.Helper()
	b := s.Browser(t)
	answers := make([]seed.Answer, 50)
	start := make(chan struct{})
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() {
			<-start
			var err error
			if answers[i], err = b.Send(t.Context(), "POST", seed.TokenPath, "application/x-www-form-urlencoded", []byte(form.Encode())); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	group.Wait()
	return answers
}

func TestLifetimesOfAnApplication(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		s.settings(t, s.conf, application.Client{AccessTokenLife: 60, RefreshTokenLife: 600, IDTokenLife: 120})
		first := s.Tokens(t, s.browser, s.conf, offline)
		id := verifiedJWT(t, s.World, first.ID, jose.RS256, "")
		if first.ExpiresIn != 60 || id["exp"].(float64)-id["iat"].(float64) != 120 {
			t.Errorf("%+v, ID token %v", first, id)
		}
		s.Advance(t, time.Minute-time.Second)
		s.Userinfo(t, first.Access).Want(t, 200)
		s.Advance(t, time.Second)
		s.Userinfo(t, first.Access).Want(t, 401, "invalid_token")
		s.Advance(t, 9*time.Minute-time.Second)
		second := s.Token(t, s.conf.Refresh(first.Refresh)).Tokens(t)
		s.Advance(t, 10*time.Minute)
		refusedToken(t, s.Token(t, s.conf.Refresh(second.Refresh)), 400, "invalid_grant")

		t.Run("RFC 9700 4.14.2: reuse is noticed even when the successor has gone", func(t *testing.T) {
			s.settings(t, s.conf, application.Client{})
			first := s.Tokens(t, s.browser, s.conf, offline)
			s.settings(t, s.conf, application.Client{RefreshTokenLife: 600})
			s.Token(t, s.conf.Refresh(first.Refresh)).Want(t, 200)
			s.Advance(t, 48*time.Hour)
			if err := s.Services.Grants.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			refusedToken(t, s.Token(t, s.conf.Refresh(first.Refresh)), 400, "invalid_grant")
			if n := s.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'grant.revoked'`); n != 1 {
				t.Errorf("%d grants ended", n)
			}
			s.Advance(t, 60*24*time.Hour)
			if err := s.Services.Grants.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := s.Count(t, `SELECT count(*) FROM tokens`); n != 0 {
				t.Errorf("%d tokens are kept for ever", n)
			}
		})
		t.Run("a client that may not refresh gets no refresh token", func(t *testing.T) {
			s.settings(t, s.conf, application.Client{GrantTypes: []string{"authorization_code"}})
			b := s.SignedIn(t, s.user)
			if tokens := s.Tokens(t, b, s.conf, offline); tokens.Refresh != "" {
				t.Errorf("answered %+v", tokens)
			}
		})
	})
}

// conformance: all/id-token
// conformance: basic/refresh-token
func TestIDTokensOfEveryAlgorithm(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		for alg, hashes := range map[string]func() hash.Hash{"RS256": sha256.New, "PS256": sha256.New, "ES256": sha256.New, "EdDSA": sha512.New} {
			t.Run("OpenID Connect Core 3.1.3.6: "+alg, func(t *testing.T) {
				s.Update(t, s.conf, application.Changes{IDTokenAlg: &alg})
				half := func(text string) string {
					h := hashes()
					h.Write([]byte(text))
					return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:h.Size()/2])
				}
				first := s.Tokens(t, s.browser, s.conf, offline)
				s.Advance(t, time.Second)
				second := s.Token(t, s.conf.Refresh(first.Refresh)).Tokens(t)
				old, fresh := verifiedJWT(t, s.World, first.ID, jose.SignatureAlgorithm(alg), ""), verifiedJWT(t, s.World, second.ID, jose.SignatureAlgorithm(alg), "")
				if old["at_hash"] != half(first.Access) {
					t.Errorf("at_hash %v", old["at_hash"])
				}
				if fresh["at_hash"] != half(second.Access) {
					t.Errorf("at_hash after refreshing %v", fresh["at_hash"])
				}
				for _, name := range []string{"iss", "sub", "aud", "azp", "auth_time", "acr", "sid"} {
					if old[name] == nil || old[name] != fresh[name] {
						t.Errorf("OpenID Connect Core 12.2: %s was %v and is %v", name, old[name], fresh[name])
					}
				}
				if old["nonce"] != "n0nce" || fresh["nonce"] != nil || fresh["iat"].(float64) <= old["iat"].(float64) {
					t.Errorf("OpenID Connect Core 12.2: from %v to %v", old, fresh)
				}
			})
		}
	})
}
