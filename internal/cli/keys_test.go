package cli_test

import (
	"maps"
	"strings"
	"testing"
	"time"
)

// What docs/operations.md says about changing the secret.
func TestChangeOfTheSecret(t *testing.T) {
	const bare, first, second = "the-bare-secret-of-the-beginning-0", "1:the-first-of-the-list-0123456789", "2:the-second-of-the-list-012345678"
	at := func(secret, secrets string) map[string]string {
		return map[string]string{"BETTER_AUTH_SECRET": secret, "BETTER_AUTH_SECRETS": secrets, "LOG_LEVEL": "error", "PORT": freePort(t)}
	}
	dir := t.TempDir()
	sealed := func(env map[string]string) string { return succeed(t, env, "", "keys", "list") }
	for _, step := range []struct {
		name string
		env  map[string]string
		by   string // who has sealed all keys in the end
	}{
		{"one secret", at(bare, ""), "BETTER_AUTH_SECRET"},
		{"the first list", at(bare, first), "version 1"},
		{"without the bare secret", at("", first), "version 1"},
		{"a longer list", at("", second+","+first), "version 2"},
		{"without the older entry", at("", second), "version 2"},
	} {
		t.Run(step.name, func(t *testing.T) {
			env := maps.Clone(step.env)
			env["DATA_DIR"] = dir
			serve(t, env)
			deadline := time.Now().Add(time.Minute)
			for strings.Count(sealed(env), step.by) != 4 {
				if time.Now().After(deadline) {
					t.Fatalf("not sealed by %s: %s", step.by, sealed(env))
				}
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
	env := at(bare, "")
	env["DATA_DIR"] = dir
	if code, _, errs := run(t, env, "", "serve"); code != 1 || !strings.Contains(errs, "secret") {
		t.Errorf("with a secret that was dropped: %d %s", code, errs)
	}
}
