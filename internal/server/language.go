package server

import (
	"strconv"
	"strings"
)

// preferred is the language of ours that an Accept-Language header (RFC 9110
// §12.5.4) weighs most, the first of equals. Every request is asked, so it
// allocates nothing.
func preferred(header string) string {
	best, weight := "en", 0.0
	for header != "" {
		var item string
		item, header, _ = strings.Cut(header, ",")
		name, parameters, _ := strings.Cut(item, ";")
		lang := ours(strings.TrimSpace(name))
		if lang == "" {
			continue
		}
		if q := quality(parameters); q > weight {
			best, weight = lang, q
		}
	}
	return best
}

// ours is the language of mails and pages that a language range asks for, or "".
func ours(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	switch {
	case strings.EqualFold(primary, "fr"):
		return "fr"
	case strings.EqualFold(primary, "en"), primary == "*":
		return "en"
	default:
		return ""
	}
}

func quality(parameters string) float64 {
	value, given := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
	if !given {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
