package server_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const linesOfJSON = "application/x-ndjson"

// An outcome is one line of a stream's answer.
type outcome struct {
	Index     int  `json:"index"`
	Success   bool `json:"success"`
	Aggregate *struct {
		Key string `json:"key"`
	} `json:"aggregate"`
	Error *struct {
		Code string `json:"code"`
	} `json:"error"`
}

// A stream is one that is open: lines go in, and outcomes come out meanwhile.
type stream struct {
	in  *io.PipeWriter
	out *bufio.Scanner
}

func (m meter) stream(t *testing.T, token string) stream {
	t.Helper()
	body, in := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, m.URL+consumptionPath+"/stream", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", linesOfJSON)
	r.Header.Set("Authorization", "Bearer "+token)
	answered := make(chan *http.Response, 1)
	go func() {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		a, err := client.Do(r) //nolint:bodyclose // closed below
		if err != nil {
			t.Error(err)
			_ = body.CloseWithError(err)
		}
		answered <- a
	}()
	if _, err := io.WriteString(in, "\n"); err != nil { // the headers come with the first outcome
		t.Fatal(err)
	}
	out, writer := io.Pipe()
	go func() {
		a := <-answered
		if a == nil {
			_ = writer.Close()
			return
		}
		_, err := io.Copy(writer, a.Body)
		_ = a.Body.Close()
		_ = writer.CloseWithError(err)
	}()
	return stream{in, bufio.NewScanner(out)}
}

func (s stream) send(t *testing.T, line string) {
	t.Helper()
	if _, err := io.WriteString(s.in, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

func (s stream) next(t *testing.T) outcome {
	t.Helper()
	if !s.out.Scan() {
		t.Fatalf("no outcome: %v", s.out.Err())
	}
	var o outcome
	if err := json.Unmarshal(s.out.Bytes(), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func outcomes(t *testing.T, text []byte) []outcome {
	t.Helper()
	var all []outcome
	for line := range strings.Lines(string(text)) {
		var o outcome
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if o.Index != len(all) {
			t.Fatalf("outcome %d stands where %d belongs", o.Index, len(all))
		}
		all = append(all, o)
	}
	return all
}

func TestStreamsOfConsumption(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		token := ownToken(t, m.World, m.app)
		send := func(body string) []outcome {
			t.Helper()
			a := m.Browser(t).Do(t, "POST", consumptionPath+"/stream", linesOfJSON, body, "Origin", "", "Authorization", "Bearer "+token).Want(t, 200)
			return outcomes(t, a.Body)
		}
		total := func() string {
			aggregate, _ := m.bearer(t, token, "GET", m.path()+"/api.calls", "").Want(t, 200).Object(t)["aggregate"].(map[string]any)
			text, _ := aggregate["total"].(string)
			return text
		}
		keyed := func(n int) string {
			return strings.TrimSuffix(m.body("1"), "}") + fmt.Sprintf(`,"idempotencyKey":"s-%d"}`, n)
		}

		t.Run("many lines are recorded once each", func(t *testing.T) {
			var body strings.Builder
			for n := range 2500 {
				body.WriteString(keyed(n) + "\n")
			}
			for range 2 { // the second time is what a client sends that got no answer
				for _, o := range send(body.String()) {
					if !o.Success || o.Aggregate == nil || o.Aggregate.Key != "api.calls" {
						t.Fatalf("%+v", o)
					}
				}
			}
			if got := total(); got != "2500" {
				t.Errorf("total %s", got)
			}
		})

		t.Run("a bad line fails alone", func(t *testing.T) {
			long := strings.Replace(m.body("1"), `"value"`, `"note":"`+strings.Repeat("x", 200_000)+`","value"`, 1)
			got := send(strings.Join([]string{m.body("1"), "{", "", `"text"`, long, m.body(`"1"`), strings.Replace(m.body("1"), "api.calls", "a b", 1), m.body("1")}, "\n")) // the last without an end
			want := []string{"", "APP_001", "APP_001", "SRV_005", "CONS_002", "CONS_001", ""}
			var codes []string
			for _, o := range got {
				code := ""
				if o.Error != nil {
					code = o.Error.Code
				}
				if o.Success != (code == "") {
					t.Errorf("%+v", o)
				}
				codes = append(codes, code)
			}
			if strings.Join(codes, " ") != strings.Join(want, " ") {
				t.Errorf("%q, want %q", codes, want)
			}
			if got := total(); got != "2502" {
				t.Errorf("total %s", got)
			}
		})

		t.Run("nothing", func(t *testing.T) {
			if got := send("\n \n"); len(got) != 0 {
				t.Errorf("%+v", got)
			}
		})

		t.Run("another application's consumption is not recorded", func(t *testing.T) {
			other := m.Application(t, application.NewApplication{Slug: "other-stream"})
			m.Access(t, other, m.user)
			got := send(strings.Replace(m.body("1"), m.app.ID, other.ID, 1) + "\n" + m.body("1"))
			if len(got) != 2 || got[0].Success || got[0].Error.Code != "CONS_004" || !got[1].Success {
				t.Errorf("%+v", got)
			}
		})

		t.Run("no other media type", func(t *testing.T) {
			m.bearer(t, token, "POST", consumptionPath+"/stream", m.body("1")).Want(t, 415, "SRV_006")
		})

		t.Run("each line is answered as it comes", func(t *testing.T) {
			s := m.stream(t, token)
			for n := range 3 {
				s.send(t, keyed(10_000+n))
				if o := s.next(t); !o.Success || o.Index != n {
					t.Fatalf("%+v", o)
				}
			}
			if got := total(); got != "2506" {
				t.Errorf("total %s", got)
			}
			if err := s.in.Close(); err != nil {
				t.Fatal(err)
			}
			if s.out.Scan() {
				t.Errorf("more: %s", s.out.Bytes())
			}
		})

		t.Run("what was answered before a stream broke is safe, and the rest can be sent again", func(t *testing.T) {
			s := m.stream(t, token)
			s.send(t, keyed(20_000))
			s.next(t)
			s.send(t, keyed(20_001))
			_ = s.in.CloseWithError(io.ErrUnexpectedEOF)
			for s.out.Scan() { // until the end
			}
			send(keyed(20_000) + "\n" + keyed(20_001) + "\n" + keyed(20_002))
			if got := total(); got != "2509" {
				t.Errorf("total %s", got)
			}
		})
	})
}
