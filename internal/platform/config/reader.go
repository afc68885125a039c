package config

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// A reader looks variables up and gathers what is wrong with them.
type reader struct {
	getenv   func(string) (string, bool)
	readFile func(string) ([]byte, error)
	dotenv   map[string]string
	problems []string
	warnings []string
}

func newReader(getenv func(string) (string, bool), readFile func(string) ([]byte, error)) *reader {
	r := &reader{getenv: getenv, readFile: readFile}
	text, err := readFile(".env")
	switch {
	case err == nil:
		var bad []int
		r.dotenv, bad = parseDotenv(string(text))
		for _, line := range bad {
			r.warn("Line %d of .env is not NAME=value and was ignored; correct it or start it with #.", line)
		}
	case !errors.Is(err, fs.ErrNotExist):
		r.problem("The file .env cannot be read (%v); make it readable or remove it.", err)
	}
	return r
}

// Environment returns how variables are looked up that are not the service's own:
// as Load does, in the environment first and then in the file .env.
func Environment(getenv func(string) (string, bool), readFile func(string) ([]byte, error)) (func(name string) (string, bool), error) {
	r := newReader(getenv, readFile)
	if len(r.problems) > 0 {
		return nil, &InvalidError{Problems: r.problems}
	}
	return func(name string) (string, bool) {
		value := r.raw(name)
		return value, value != ""
	}, nil
}

func (r *reader) problem(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

func (r *reader) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

// raw returns the value as it stands, or "" when unset or empty.
func (r *reader) raw(name string) string {
	if v, _ := r.getenv(name); v != "" {
		return v
	}
	return r.dotenv[name]
}

// text returns the value without surrounding white space, or fallback.
func (r *reader) text(name, fallback string) string {
	if v := strings.TrimSpace(r.raw(name)); v != "" {
		return v
	}
	return fallback
}

// secret returns the value of name or the content of the file that name_FILE names.
// The process environment is asked for both before .env is, so that a mounted
// secret is never shadowed by a value left in a file.
func (r *reader) secret(name string) string {
	fromEnv := func(n string) string { v, _ := r.getenv(n); return v }
	fromFile := func(n string) string { return r.dotenv[n] }
	for _, get := range []func(string) string{fromEnv, fromFile} {
		value, file := get(name), strings.TrimSpace(get(name+"_FILE"))
		switch {
		case value != "" && file != "":
			r.problem("%s and %s_FILE are both set; keep one of them.", name, name)
			return value
		case value != "":
			return value
		case file != "":
			return r.content(name, file)
		}
	}
	return ""
}

func (r *reader) content(name, file string) string {
	text, err := r.readFile(file)
	if err != nil {
		r.problem("%s_FILE cannot be read (%v); name a file that this process may read.", name, err)
		return ""
	}
	value := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	if value == "" {
		r.problem("%s_FILE names an empty file; write the value into %s or unset the variable.", name, file)
	}
	return value
}

func (r *reader) list(name, fallback string) []string {
	var items []string
	for item := range strings.SplitSeq(r.text(name, fallback), ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func (r *reader) flag(name string, fallback bool) bool {
	switch v := strings.ToLower(r.text(name, "")); v {
	case "":
		return fallback
	case "true", "1", "yes", "on":
		return true
	case "false", "0", "no", "off":
		return false
	default:
		r.problem("%s is %q; use true or false.", name, v)
		return fallback
	}
}

func (r *reader) port(name string, fallback int) int { return r.number(name, fallback, 1, 65535) }

func (r *reader) number(name string, fallback, least, most int) int {
	v := r.text(name, "")
	if v == "" {
		return fallback
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		r.problem("%s is %q; use a number from %d to %d.", name, v, least, most)
		return fallback
	}
	return n
}
