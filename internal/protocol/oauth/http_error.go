package oauth

import (
	"net/http"
	"strings"
)

type errorJSON struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

// Answer is the error as an endpoint writes it (RFC 6749 §5.2).
func (e *Error) Answer() (status int, header http.Header, body any) {
	status, header = e.Status, http.Header{"Pragma": {"no-cache"}}
	if status == 0 {
		status = http.StatusBadRequest
	}
	if e.Challenge {
		header.Set("WWW-Authenticate", `Basic realm="oauth2", charset="UTF-8"`)
	}
	if e.Bearer {
		header.Set("WWW-Authenticate", `Bearer error="`+e.Code+`", error_description="`+printable(e.Description)+`"`)
	}
	if e.DPoP {
		header.Add("WWW-Authenticate", `DPoP error="`+e.Code+`", error_description="`+printable(e.Description)+`", algs="`+strings.Join(DPoPAlgorithms(), " ")+`"`)
	}
	if e.Nonce != "" {
		header.Set("DPoP-Nonce", e.Nonce)
	}
	return status, header, errorJSON{e.Code, printable(e.Description)}
}
