package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Source is the text of one file.
type Source struct {
	Name string // as mistakes name it
	Text []byte
	Outside
}

// MaxSize is how long a file may be.
const MaxSize = 4 << 20

// Parse reads files, each of one or more YAML documents; JSON is YAML too. It
// finds everything that can be found without a database, and returns it as an
// InvalidError.
func Parse(sources ...Source) (*Manifest, error) {
	m := &Manifest{}
	var mistakes []Mistake
	for _, s := range sources {
		m.files = append(m.files, s.Name)
		mistakes = append(mistakes, m.read(s)...)
	}
	if len(mistakes) == 0 {
		mistakes = m.check()
	}
	if err := mistaken(mistakes, m.files); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *Manifest) read(s Source) []Mistake {
	if len(s.Text) > MaxSize {
		return []Mistake{{File: s.Name, Line: 1, Column: 1, Problem: "is longer than 4 MiB"}}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(s.Text))
	var mistakes []Mistake
	found := false
	for {
		var n yaml.Node
		err := decoder.Decode(&n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return append(mistakes, syntaxMistake(s.Name, err))
		}
		if len(n.Content) == 0 || n.Content[0].ShortTag() == "!!null" {
			continue
		}
		found = true
		mistakes = append(mistakes, m.document(s, n.Content[0])...)
	}
	if !found {
		mistakes = append(mistakes, Mistake{File: s.Name, Line: 1, Column: 1, Problem: "says nothing"})
	}
	return mistakes
}

var syntaxPlace = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// syntaxMistake is what the parser says; it knows lines alone.
func syntaxMistake(file string, err error) Mistake {
	text, line := err.Error(), 1
	if found := syntaxPlace.FindStringSubmatch(text); found != nil {
		if n, err := strconv.Atoi(found[1]); err == nil {
			line = max(n, 1)
		}
		text = text[len(found[0]):]
	}
	return Mistake{File: file, Line: line, Column: 1, Problem: "is not YAML: " + text}
}

func (m *Manifest) document(s Source, n *yaml.Node) []Mistake {
	all, top := schemas()
	r := &reader{schemas: all, outside: s.Outside, places: &places{file: s.Name, at: map[string]place{}}}
	value := r.value(n, top, "", 0)
	if len(r.mistakes) > 0 {
		return r.mistakes
	}
	text, err := json.Marshal(value)
	if err != nil {
		return []Mistake{{File: s.Name, Line: n.Line, Column: n.Column, Problem: "cannot be read"}}
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return []Mistake{{File: s.Name, Line: n.Line, Column: n.Column, Problem: "has a member of the wrong type"}}
	}
	whole := spot{in: r.places}
	for i, e := range d.Applications {
		m.applications = append(m.applications, located[applicationEntry]{e, whole.item("applications", i)})
	}
	for i, e := range d.Resources {
		m.resources = append(m.resources, located[resourceEntry]{e, whole.item("resources", i)})
	}
	for i, e := range d.Organizations {
		m.organizations = append(m.organizations, located[organizationEntry]{e, whole.item("organizations", i)})
	}
	return nil
}

// A checker gathers what entries say against each other.
type checker struct{ mistakes []Mistake }

func (c *checker) wrong(s spot, problem string) { c.mistakes = append(c.mistakes, s.mistake(problem)) }

// check finds what no schema can.
func (m *Manifest) check() []Mistake {
	c := &checker{}
	unique(c, m.applications, "slug", func(e applicationEntry) (string, bool) { return e.Slug, e.Absent })
	unique(c, m.resources, "identifier", func(e resourceEntry) (string, bool) { return e.Identifier, e.Absent })
	unique(c, m.organizations, "slug", func(e organizationEntry) (string, bool) { return e.Slug, e.Absent })
	for _, a := range m.applications {
		c.application(a)
	}
	for _, o := range m.organizations {
		if o.entry.ClientLimit != nil && (o.entry.IsReseller == nil || !*o.entry.IsReseller) {
			c.wrong(o.spot.under("clientLimit"), "is for resellers: it needs isReseller: true")
		}
	}
	return c.mistakes
}

// unique refuses two entries for one thing, also in different files, and
// entries of what should be absent that say more.
func unique[T any](c *checker, all []located[T], member string, of func(T) (key string, absent bool)) {
	seen := map[string]spot{}
	for _, one := range all {
		key, absent := of(one.entry)
		if first, twice := seen[key]; twice {
			at := first.in.find(first.path)
			c.wrong(one.spot.under(member), "is described at "+first.in.file+":"+strconv.Itoa(at.line)+" already")
		}
		seen[key] = one.spot
		if absent && says(one.entry) > 2 { // its key, and that it is absent
			c.wrong(one.spot.under("absent"), "stands beside members that an absent one has not")
		}
	}
}

// says counts the members that an entry has.
func says(entry any) int {
	text, err := json.Marshal(entry)
	if err != nil {
		return 0
	}
	members := map[string]json.RawMessage{}
	_ = json.Unmarshal(text, &members) // of an object that was just written
	return len(members)
}

func (c *checker) application(a located[applicationEntry]) {
	e := a.entry
	if e.IsPublic != nil && *e.IsPublic {
		if e.RequirePKCE != nil && !*e.RequirePKCE {
			c.wrong(a.spot.under("requirePkce"), "must be true for public applications")
		}
		if e.Secrets != nil && len(*e.Secrets) > 0 {
			c.wrong(a.spot.under("secrets"), "are not for public applications")
		}
	}
	c.names(a.spot, "secrets", names(e.Secrets, func(s secretEntry) (string, bool) { return s.Name, false }))
	c.names(a.spot, "roles", names(e.Roles, func(r roleEntry) (string, bool) { return r.Name, r.IsDefault != nil && *r.IsDefault }))
	c.names(a.spot, "plans", names(e.Plans, func(p planEntry) (string, bool) { return p.Name, p.IsDefault != nil && *p.IsDefault }))
	for i, plan := range each(e.Plans) {
		at := a.spot.item("plans", i)
		c.names(at, "prices", names(plan.Prices, func(p priceEntry) (string, bool) { return p.key(), false }))
	}
	if e.Permissions == nil {
		return
	}
	for i, role := range each(e.Roles) {
		for j, permission := range each(role.Permissions) {
			if !slices.Contains(*e.Permissions, permission) {
				c.wrong(a.spot.item("roles", i).item("permissions", j), "is not among the permissions of the application")
			}
		}
	}
}

// A named is what entries of one list are held apart by.
type named struct {
	name      string
	isDefault bool
}

func names[T any](list *[]T, of func(T) (string, bool)) []named {
	var all []named
	for _, one := range each(list) {
		name, isDefault := of(one)
		all = append(all, named{strings.TrimSpace(name), isDefault})
	}
	return all
}

func each[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// names refuses a name that is given twice, and two defaults.
func (c *checker) names(s spot, list string, all []named) {
	seen, hasDefault := map[string]bool{}, false
	for i, one := range all {
		if seen[one.name] {
			c.wrong(s.item(list, i).under("name"), "is repeated")
		}
		if one.isDefault && hasDefault {
			c.wrong(s.item(list, i).under("isDefault"), "is true for another one already")
		}
		seen[one.name] = true
		hasDefault = hasDefault || one.isDefault
	}
}
