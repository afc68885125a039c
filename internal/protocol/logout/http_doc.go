package logout

// DocRequest is what the document of the API says of logout requests (OpenID
// Connect RP-Initiated Logout §2).
type DocRequest struct {
	IDTokenHint string `query:"id_token_hint"`
	LogoutHint  string `query:"logout_hint"`
	ClientID    string `query:"client_id"`
	Return      string `query:"post_logout_redirect_uri" doc:"Exactly one of the registered ones"`
	State       string `query:"state"`
	UILocales   string `query:"ui_locales"`
}

// DocForm is the same request as a form.
type DocForm struct {
	Body formJSON `contentType:"application/x-www-form-urlencoded"`
}

type formJSON struct {
	IDTokenHint string `json:"id_token_hint,omitempty"`
	LogoutHint  string `json:"logout_hint,omitempty"`
	ClientID    string `json:"client_id,omitempty"`
	Return      string `json:"post_logout_redirect_uri,omitempty"`
	State       string `json:"state,omitempty"`
	UILocales   string `json:"ui_locales,omitempty"`
}

// DocConfirm is the form of the confirmation page.
type DocConfirm struct {
	Body confirmJSON `contentType:"application/x-www-form-urlencoded"`
}

type confirmJSON struct {
	Request string `json:"request" doc:"As the page holds it"`
}
