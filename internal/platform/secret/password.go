package secret

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/scrypt"
	"golang.org/x/text/unicode/norm"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// ErrBusy means that too many passwords are waiting to be hashed.
var ErrBusy = fault.New(fault.Unavailable, "SRV_002", "Service temporarily unavailable").After(2)

const (
	argonLanes = 1
	saltLength = 16
	keyLength  = 32
	// scryptLength is the length of the original's keys.
	scryptLength = 64
	maxWait      = 5 * time.Second
)

// A Cost is what hashing a password with argon2id takes; zero stands for
// OWASP's second row, 19 MiB and two passes.
type Cost struct {
	Memory uint32 // in KiB
	Passes uint32
}

func (c Cost) orDefault() Cost {
	if c.Memory == 0 {
		c.Memory = 19 * 1024
	}
	if c.Passes == 0 {
		c.Passes = 2
	}
	return c
}

// A Hasher hashes passwords in a bounded number of places, so that a burst of
// sign-ins leaves processors for everyone else.
type Hasher struct {
	slots chan struct{}
	queue chan struct{}
	cost  Cost
	decoy string
}

// NewHasher keeps one core free when there are several.
func NewHasher(cost Cost) *Hasher {
	n := max(1, runtime.GOMAXPROCS(0)-1)
	cost = cost.orDefault()
	return &Hasher{
		slots: make(chan struct{}, n),
		queue: make(chan struct{}, 32*n),
		cost:  cost,
		decoy: cost.phc(make([]byte, saltLength), make([]byte, keyLength)),
	}
}

// enter waits for a slot. It gives up with ErrBusy when the queue is full or
// the wait is long.
func (h *Hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.queue <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	defer func() { <-h.queue }()
	wait := time.NewTimer(maxWait)
	defer wait.Stop()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-wait.C:
		return nil, ErrBusy
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, ErrBusy
		}
		return nil, ctx.Err()
	}
}

// Hash returns the password's argon2id hash in PHC form. Passwords are
// normalised (NFKC) first, as the original does.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt)
	key := argon2.IDKey([]byte(norm.NFKC.String(password)), salt, h.cost.Passes, h.cost.Memory, argonLanes, keyLength)
	return h.cost.phc(salt, key), nil
}

func (c Cost) phc(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, argonLanes,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// Decoy returns a hash that no password has, for an account that is not there:
// checking one costs what it costs for an account, the original's (legacy) or
// ours.
func (h *Hasher) Decoy(legacy bool) string {
	if legacy {
		return strings.Repeat("0", 2*saltLength) + ":" + strings.Repeat("0", 2*scryptLength)
	}
	return h.decoy
}

// Verify reports whether the password belongs to the hash, and whether the
// hash should be replaced by a fresh one. An empty hash (no such user, or one
// without a password) costs the same as any other of ours and never matches.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (ok, stale bool, err error) {
	if hash == "" {
		hash = h.decoy
		defer func() { ok, stale = false, false }()
	}
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	if strings.HasPrefix(hash, "$argon2id$") {
		return h.cost.verify(password, hash)
	}
	ok, err = verifyScrypt(password, hash)
	return ok, ok, err
}

func (c Cost) verify(password, hash string) (ok, stale bool, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return false, false, fmt.Errorf("stored password hash is malformed")
	}
	var version int
	var memory, passes uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false, fmt.Errorf("stored password hash has an unknown version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil {
		return false, false, fmt.Errorf("stored password hash: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, false, fmt.Errorf("stored password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, false, fmt.Errorf("stored password hash: %w", err)
	}
	got := argon2.IDKey([]byte(norm.NFKC.String(password)), salt, passes, memory, lanes, uint32(len(want))) //nolint:gosec // a key is short
	stale = memory != c.Memory || passes != c.Passes || lanes != argonLanes
	return Equal(string(got), string(want)), stale, nil
}

// verifyScrypt reads Better Auth's "<salt>:<key>": the salt is used as its
// hexadecimal text.
func verifyScrypt(password, hash string) (bool, error) {
	salt, key, found := strings.Cut(hash, ":")
	want, err := hex.DecodeString(key)
	if !found || err != nil || len(want) != scryptLength {
		return false, fmt.Errorf("stored password hash is of no known kind")
	}
	got, err := scrypt.Key([]byte(norm.NFKC.String(password)), []byte(salt), 16384, 16, 1, scryptLength)
	if err != nil {
		return false, err
	}
	return Equal(string(got), string(want)), nil
}
