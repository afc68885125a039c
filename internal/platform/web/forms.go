package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// formFormat lets an operation read a form as if it were a JSON object of
// strings, with "true" and "false" as booleans; the first value of a name counts.
var formFormat = huma.Format{ //nolint:gochecknoglobals // immutable
	Marshal: func(io.Writer, any) error { return errors.New("forms are only read") },
	Unmarshal: func(data []byte, v any) error {
		form, err := url.ParseQuery(string(data))
		if err != nil {
			return err
		}
		object := map[string]any{}
		for name := range form {
			switch text := form.Get(name); text {
			case "true", "false":
				object[name] = text == "true"
			default:
				object[name] = text
			}
		}
		body, err := json.Marshal(object)
		if err != nil {
			return err
		}
		return json.Unmarshal(body, v)
	},
}

// mediaTypes refuses bodies of a kind the operation does not read.
func mediaTypes(next http.Handler, d Dialect, forms bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := r.Header.Get("Content-Type")
		if header == "" {
			next.ServeHTTP(w, r)
			return
		}
		kind, _, err := mime.ParseMediaType(header)
		allowed := kind == "application/json" || forms && kind == "application/x-www-form-urlencoded"
		if err != nil || !allowed {
			Fail(w, r, d, ErrMediaType)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Errors that any route may answer with.
var (
	ErrInternal  = fault.New(fault.Internal, "SRV_001", "Internal server error").InBetterAuth("INTERNAL_SERVER_ERROR", 0)
	ErrNotFound  = fault.New(fault.NotFound, "SRV_001", "Not found")
	ErrMalformed = fault.New(fault.Invalid, "SRV_004", "The request cannot be read").InBetterAuth("VALIDATION_ERROR", 0)
	ErrTooLarge  = fault.New(fault.Invalid, "SRV_005", "The request is too large").WithStatus(http.StatusRequestEntityTooLarge).InBetterAuth("PAYLOAD_TOO_LARGE", 0)
	ErrMediaType = fault.New(fault.Invalid, "SRV_006", "The request's media type is not supported").WithStatus(http.StatusUnsupportedMediaType).InBetterAuth("UNSUPPORTED_MEDIA_TYPE", 0)
)
