package audit

// DocExport is what the document of the API says of exports; filter reads it.
type DocExport struct {
	Format string `query:"format" enum:"ndjson,csv" doc:"ndjson when left out"`

	User         string `query:"user" doc:"Id of a user: who did it, in whose name it was done, or whom it concerns"`
	Actor        string `query:"actor" doc:"Id of the user, application or token that did it"`
	Action       string `query:"action" doc:"Beginning of the action, e.g. session."`
	Target       string `query:"target" doc:"Kind of thing, e.g. application"`
	TargetID     string `query:"targetId"`
	Organization string `query:"organization" doc:"Id of the organization in which it happened"`
	Application  string `query:"application" doc:"Id of the application that it concerns"`
	Text         string `query:"text" doc:"Words that all occur in the event"`
	From         string `query:"from" doc:"RFC 3339"`
	Until        string `query:"until" doc:"RFC 3339, exclusive"`
}
