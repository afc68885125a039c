package oauth

import (
	"encoding/json"
	"strings"
)

// objectParams are the authorization parameters that a request object may hold
// (RFC 9101 §4). What else it holds is ignored, like unknown parameters.
func objectParams() []string {
	return []string{
		"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "nonce", "prompt", "max_age",
		"response_mode", "login_hint", "ui_locales", "id_token_hint", "acr_values", "dpop_jkt",
	}
}

// ObjectPairs returns the claims of a request object as the parameters that
// they stand for.
func ObjectPairs(claims map[string]json.RawMessage) (Pairs, *Error) {
	for _, name := range []string{"request", "request_uri"} { // RFC 9101 §4
		if _, given := claims[name]; given {
			return nil, Fail(CodeInvalidRequestObject, "a request object must not hold %s", name)
		}
	}
	var pairs Pairs
	for _, name := range objectParams() {
		raw, given := claims[name]
		if !given {
			continue
		}
		text, ok := stringIn(raw)
		if !ok && name == "max_age" { // a number in JSON (OpenID Connect Core §6.1)
			text, ok = string(raw), strings.Trim(string(raw), "0123456789") == ""
		}
		if !ok {
			return nil, Fail(CodeInvalidRequestObject, "%s has the wrong type in the request object", name)
		}
		pairs = append(pairs, Pair{name, text})
	}
	if raw, given := claims["claims"]; given { // an object in JSON (OpenID Connect Core §6.1)
		text, ok := stringIn(raw)
		if !ok {
			text = string(raw)
		}
		pairs = append(pairs, Pair{"claims", text})
	}
	raw, given := claims[resourceParam]
	if !given {
		return pairs, nil
	}
	resources, ok := stringsIn(raw)
	if !ok {
		return nil, Fail(CodeInvalidRequestObject, "resource has the wrong type in the request object")
	}
	for _, resource := range resources {
		pairs = append(pairs, Pair{resourceParam, resource})
	}
	return pairs, nil
}

func stringsIn(raw json.RawMessage) ([]string, bool) {
	if one, ok := stringIn(raw); ok {
		return []string{one}, true
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil || list == nil {
		return nil, false
	}
	texts := make([]string, 0, len(list))
	for _, item := range list {
		text, ok := stringIn(item)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// Over returns the parameters with those of the other list that it lacks
// (OpenID Connect Core §6.1).
func (p Pairs) Over(under Pairs) Pairs {
	held := map[string]bool{}
	for _, pair := range p {
		held[pair.Name] = true
	}
	all := append(Pairs{}, p...)
	for _, pair := range under {
		if !held[pair.Name] {
			all = append(all, pair)
		}
	}
	return all
}
