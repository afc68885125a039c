package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	secretFile  = "secret"
	secretBytes = 32
)

// localSecret returns the secret kept in the data directory, made at the first
// run. Only for development: in production the operator provides one.
func localSecret(dir string) (string, error) {
	file := filepath.Join(dir, secretFile)
	text, err := readSecret(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return text, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("data directory: %w", err)
	}
	draft, err := os.CreateTemp(dir, secretFile) // readable by its owner alone
	if err != nil {
		return "", fmt.Errorf("secret: %w", err)
	}
	defer os.Remove(draft.Name()) //nolint:errcheck // only the draft
	_, err = draft.WriteString(secret.Hex(secretBytes) + "\n")
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return "", fmt.Errorf("secret: %w", err)
	}
	// A link appears whole or not at all, and only one process gets it.
	if err := os.Link(draft.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("secret: %w", err)
	}
	return readSecret(file)
}

func readSecret(file string) (string, error) {
	text, err := os.ReadFile(file) //nolint:gosec // the operator's own directory
	if err != nil {
		return "", fmt.Errorf("secret: %w", err)
	}
	made := strings.TrimSpace(string(text))
	if len(made) < secretBytes {
		return "", fmt.Errorf("%s is damaged; remove it, and with it the signing keys and sessions that depend on it", file)
	}
	return made, nil
}
