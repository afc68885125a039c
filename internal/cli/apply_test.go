package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/circle-rd/auth-service/internal/cli"
)

// runIn is run with files that can be read.
func runIn(t *testing.T, env map[string]string, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = cli.Run(t.Context(), cli.Program{
		Version: "1.2.3", Args: args, Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr,
		LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		ReadFile:  os.ReadFile,
	})
	return code, stdout.String(), stderr.String()
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestApply(t *testing.T) {
	dir := t.TempDir()
	const secret = "0123456789abcdef0123456789abcdef"
	env := map[string]string{"DATA_DIR": filepath.Join(dir, "data"), "LOG_LEVEL": "error", "SHOP": "https://shop.example.com"}
	write(t, dir, "shop.secret", secret+"\n")
	shop := write(t, dir, "shop.yaml", `
applications:
  - slug: shop
    name: Shop
    redirectUris: ["${env:SHOP}/cb"]
    secrets: [{name: main, value: "${file:shop.secret}"}]
    roles: [{name: clerk}]
`)
	api := `{"resources": [{"identifier": "https://api.example.com", "name": "API", "allowedApplications": ["shop"]}]}`

	for _, step := range []struct {
		name, stdin string
		args        []string
		code        int
		want        string
	}{
		{"plan", api, []string{"-f", shop, "-f", "-", "--plan"}, 2, "Due: 4 to add, 0 to change, 0 to delete.\n"},
		{"diff is another name", api, []string{"-f", shop, "-f", "-", "--diff"}, 2, "+ application shop\n"},
		{"apply", api, []string{"-f", shop, "-f", "-"}, 0, "Done: 4 added, 0 changed, 0 deleted.\n"},
		{"again", api, []string{"-f", shop, "-f", "-"}, 0, "Nothing to change.\n"},
		{"plan again", api, []string{"-f", shop, "-f", "-", "--plan"}, 0, "Nothing to change.\n"},
		{"prune planned", "", []string{"-f", shop, "--prune", "--plan"}, 2, "- role shop/admin\n"},
		{"pruned", "", []string{"-f", shop, "--prune"}, 0, "Done: 0 added, 0 changed, 2 deleted.\n"},
	} {
		code, out, errs := runIn(t, env, step.stdin, append([]string{"apply"}, step.args...)...)
		if code != step.code || !strings.Contains(out, step.want) || errs != "" {
			t.Errorf("%s: exits with %d\n%s%s\nwant %d and %q", step.name, code, out, errs, step.code, step.want)
		}
		if strings.Contains(out, secret) {
			t.Errorf("%s prints the secret", step.name)
		}
	}

	code, exported, errs := runIn(t, env, "", "export")
	if code != 0 || !strings.Contains(exported, "slug: shop\n") || strings.Contains(exported, secret) {
		t.Errorf("export: %d\n%s%s", code, exported, errs)
	}
	if code, out, errs := runIn(t, env, exported, "apply", "-f", "-"); code != 0 || out != "Nothing to change.\n" {
		t.Errorf("what was exported: %d\n%s%s", code, out, errs)
	}

	bad := write(t, dir, "bad.yaml", "applications:\n  - slug: shop\n    redirectUris: [http://x.example]\n")
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"what a service refuses", []string{"-f", bad}, bad + ":3:20: applications[0].redirectUris[0]: must use https"},
		{"also to plan", []string{"-f", bad, "--plan"}, "nothing was changed:\n" + bad + ":3:20: "},
		{"no such file", []string{"-f", filepath.Join(dir, "none.yaml")}, "none.yaml"},
		{"no file", nil, "-f"},
		{"misuse is no difference", []string{"--nonsense"}, "--help"},
		{"a missing variable", []string{"-f", write(t, dir, "v.yaml", "applications: [{slug: shop, name: '${env:NONE}'}]")}, "NONE is not set"},
	} {
		if code, out, errs := runIn(t, env, "", append([]string{"apply"}, tt.args...)...); code != 1 || out != "" || !strings.Contains(errs, tt.want) {
			t.Errorf("%s: exits with %d\n%s%s\nwant 1 and %q", tt.name, code, out, errs, tt.want)
		}
	}
}

// The schema is one, and holds files to what apply holds them to.
func TestApplySchema(t *testing.T) {
	text := succeed(t, nil, "", "apply", "--schema")
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("auth.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("auth.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for file, fits := range map[string]bool{
		`{"applications":[{"slug":"a","description":null,"client":{"grant_types":null,"access_token_lifetime":60},"roles":[{"name":"r","permissions":["x:read"]}]}]}`: true,
		`{"$schema":"x","organizations":[{"slug":"o","parent":null,"metadata":{"k":[1]}}],"resources":[{"identifier":"https://a","allowedApplications":null}]}`:       true,
		`{"applications":[{"slug":"a","secrets":[{"name":"s","value":"${env:S}"}],"plans":[{"name":"p","features":{"n":1}}]}]}`:                                       true,
		`{"applications":[{"name":"A"}]}`:                                               false,
		`{"applications":[{"slug":"a","redirectURIs":[]}]}`:                             false,
		`{"applications":[{"slug":"a","client":{"grantTypes":[]}}]}`:                    false,
		`{"applications":[{"slug":"a","secrets":[{"name":"s","value":"clear text"}]}]}`: false,
		`{"applications":[{"slug":"a","isActive":null}]}`:                               false,
		`{"applications":[{"slug":"a","permissions":["x"]}]}`:                           false,
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != fits {
			t.Errorf("%s: %v", file, err)
		}
	}
}
