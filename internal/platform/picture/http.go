package picture

import (
	"net/http"
	"strconv"
)

// ServeHTTP writes the image. Nothing in such a file is let act, whatever a
// browser takes it for.
func (i Image) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", i.Type)
	header.Set("Content-Length", strconv.Itoa(len(i.Data)))
	header.Set("Cache-Control", "public, max-age=3600")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	_, _ = w.Write(i.Data) // the browser may have gone
}
