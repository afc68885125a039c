package cli

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Processes that start together agree on one secret, and a damaged one is never
// taken for a secret.
func TestLocalSecret(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	made := make([]string, 16)
	var group sync.WaitGroup
	for i := range made {
		group.Go(func() {
			var err error
			if made[i], err = localSecret(dir); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, s := range made {
		if s != made[0] || len(s) != 2*secretBytes {
			t.Fatalf("%q and %q", made[0], s)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v left behind (%v)", files, err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v)", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, secretFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := localSecret(dir); err == nil {
		t.Errorf("an empty file gives %q", s)
	}
}
