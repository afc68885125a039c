package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// secretPrefix begins every secret, as Standard Webhooks has it.
const secretPrefix = "whsec_"

const (
	keyBytes   = 32
	hintLength = 4
)

func generate() string {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key)
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// hint is by what people tell one secret from another.
func hint(text string) string {
	text = strings.TrimRight(text, "=")
	return text[len(text)-hintLength:]
}

var errSecret = errors.New("webhook: the stored secret is damaged")

// key is what a secret stands for.
func key(text string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(text, secretPrefix)
	if !ok {
		return nil, errSecret
	}
	k, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, errSecret
	}
	return k, nil
}

// sign makes the signatures of a message, one with each key (Standard Webhooks,
// "Signature scheme"): whoever knows one of them can tell that it is ours.
func sign(id string, at time.Time, body []byte, keys [][]byte) string {
	signatures := make([]string, 0, len(keys))
	for _, k := range keys {
		mac := hmac.New(sha256.New, k)
		mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(signatures, " ")
}
