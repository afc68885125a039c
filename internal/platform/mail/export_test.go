package mail

import "context"

// Greeted, Device and Pause are what the tests look at from inside.
var (
	Greeted = greeted
	Device  = device
	Pause   = pause
)

// The lease and the most attempts.
const (
	Leased      = leased
	MaxAttempts = maxAttempts
	AtOnce      = atOnce
)

// Kinds are the templates.
func Kinds() []string {
	var kinds []string
	for kind := range needs() {
		kinds = append(kinds, kind)
	}
	return kinds
}

// Render writes a message as it would leave.
func (m *Mailer) Render(msg Message) (subject, text, html string, err error) {
	c, err := m.render(msg)
	return c.subject, c.text, c.html, err
}

// Claim takes what waits and does nothing with it, as a process that dies does.
func (m *Mailer) Claim(ctx context.Context) (int, error) {
	claimed, err := m.store.claim(ctx, m.now())
	return len(claimed), err
}

// Check looks at a message as Send does.
func Check(m Message) error { return m.check() }
