package manifest

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"go.yaml.in/yaml/v3"
)

// What a file never exceeds, aliases counted as often as they are used.
const (
	maxNodes = 100_000
	maxDepth = 50
)

// A reader turns YAML into JSON and holds it to a schema meanwhile, because only
// here it is known where everything stands.
type reader struct {
	schemas  huma.Registry
	outside  Outside
	places   *places
	nodes    int
	mistakes []Mistake
}

func (r *reader) wrong(path string, n *yaml.Node, problem string) any {
	r.mistakes = append(r.mistakes, Mistake{File: r.places.file, Line: n.Line, Column: n.Column, Member: path, Problem: problem})
	return nil
}

// value returns what encoding/json can write, or nil after a mistake.
func (r *reader) value(n *yaml.Node, s *huma.Schema, path string, depth int) any {
	if _, known := r.places.at[path]; !known {
		r.places.at[path] = place{n.Line, n.Column}
	}
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	for s.Ref != "" {
		s = r.schemas.SchemaFromRef(s.Ref)
	}
	if r.nodes++; r.nodes > maxNodes || depth > maxDepth {
		if r.nodes <= maxNodes+1 {
			return r.wrong(path, n, "is too much for one file")
		}
		return nil
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		if s.Nullable || s.Type == "" {
			return nil
		}
		return r.wrong(path, n, "must not be empty: it must be "+kindOf(s.Type))
	}
	fits := s.Type == "" || s.Type == map[yaml.Kind]string{yaml.MappingNode: huma.TypeObject, yaml.SequenceNode: huma.TypeArray}[n.Kind] ||
		n.Kind == yaml.ScalarNode && s.Type != huma.TypeObject && s.Type != huma.TypeArray
	switch {
	case !fits:
		return r.wrong(path, n, "must be "+kindOf(s.Type))
	case n.Kind == yaml.MappingNode:
		return r.mapping(n, s, path, depth)
	case n.Kind == yaml.SequenceNode:
		return r.sequence(n, s, path, depth)
	}
	return r.scalar(n, s, path)
}

func kindOf(schemaType string) string {
	switch schemaType {
	case huma.TypeObject:
		return "a mapping"
	case huma.TypeArray:
		return "a list"
	case huma.TypeBoolean:
		return "true or false"
	case huma.TypeInteger:
		return "a whole number"
	}
	return "text"
}

func (r *reader) mapping(n *yaml.Node, s *huma.Schema, path string, depth int) any {
	all := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str" {
			r.wrong(path, key, "has a key that is not text")
			continue
		}
		member := key.Value
		if path != "" {
			member = path + "." + key.Value
		}
		if _, twice := all[key.Value]; twice {
			r.wrong(member, key, "is given twice")
			continue
		}
		part, known := s.Properties[key.Value]
		if !known {
			if closed, ok := s.AdditionalProperties.(bool); ok && !closed {
				r.wrong(member, key, "is unknown here"+suggestion(key.Value, s))
				continue
			}
			part = &huma.Schema{}
		}
		all[key.Value] = r.value(value, part, member, depth+1)
	}
	for _, name := range s.Required {
		if _, given := all[name]; !given {
			r.wrong(path, n, "needs "+name)
		}
	}
	return all
}

// suggestion names the member that was meant, when it differs in case alone.
func suggestion(key string, s *huma.Schema) string {
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if strings.EqualFold(strings.ReplaceAll(name, "_", ""), strings.ReplaceAll(key, "_", "")) {
			return "; " + name + " is not"
		}
	}
	return ""
}

func (r *reader) sequence(n *yaml.Node, s *huma.Schema, path string, depth int) any {
	items := s.Items
	if items == nil {
		items = &huma.Schema{}
	}
	all := make([]any, 0, len(n.Content))
	for i, one := range n.Content {
		at := path + "[" + strconv.Itoa(i) + "]"
		value := r.value(one, items, at, depth+1)
		if text, isText := value.(string); isText && items.Type == huma.TypeString && slices.Contains(all, any(text)) {
			r.wrong(at, one, "is repeated")
			continue
		}
		all = append(all, value)
	}
	return all
}

func (r *reader) scalar(n *yaml.Node, s *huma.Schema, path string) any {
	tag := n.ShortTag()
	isText := tag == "!!str" || tag == "!!timestamp"
	switch {
	case isText && (s.Type == huma.TypeString || s.Type == ""):
		return r.text(n, s, path)
	case tag == "!!bool" && (s.Type == huma.TypeBoolean || s.Type == ""):
		var yes bool
		if err := n.Decode(&yes); err != nil {
			return r.wrong(path, n, "must be true or false")
		}
		return yes
	case tag == "!!int" && (s.Type == huma.TypeInteger || s.Type == ""), tag == "!!float" && s.Type == "":
		return r.number(n, s, path)
	case s.Type == huma.TypeString:
		return r.wrong(path, n, "must be text: put it into quotes")
	}
	if s.Type == "" {
		return r.wrong(path, n, "is of a kind that JSON has not")
	}
	return r.wrong(path, n, "must be "+kindOf(s.Type))
}

// number keeps the digits that were written where JSON writes numbers so.
func (r *reader) number(n *yaml.Node, s *huma.Schema, path string) any {
	literal := json.Number(n.Value)
	if !json.Valid([]byte(n.Value)) {
		var whole int64
		var broken float64
		switch {
		case n.Decode(&whole) == nil && n.ShortTag() == "!!int":
			literal = json.Number(strconv.FormatInt(whole, 10))
		case n.Decode(&broken) == nil:
			text, err := json.Marshal(broken)
			if err != nil { // infinite, or no number
				return r.wrong(path, n, "is a number that JSON has not")
			}
			literal = json.Number(text)
		default:
			return r.wrong(path, n, "must be a number")
		}
	}
	if s.Type == huma.TypeInteger {
		if _, err := literal.Int64(); err != nil {
			return r.wrong(path, n, "must be a whole number of 64 bits")
		}
	}
	return literal
}

func (r *reader) text(n *yaml.Node, s *huma.Schema, path string) any {
	if s.WriteOnly {
		value, problem := r.outside.secretOf(n.Value)
		if problem != "" {
			return r.wrong(path, n, problem)
		}
		return value
	}
	value, problem := r.outside.expand(n.Value)
	if problem != "" {
		return r.wrong(path, n, problem)
	}
	if s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(value) {
		return r.wrong(path, n, "must be "+s.PatternDescription)
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, any(value)) {
		return r.wrong(path, n, "must be one of "+listed(s.Enum))
	}
	if s.Format == "date-time" {
		if _, err := time.Parse(time.RFC3339, value); err != nil {
			return r.wrong(path, n, "must be a date and time such as 2030-01-31T00:00:00Z (RFC 3339)")
		}
	}
	return value
}

func listed(enum []any) string {
	var names []string
	for _, one := range enum {
		if name, ok := one.(string); ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
