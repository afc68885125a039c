package federation

import (
	"encoding/json"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
)

// ReadMetadata returns the addresses that a discovery document names.
func ReadMetadata(body []byte) ([]string, error) {
	m, err := parseMetadata(fetch.Document{Body: body})
	if err != nil {
		return nil, err
	}
	return []string{m.Authorization, m.Token, m.Keys}, nil
}

// IsAddress is what every address of a document must be.
func IsAddress(text string) bool { return isAddress(text) }

// ReadTokens reads the answer of a token endpoint.
func ReadTokens(body []byte, now time.Time) (Tokens, error) { return parseTokens(body, now) }

// ReadGitHub reads GitHub's answers.
func ReadGitHub(account, emails []byte) (Profile, error) { return gitHubProfile(account, emails) }

// ReadKeys returns how many keys of a set can be used.
func ReadKeys(body []byte) (int, error) {
	set, err := parseKeys(fetch.Document{Body: body})
	return len(set), err
}

// OpenToken reads an ID token without believing it.
func OpenToken(token string) error {
	_, err := open(token, nil)
	return err
}

// Accepts returns the claims of an ID token of a kind of provider, and whether
// they are good for the client.
func Accepts(kind config.ProviderKind, issuer, clientID, nonce string, payload []byte, now time.Time) (claims map[string]any, ok bool) {
	t := signed{alg: "ES256"}
	if json.Unmarshal(payload, &t.claims) != nil || json.Unmarshal(payload, &claims) != nil {
		return nil, false
	}
	e := expectation{provider: provider{Provider: config.Provider{Kind: kind, ClientID: clientID}}, issuer: issuer, nonce: nonce}
	return claims, e.problem(t, now) == ""
}
