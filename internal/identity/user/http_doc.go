package user

// DocLink is what the document of the API says of the links in mails.
type DocLink struct {
	Token       string `query:"token" doc:"As the mail carried it"`
	CallbackURL string `query:"callbackURL" doc:"The page to go on to; gets error=… when the link is no good. Without one the answer is JSON"`
}

// DocResetLink is the link that leads to the page asking for a new password.
type DocResetLink struct {
	Token       string `path:"token"`
	CallbackURL string `query:"callbackURL" required:"true" doc:"The page that gets the token, or error=INVALID_TOKEN"`
}

// DocVerified is the answer to a link that verifies an address.
type DocVerified struct {
	Body verifiedJSON
}

type verifiedJSON struct {
	Status bool `json:"status"`
	User   any  `json:"user" doc:"Always null"`
}
