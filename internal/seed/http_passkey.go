package seed

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/descope/virtualwebauthn"

	"github.com/circle-rd/auth-service/internal/identity/user"
)

// Where passkeys are made, used and kept.
const (
	passkeyPath        = "/api/auth/passkey/"
	PasskeyCreatePath  = passkeyPath + "generate-register-options"
	PasskeyAddPath     = passkeyPath + "verify-registration"
	PasskeyRequestPath = passkeyPath + "generate-authenticate-options"
	PasskeyUsePath     = passkeyPath + "verify-authentication"
	PasskeyListPath    = passkeyPath + "list-user-passkeys"
	PasskeyRenamePath  = passkeyPath + "update-passkey"
	PasskeyRemovePath  = passkeyPath + "delete-passkey"
)

// keyLength is how long a COSE_Key of P-256 is.
const keyLength = 77

// An Authenticator is a device with one key pair. It verifies its user, counts
// what it signs and answers in pages of the service unless told otherwise.
type Authenticator struct {
	virtualwebauthn.AuthenticatorOptions
	Site       virtualwebauthn.RelyingParty
	AAGUID     [16]byte
	Transports []string
	Key        virtualwebauthn.Credential
	Still      bool // signs without counting
}

// Authenticator returns a new device for the pages of the service.
func (w *World) Authenticator(t testing.TB) *Authenticator {
	t.Helper()
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	for len(key.Key.AttestationData()) != keyLength { // it drops leading zeros of coordinates, which no authenticator does
		key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return &Authenticator{
		Site:       virtualwebauthn.RelyingParty{ID: w.Browser(t).origin(t).Hostname(), Name: w.Config.AppName, Origin: w.Config.BaseURL},
		Transports: []string{"internal", "hybrid"},
		Key:        key,
	}
}

func (a *Authenticator) device() virtualwebauthn.Authenticator {
	return virtualwebauthn.Authenticator{Options: a.AuthenticatorOptions, Aaguid: a.AAGUID}
}

func decoded(t testing.TB, text string) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// Create answers the options for making a passkey as navigator.credentials
// does.
func (a *Authenticator) Create(t testing.TB, options Answer) map[string]any {
	t.Helper()
	asked, err := virtualwebauthn.ParseAttestationOptions(string(options.Body))
	if err != nil {
		t.Fatalf("%s: %v", options.Body, err)
	}
	a.UserHandle = []byte(asked.UserID)
	made := decoded(t, virtualwebauthn.CreateAttestationResponse(a.Site, a.device(), a.Key, *asked))
	made["clientExtensionResults"] = map[string]any{"credProps": map[string]any{"rk": true}}
	made["response"].(map[string]any)["transports"] = a.Transports //nolint:forcetypeassert // written just above
	return made
}

// Get answers the options for using a passkey as navigator.credentials does.
func (a *Authenticator) Get(t testing.TB, options Answer) map[string]any {
	t.Helper()
	asked, err := virtualwebauthn.ParseAssertionOptions(string(options.Body))
	if err != nil {
		t.Fatalf("%s: %v", options.Body, err)
	}
	if !a.Still {
		a.Key.Counter++
	}
	shown := decoded(t, virtualwebauthn.CreateAssertionResponse(a.Site, a.device(), a.Key, *asked))
	shown["clientExtensionResults"] = map[string]any{}
	return shown
}

// ID is the id of the device's passkey, as JSON tells it.
func (a *Authenticator) ID() string { return base64.RawURLEncoding.EncodeToString(a.Key.ID) }

// AddPasskey adds the device's passkey to the account that is signed in.
func (b *Browser) AddPasskey(t testing.TB, a *Authenticator, name string) Answer {
	t.Helper()
	options := b.Get(t, PasskeyCreatePath).Want(t, http.StatusOK)
	body := map[string]any{"response": a.Create(t, options)}
	if name != "" {
		body["name"] = name
	}
	return b.Post(t, PasskeyAddPath, body)
}

// UsePasskey shows the device's passkey for whatever it is asked: to sign in,
// as a second factor or once more.
func (b *Browser) UsePasskey(t testing.TB, a *Authenticator) Answer {
	t.Helper()
	options := b.Get(t, PasskeyRequestPath).Want(t, http.StatusOK)
	return b.Post(t, PasskeyUsePath, map[string]any{"response": a.Get(t, options)})
}

// PasskeyUser makes an account with a passkey on a device.
func (w *World) PasskeyUser(t testing.TB, name, email string) (user.User, *Authenticator) {
	t.Helper()
	u, a := w.User(t, name, email), w.Authenticator(t)
	w.SignedIn(t, u).AddPasskey(t, a, "Laptop").Want(t, http.StatusOK)
	return u, a
}
