package certs

import (
	"bytes"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// lookEvery is how often files are read again while they are needed.
const lookEvery = time.Second

// A kept value is what files hold. It follows their changes; a change that
// cannot be used leaves what was there.
type kept[T any] struct {
	files []string
	read  func(name string) ([]byte, error)
	parse func(contents [][]byte) (T, error)
	now   func() time.Time
	value atomic.Pointer[T]

	mu       sync.Mutex
	looked   time.Time
	contents [][]byte // of the last look, usable or not
	missing  string   // the last complaint about reading
}

// first reads the files for the first time, when nothing else may do.
func (k *kept[T]) first() error {
	contents, err := k.contentsNow()
	if err != nil {
		return err
	}
	value, err := k.parse(contents)
	if err != nil {
		return err
	}
	k.value.Store(&value)
	k.contents, k.looked = contents, k.now()
	return nil
}

// get returns the value, after a look at the files if the last was a while
// ago. Nobody waits for somebody else's look.
func (k *kept[T]) get() T {
	if k.mu.TryLock() {
		if now := k.now(); now.Sub(k.looked) >= lookEvery {
			k.looked = now
			k.look()
		}
		k.mu.Unlock()
	}
	return *k.value.Load()
}

func (k *kept[T]) look() {
	contents, err := k.contentsNow()
	if err != nil {
		if err.Error() != k.missing {
			slog.Error("a certificate file cannot be read; the last one stays in use", "files", k.files, "err", err)
		}
		k.missing = err.Error()
		return
	}
	k.missing = ""
	if k.same(contents) {
		return
	}
	k.contents = contents
	value, err := k.parse(contents)
	if err != nil { // perhaps only half of the files has been written
		slog.Error("a certificate file has changed and cannot be used; the last one stays in use", "files", k.files, "err", err)
		return
	}
	k.value.Store(&value)
	slog.Info("certificate files have changed and are in use", "files", k.files)
}

func (k *kept[T]) same(contents [][]byte) bool {
	for i := range contents {
		if !bytes.Equal(contents[i], k.contents[i]) {
			return false
		}
	}
	return true
}

func (k *kept[T]) contentsNow() ([][]byte, error) {
	var all [][]byte
	for _, name := range k.files {
		text, err := k.read(name)
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}
