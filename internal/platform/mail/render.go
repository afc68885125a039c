package mail

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"sync"
	texttemplate "text/template"
	"time"
)

//go:embed templates
var files embed.FS

// content is a mail in words.
type content struct{ subject, text, html string }

// A catalog holds the words of one language. Every text is a template over the
// message's data.
type catalog struct {
	Greeting  string            `json:"greeting"`
	Nobody    string            `json:"nobody"` // the greeting of somebody without a name
	Copy      string            `json:"copy"`
	Footer    string            `json:"footer"`
	Labels    labels            `json:"labels"`
	Months    []string          `json:"months"`
	Moment    string            `json:"moment"`
	Minutes   string            `json:"minutes"`
	Hours     string            `json:"hours"`
	Changes   map[string]string `json:"changes"` // by the values of Change
	Templates map[string]words  `json:"templates"`
}

type labels struct {
	Time    string `json:"time"`
	Device  string `json:"device"`
	Address string `json:"address"`
}

// words are the texts of one mail.
type words struct {
	Subject string   `json:"subject"`
	Title   string   `json:"title"`
	Before  []string `json:"before"` // paragraphs above the button or code
	Button  string   `json:"button"`
	After   []string `json:"after"`
}

type library struct {
	catalogs map[string]catalog
	html     *template.Template
	text     *texttemplate.Template
}

// loaded is read once; a test renders all of it.
var loaded = sync.OnceValues(load) //nolint:gochecknoglobals // computed once

func load() (library, error) {
	l := library{catalogs: map[string]catalog{}}
	for _, lang := range []string{"en", "fr"} {
		data, err := files.ReadFile("templates/" + lang + ".json")
		if err != nil {
			return l, err
		}
		var c catalog
		if err := json.Unmarshal(data, &c); err != nil {
			return l, fmt.Errorf("mail texts in %s: %w", lang, err)
		}
		l.catalogs[lang] = c
	}
	var err error
	// Outlook on Windows knows no max-width: it alone reads these comments,
	// which html/template would take out.
	outlook := template.FuncMap{
		"outlookBegin": func() template.HTML {
			return `<!--[if mso]><table role="presentation" align="center" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`
		},
		"outlookEnd": func() template.HTML { return `<!--[if mso]></td></tr></table><![endif]-->` },
	}
	if l.html, err = template.New("layout.html").Funcs(outlook).ParseFS(files, "templates/layout.html"); err != nil {
		return l, err
	}
	l.text, err = texttemplate.ParseFS(files, "templates/layout.txt")
	return l, err
}

// A view is what the layouts show.
type view struct {
	Lang, App, Logo, Home, To string
	Subject, Title, Greeting  string
	Before, After             []string
	Button, URL, Code         string
	Details                   []detail
	Copy, Footer              string
}

type detail struct{ Label, Value string }

// render writes the mail that a message asks for.
func (m *Mailer) render(msg Message) (content, error) {
	l, err := loaded()
	if err != nil {
		return content{}, err
	}
	c := l.catalogs[Language(msg.Language)]
	w, known := c.Templates[msg.Template]
	if !known {
		return content{}, fmt.Errorf("mail: no template %q", msg.Template)
	}
	say := speaker(m.o.AppName, c, msg)
	v := view{
		Lang: Language(msg.Language), App: m.o.AppName, Logo: m.o.LogoURL, Home: m.o.BaseURL, To: msg.To,
		Subject: oneLine(say.text(w.Subject)), Title: say.text(w.Title), Before: say.all(w.Before), After: say.all(w.After),
		Button: say.text(w.Button), URL: msg.text("URL"), Code: msg.text("Code"), Copy: c.Copy, Footer: say.text(c.Footer),
		Greeting: c.Nobody,
	}
	if v.Button == "" {
		v.URL = ""
	}
	if greeted(msg.Name) != "" {
		v.Greeting = say.text(c.Greeting)
	}
	for _, d := range []detail{{c.Labels.Time, say.data["Time"]}, {c.Labels.Device, say.data["Device"]}, {c.Labels.Address, say.data["Address"]}} {
		if d.Value != "" {
			v.Details = append(v.Details, d)
		}
	}
	if say.err != nil {
		return content{}, say.err
	}
	var text, html bytes.Buffer
	if err := l.text.Execute(&text, v); err != nil {
		return content{}, err
	}
	err = l.html.Execute(&html, v)
	return content{v.Subject, text.String(), html.String()}, err
}

// A voice fills texts of the catalog with the data of one message.
type voice struct {
	data map[string]string
	err  error
}

func speaker(app string, c catalog, msg Message) *voice {
	s := &voice{data: map[string]string{"App": app, "Name": greeted(msg.Name), "To": msg.To}}
	for name := range msg.Data {
		s.data[name] = msg.text(name)
	}
	s.data["Inviter"], s.data["Person"] = greeted(msg.text("Inviter")), greeted(msg.text("Person"))
	s.data["Device"] = device(msg.text("Device"))
	s.data["Time"] = moment(c, msg.Data["Time"])
	s.data["Until"] = moment(c, msg.Data["Until"])
	s.data["Life"] = span(c, msg.text(minutes))
	if change := msg.text("Change"); change != "" {
		s.data["Change"] = c.Changes[change]
	}
	return s
}

// text fills one text. The first that cannot be filled is remembered.
func (s *voice) text(source string) string {
	if s.err != nil || !strings.Contains(source, "{{") {
		return source
	}
	t, err := texttemplate.New("").Option("missingkey=zero").Parse(source)
	var b strings.Builder
	if err == nil {
		err = t.Execute(&b, s.data)
	}
	if err != nil {
		s.err = fmt.Errorf("mail text %q: %w", source, err)
	}
	return b.String()
}

func (s *voice) all(sources []string) []string {
	var list []string
	for _, source := range sources {
		if text := s.text(source); text != "" {
			list = append(list, text)
		}
	}
	return list
}

// text is a value of the data as text, on one line.
func (m Message) text(name string) string {
	switch v := m.Data[name].(type) {
	case string:
		return oneLine(v)
	case int:
		return strconv.Itoa(v)
	case float64: // an int that was a row
		return strconv.Itoa(int(v))
	default:
		return ""
	}
}

func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return -1
		}
		return r
	}, text)
}

// span writes how long something works, in hours when they are many and whole.
func span(c catalog, text string) string {
	n, err := strconv.Atoi(text)
	if err != nil {
		return ""
	}
	const hour = 60
	if n > hour && n%hour == 0 {
		return strings.ReplaceAll(c.Hours, "{n}", strconv.Itoa(n/hour))
	}
	return strings.ReplaceAll(c.Minutes, "{n}", text)
}

// moment writes a time in UTC, which is the same for whoever reads it.
func moment(c catalog, v any) string {
	at, ok := v.(time.Time)
	if text, was := v.(string); was { // it was a row
		var err error
		at, err = time.Parse(time.RFC3339Nano, text)
		ok = err == nil
	}
	if !ok || len(c.Months) != 12 {
		return ""
	}
	at = at.UTC()
	return strings.NewReplacer("{day}", strconv.Itoa(at.Day()), "{month}", c.Months[at.Month()-1], "{year}", strconv.Itoa(at.Year()),
		"{time}", at.Format("15:04")).Replace(c.Moment)
}
