package application

import (
	"encoding/json"
	"slices"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// facts are the settings of an application for the audit trail, by the names of
// the API. Keys of the client are told by a digest: they are long.
func (a Application) facts() map[string]any {
	facts := map[string]any{
		"name": a.Name, "description": a.Description, "url": a.URL, "icon": a.Icon, "isActive": a.IsActive, "skipConsent": a.SkipConsent,
		"isMfaRequired": a.IsMfaRequired, "allowRegister": a.AllowRegister, "grantOnRegister": a.GrantOnRegister,
		"requirePkce": a.RequirePKCE, "allowedScopes": slices.Clone(a.AllowedScopes), "redirectUris": slices.Clone(a.RedirectURIs),
		"idTokenSignedResponseAlg": a.IDTokenAlg,
	}
	for name, value := range a.Client.facts() {
		facts["client."+name] = value
	}
	return facts
}

func (c Client) facts() map[string]any {
	members := map[string]any{}
	text, err := json.Marshal(c)
	if err != nil { // its keys are no JSON, which settle refuses
		return members
	}
	_ = json.Unmarshal(text, &members) // of an object that was just written
	if _, found := members["jwks"]; found {
		members["jwks"] = "SHA-256 " + secret.Digest(string(c.JWKS))
	}
	return members
}
