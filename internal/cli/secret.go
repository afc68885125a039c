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
	text, err := os.ReadFile(file) //nolint:gosec // the operator's own directory
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("secret: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("data directory: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // as above
	if errors.Is(err, fs.ErrExist) {                                      // another process was faster
		return localSecret(dir)
	}
	if err != nil {
		return "", fmt.Errorf("secret: %w", err)
	}
	made := secret.Hex(secretBytes)
	_, err = f.WriteString(made + "\n")
	return made, errors.Join(err, f.Sync(), f.Close())
}
