package signin

// DocSignedOut is what sign-out answers.
type DocSignedOut struct {
	Body struct {
		Success bool `json:"success"`
	}
}
