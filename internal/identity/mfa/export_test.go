package mfa

// A Party checks answers to challenges that tests know.
type Party struct{ party relyingParty }

// NewParty returns the party of an RP ID and one origin.
func NewParty(id, origin string) Party { return Party{newRelyingParty(id, id, []string{origin})} }

// Register checks the answer of an authenticator that made a passkey.
func (p Party) Register(challenge string, response []byte) (Credential, error) {
	parsed, err := parseRegistration(response)
	if err != nil {
		return Credential{}, err
	}
	return p.party.register(challenge, "handle", parsed)
}

// Assert checks the answer of an authenticator that used a passkey, and returns
// its counter.
func (p Party) Assert(challenge string, c Credential, alone bool, response []byte) (uint32, error) {
	parsed, err := parseAssertion(response)
	if err != nil {
		return 0, err
	}
	seen, err := p.party.check(challenge, c, alone, parsed)
	return seen.counter, err
}

// DefaultName is what a passkey is called until its user names it.
func DefaultName(c Credential) string { return defaultName(c) }
