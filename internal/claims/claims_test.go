package claims_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/wire"
)

// told is what For reveals, by name.
func told(t *testing.T, s *claims.Service, u user.User, a application.Application, asked claims.Asked) map[string]any {
	t.Helper()
	set, err := s.For(t.Context(), u, a, asked)
	if err != nil {
		t.Fatal(err)
	}
	c := map[string]any{}
	set.Add(c)
	return c
}

func names(c map[string]any) string { return strings.Join(slices.Sorted(maps.Keys(c)), " ") }

func TestFor(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		s := w.Services.Claims
		full, err := w.Services.Users.CreateBy(t.Context(), seed.Console(), user.NewUser{
			Name: "Olive Anne Auth", Email: "oa@example.com", Password: seed.Password, Role: actor.RoleUser,
			Image: "https://img.example/o.png", Phone: "+33 1 23 45 67 89", Address: "1 rue de Rome\nParis",
		})
		if err != nil {
			t.Fatal(err)
		}
		bare := w.User(t, "Cher", "cher@example.com")
		all := w.Application(t, application.NewApplication{Slug: "all"})
		few := w.Application(t, application.NewApplication{Slug: "few", AllowedScopes: []string{"openid", "email"}})
		w.Access(t, all, full)
		for _, c := range []struct {
			name  string
			user  user.User
			app   seed.App
			asked claims.Asked
			want  string
		}{
			// conformance: basic/scopes
			{"OpenID Connect Core 5.4: no scope", full, all, claims.Asked{}, "sub"},
			{"OpenID Connect Core 5.4: profile", full, all, claims.Asked{Scopes: []string{"profile"}}, "family_name given_name name picture sub updated_at"},
			{"OpenID Connect Core 5.4: email", full, all, claims.Asked{Scopes: []string{"email"}}, "email email_verified sub"},
			{"OpenID Connect Core 5.4: address", full, all, claims.Asked{Scopes: []string{"address"}}, "address sub"},
			{"OpenID Connect Core 5.4: phone", full, all, claims.Asked{Scopes: []string{"phone"}}, "phone_number phone_number_verified sub"},
			{"roles", full, all, claims.Asked{Scopes: []string{"roles"}}, "roles sub"},
			{"permissions and features", full, all, claims.Asked{Scopes: []string{"permissions", "features"}}, "features permissions sub"},
			{"nothing to tell", bare, all, claims.Asked{Scopes: application.Scopes()}, "email email_verified features name permissions roles sub updated_at"},
			// conformance: basic/claims-essential
			{"OpenID Connect Core 5.5: by name", full, all, claims.Asked{Names: []string{"name", "email", "roles"}}, "email name roles sub"},
			{"OpenID Connect Core 5.5: no further than the application's scopes", full, few, claims.Asked{Names: []string{"name", "email", "roles", "address"}}, "email sub"},
			{"OpenID Connect Core 5.5: unknown names", full, all, claims.Asked{Names: []string{"", "password", "sub"}}, "sub"},
		} {
			t.Run(c.name, func(t *testing.T) {
				got := told(t, s, c.user, c.app.Application, c.asked)
				if names(got) != c.want {
					t.Errorf("told %s, want %s", names(got), c.want)
				}
				for name, value := range got {
					if text, err := json.Marshal(value); err != nil || string(text) == "null" || string(text) == `""` {
						t.Errorf("%s is %s, %v", name, text, err)
					}
				}
			})
		}
		got, err := json.Marshal(told(t, s, full, all.Application, claims.Asked{Scopes: []string{"address", "phone", "email", "profile"}}))
		want := fmt.Sprintf(`{"address":{"formatted":"1 rue de Rome\nParis"},"email":"oa@example.com","email_verified":false,"family_name":"Auth",`+
			`"given_name":"Olive Anne","name":"Olive Anne Auth","phone_number":"+33 1 23 45 67 89","phone_number_verified":false,`+
			`"picture":"https://img.example/o.png","sub":"%s","updated_at":%d}`, full.ID, w.Clock.Now().Unix())
		if err != nil || string(got) != want {
			t.Errorf("told %s, want %s", got, want)
		}
	})
}

// OpenID Connect Core §8.
//
// conformance: OpenID Connect Core §8.1
func TestSubject(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		a := func(id, sector string, redirects ...string) application.Application {
			return application.Application{
				ID: id, RedirectURIs: redirects,
				Client: application.Client{SubjectType: application.SubjectPairwise, SectorIdentifier: sector},
			}
		}
		other := wire.New(w.Config, d, w.Clock.Now).Claims
		subject := func(s *claims.Service, a application.Application, userID string) string {
			t.Helper()
			sub, err := s.Subject(t.Context(), a, userID)
			if err != nil {
				t.Fatal(err)
			}
			return sub
		}
		s := w.Services.Claims
		if sub := subject(s, application.Application{ID: "x"}, "u"); sub != "u" {
			t.Errorf("public subject %q", sub)
		}
		one := subject(s, a("x", "", "https://a.example/cb"), "u")
		if len(one) != 43 || strings.Contains(one, "u|") || one == "u" {
			t.Errorf("pairwise subject %q", one)
		}
		for name, c := range map[string]struct {
			app  application.Application
			user string
			same bool
		}{
			"another client of the host":     {a("y", "", "https://A.example:8443/other", "http://a.example/x"), "u", true},
			"another client of the sector":   {a("z", "https://a.example/sector.json", "https://b.example/cb"), "u", true},
			"another user":                   {a("x", "", "https://a.example/cb"), "v", false},
			"another host":                   {a("x", "", "https://b.example/cb"), "u", false},
			"another sector":                 {a("x", "https://b.example/s", "https://a.example/cb"), "u", false},
			"several hosts":                  {a("x", "", "https://a.example/cb", "https://b.example/cb"), "u", false},
			"no redirect URI":                {a("a.example", ""), "u", false},
			"an application of its own host": {a("app", "", "com.example.app:/cb"), "u", false},
		} {
			if got := subject(s, c.app, c.user); (got == one) != c.same {
				t.Errorf("%s: %q beside %q", name, got, one)
			}
		}
		if sub := subject(other, a("x", "", "https://a.example/cb"), "u"); sub != one {
			t.Error("another replica says something else")
		}
		changed := w.Config
		changed.Secret = "another-secret-0123456789abcdef0123456789ab"
		if sub := subject(wire.New(changed, d, w.Clock.Now).Claims, a("x", "", "https://a.example/cb"), "u"); sub != one {
			t.Error("with another secret of the service it is another")
		}
		ctx, n := db.Counting(t.Context())
		if _, err := s.Subject(ctx, a("x", "", "https://a.example/cb"), "u"); err != nil || n.Load() != 0 {
			t.Errorf("%v after %d round trips", err, n.Load())
		}
	})
}

// Replicas that need the key at the same time agree on one.
func TestSubjectRace(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		subjects := make([]string, 8)
		var group sync.WaitGroup
		for i := range subjects {
			s := wire.New(w.Config, d, w.Clock.Now).Claims
			group.Go(func() {
				var err error
				if subjects[i], err = s.Subject(t.Context(), application.Application{
					ID: "x", Client: application.Client{SubjectType: application.SubjectPairwise},
				}, "u"); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if slices.Sort(subjects); len(slices.Compact(subjects)) != 1 {
			t.Errorf("subjects %q", subjects)
		}
	})
}
