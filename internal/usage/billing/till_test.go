package billing_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A till is Stripe as far as billing asks it: it keeps what was created, and
// answers in the shapes of its API.
type till struct {
	*httptest.Server
	mu            sync.Mutex
	subscriptions map[string]map[string]any
	sold          map[string][2]string // price and status of each
	sessions      map[string]map[string]any
	asked         map[string]int // by method and path
	forms         map[string]url.Values
	down          bool
}

func newTill(t *testing.T) *till {
	t.Helper()
	s := &till{subscriptions: map[string]map[string]any{}, sold: map[string][2]string{}, sessions: map[string]map[string]any{}, asked: map[string]int{}, forms: map[string]url.Values{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *till) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[r.Method+" "+r.URL.Path]++
	n := len(s.asked) + s.asked[r.Method+" "+r.URL.Path]
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.forms[r.URL.Path] = r.PostForm
	}
	reply := func(code int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		if err := json.NewEncoder(w).Encode(v); err != nil {
			panic(err)
		}
	}
	missing := func() {
		reply(http.StatusNotFound, map[string]any{"error": map[string]any{"type": "invalid_request_error", "code": "resource_missing", "message": "No such thing"}})
	}
	if s.down {
		reply(http.StatusBadRequest, map[string]any{"error": map[string]any{"type": "api_error", "message": "down"}})
		return
	}
	path, id := r.URL.Path, r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	switch {
	case path == "/v1/subscriptions":
		all := []any{}
		for _, id := range slices.Sorted(maps.Keys(s.subscriptions)) {
			all = append(all, s.subscriptions[id])
		}
		reply(http.StatusOK, map[string]any{"object": "list", "url": path, "has_more": false, "data": all})
	case strings.HasPrefix(path, "/v1/subscriptions/"):
		if sub, found := s.subscriptions[id]; found {
			reply(http.StatusOK, sub)
			return
		}
		missing()
	case path == "/v1/checkout/sessions":
		reply(http.StatusOK, map[string]any{"id": "cs_1", "object": "checkout.session", "url": "https://checkout.stripe.example/c/1"})
	case strings.HasPrefix(path, "/v1/checkout/sessions/"):
		if one, found := s.sessions[id]; found {
			reply(http.StatusOK, one)
			return
		}
		missing()
	case path == "/v1/billing_portal/sessions":
		reply(http.StatusOK, map[string]any{"id": "bps_1", "object": "billing_portal.session", "url": "https://billing.stripe.example/p/1"})
	default: // something is created or changed
		kind := strings.Split(path, "/")[2]
		reply(http.StatusOK, map[string]any{"id": fmt.Sprintf("%s_%d", kind, n), "object": strings.TrimSuffix(kind, "s")})
	}
}

// sell makes or changes a subscription.
func (s *till) sell(id, userID, priceID, status string, until int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sold[id] = [2]string{priceID, status}
	s.subscriptions[id] = map[string]any{
		"id": id, "object": "subscription", "status": status, "customer": "cus_" + userID, "created": 1_763_000_000, "cancel_at_period_end": false,
		"metadata": map[string]any{"userId": userID},
		"items": map[string]any{"object": "list", "data": []any{map[string]any{
			"id": "si_" + id, "object": "subscription_item", "current_period_end": until,
			"price": map[string]any{"id": priceID, "object": "price", "product": "prod_" + priceID},
		}}},
	}
}

func (s *till) change(id, member string, value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := maps.Clone(s.subscriptions[id])
	changed[member] = value
	s.subscriptions[id] = changed
	if member == "status" {
		s.sold[id] = [2]string{s.sold[id][0], fmt.Sprint(value)}
	}
}

func (s *till) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.subscriptions, id)
	delete(s.sold, id)
}

func (s *till) states() map[string][2]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.sold)
}

func (s *till) form(path string) url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.forms[path]
}

func (s *till) count(of string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[of]
}

func (s *till) close(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}
