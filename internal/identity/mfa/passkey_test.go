package mfa_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"testing"

	"github.com/circle-rd/auth-service/internal/identity/mfa"
)

// A recorded answer of an authenticator, with the challenge it answers.
type recorded struct {
	challenge string
	response  []byte
}

// recordings are the answers that the service this one replaces was given, by
// the names of their requests.
func recordings(t testing.TB) map[string]recorded {
	t.Helper()
	text, err := os.ReadFile("../../../testdata/contract/passkey.json")
	if err != nil {
		t.Fatal(err)
	}
	var script []struct {
		Name    string `json:"name"`
		Request struct {
			Body struct {
				Response json.RawMessage `json:"response"`
			} `json:"body"`
		} `json:"request"`
	}
	if err := json.Unmarshal(text, &script); err != nil {
		t.Fatal(err)
	}
	all := map[string]recorded{}
	for _, step := range script {
		var answer struct {
			Response struct {
				ClientData string `json:"clientDataJSON"`
			} `json:"response"`
		}
		if len(step.Request.Body.Response) == 0 || json.Unmarshal(step.Request.Body.Response, &answer) != nil || answer.Response.ClientData == "" {
			continue
		}
		var data struct {
			Challenge string `json:"challenge"`
		}
		decoded, err := base64.RawURLEncoding.DecodeString(answer.Response.ClientData)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(decoded, &data); err != nil {
			t.Fatal(err)
		}
		all[step.Name] = recorded{data.Challenge, step.Request.Body.Response}
	}
	return all
}

const (
	registration = "verify-registration ok"
	assertion    = "verify-authentication ok"
)

func party() mfa.Party { return mfa.NewParty("127.0.0.1", "http://127.0.0.1:3001") }

func register(t testing.TB, all map[string]recorded) mfa.Credential {
	t.Helper()
	made, err := party().Register(all[registration].challenge, all[registration].response)
	if err != nil {
		t.Fatal(err)
	}
	made.UserHandle = "" // the recorded authenticator was told another one, and does not repeat it
	return made
}

// What an authenticator really answered, on a page of another implementation.
func TestRecordedAnswers(t *testing.T) {
	all := recordings(t)
	made := register(t, all)
	const key = "pQECAyYgASFYICF4HQDEmZkYHflVs0yjxPLoQ4/LZL9yNPcdSkvFUtOdIlgg1HLs2RXN7MvtaMDms1yr9fNOfFyfLXj/31ZZOA7YV9U="
	if made.CredentialID != "aLPiCHMk3P9JoPQiIeAlWg" || made.PublicKey != key || made.AAGUID != "00000000-0000-0000-0000-000000000000" || made.BackupEligible || made.Counter != 0 {
		t.Errorf("made %+v", made)
	}
	counter, err := party().Assert(all[assertion].challenge, made, true, all[assertion].response)
	if err != nil || counter != 2 {
		t.Errorf("counter %d: %v", counter, err)
	}
	for name, refused := range map[string]func() error{
		"another challenge": func() error {
			_, err := party().Assert(all[registration].challenge, made, true, all[assertion].response)
			return err
		},
		"another site": func() error {
			_, err := mfa.NewParty("localhost", "http://127.0.0.1:3001").Assert(all[assertion].challenge, made, true, all[assertion].response)
			return err
		},
		"another origin": func() error {
			_, err := mfa.NewParty("127.0.0.1", "http://127.0.0.1:3002").Assert(all[assertion].challenge, made, true, all[assertion].response)
			return err
		},
		"another passkey": func() error {
			other := made
			other.CredentialID = "xUEMnXDNToUA_wmAEzxVig"
			_, err := party().Assert(all[assertion].challenge, other, true, all[assertion].response)
			return err
		},
		"a registration for an assertion": func() error {
			_, err := party().Assert(all[registration].challenge, made, true, all[registration].response)
			return err
		},
		"an assertion for a registration": func() error {
			_, err := party().Register(all[assertion].challenge, all[assertion].response)
			return err
		},
		"no challenge": func() error {
			_, err := party().Register("", all[registration].response)
			return err
		},
	} {
		if refused() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestDefaultPasskeyNames(t *testing.T) {
	for aaguid, name := range map[string]string{
		"ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
		"fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "Apple Passwords",
		"d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
		"00000000-0000-0000-0000-000000000000": "Passkey",
		"12345678-1234-1234-1234-123456789012": "Passkey",
		"ea9b8d66":                             "Passkey",
		"":                                     "Passkey",
	} {
		if got := mfa.DefaultName(mfa.Credential{AAGUID: aaguid}); got != name {
			t.Errorf("%s is called %q, want %q", aaguid, got, name)
		}
	}
	if got := mfa.DefaultName(mfa.Credential{Transports: []string{"usb"}}); got != "Security key" {
		t.Errorf("a key at USB is called %q", got)
	}
	if got := mfa.DefaultName(mfa.Credential{Transports: []string{"usb"}, BackupEligible: true}); got != "Passkey" {
		t.Errorf("what can be copied is called %q", got)
	}
}

// No answer stops the service, and none but the recorded one is taken for it.
func FuzzPasskeyRegistration(f *testing.F) {
	all := recordings(f)
	for _, r := range all {
		f.Add(r.response)
	}
	made := register(f, all)
	f.Fuzz(func(t *testing.T, response []byte) {
		got, err := party().Register(all[registration].challenge, response)
		if err == nil && (got.CredentialID == "" || got.PublicKey == "" || len(got.AAGUID) != len(made.AAGUID)) {
			t.Errorf("%q is taken for %+v", response, got)
		}
	})
}

func FuzzPasskeyAssertion(f *testing.F) {
	all := recordings(f)
	for _, r := range all {
		f.Add(r.response)
	}
	made := register(f, all)
	f.Fuzz(func(t *testing.T, response []byte) {
		counter, err := party().Assert(all[assertion].challenge, made, true, response)
		if err == nil && counter != 2 {
			t.Errorf("%q is accepted with the counter %d", response, counter)
		}
	})
}
