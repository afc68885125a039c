package client

import (
	"io"
	"mime"
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// FromRequest authenticates the client that sent a request with this form.
func (s *Service) FromRequest(r *http.Request, form oauth.Pairs) (application.Application, error) {
	credentials, refused := Parse(form, r.Header.Get("Authorization"))
	if refused != nil {
		return application.Application{}, refused
	}
	credentials.Chain = web.ClientChain(r.Context())
	return s.Authenticate(r.Context(), credentials)
}

// ReadForm reads the body of an endpoint that takes forms only.
func ReadForm(r *http.Request) (oauth.Pairs, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &oauth.Error{
			Code: oauth.CodeInvalidRequest, Description: "the body must be application/x-www-form-urlencoded", Status: http.StatusUnsupportedMediaType,
		}
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, web.ErrTooLarge.Because(err)
	}
	form, ok := oauth.ParsePairs(string(body))
	if !ok {
		return nil, oauth.Fail(oauth.CodeInvalidRequest, "the form cannot be read")
	}
	return form, nil
}
