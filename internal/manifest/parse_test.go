package manifest_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/manifest"
)

// aSecret is long enough.
const aSecret = "0123456789abcdef0123456789abcdef"

func outside() manifest.Outside {
	return manifest.Outside{
		LookupEnv: func(name string) (string, bool) {
			v, ok := map[string]string{"SECRET": aSecret, "HOST": "https://shop.example.com", "EMPTY": "", "ODD": "${env:SECRET}"}[name]
			return v, ok
		},
		ReadFile: func(path string) ([]byte, error) {
			if path == "secret.txt" {
				return []byte("fedcba9876543210fedcba9876543210\r\n"), nil
			}
			if path == "empty.txt" {
				return []byte("\n"), nil
			}
			return nil, fs.ErrNotExist
		},
	}
}

func source(text string) manifest.Source {
	return manifest.Source{Name: "a.yaml", Text: []byte(text), Outside: outside()}
}

// mistakes are what Parse finds, a line each.
func mistakes(t *testing.T, sources ...manifest.Source) []string {
	t.Helper()
	_, err := manifest.Parse(sources...)
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*manifest.InvalidError](err)
	if !ok {
		t.Fatalf("%v is no InvalidError", err)
	}
	return strings.Split(invalid.Error(), "\n")
}

func TestBadFiles(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"empty":              {"# nothing\n", []string{"a.yaml:1:1: says nothing"}},
		"no YAML":            {"applications: [", []string{"a.yaml:1:1: is not YAML: "}},
		"text":               {"hello", []string{"a.yaml:1:1: must be a mapping"}},
		"unknown at the top": {"applicatoins: []\n", []string{"a.yaml:1:1: applicatoins: is unknown here"}},
		"unknown key": {
			"applications:\n  - slug: a\n    redirectURIs: []\n",
			[]string{"a.yaml:3:5: applications[0].redirectURIs: is unknown here; redirectUris is not"},
		},
		"unknown in client": {
			"applications:\n  - slug: a\n    client:\n      grantTypes: []\n",
			[]string{"a.yaml:4:7: applications[0].client.grantTypes: is unknown here; grant_types is not"},
		},
		"missing name of a role": {
			"applications:\n  - slug: a\n    roles:\n      - description: x\n",
			[]string{"a.yaml:4:9: applications[0].roles[0]: needs name"},
		},
		"wrong types, all told": {
			"applications:\n  - slug: 5\n    isActive: yes\n    redirectUris: x\n    client: {access_token_lifetime: 1.5}\n",
			[]string{
				"a.yaml:2:11: applications[0].slug: must be text: put it into quotes",
				"a.yaml:3:15: applications[0].isActive: must be true or false",
				"a.yaml:4:19: applications[0].redirectUris: must be a list",
				"a.yaml:5:37: applications[0].client.access_token_lifetime: must be a whole number",
			},
		},
		"null where nothing can be cleared": {
			"applications:\n  - slug: a\n    roles:\n    isActive: null\n",
			[]string{"a.yaml:3:11: applications[0].roles: must not be empty: it must be a list", "a.yaml:4:15: applications[0].isActive: must not be empty: it must be true or false"},
		},
		"one of": {
			"applications:\n  - slug: a\n    idTokenSignedResponseAlg: none\n",
			[]string{"a.yaml:3:31: applications[0].idTokenSignedResponseAlg: must be one of RS256, ES256, EdDSA, PS256"},
		},
		"given twice": {"applications: []\napplications: []\n", []string{"a.yaml:2:1: applications: is given twice"}},
		"described twice": {
			"applications:\n  - slug: a\n---\napplications:\n  - slug: a\n",
			[]string{"a.yaml:5:11: applications[0].slug: is described at a.yaml:2 already"},
		},
		"a value twice": {
			"applications:\n  - slug: a\n    allowedScopes: [openid, openid]\n",
			[]string{"a.yaml:3:29: applications[0].allowedScopes[1]: is repeated"},
		},
		"a role twice": {
			"applications:\n  - slug: a\n    roles:\n      - name: x\n      - name: ' x'\n",
			[]string{"a.yaml:5:15: applications[0].roles[1].name: is repeated"},
		},
		"a price twice": {
			"applications:\n  - slug: a\n    plans:\n      - name: x\n        prices:\n          - {name: p, amount: 1}\n          - {name: p, amount: 2, currency: USD, interval: month}\n",
			[]string{"a.yaml:7:20: applications[0].plans[0].prices[1].name: is repeated"},
		},
		"two defaults": {
			"applications:\n  - slug: a\n    plans:\n      - {name: x, isDefault: true}\n      - {name: y, isDefault: true}\n",
			[]string{"a.yaml:5:30: applications[0].plans[1].isDefault: is true for another one already"},
		},
		"form of a permission": {
			"applications:\n  - slug: a\n    permissions: [orders, 'orders:delete']\n",
			[]string{
				"a.yaml:3:19: applications[0].permissions[0]: must be a resource and an action",
				"a.yaml:3:27: applications[0].permissions[1]: must be a resource and an action",
			},
		},
		"a permission that is not listed": {
			"applications:\n  - slug: a\n    permissions: ['orders:read']\n    roles:\n      - {name: x, permissions: ['orders:write']}\n",
			[]string{"a.yaml:5:33: applications[0].roles[0].permissions[0]: is not among the permissions"},
		},
		"public applications": {
			"applications:\n  - slug: a\n    isPublic: true\n    requirePkce: false\n    secrets:\n      - {name: x, value: '${env:SECRET}'}\n",
			[]string{"a.yaml:4:18: applications[0].requirePkce: must be true", "a.yaml:6:7: applications[0].secrets: are not for public applications"},
		},
		"absent with more": {
			"organizations:\n  - slug: a\n    absent: true\n    name: x\n",
			[]string{"a.yaml:3:13: organizations[0].absent: stands beside members"},
		},
		"limit of no reseller": {
			"organizations:\n  - slug: a\n    clientLimit: 5\n",
			[]string{"a.yaml:3:18: organizations[0].clientLimit: is for resellers"},
		},
		"a date": {
			"applications:\n  - slug: a\n    secrets:\n      - {name: x, value: '${env:SECRET}', expiresAt: tomorrow}\n",
			[]string{"a.yaml:4:54: applications[0].secrets[0].expiresAt: must be a date and time"},
		},
		"a merge key": {
			"x: &x {slug: a}\napplications:\n  - <<: *x\n    name: A\n",
			[]string{"a.yaml:1:1: x: is unknown here", "a.yaml:3:5: applications[0]: has a key that is not text", "a.yaml:3:5: applications[0]: needs slug"},
		},
		"infinity": {
			"applications:\n  - slug: a\n    plans:\n      - {name: x, features: {seats: .inf}}\n",
			[]string{"a.yaml:4:37: applications[0].plans[0].features.seats: is a number that JSON has not"},
		},
		"too large a number": {
			"applications:\n  - slug: a\n    client: {id_token_lifetime: 99999999999999999999}\n",
			[]string{"a.yaml:3:33: applications[0].client.id_token_lifetime: must be a whole number"},
		},
	} {
		t.Run(name, func(t *testing.T) { agree(t, mistakes(t, source(tt.text)), tt.want) })
	}
}

// agree compares beginnings.
func agree(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d mistakes, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%s\nwant %s", got[i], want[i])
		}
	}
}

func TestBadReferences(t *testing.T) {
	secret := func(value string) string {
		return "applications:\n  - slug: a\n    secrets:\n      - name: x\n        value: " + value + "\n"
	}
	const at = "a.yaml:5:16: applications[0].secrets[0].value: "
	for name, tt := range map[string]struct{ text, want string }{
		"a secret in the file":      {secret(aSecret + aSecret), at + "must be a reference"},
		"a secret around one":       {secret("x${env:SECRET}"), at + "must be a reference"},
		"a variable that is not":    {secret("${env:MISSING}"), at + "the environment variable MISSING is not set"},
		"an empty variable":         {secret("${env:EMPTY}"), at + "the environment variable EMPTY is not set"},
		"a file that is not":        {secret("${file:/none}"), at + "the file /none cannot be read"},
		"an empty file":             {secret("${file:empty.txt}"), at + "the file empty.txt is empty"},
		"an unknown kind":           {secret("${vault:x}"), at + "must be a reference"},
		"a variable within a text":  {"applications: [{slug: a, name: 'A ${env:MISSING}'}]", "a.yaml:1:32: applications[0].name: the environment variable MISSING is not set"},
		"a file within a text":      {"applications: [{slug: a, name: '${file:secret.txt}'}]", "a.yaml:1:32: applications[0].name: refers to a file, which only secrets may"},
		"an open reference":         {"applications: [{slug: a, name: '${env:SECRET'}]", "a.yaml:1:32: applications[0].name: has a reference that is not ${env:NAME}"},
		"a reference of old shells": {"applications: [{slug: a, name: '${SECRET}'}]", "a.yaml:1:32: applications[0].name: has a reference that is not ${env:NAME}"},
	} {
		t.Run(name, func(t *testing.T) {
			got := mistakes(t, source(tt.text))
			agree(t, got, []string{tt.want})
			if strings.Contains(strings.Join(got, ""), aSecret) {
				t.Error("the value is told")
			}
		})
	}
}

// The same thing in two files is a mistake of the second.
func TestSeveralFiles(t *testing.T) {
	b := source("resources:\n  - identifier: https://a\napplications:\n  - slug: a\n")
	b.Name = "b.yaml"
	agree(t, mistakes(t, source("applications:\n  - slug: a\n"), b), []string{"b.yaml:4:11: applications[0].slug: is described at a.yaml:2 already"})
}

// An alias counts as often as it is used, so that a small file is no large one.
func TestFilesThatGrow(t *testing.T) {
	text := "applications:\n  - slug: a\n    plans:\n      - name: x\n        features:\n          a: &a [1,1,1,1,1,1,1,1,1,1]\n"
	for last, next := 'a', 'b'; next < 'k'; last, next = next, next+1 {
		text += "          " + string(next) + ": &" + string(next) + " [" + strings.Repeat("*"+string(last)+",", 9) + "*" + string(last) + "]\n"
	}
	got := mistakes(t, source(text))
	if len(got) != 1 || !strings.Contains(got[0], "is too much for one file") {
		t.Errorf("%q", got)
	}
	got = mistakes(t, source("applications: "+strings.Repeat("[", 200)+strings.Repeat("]", 200)))
	if len(got) == 0 {
		t.Error("depth without end passes")
	}
	got = mistakes(t, source("applications:\n  - slug: a\n    plans:\n      - name: x\n        features: &f {again: *f}\n"))
	if len(got) == 0 {
		t.Error("what holds itself passes")
	}
	long := manifest.Source{Name: "a.yaml", Text: make([]byte, manifest.MaxSize+1), Outside: outside()}
	agree(t, mistakes(t, long), []string{"a.yaml:1:1: is longer than 4 MiB"})
}

func FuzzParse(f *testing.F) {
	example, err := os.ReadFile("../../docs/apply.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	f.Add([]byte("applications:\n  - slug: a\n    client: {jwks: {keys: []}, default_max_age: null}\n    secrets: [{name: x, value: '${file:secret.txt}', expiresAt: 2030-01-01T00:00:00Z}]\n"))
	f.Add([]byte(`{"resources":[{"identifier":"https://a","accessTokenLifetime":null,"allowedApplications":["$${x}"]}]}`))
	f.Add([]byte("a: &a [*a, *a]\n--- \n? [x]\n: !!binary aGk=\n<<: *a\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := manifest.Parse(manifest.Source{Name: "f", Text: text, Outside: outside()})
		if (m == nil) == (err == nil) {
			t.Fatalf("manifest %v and error %v", m, err)
		}
		if err == nil {
			return
		}
		invalid, ok := errors.AsType[*manifest.InvalidError](err)
		if !ok || len(invalid.Mistakes) == 0 {
			t.Fatalf("not a list of mistakes: %v", err)
		}
		for _, m := range invalid.Mistakes {
			if m.Line < 1 || m.Column < 1 || m.Problem == "" {
				t.Errorf("a mistake without a place: %+v", m)
			}
		}
	})
}
