// Package ui holds the built web pages of the service: the sign-in pages and the console.
package ui

import (
	"embed"
	"io/fs"
)

// The directory is embedded whole, so that a checkout without a built front end still compiles:
// dist/.gitkeep is always there.
//
//go:embed all:dist
var dist embed.FS

// Files returns the built front end, rooted at its top directory. Without a build it holds no page.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		// Only an invalid path is refused, and this one is constant.
		return dist
	}
	return files
}
