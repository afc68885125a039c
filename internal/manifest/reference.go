package manifest

import (
	"regexp"
	"strings"
)

// Outside is where references lead.
type Outside struct {
	LookupEnv func(name string) (string, bool)
	// ReadFile reads a file that a secret stands in, named relative to the
	// directory of the file that refers to it.
	ReadFile func(path string) ([]byte, error)
}

var (
	wholeReference = regexp.MustCompile(`^\$\{(env:[A-Za-z_][A-Za-z0-9_]*|file:[^}]+)\}$`)
	anyReference   = regexp.MustCompile(`\$\$\{|\$\{[^}]*\}?`)
)

const (
	opens   = "${"
	escaped = "$${"
)

// secretOf returns what a reference leads to, or why it leads nowhere. Neither
// ever holds the other's text.
func (o Outside) secretOf(text string) (value, problem string) {
	found := wholeReference.FindStringSubmatch(text)
	if found == nil {
		return "", "must be a reference, ${env:NAME} or ${file:PATH}, and nothing else"
	}
	kind, name, _ := strings.Cut(found[1], ":")
	if kind == "env" {
		return o.variable(name)
	}
	content, err := o.ReadFile(name)
	if err != nil {
		return "", "the file " + name + " cannot be read"
	}
	value = strings.TrimRight(string(content), "\r\n")
	if value == "" {
		return "", "the file " + name + " is empty"
	}
	return value, ""
}

func (o Outside) variable(name string) (value, problem string) {
	value, _ = o.LookupEnv(name)
	if value == "" {
		return "", "the environment variable " + name + " is not set"
	}
	return value, ""
}

// expand replaces the references within a text that is no secret.
func (o Outside) expand(text string) (expanded, problem string) {
	if !strings.Contains(text, opens) {
		return text, ""
	}
	expanded = anyReference.ReplaceAllStringFunc(text, func(found string) string {
		if found == escaped {
			return opens
		}
		name, isVariable := strings.CutPrefix(found, "${env:")
		switch {
		case !wholeReference.MatchString(found):
			problem = "has a reference that is not ${env:NAME}; write $${ for ${ itself"
		case !isVariable:
			problem = "refers to a file, which only secrets may"
		default:
			value, missing := o.variable(strings.TrimSuffix(name, "}"))
			if missing == "" {
				return value
			}
			problem = missing
		}
		return ""
	})
	return expanded, problem
}

// escape makes a text mean itself.
func escape(text string) string { return strings.ReplaceAll(text, opens, escaped) }
