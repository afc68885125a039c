package passwordless

import "github.com/circle-rd/auth-service/internal/identity/signin"

// DocLink is what the document of the API says of the links that sign in.
type DocLink struct {
	Token       string `query:"token" doc:"As the mail carried it"`
	CallbackURL string `query:"callbackURL" doc:"The page to go on to. Without one the answer is JSON"`
	NewUser     string `query:"newUserCallbackURL"`
	Failure     string `query:"errorCallbackURL" doc:"The page that gets error=… when the link is no good"`
}

// DocOpened is what such a link answers where it leads to no page.
type DocOpened struct {
	Body signin.JSON
}
