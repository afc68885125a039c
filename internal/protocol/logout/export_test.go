package logout

// What tests look at from outside.
var (
	WithState = withState
	Frame     = frame
	After     = after
)
