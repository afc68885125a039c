package seed

import (
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

// A keyRow is a signing key as databases keep it, sealed with Secret.
type keyRow struct{ kid, alg, public, sealed string }

// firstKeys are those of the first world of the process. Making two RSA keys
// costs more than all else that starting a world does, so the others get a copy.
//
//nolint:gochecknoglobals // made once for all tests of the process
var firstKeys struct {
	sync.Mutex
	rows []keyRow
}

// ensureKeys gives the world signing keys. Only a world with a secret of its own
// has keys of its own.
func (w *World) ensureKeys(t testing.TB) {
	t.Helper()
	if w.Config.SigningSecret() == Secret && w.Count(t, `SELECT count(*) FROM signing_keys`) == 0 {
		w.copyKeys(t)
	}
	if err := w.Services.Keys.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (w *World) copyKeys(t testing.TB) {
	t.Helper()
	firstKeys.Lock()
	defer firstKeys.Unlock()
	if firstKeys.rows != nil {
		now := w.Clock.Now()
		for _, k := range firstKeys.rows {
			w.Exec(t, `INSERT INTO signing_keys (kid, alg, public_jwk, sealed, created_at, signs_at) VALUES ($1, $2, $3, $4, $5, $6)`,
				k.kid, k.alg, k.public, k.sealed, now, now)
		}
		return
	}
	if err := w.Services.Keys.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	var err error
	firstKeys.rows, err = db.All(t.Context(), w.Services.DB, func(r db.Row) (keyRow, error) {
		var k keyRow
		err := r.Scan(&k.kid, &k.alg, &k.public, &k.sealed)
		return k, err
	}, `SELECT kid, alg, public_jwk, sealed FROM signing_keys`)
	if err != nil {
		t.Fatal(err)
	}
}

// OwnKeys gives the world signing keys that no other has.
func (w *World) OwnKeys(t testing.TB) {
	t.Helper()
	if err := w.Services.Keys.Rotate(t.Context(), Console(), true, keys.Algorithms()...); err != nil {
		t.Fatal(err)
	}
}
