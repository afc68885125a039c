package config

import (
	"slices"
	"strings"
)

// parseDotenv reads a .env file by the rules of Node's dotenv, so that a file written
// for it means the same here: three kinds of quotes, values over several lines, comments
// after a value, no expansion of $NAME. It also returns the numbers of the lines it
// could make nothing of, which dotenv passes over in silence.
func parseDotenv(text string) (values map[string]string, bad []int) {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	values = map[string]string{}
	line := 1
	for rest := text; rest != ""; {
		before := rest
		first, after, _ := strings.Cut(rest, "\n")
		if trimmed := strings.TrimSpace(first); trimmed == "" || trimmed[0] == '#' {
			rest = after
		} else if name, value, ok := cutName(rest); ok {
			values[name], rest = cutValue(value)
		} else {
			bad, rest = append(bad, line), after
		}
		line += strings.Count(before[:len(before)-len(rest)], "\n")
	}
	return values, bad
}

// cutName splits "export NAME = value…" into the name and everything after the sign.
func cutName(text string) (name, rest string, ok bool) {
	text = strings.TrimLeft(text, " \t")
	if after, found := strings.CutPrefix(text, "export"); found && strings.TrimLeft(after, " \t") != after {
		text = strings.TrimLeft(after, " \t")
	}
	end := strings.IndexFunc(text, func(c rune) bool { return !isNameRune(c) })
	if end < 1 {
		return "", "", false
	}
	name, rest = text[:end], text[end:]
	if after, found := strings.CutPrefix(strings.TrimLeft(rest, " \t"), "="); found {
		return name, after, true
	}
	if after, found := strings.CutPrefix(rest, ":"); found && strings.TrimLeft(after, " \t") != after {
		return name, after, true
	}
	return "", "", false
}

func isNameRune(c rune) bool {
	return c == '_' || c == '.' || c == '-' ||
		'0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// cutValue returns the value that text starts with and the lines that follow it.
func cutValue(text string) (value, rest string) {
	text = strings.TrimLeft(text, " \t")
	if quoted, after, ok := cutQuoted(text); ok {
		value, rest = quoted[1:len(quoted)-1], after
	} else {
		value, rest, _ = strings.Cut(text, "\n")
		value, _, _ = strings.Cut(value, "#")
		value = strings.TrimSpace(value)
		if n := len(value); n > 1 && value[0] == value[n-1] && isQuote(value[0]) {
			value = value[1 : n-1]
		}
	}
	if strings.HasPrefix(text, `"`) {
		value = strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(value)
	}
	return value, rest
}

// cutQuoted returns the quoted value at the start of text, quotes included. A quote
// closes it when nothing but a comment follows on its line. An escaped quote may close
// it too, as in "C:\dir\", but only if no plain one does.
func cutQuoted(text string) (quoted, rest string, ok bool) {
	if text == "" || !isQuote(text[0]) {
		return "", "", false
	}
	var ends []int
	for i := 1; i < len(text); i++ {
		if text[i] != text[0] {
			continue
		}
		ends = append(ends, i)
		if text[i-1] != '\\' {
			break
		}
	}
	for _, end := range slices.Backward(ends) {
		tail, after, _ := strings.Cut(text[end+1:], "\n")
		if tail = strings.TrimSpace(tail); tail == "" || tail[0] == '#' {
			return text[:end+1], after, true
		}
	}
	return "", "", false
}

func isQuote(c byte) bool { return c == '\'' || c == '"' || c == '`' }
