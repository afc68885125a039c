package secret_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

func TestRandomForms(t *testing.T) {
	for name, c := range map[string]struct {
		make     func() string
		length   int
		alphabet string
	}{
		"ID":    {secret.ID, 32, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"},
		"Token": {secret.Token, 32, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
		"Hex":   {func() string { return secret.Hex(16) }, 32, "0123456789abcdef"},
		"UUID":  {secret.UUID, 36, "0123456789abcdef-"},
	} {
		t.Run(name, func(t *testing.T) {
			seen, letters := map[string]bool{}, map[rune]bool{}
			for range 2000 {
				text := c.make()
				if len(text) != c.length || strings.Trim(text, c.alphabet) != "" {
					t.Fatalf("%q", text)
				}
				if seen[text] {
					t.Fatalf("%q came twice", text)
				}
				seen[text] = true
				for _, r := range text {
					letters[r] = true
				}
			}
			if len(letters) != len(c.alphabet) {
				t.Errorf("%d of %d characters occur", len(letters), len(c.alphabet))
			}
		})
	}
	if a, b := secret.UUID(), secret.UUID(); a > b {
		t.Errorf("%s came before %s", a, b)
	}
}

// RFC 7636 appendix B gives a SHA-256 in base64url.
func TestDigest(t *testing.T) {
	if got := secret.Digest("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"); got != "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" {
		t.Error(got)
	}
}

func TestSigner(t *testing.T) {
	old, both := secret.NewSigner("the old secret"), secret.NewSigner("the new secret", "the old secret")
	signed := old.Attach("a.value")
	if text, ok := both.Detach(signed); !ok || text != "a.value" {
		t.Errorf("the old secret no longer verifies: %q", text)
	}
	if _, ok := old.Detach(both.Attach("a.value")); ok {
		t.Error("the oldest secret signs")
	}
	for name, text := range map[string]string{
		"no signature":   "a.value",
		"no value":       signed[len("a.value"):],
		"cut":            signed[:len(signed)-1],
		"longer":         signed + "=",
		"other value":    strings.Replace(signed, "a.value", "b.value", 1),
		"other letter":   signed[:len(signed)-3] + "x" + signed[len(signed)-2:],
		"not canonical":  signed[:len(signed)-2] + string(signed[len(signed)-2]+1) + "=", // the last letter's unused bits
		"empty":          "",
		"signature only": "." + old.Sign(""),
	} {
		if got, ok := old.Detach(text); ok {
			t.Errorf("%s: %q is accepted as %q", name, text, got)
		}
	}
}

func TestSealer(t *testing.T) {
	bare := secret.NewSealer(secret.Versioned{Version: -1, Text: "bare"})
	sealed := bare.Seal([]byte("plain"))
	if strings.HasPrefix(sealed, "$ba$") || sealed == bare.Seal([]byte("plain")) {
		t.Errorf("sealed as %q", sealed)
	}
	rotated := secret.NewSealer(secret.Versioned{Version: 2, Text: "new"}, secret.Versioned{Version: 1, Text: "old"}, secret.Versioned{Version: -1, Text: "bare"})
	if plain, err := rotated.Open(sealed); err != nil || string(plain) != "plain" {
		t.Errorf("%q, %v", plain, err)
	}
	versioned := rotated.Seal([]byte("plain"))
	if !strings.HasPrefix(versioned, "$ba$2$") {
		t.Errorf("sealed as %q", versioned)
	}
	if plain, err := rotated.Open(versioned); err != nil || string(plain) != "plain" {
		t.Errorf("%q, %v", plain, err)
	}
	for name, text := range map[string]string{
		"other secret":   strings.Replace(versioned, "$2$", "$1$", 1),
		"lost secret":    strings.Replace(versioned, "$2$", "$9$", 1),
		"no version":     strings.Replace(versioned, "$2$", "$x$", 1),
		"changed":        versioned[:len(versioned)-1] + string("0123456789abcdef"[strings.IndexByte("123456789abcdef0", versioned[len(versioned)-1])]),
		"cut":            versioned[:20],
		"empty":          "",
		"no hexadecimal": "zz",
	} {
		if plain, err := rotated.Open(text); !errors.Is(err, secret.ErrSealed) {
			t.Errorf("%s opens as %q, %v", name, plain, err)
		}
	}
	// samples/storage-crypto.json, sealed by the original.
	recorded := secret.NewSealer(secret.Versioned{Version: -1, Text: "peer-secret-0123456789abcdef0123456789abcdef"})
	plain, err := recorded.Open("3997c8c96011c1b20690931aa5272f70b475b5465a60e65a5acc2771528d975a2044668a1562729be350b76b4b1d7be17cdbab36744181be98965cbbf328f4ad53e1ce63f0157f63")
	if err != nil || string(plain) != "-rcMkWwLNVOaXRXfGd7GoGbkaP2jiVnF" {
		t.Errorf("the recorded text opens as %q, %v", plain, err)
	}
}

func TestPasswords(t *testing.T) {
	h := secret.NewHasher(secret.Cost{})
	hash, err := h.Hash(t.Context(), "pass\u00e9word")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(hash, err)
	}
	const scrypt = "b8a4bffd633d26195e9bafe737596850:e65f6645e1a98f32836b312ddd4829075dc02f5d72d16fa9a4ab50337437e582c871d0d88ab17012739ebd61750dbcc4398c52bae74b82a4176ad24ab7c682f7"
	const weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$ZGVhZGJlZWZkZWFkYmVlZg"
	for name, c := range map[string]struct {
		password, hash string
		ok, stale      bool
		fails          bool
	}{
		"right":              {"pass\u00e9word", hash, true, false, false},
		"composed otherwise": {"passe\u0301word", hash, true, false, false},
		"wrong":              {"password", hash, false, false, false},
		"no hash":            {"", "", false, false, false},
		"recorded":           {"Passw0rd!one", scrypt, true, true, false},
		"weak parameters":    {"x", weak, false, true, false},
		"cut":                {"x", hash[:40], false, false, true},
		"other version":      {"x", strings.Replace(hash, "v=19", "v=16", 1), false, false, true},
		"of no kind":         {"x", "$2b$10$abc", false, false, true},
	} {
		ok, stale, err := h.Verify(t.Context(), c.password, c.hash)
		if ok != c.ok || stale != c.stale || (err != nil) != c.fails {
			t.Errorf("%s: %v, stale %v, %v", name, ok, stale, err)
		}
	}
}
