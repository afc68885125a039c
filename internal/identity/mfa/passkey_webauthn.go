package mfa

import (
	"encoding/base64"
	"errors"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"
)

// relyingParty is the service in WebAuthn's terms. This file alone knows the
// library, whose interface changes between minor versions.
type relyingParty struct {
	id, name string
	lib      webauthn.WebAuthn
}

func newRelyingParty(id, name string, origins []string) relyingParty {
	return relyingParty{id, name, webauthn.WebAuthn{Config: &webauthn.Config{
		// RPID stays empty: the library refuses addresses, which tests and first
		// runs use. Each ceremony names it.
		RPOrigins:                         origins,
		RPTopOriginVerificationMode:       protocol.TopOriginExplicitVerificationMode,
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore, // Level 3 §9.4: be prepared for them
	}}}
}

// algorithms are those that keys may be made for, the best first: EdDSA, ES256
// and RS256.
func algorithms() []int {
	return []int{int(webauthncose.AlgEdDSA), int(webauthncose.AlgES256), int(webauthncose.AlgRS256)}
}

// maxResponse bounds what an authenticator may answer. Attestation makes the
// longest answers, a few kilobytes.
const maxResponse = 64 << 10

var errResponse = errors.New("the response is too large")

type registrationResponse struct {
	parsed *protocol.ParsedCredentialCreationData
}

func parseRegistration(response []byte) (registrationResponse, error) {
	if len(response) > maxResponse {
		return registrationResponse{}, errResponse
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	return registrationResponse{parsed}, err
}

type assertionResponse struct {
	parsed *protocol.ParsedCredentialAssertionData
}

func parseAssertion(response []byte) (assertionResponse, error) {
	if len(response) > maxResponse {
		return assertionResponse{}, errResponse
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	return assertionResponse{parsed}, err
}

// credentialID is the one that the authenticator says it used.
func (a assertionResponse) credentialID() string {
	return base64.RawURLEncoding.EncodeToString(a.parsed.RawID)
}

// userHandle is what the authenticator calls the user, or "".
func (a assertionResponse) userHandle() string {
	return base64.RawURLEncoding.EncodeToString(a.parsed.Response.UserHandle)
}

// register carries out Level 3 §7.1 for a response.
func (rp relyingParty) register(challenge, handle string, r registrationResponse) (Credential, error) {
	var params []protocol.CredentialParameter
	for _, alg := range algorithms() {
		params = append(params, protocol.CredentialParameter{
			Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.COSEAlgorithmIdentifier(alg),
		})
	}
	made, err := rp.lib.CreateCredential(holder{handle: handle}, webauthn.SessionData{
		Challenge: challenge, RelyingPartyID: rp.id, UserID: []byte(handle), CredParams: params,
		UserVerification: protocol.VerificationPreferred, Extensions: protocol.SessionExtensions{Requested: []string{"credProps"}},
	}, r.parsed)
	if err != nil {
		return Credential{}, err
	}
	aaguid, err := uuid.FromBytes(made.Authenticator.AAGUID)
	if err != nil {
		return Credential{}, err
	}
	p := Credential{
		CredentialID: base64.RawURLEncoding.EncodeToString(made.ID), PublicKey: base64.StdEncoding.EncodeToString(made.PublicKey),
		UserHandle: base64.RawURLEncoding.EncodeToString([]byte(handle)), AAGUID: aaguid.String(), Counter: made.Authenticator.SignCount,
		BackupEligible: made.Flags.BackupEligible, BackedUp: made.Flags.BackupState,
	}
	for _, t := range made.Transport {
		if slices.Contains(transports(), string(t)) && !slices.Contains(p.Transports, string(t)) {
			p.Transports = append(p.Transports, string(t))
		}
	}
	return p, nil
}

// transports are those that Level 3 §5.8.4 names. A browser that knows more
// finds the authenticator without.
func transports() []string {
	return []string{"ble", "hybrid", "internal", "nfc", "smart-card", "usb"}
}

// An observation is what an assertion tells besides its good signature.
type observation struct {
	counter  uint32
	backedUp bool
}

// check carries out Level 3 §7.2 for a response but for its counter, which only
// the store can judge.
func (rp relyingParty) check(challenge string, p Credential, mustVerify bool, a assertionResponse) (observation, error) {
	known, err := holding(p)
	if err != nil {
		return observation{}, err
	}
	if p.UserHandle == "" { // taken over from where it was not stored
		a.parsed.Response.UserHandle = nil
	}
	verification := protocol.VerificationPreferred
	if mustVerify {
		verification = protocol.VerificationRequired
	}
	if _, err := rp.lib.ValidateLogin(known, webauthn.SessionData{
		Challenge: challenge, RelyingPartyID: rp.id, UserID: known.WebAuthnID(), UserVerification: verification,
	}, a.parsed); err != nil {
		return observation{}, err
	}
	data := a.parsed.Response.AuthenticatorData
	return observation{data.Counter, data.Flags.HasBackupState()}, nil
}

// holder is a user with at most one credential, as the library asks for it.
type holder struct {
	handle      string
	credentials []webauthn.Credential
}

func holding(p Credential) (holder, error) {
	id, err := base64.RawURLEncoding.DecodeString(p.CredentialID)
	if err != nil {
		return holder{}, err
	}
	key, err := base64.StdEncoding.DecodeString(p.PublicKey)
	if err != nil {
		return holder{}, err
	}
	handle, err := base64.RawURLEncoding.DecodeString(p.UserHandle)
	if err != nil {
		return holder{}, err
	}
	return holder{string(handle), []webauthn.Credential{{
		ID: id, PublicKey: key, Flags: webauthn.CredentialFlags{BackupEligible: p.BackupEligible, BackupState: p.BackedUp},
		Authenticator: webauthn.Authenticator{SignCount: p.Counter},
	}}}, nil
}

// WebAuthnID implements webauthn.User.
func (h holder) WebAuthnID() []byte { return []byte(h.handle) }

// WebAuthnName implements webauthn.User; only options would show it.
func (holder) WebAuthnName() string { return "" }

// WebAuthnDisplayName implements webauthn.User; only options would show it.
func (holder) WebAuthnDisplayName() string { return "" }

// WebAuthnCredentials implements webauthn.User.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }
