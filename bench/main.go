// Command bench puts the built auth-service binary and a Node peer under the
// same load, on one PostgreSQL cluster, in one run, and prints the figures and
// their ratios as Markdown. See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

type options struct {
	binary, peer, target, only, save, date string
	seconds, warmup, runs, starts          int
	idle                                   time.Duration
	keep                                   bool
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "serve-static" {
		fmt.Fprintln(os.Stderr, serveStatic(os.Args[2]))
		os.Exit(1)
	}
	var opt options
	flag.StringVar(&opt.binary, "binary", "bin/auth-service", "the binary to measure")
	flag.StringVar(&opt.peer, "peer", "bench/peers/node", "directory of the Node peer")
	flag.StringVar(&opt.target, "target", "both", "what to measure: both, product or peer")
	flag.StringVar(&opt.only, "only", "", "comma list of works, empty for all: "+strings.Join(workKeys(), ", "))
	flag.StringVar(&opt.save, "save", "", "also write the report here, for example docs/benchmarks.md")
	flag.StringVar(&opt.date, "date", time.Now().UTC().Format(time.DateOnly), "date in the report")
	flag.IntVar(&opt.seconds, "seconds", 15, "length of a run")
	flag.IntVar(&opt.warmup, "warmup", 3, "length of the warm-up in seconds")
	flag.IntVar(&opt.runs, "runs", 3, "runs of which the median counts")
	flag.IntVar(&opt.starts, "starts", 5, "starts of which the median counts")
	flag.DurationVar(&opt.idle, "idle", 30*time.Second, "wait before idle memory is read, 0 to skip start, memory and calibration")
	flag.BoolVar(&opt.keep, "keep", false, "keep the temporary directory with the servers' logs")
	flag.Parse()

	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, opt)
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, opt options) error {
	selected, err := selectWorks(opt.only)
	if err != nil {
		return err
	}
	subjects, err := selectSubjects(ctx, opt)
	if err != nil {
		return err
	}
	// Short and under /tmp: a socket's path may not exceed 107 bytes.
	tmp, err := os.MkdirTemp("/tmp", "bench")
	if err != nil {
		return err
	}
	if opt.keep {
		progress("temporary directory: %s", tmp)
	} else {
		defer func() { _ = os.RemoveAll(tmp) }()
	}
	// PostgreSQL's user must be able to pass through to its own directory.
	if err := os.Chmod(tmp, 0o711); err != nil {
		return err
	}
	gen, err := newGenerator("bench/wrk", tmp)
	if err != nil {
		return err
	}
	progress("starting PostgreSQL")
	pg, err := startCluster(ctx, tmp)
	defer pg.stop()
	if err != nil {
		return err
	}
	rep := &report{seconds: opt.seconds, warmup: opt.warmup, runs: opt.runs}
	if rep.machine, err = describeMachine(ctx, pg, opt.date); err != nil {
		return err
	}
	b := &bench{
		opt: opt, tmp: tmp, pg: pg, report: rep, subjects: subjects,
		measurement: &measurement{generator: gen, seconds: opt.seconds, warmup: opt.warmup, runs: opt.runs},
	}
	defer b.stop()
	if err := b.all(ctx, selected); err != nil {
		return err
	}
	return write(rep, subjects, opt.save)
}

// bench is one run on its way.
type bench struct {
	*measurement
	opt      options
	tmp      string
	pg       *cluster
	report   *report
	subjects []subject
	servers  []*server
}

func (b *bench) all(ctx context.Context, selected []work) error {
	if b.opt.idle > 0 {
		if err := b.calibrate(ctx); err != nil {
			return err
		}
	}
	if err := b.startServers(ctx); err != nil {
		return err
	}
	if len(selected) == 0 {
		return nil
	}
	var rigs []*rig
	for _, s := range b.servers {
		progress("%s: creating users and clients", s.name())
		r, err := newRig(ctx, s)
		if err != nil {
			return fmt.Errorf("%w\n%s", err, s.logTail())
		}
		rigs = append(rigs, r)
	}
	for _, w := range selected {
		progress("%s", w.key)
		taking := rigs
		if w.peerKey != "" {
			taking = slices.DeleteFunc(slices.Clone(rigs), func(r *rig) bool { return r.name() == (nodePeer{}).name() })
		}
		if w.measure != nil {
			for _, r := range rigs {
				if _, ours := r.subject.(product); !ours {
					continue
				}
				if err := w.measure(ctx, b, r); err != nil {
					return fmt.Errorf("%s: %w", w.title, err)
				}
			}
			continue
		}
		if len(taking) == 0 {
			continue
		}
		figures, err := b.measure(ctx, w, taking)
		if err != nil {
			return err
		}
		b.report.works = append(b.report.works, workFigures{w, figures})
	}
	return nil
}

// startServers starts every subject on a database of its own, and reads start
// times and idle memory before the first request.
func (b *bench) startServers(ctx context.Context) error {
	type idle struct {
		what string
		*server
	}
	var measured []idle
	for i, s := range b.subjects {
		url, err := b.pg.createDatabase(ctx, fmt.Sprintf("bench%d", i))
		if err != nil {
			return err
		}
		started, err := b.startServer(ctx, s, url)
		if err != nil {
			return err
		}
		b.servers = append(b.servers, started)
		measured = append(measured, idle{s.name() + " on PostgreSQL", started})
	}
	if b.opt.idle == 0 {
		return nil
	}
	for _, s := range b.subjects {
		if _, ok := s.(product); !ok {
			continue // the peer has no SQLite mode to compare
		}
		started, err := b.startServer(ctx, s, "")
		if err != nil {
			return err
		}
		defer started.stop()
		measured = append(measured, idle{s.name() + " on SQLite", started})
	}
	progress("waiting %s for idle memory", b.opt.idle)
	if err := pause(ctx, b.opt.idle); err != nil {
		return err
	}
	for _, m := range measured {
		rss, err := m.rssMB()
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", m.what, err, m.logTail())
		}
		b.report.idle = append(b.report.idle, idleFigure{what: m.what, rssMB: rss, ready: m.ready})
	}
	return nil
}

func (b *bench) startServer(ctx context.Context, s subject, databaseURL string) (*server, error) {
	progress("starting %s", s.name())
	started, err := newServer(ctx, s, b.tmp, databaseURL)
	if err != nil {
		return nil, err
	}
	if err := started.migrate(ctx); err != nil {
		return nil, err
	}
	// The first start creates the administrator and the keys; what is measured
	// afterwards is a start on an existing database.
	if err := started.start(ctx); err != nil {
		return nil, err
	}
	if b.opt.idle == 0 {
		return started, nil
	}
	started.stop()
	started.ready, err = started.startMedian(ctx, b.opt.starts)
	return started, err
}

func (b *bench) calibrate(ctx context.Context) error {
	progress("calibrating")
	self, err := os.Executable()
	if err != nil {
		return err
	}
	port, err := freePort(ctx)
	if err != nil {
		return err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	static, err := startProcess(exec.CommandContext(context.WithoutCancel(ctx), self, "serve-static", address), filepath.Join(b.tmp, "static.log"))
	if err != nil {
		return err
	}
	defer static.stop()
	if err := pause(ctx, 500*time.Millisecond); err != nil {
		return err
	}
	req, err := newRequest(ctx, http.MethodGet, "http://"+address+"/", "")
	if err != nil {
		return err
	}
	result, err := b.run(ctx, address, cycleScript, b.seconds, []*http.Request{req})
	if err != nil {
		return err
	}
	b.report.static = result.rate()
	if b.report.inserts, err = b.pg.insertsPerSecond(ctx, b.seconds); err != nil {
		return err
	}
	progress("  static handler %.0f/s, inserts %.0f/s", b.report.static, b.report.inserts)
	return nil
}

func (b *bench) stop() {
	for _, s := range b.servers {
		s.stop()
	}
}

// write prints the report and leaves it in bench/out; a report with failed
// requests is an error and never saved for the repository.
func write(rep *report, subjects []subject, save string) error {
	text := rep.markdown(subjects)
	fmt.Print(text)
	if err := os.MkdirAll("bench/out", 0o755); err != nil {
		return err
	}
	if err := os.WriteFile("bench/out/latest.md", []byte(text), 0o644); err != nil {
		return err
	}
	if rep.failed() {
		return errors.New("INVALID: requests failed under load")
	}
	if save == "" {
		return nil
	}
	return os.WriteFile(save, []byte(text), 0o644)
}

func selectWorks(only string) ([]work, error) {
	all := works()
	if only == "" {
		return all, nil
	}
	if only == "none" {
		return nil, nil
	}
	var selected []work
	for key := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(all, func(w work) bool { return w.key == key })
		if i < 0 {
			return nil, fmt.Errorf("no work is called %q: choose from %s, or none", key, strings.Join(workKeys(), ", "))
		}
		selected = append(selected, all[i])
	}
	return selected, nil
}

func workKeys() []string {
	var keys []string
	for _, w := range works() {
		keys = append(keys, w.key)
	}
	return keys
}

func selectSubjects(ctx context.Context, opt options) ([]subject, error) {
	var subjects []subject
	if opt.target == "both" || opt.target == "product" {
		binary, err := filepath.Abs(opt.binary)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(binary); err != nil {
			return nil, fmt.Errorf("%s is not there: run make build first", opt.binary)
		}
		subjects = append(subjects, product{binary})
	}
	if opt.target == "both" || opt.target == "peer" {
		dir, err := filepath.Abs(opt.peer)
		if err != nil {
			return nil, err
		}
		peer := nodePeer{dir}
		if err := peer.install(ctx); err != nil {
			return nil, err
		}
		subjects = append(subjects, peer)
	}
	if len(subjects) == 0 {
		return nil, fmt.Errorf("-target %q is none of both, product, peer", opt.target)
	}
	return subjects, nil
}

// serveStatic is the ceiling that the calibration measures: net/http with a
// constant body, in a process of its own.
func serveStatic(address string) error {
	body := []byte(`{"status":"ok"}`)
	handler := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body) // the client may have gone
	}
	server := &http.Server{Handler: http.HandlerFunc(handler), ReadHeaderTimeout: 10 * time.Second}
	var config net.ListenConfig
	listener, err := config.Listen(context.Background(), "tcp", address)
	if err != nil {
		return err
	}
	return server.Serve(listener)
}

// progress tells the person who waits what happens; the report goes to
// standard output.
func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}
