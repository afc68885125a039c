package self

// DocDeleted is what the document of the API says of the answer to the link that
// deletes an account.
type DocDeleted struct {
	Body deleted
}
