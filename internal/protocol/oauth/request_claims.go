package oauth

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// A ClaimsRequest is the claims parameter (OpenID Connect Core §5.5): what a
// client wants to know beyond its scopes, and where it wants to read it. Claims
// that nobody here could tell are left out when it is read.
type ClaimsRequest struct {
	IDToken  map[string]ClaimRequest `json:"id_token,omitempty"`
	Userinfo map[string]ClaimRequest `json:"userinfo,omitempty"`
}

// A ClaimRequest is what is asked about one claim (OpenID Connect Core §5.5.1).
type ClaimRequest struct {
	Essential bool              `json:"essential,omitempty"`
	Value     json.RawMessage   `json:"value,omitempty"`
	Values    []json.RawMessage `json:"values,omitempty"`
}

const maxClaims = 4096

// ParseClaims reads the claims parameter. Whatever has the wrong form is
// refused; what has the right form and is unknown is ignored.
func ParseClaims(text string) (ClaimsRequest, *Error) {
	var c ClaimsRequest
	if len(text) > maxClaims {
		return c, Fail(CodeInvalidRequest, "claims is too long")
	}
	if !utf8.ValidString(text) { // it is stored
		return c, Fail(CodeInvalidRequest, "claims is not a text")
	}
	members, ok := object([]byte(text))
	if !ok {
		return c, Fail(CodeInvalidRequest, "claims must be a JSON object")
	}
	for name, into := range map[string]*map[string]ClaimRequest{"id_token": &c.IDToken, "userinfo": &c.Userinfo} {
		raw, given := members[name]
		if !given || string(raw) == "null" {
			continue
		}
		read, ok := readClaims(raw)
		if !ok {
			return ClaimsRequest{}, Fail(CodeInvalidRequest, "claims: %s is malformed", name)
		}
		*into = read
	}
	return c, nil
}

// object reads a JSON object by its exact member names: the decoder into
// structs would take them in any case.
func object(text []byte) (map[string]json.RawMessage, bool) {
	var members map[string]json.RawMessage
	err := json.Unmarshal(text, &members)
	return members, err == nil && members != nil
}

func readClaims(raw json.RawMessage) (map[string]ClaimRequest, bool) {
	members, ok := object(raw)
	if !ok {
		return nil, false
	}
	claims := map[string]ClaimRequest{}
	for name, about := range members {
		var c ClaimRequest
		if string(about) != "null" {
			details, ok := object(about)
			if !ok {
				return nil, false
			}
			if essential, given := details["essential"]; given && json.Unmarshal(essential, &c.Essential) != nil {
				return nil, false
			}
			if values, given := details["values"]; given && json.Unmarshal(values, &c.Values) != nil {
				return nil, false
			}
			if value := details["value"]; string(value) != "null" {
				c.Value = value
			}
		}
		if _, known := ScopeOfClaim(name); known {
			claims[name] = c
		}
	}
	if len(claims) == 0 {
		return nil, true
	}
	return claims, true
}

// ScopeOfClaim returns the scope that a claim belongs to (OpenID Connect Core
// §5.4); those about the sign-in itself need none. It reports false for claims
// that are never told here.
func ScopeOfClaim(name string) (scope string, known bool) {
	switch name {
	case "sub", "auth_time", "acr", "amr", "sid":
		return "", true
	case "name", "given_name", "family_name", "picture", "updated_at":
		return ScopeProfile, true
	case "email", "email_verified":
		return ScopeEmail, true
	case "roles":
		return ScopeRoles, true
	case "permissions":
		return ScopePermissions, true
	case "features":
		return ScopeFeatures, true
	case "org_id", "org_slug", "org_roles":
		return ScopeOrg, true
	case "address":
		return ScopeAddress, true
	case "phone_number", "phone_number_verified":
		return ScopePhone, true
	}
	return "", false
}

// String returns the parameter with what was understood of it; empty when
// nothing is asked for.
func (c ClaimsRequest) String() string {
	if len(c.IDToken)+len(c.Userinfo) == 0 {
		return ""
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // or it could grow beyond what is read again
	_ = e.Encode(c)        // what was JSON before always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

// Within leaves out the claims that belong to a scope which is not allowed.
func (c ClaimsRequest) Within(scopes []string) ClaimsRequest {
	narrow := func(asked map[string]ClaimRequest) map[string]ClaimRequest {
		var kept map[string]ClaimRequest
		for name, about := range asked {
			scope, _ := ScopeOfClaim(name)
			if scope != "" && !slices.Contains(scopes, scope) {
				continue
			}
			if kept == nil {
				kept = map[string]ClaimRequest{}
			}
			kept[name] = about
		}
		return kept
	}
	return ClaimsRequest{narrow(c.IDToken), narrow(c.Userinfo)}
}

// Names returns the names of requested claims, sorted.
func Names(asked map[string]ClaimRequest) []string { return slices.Sorted(maps.Keys(asked)) }

// Scopes returns the scopes that the requested claims belong to: whoever asks
// for a claim by its name asks for as much as with the scope.
func (c ClaimsRequest) Scopes() []string {
	scopes := []string{}
	for _, known := range Scopes() {
		for _, asked := range []map[string]ClaimRequest{c.IDToken, c.Userinfo} {
			for name := range asked {
				if scope, _ := ScopeOfClaim(name); scope == known && !slices.Contains(scopes, scope) {
					scopes = append(scopes, scope)
				}
			}
		}
	}
	return scopes
}

// Subjects returns the users that the request names by sub (OpenID Connect
// Core §5.5.1): only they may be answered for.
func (c ClaimsRequest) Subjects() []string {
	var subjects []string
	for _, asked := range []map[string]ClaimRequest{c.IDToken, c.Userinfo} {
		if about, ok := asked["sub"]; ok && len(about.Value) > 0 {
			text, _ := stringIn(about.Value) // what is no text is nobody's sub
			subjects = append(subjects, text)
		}
	}
	return subjects
}

// MustHaveACR returns the authentication context classes of which the ID token
// must tell one, or the request fails (OpenID Connect Core §5.5.1.1).
func (c ClaimsRequest) MustHaveACR() (classes []string, essential bool) {
	about, ok := c.IDToken["acr"]
	if !ok || !about.Essential {
		return nil, false
	}
	if len(about.Value) > 0 {
		about.Values = append(slices.Clip(about.Values), about.Value)
	}
	for _, value := range about.Values {
		if text, ok := stringIn(value); ok {
			classes = append(classes, text)
		}
	}
	return classes, len(about.Values) > 0
}

func stringIn(raw json.RawMessage) (string, bool) {
	var text string
	if !bytes.HasPrefix(raw, []byte(`"`)) {
		return "", false
	}
	return text, json.Unmarshal(raw, &text) == nil
}
