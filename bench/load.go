package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	threads     = "2"
	connections = "32"
	// preparing is the longest time spent on collecting codes for one run:
	// together with the run it stays below the 60 seconds that a code lives.
	preparing = 35 * time.Second
)

// generator runs wrk.
type generator struct {
	path    string
	scripts string
	tmp     string
}

func newGenerator(scripts, tmp string) (*generator, error) {
	path, err := exec.LookPath("wrk")
	if err != nil {
		return nil, errors.New("wrk, the load generator, is not installed: apt-get install wrk")
	}
	if scripts, err = filepath.Abs(scripts); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(scripts, "common.lua")); err != nil {
		return nil, errors.New("bench/wrk is not here: run this from the top of the repository, go run ./bench")
	}
	return &generator{path: path, scripts: scripts, tmp: tmp}, nil
}

// wrkResult is the line that common.lua prints.
type wrkResult struct {
	Requests     int     `json:"requests"`
	Seconds      float64 `json:"seconds"`
	P50Micros    int     `json:"p50_us"`
	P99Micros    int     `json:"p99_us"`
	StatusErrors int     `json:"status_errors"`
	SocketErrors int     `json:"socket_errors"`
	Exhausted    bool    `json:"exhausted"`
}

func (w wrkResult) rate() float64 { return float64(w.Requests) / w.Seconds }

func (w wrkResult) failures() int { return w.StatusErrors + w.SocketErrors }

// run sends the requests to address for the given time.
func (g *generator) run(ctx context.Context, address, script string, seconds int, requests []*http.Request) (wrkResult, error) {
	records := filepath.Join(g.tmp, "requests")
	if err := writeRecords(records, requests); err != nil {
		return wrkResult{}, err
	}
	cmd := exec.CommandContext(ctx, g.path, "-t", threads, "-c", connections, "-d", fmt.Sprintf("%ds", seconds),
		"--latency", "--timeout", "10s", "-s", filepath.Join(g.scripts, script), "http://"+address, "--", records)
	cmd.Env = append(os.Environ(), "BENCH_WRK_DIR="+g.scripts)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return wrkResult{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if text, ok := strings.CutPrefix(line, "RESULT "); ok {
			var result wrkResult
			err := json.Unmarshal([]byte(text), &result)
			return result, err
		}
	}
	return wrkResult{}, fmt.Errorf("wrk printed no result:\n%s", out)
}

// figure is the outcome of one work on one server.
type figure struct {
	wrkResult         // of the median run
	cpu       float64 // seconds of the server process per 1000 requests
	rssMB     float64 // of the server process when the work was done
	failed    int     // answers other than 2xx and socket errors, over all runs
	alg       string  // of the tokens it signed, if any
}

// measurement drives one work on the servers in turn, so that a change of the
// machine's speed during the run touches all of them.
type measurement struct {
	*generator
	seconds, warmup, runs int
}

func (m *measurement) measure(ctx context.Context, w work, rigs []*rig) (map[string]figure, error) {
	expected := make(map[string]float64, len(rigs)) // requests per second
	samples := make(map[string][]figure, len(rigs))
	for _, r := range rigs {
		if _, err := probe(ctx, w, r); err != nil {
			return nil, fmt.Errorf("%s, %s: %w", r.name(), w.title, err)
		}
		warm, err := m.once(ctx, w, r, m.warmup, 1000)
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", r.name(), w.title, err)
		}
		expected[r.name()] = warm.rate()
	}
	for range m.runs {
		for _, r := range rigs {
			// A third more than the warm-up suggests, so that they seldom run out.
			need := int(expected[r.name()] * float64(m.seconds) * 4 / 3)
			sample, err := m.once(ctx, w, r, m.seconds, need)
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", r.name(), w.title, err)
			}
			progress("  %-12s %10.0f/s  p99 %.1f ms  in %.1f s%s", r.name(), sample.rate(), float64(sample.P99Micros)/1000, sample.Seconds, sample.alarm())
			// The warm-up may have been too cold to foresee this rate.
			expected[r.name()] = max(expected[r.name()], sample.rate())
			samples[r.name()] = append(samples[r.name()], sample)
		}
	}
	figures := make(map[string]figure, len(rigs))
	for _, r := range rigs {
		// The same check as before: a session or token that died under load
		// would make the rate meaningless.
		alg, err := probe(ctx, w, r)
		if err != nil {
			return nil, fmt.Errorf("%s, %s, after the load: %w", r.name(), w.title, err)
		}
		median := medianOf(samples[r.name()])
		median.alg = alg
		figures[r.name()] = median
	}
	return figures, nil
}

// once prepares and performs one run.
func (m *measurement) once(ctx context.Context, w work, r *rig, seconds, need int) (figure, error) {
	count := w.count
	if count == 0 {
		count = max(need, 100)
	}
	build := func(ctx context.Context, i int) (*http.Request, error) { return w.build(ctx, r, i) }
	requests, err := collect(ctx, count, preparing, build)
	if err != nil {
		return figure{}, err
	}
	before, err := r.cpuSeconds()
	if err != nil {
		return figure{}, err
	}
	result, err := m.run(ctx, r.address, w.script, seconds, requests)
	if err != nil {
		return figure{}, err
	}
	after, err := r.cpuSeconds()
	if err != nil {
		return figure{}, fmt.Errorf("the server is gone: %w\n%s", err, r.logTail())
	}
	rss, err := r.rssMB()
	if err != nil {
		return figure{}, err
	}
	if result.Requests == 0 {
		return figure{}, fmt.Errorf("no request was answered:\n%s", r.logTail())
	}
	return figure{
		wrkResult: result, rssMB: rss, failed: result.failures(),
		cpu: (after - before) * 1000 / float64(result.Requests),
	}, nil
}

// alarm is the loud word behind a figure that does not count.
func (f figure) alarm() string {
	if f.failed == 0 {
		return ""
	}
	return fmt.Sprintf("  INVALID: %d failed requests", f.failed)
}

func medianOf(samples []figure) figure {
	sorted := slices.SortedFunc(slices.Values(samples), func(a, b figure) int {
		if a.rate() < b.rate() {
			return -1
		}
		return 1
	})
	median := sorted[len(sorted)/2]
	median.failed = 0
	for _, sample := range samples {
		median.failed += sample.failed
	}
	median.rssMB = samples[len(samples)-1].rssMB
	return median
}

// probe sends one request of the work and checks the answer.
func probe(ctx context.Context, w work, r *rig) (string, error) {
	req, err := w.build(ctx, r, 0)
	if err != nil {
		return "", err
	}
	res, err := r.api.do(req)
	if err != nil {
		return "", err
	}
	if res.code != http.StatusOK {
		return "", res.mismatch(req)
	}
	return w.check(r, res.body)
}
