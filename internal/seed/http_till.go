package seed

import (
	"encoding/hex"
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
	"time"

	"github.com/stripe/stripe-go/v85/webhook"
)

// A Till is Stripe as far as billing asks it: it answers in the shapes of its API
// what it was told to sell.
type Till struct {
	*httptest.Server
	mu            sync.Mutex
	subscriptions map[string]map[string]any
	sold          map[string][2]string      // price and status of each
	sessions      map[string]map[string]any // checkouts
	asked         map[string]int            // by method and path
	forms         map[string]url.Values
	down          bool
}

// StripeSecret signs the events of a Till.
const StripeSecret = "whsec_test"

// kind is where Stripe says what an object is.
const kind = "object"

// NewTill starts one that has sold nothing.
func NewTill(t testing.TB) *Till {
	t.Helper()
	s := &Till{subscriptions: map[string]map[string]any{}, sold: map[string][2]string{}, sessions: map[string]map[string]any{}, asked: map[string]int{}, forms: map[string]url.Values{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *Till) serve(w http.ResponseWriter, r *http.Request) {
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
		reply(http.StatusOK, map[string]any{kind: "list", "url": path, "has_more": false, "data": all})
	case strings.HasPrefix(path, "/v1/subscriptions/"):
		if sub, found := s.subscriptions[id]; found {
			reply(http.StatusOK, sub)
			return
		}
		missing()
	case path == "/v1/checkout/sessions":
		reply(http.StatusOK, map[string]any{"id": "cs_1", kind: "checkout.session", "url": "https://checkout.stripe.example/c/1"})
	case strings.HasPrefix(path, "/v1/checkout/sessions/"):
		if one, found := s.sessions[id]; found {
			reply(http.StatusOK, one)
			return
		}
		missing()
	case path == "/v1/billing_portal/sessions":
		reply(http.StatusOK, map[string]any{"id": "bps_1", kind: "billing_portal.session", "url": "https://billing.stripe.example/p/1"})
	default: // something is created or changed
		made := strings.Split(path, "/")[2]
		reply(http.StatusOK, map[string]any{"id": fmt.Sprintf("%s_%d", made, n), kind: strings.TrimSuffix(made, "s")})
	}
}

// Sell makes or changes a subscription of a user at a price; until is in seconds.
func (s *Till) Sell(id, userID, priceID, status string, until int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sold[id] = [2]string{priceID, status}
	s.subscriptions[id] = map[string]any{
		"id": id, kind: "subscription", "status": status, "customer": "cus_" + userID, "created": 1_763_000_000, "cancel_at_period_end": false,
		"metadata": map[string]any{"userId": userID},
		"items": map[string]any{kind: "list", "data": []any{map[string]any{
			"id": "si_" + id, kind: "subscription_item", "current_period_end": until,
			"price": map[string]any{"id": priceID, kind: "price", "product": "prod_" + priceID},
		}}},
	}
}

// Change sets a member of a subscription.
func (s *Till) Change(id, member string, value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := maps.Clone(s.subscriptions[id])
	changed[member] = value
	s.subscriptions[id] = changed
	if member == "status" {
		s.sold[id] = [2]string{s.sold[id][0], fmt.Sprint(value)}
	}
}

// Forget removes a subscription.
func (s *Till) Forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.subscriptions, id)
	delete(s.sold, id)
}

// States are the price and the status of each subscription.
func (s *Till) States() map[string][2]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.sold)
}

// Form is what a path was last posted.
func (s *Till) Form(path string) url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.forms[path]
}

// Count is how often a method and path, with a space between them, were asked.
func (s *Till) Count(of string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[of]
}

// Shut has every question fail, or answered again.
func (s *Till) Shut(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// Checkout makes or changes a checkout session.
func (s *Till) Checkout(session map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := session["id"].(string)
	s.sessions[id] = session
}

// Sign returns the header that Stripe sends an event with.
func (s *Till) Sign(payload []byte, at time.Time) string {
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(webhook.ComputeSignature(at, payload, StripeSecret)))
}
