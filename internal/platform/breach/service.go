package breach

import (
	"context"
	"crypto/sha1" //nolint:gosec // the form in which range services keep passwords
	"encoding/hex"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
)

const (
	timeout = 2 * time.Second
	rest    = 30 * time.Second // after a failure, in which the service is not asked
	size    = 256 << 10
	prefix  = 5 // characters of a digest that leave
)

// A Service says whether passwords were in breaches.
type Service struct {
	list  *List
	url   string
	fetch *fetch.Client
	now   func() time.Time
	awake atomic.Int64 // when the service elsewhere may be asked again
}

// New returns the service. Without a list, nil, none is read; without a URL
// nobody is asked.
func New(list *List, url string, client *fetch.Client, now func() time.Time) *Service {
	if url != "" && !strings.HasSuffix(url, "/") {
		url += "/"
	}
	return &Service{list: list, url: url, fetch: client, now: now}
}

// Listed reports whether a password is on the list.
func (s *Service) Listed(password string) bool { return s.list != nil && s.list.Has(password) }

// Asks reports whether there is a service to ask.
func (s *Service) Asks() bool { return s.url != "" }

// Known reports whether a password is on the list or known to the service
// elsewhere. That one not answering lets the password pass: nobody is kept out
// because somebody else's service is down.
func (s *Service) Known(ctx context.Context, password string) bool {
	if s.Listed(password) {
		return true
	}
	if !s.Asks() || s.now().UnixNano() < s.awake.Load() {
		return false
	}
	known, err := s.ask(ctx, password)
	if err != nil && ctx.Err() == nil {
		s.awake.Store(s.now().Add(rest).UnixNano())
		slog.WarnContext(ctx, "a password was not looked up among breached ones", "err", err)
	}
	return known
}

// ask sends the beginning of the password's digest and looks for the rest in
// the answer: lines of "<rest>:<count>", where a count of zero is padding.
func (s *Service) ask(ctx context.Context, password string) (bool, error) {
	sum := sha1.Sum([]byte(password)) //nolint:gosec // see above
	digest := strings.ToUpper(hex.EncodeToString(sum[:]))
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	answer, err := s.fetch.Get(ctx, s.url+digest[:prefix], fetch.Want{MaxBytes: size, Types: []string{"text/plain"}})
	if err != nil {
		return false, err
	}
	for line := range strings.Lines(string(answer.Body)) {
		suffix, count, _ := strings.Cut(strings.TrimSpace(line), ":")
		if !strings.EqualFold(suffix, digest[prefix:]) {
			continue
		}
		n, err := strconv.ParseUint(strings.TrimSpace(count), 10, 63)
		if err != nil {
			return false, fmt.Errorf("breach: the answer holds a count that is no number: %w", err)
		}
		return n > 0, nil
	}
	return false, nil
}
