package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Calibration of the machine on which the best peers known were measured: a
// static net/http handler and single-row INSERTs from 16 clients, per second.
const (
	referenceStatic = 62000
	referenceInsert = 17868
)

// report is everything one run of the benchmark learned.
type report struct {
	machine []string
	static  float64
	inserts float64
	idle    []idleFigure
	works   []workFigures
	signIns *signInFigures
	timing  *timingFigures
	seconds int
	warmup  int
	runs    int
}

type idleFigure struct {
	what  string
	rssMB float64
	ready time.Duration
}

type workFigures struct {
	work
	figures map[string]figure
}

// failed tells whether a figure must not be used.
func (r *report) failed() bool {
	if r.signIns != nil && r.signIns.failures > 0 {
		return true
	}
	for _, w := range r.works {
		for _, f := range w.figures {
			if f.failed > 0 {
				return true
			}
		}
	}
	return false
}

func (r *report) markdown(subjects []subject) string {
	var b strings.Builder
	b.WriteString("# Benchmark\n\n")
	for _, line := range r.machine {
		fmt.Fprintf(&b, "* %s\n", line)
	}
	fmt.Fprintf(&b, "* wrk, %s threads, %s connections; each figure is the median of %d run(s) of %d s after %d s of warm-up; all servers in one run on one PostgreSQL cluster, fsync on; rate limits off on both sides\n\n",
		threads, connections, r.runs, r.seconds, r.warmup)
	if r.failed() {
		b.WriteString("**INVALID: requests failed, see the marked figures.**\n\n")
	}
	r.writeCalibration(&b)
	r.writeIdle(&b)
	if len(r.works) > 0 {
		r.writeWorks(&b, subjects)
	}
	r.writeSignIns(&b)
	return b.String()
}

func (r *report) writeCalibration(b *strings.Builder) {
	if r.static == 0 {
		return
	}
	b.WriteString("## Calibration\n\nWhat the machine gives at best, and what it gave where the best peers known were measured.\n\n")
	b.WriteString("| | here | there | here / there |\n|---|--:|--:|--:|\n")
	row := func(what string, here, there float64) {
		fmt.Fprintf(b, "| %s | %s/s | %s/s | %s |\n", what, number(here), number(there), ratio(here, there))
	}
	row("static net/http handler under wrk", r.static, referenceStatic)
	row("pgbench, single-row INSERT, 16 clients", r.inserts, referenceInsert)
	if math.Abs(r.static/referenceStatic-1) > 0.2 || math.Abs(r.inserts/referenceInsert-1) > 0.2 {
		b.WriteString("\nThe machines differ by more than 20 %: read the column \"best known\" as an order of magnitude only.\n")
	}
	b.WriteString("\n")
}

func (r *report) writeIdle(b *strings.Builder) {
	if len(r.idle) == 0 {
		return
	}
	b.WriteString("## Start and idle memory\n\nStart: from exec to the first 200 of `/health` on an existing database, median. Idle: resident memory without a request since.\n\n")
	b.WriteString("| | ready after | idle RSS |\n|---|--:|--:|\n")
	for _, f := range r.idle {
		fmt.Fprintf(b, "| %s | %d ms | %.0f MiB |\n", f.what, f.ready.Milliseconds(), f.rssMB)
	}
	b.WriteString("\n")
}

func (r *report) writeWorks(b *strings.Builder, subjects []subject) {
	b.WriteString("## Load\n\nCPU is user and system time of the server process alone, per 1000 requests; RSS is read after the load. \"Best known\" is the best peer known for the work, measured once elsewhere (see Calibration).\n\n")
	b.WriteString("| work | server | requests/s | p50 ms | p99 ms | CPU s/1000 | RSS MiB | × Node peer | × best known |\n|---|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, w := range r.works {
		for _, s := range subjects {
			f, ok := w.figures[s.name()]
			if !ok {
				continue
			}
			title := w.title
			if f.alg != "" {
				title += ", " + f.alg
			}
			versusPeer, versusBest := "", ""
			if s.name() == (product{}).name() && f.failed == 0 {
				versusPeer, versusBest = r.versusPeer(w, f), w.versusBest(f)
			}
			fmt.Fprintf(b, "| %s | %s | %s%s | %.1f | %.1f | %.2f | %.0f | %s | %s |\n",
				title, s.name(), number(f.rate()), f.alarm(), float64(f.P50Micros)/1000, float64(f.P99Micros)/1000,
				f.cpu, f.rssMB, versusPeer, versusBest)
		}
	}
}

func (r *report) versusPeer(w workFigures, f figure) string {
	key := w.key
	if w.peerKey != "" {
		key = w.peerKey
	}
	for _, other := range r.works {
		if peer, ok := other.figures[(nodePeer{}).name()]; ok && other.key == key && peer.failed == 0 {
			return ratio(f.rate(), peer.rate())
		}
	}
	return ""
}

func (w work) versusBest(f figure) string {
	if w.best == 0 {
		return ""
	}
	return fmt.Sprintf("%s (%s: %s)", ratio(f.rate(), w.best), w.bestName, number(w.best))
}

func ratio(a, b float64) string {
	if b == 0 {
		return ""
	}
	if a/b < 10 {
		return strconv.FormatFloat(a/b, 'f', 2, 64)
	}
	return strconv.FormatFloat(a/b, 'f', 0, 64)
}

// number writes 26423 as "26 423".
func number(n float64) string {
	text := strconv.FormatFloat(n, 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + " " + text[i:]
	}
	return text
}

// describeMachine says where and when the figures were taken.
func describeMachine(ctx context.Context, c *cluster, date string) ([]string, error) {
	postgres, err := c.version(ctx)
	if err != nil {
		return nil, err
	}
	lines := []string{
		date,
		fmt.Sprintf("%d cores (%s), %s memory, %s %s, shared by load generator, database and server",
			runtime.NumCPU(), procValue("/proc/cpuinfo", "model name"), memory(), runtime.GOOS, runtime.GOARCH),
		fmt.Sprintf("PostgreSQL %s, %s", postgres, runtime.Version()),
	}
	if out, err := exec.CommandContext(ctx, "node", "--version").Output(); err == nil {
		lines[2] += ", Node " + strings.TrimSpace(string(out))
	}
	return lines, nil
}

// procValue finds "key : value" in a file of /proc.
func procValue(path, key string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		name, value, found := strings.Cut(line, ":")
		if found && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func memory() string {
	kb, err := strconv.ParseFloat(strings.TrimSuffix(procValue("/proc/meminfo", "MemTotal"), " kB"), 64)
	if err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f GiB", kb/1024/1024)
}
