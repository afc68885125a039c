package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	signInPath   = "/api/auth/sign-in/email"
	userPassword = "a-good-long-password"

	probesPerSecond = 200
	hashesEachTime  = 51 // of which the median counts

	guessedAccounts  = 45
	triesPerAccount  = 10 // as many as nobody waits for
	leastSeconds     = 5
	significantAlpha = 0.01
)

// signInFigures say how password sign-ins and everything else get along.
type signInFigures struct {
	slots        int
	hash         time.Duration // one, on the idle machine, before and after
	rate         float64       // sign-ins in a second
	failures     int
	idle, loaded time.Duration // p99 of get-session
}

func (f signInFigures) bound() float64 { return float64(f.slots) / f.hash.Seconds() }

// timingFigures compare the answers to a wrong password and to an unknown
// address.
type timingFigures struct {
	samples              int
	wrong, unknown       time.Duration // medians
	welch, mannWhitney   float64       // p-values
	welchT, mannWhitneyZ float64
}

// signIns measures sign-ins that saturate their places for hashing, and
// get-session at a steady pace before and meanwhile.
func signIns(ctx context.Context, b *bench, r *rig) error {
	f := signInFigures{slots: max(1, runtime.NumCPU()-1)}
	hashes, err := hashTimes(ctx)
	if err != nil {
		return err
	}
	length := time.Duration(max(b.seconds, leastSeconds)) * time.Second
	if f.idle, err = steady(ctx, r, length); err != nil {
		return err
	}
	loadCtx, stop := context.WithCancel(ctx)
	defer stop()
	load := newSignInLoad(r)
	var workers sync.WaitGroup
	for i := range 4 * f.slots {
		workers.Go(func() { load.run(loadCtx, i) })
	}
	if err := pause(ctx, time.Duration(b.warmup)*time.Second); err != nil {
		return err
	}
	before, started := load.counted(), time.Now()
	f.loaded, err = steady(ctx, r, length)
	after, took := load.counted(), time.Since(started)
	stop()
	workers.Wait()
	if err != nil {
		return err
	}
	// The pace of a virtual machine changes within minutes.
	later, err := hashTimes(ctx)
	if err != nil {
		return err
	}
	f.hash = middle(append(hashes, later...))
	f.rate, f.failures = float64(after-before)/took.Seconds(), load.failed
	if load.failed > 0 {
		progress("  sign-ins failed: %v", load.firstErr)
	}
	progress("  %.1f sign-ins/s of at most %.1f; get-session p99 %.1f ms, idle %.1f ms", f.rate, f.bound(), milliseconds(f.loaded), milliseconds(f.idle))
	b.report.signIns = &f
	return nil
}

// hashTimes are how long hashes take one after the other when nothing else
// runs.
func hashTimes(ctx context.Context) ([]time.Duration, error) {
	hasher := secret.NewHasher(secret.Cost{})
	var times []time.Duration
	for range hashesEachTime {
		started := time.Now()
		if _, err := hasher.Hash(ctx, userPassword); err != nil {
			return nil, err
		}
		times = append(times, time.Since(started))
	}
	return times, nil
}

func middle(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// steady asks for sessions at an even pace, whether or not earlier ones were
// answered, and returns the p99 of the time from when each was due.
func steady(ctx context.Context, r *rig, length time.Duration) (time.Duration, error) {
	var mu sync.Mutex
	var times []time.Duration
	var firstErr error
	var group sync.WaitGroup
	started := time.Now()
	for i := range int(length.Seconds() * probesPerSecond) {
		due := started.Add(time.Duration(i) * time.Second / probesPerSecond)
		if err := pause(ctx, time.Until(due)); err != nil {
			break
		}
		group.Go(func() {
			err := askSession(ctx, r, i)
			took := time.Since(due)
			mu.Lock()
			defer mu.Unlock()
			if err != nil && firstErr == nil {
				firstErr = err
			}
			times = append(times, took)
		})
	}
	group.Wait()
	if err := errors.Join(firstErr, ctx.Err()); err != nil {
		return 0, err
	}
	slices.Sort(times)
	return times[len(times)*99/100], nil
}

func askSession(ctx context.Context, r *rig, i int) error {
	req, err := withCookie("/api/auth/get-session")(ctx, r, i)
	if err != nil {
		return err
	}
	res, err := r.api.do(req)
	if err != nil {
		return err
	}
	if res.code != http.StatusOK || !strings.Contains(string(res.body), `"user":{`) {
		return res.mismatch(req)
	}
	return nil
}

// signInLoad signs users in again and again.
type signInLoad struct {
	rig *rig

	mu       sync.Mutex
	done     int
	failed   int
	firstErr error
}

func newSignInLoad(r *rig) *signInLoad { return &signInLoad{rig: r} }

func (l *signInLoad) run(ctx context.Context, worker int) {
	for i := worker; ctx.Err() == nil; i++ {
		code, _, err := attempt(ctx, l.rig, fmt.Sprintf("user%d@example.com", i%userCount), userPassword, fmt.Sprintf("203.0.113.%d", worker))
		if err == nil && code != http.StatusOK {
			err = fmt.Errorf("%s answered %d", signInPath, code)
		}
		if ctx.Err() != nil {
			return
		}
		l.mu.Lock()
		if err != nil {
			l.failed++
			l.firstErr = err
		} else {
			l.done++
		}
		l.mu.Unlock()
	}
}

func (l *signInLoad) counted() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.done
}

// attempt tries to sign in from an address and returns the status and the time
// until the answer.
func attempt(ctx context.Context, r *rig, email, password, address string) (int, time.Duration, error) {
	body := fmt.Sprintf(`{"email":%q,"password":%q}`, email, password)
	req, err := newRequest(ctx, http.MethodPost, r.base+signInPath, body)
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", r.base)
	req.Header.Set("X-Forwarded-For", address)
	started := time.Now()
	res, err := r.api.do(req)
	return res.code, time.Since(started), err
}

// timing compares a wrong password with an unknown address: the same number of
// tries at as many accounts as there are not, one at a time and in no order,
// each from an address of its own.
func timing(ctx context.Context, b *bench, r *rig) error {
	type try struct {
		email string
		known bool
	}
	var tries []try
	for i := range guessedAccounts {
		email := fmt.Sprintf("guessed%d@example.com", i)
		if _, err := r.api.signUp(ctx, "Guessed", email); err != nil {
			return err
		}
		for range triesPerAccount {
			tries = append(tries, try{email, true}, try{fmt.Sprintf("missing%d@example.com", i), false})
		}
	}
	rand.Shuffle(len(tries), func(i, j int) { tries[i], tries[j] = tries[j], tries[i] })
	var wrong, unknown []float64
	for i, t := range tries {
		code, took, err := attempt(ctx, r, t.email, "not-the-right-password", fmt.Sprintf("45.%d.%d.9", i/256, i%256))
		if err != nil {
			return err
		}
		if code != http.StatusUnauthorized {
			return fmt.Errorf("a wrong password is answered with %d", code)
		}
		if t.known {
			wrong = append(wrong, took.Seconds())
		} else {
			unknown = append(unknown, took.Seconds())
		}
	}
	f := timingFigures{samples: len(wrong), wrong: median(wrong), unknown: median(unknown)}
	f.welchT, f.welch = welch(wrong, unknown)
	f.mannWhitneyZ, f.mannWhitney = mannWhitney(wrong, unknown)
	progress("  wrong password %.2f ms, unknown address %.2f ms, p = %.3f (Welch), %.3f (Mann-Whitney)", milliseconds(f.wrong), milliseconds(f.unknown), f.welch, f.mannWhitney)
	b.report.timing = &f
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(seconds []float64) time.Duration {
	sorted := slices.Sorted(slices.Values(seconds))
	return time.Duration(sorted[len(sorted)/2] * float64(time.Second))
}

// welch is Welch's t-test. With hundreds of samples the t distribution is as
// good as the normal one.
func welch(a, b []float64) (t, p float64) {
	meanA, varA := moments(a)
	meanB, varB := moments(b)
	t = (meanA - meanB) / math.Sqrt(varA/float64(len(a))+varB/float64(len(b)))
	return t, twoSided(t)
}

func moments(list []float64) (mean, variance float64) {
	for _, x := range list {
		mean += x
	}
	mean /= float64(len(list))
	for _, x := range list {
		variance += (x - mean) * (x - mean)
	}
	return mean, variance / float64(len(list)-1)
}

// mannWhitney is the Mann-Whitney U test in its normal approximation; times of
// nanoseconds have no ties to speak of.
func mannWhitney(a, b []float64) (z, p float64) {
	type sample struct {
		value float64
		first bool
	}
	all := make([]sample, 0, len(a)+len(b))
	for _, x := range a {
		all = append(all, sample{x, true})
	}
	for _, x := range b {
		all = append(all, sample{x, false})
	}
	slices.SortFunc(all, func(x, y sample) int {
		switch {
		case x.value < y.value:
			return -1
		case x.value > y.value:
			return 1
		}
		return 0
	})
	ranks := 0.0
	for i, s := range all {
		if s.first {
			ranks += float64(i + 1)
		}
	}
	n, m := float64(len(a)), float64(len(b))
	u := ranks - n*(n+1)/2
	z = (u - n*m/2) / math.Sqrt(n*m*(n+m+1)/12)
	return z, twoSided(z)
}

func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

func (r *report) writeSignIns(b *strings.Builder) {
	if f := r.signIns; f != nil {
		b.WriteString("\n## Password sign-ins at their limit\n\nSign-ins from as many clients as keep every place for hashing busy; get-session at 200 requests a second before and meanwhile. ")
		b.WriteString("At most: places for hashing ÷ the time of one hash on the idle machine, the median of those right before and right after. Load generator, database and server share the cores.\n\n")
		b.WriteString("| | measured | wanted | |\n|---|--:|--:|---|\n")
		fmt.Fprintf(b, "| sign-ins/s (%d place(s), %.1f ms a hash) | %.1f, %.2f of at most %.1f | ≥ 0.80 | %s |\n",
			f.slots, milliseconds(f.hash), f.rate, f.rate/f.bound(), f.bound(), verdict(f.rate >= 0.8*f.bound() && f.failures == 0))
		fmt.Fprintf(b, "| get-session p99 meanwhile | %.1f ms, %.1f × idle (%.1f ms) | ≤ 5 × | %s |\n",
			milliseconds(f.loaded), float64(f.loaded)/float64(f.idle), milliseconds(f.idle), verdict(f.loaded <= 5*f.idle))
	}
	if f := r.timing; f != nil {
		fmt.Fprintf(b, "\n## What a refusal tells by its time\n\nSign-ins that fail, one at a time and in no order: %d with a wrong password, %d with an address that has no account.\n\n", f.samples, f.samples)
		b.WriteString("| | |\n|---|--:|\n")
		fmt.Fprintf(b, "| wrong password, median | %.2f ms |\n| unknown address, median | %.2f ms |\n", milliseconds(f.wrong), milliseconds(f.unknown))
		fmt.Fprintf(b, "| Welch's t-test | t = %.2f, p = %.3f |\n| Mann-Whitney U test | z = %.2f, p = %.3f |\n", f.welchT, f.welch, f.mannWhitneyZ, f.mannWhitney)
		fmt.Fprintf(b, "\nThe times differ at the level of %.2f: %s.\n", significantAlpha, differs(f))
	}
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "**missed**"
}

func differs(f *timingFigures) string {
	if f.welch < significantAlpha || f.mannWhitney < significantAlpha {
		return "**yes**"
	}
	return "no"
}
