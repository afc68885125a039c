package device_test

import (
	"testing"

	"github.com/circle-rd/auth-service/internal/protocol/device"
)

func TestTidyUserCode(t *testing.T) {
	for typed, want := range map[string]string{
		"WDJB-MJHT": "WDJB-MJHT", "wdjbmjht": "WDJB-MJHT", " wd jb mj ht ": "WDJB-MJHT", "W-D-J-B-M-J-H-T": "WDJB-MJHT",
		"": "", "WDJB": "", "WDJB-MJHTX": "", "WDJA-MJHT": "", "WDJ1-MJHT": "", "WDJB_MJHT": "", "ŴDJB-MJHT": "",
		"WDJB-MJHT                                   ": "",
	} {
		if got, ok := device.TidyUserCode(typed); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q, %v", typed, got, ok)
		}
	}
}

func FuzzTidyUserCode(f *testing.F) {
	f.Add("wdjb mjht")
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := device.TidyUserCode(typed)
		if !ok {
			return
		}
		if again, ok := device.TidyUserCode(code); !ok || again != code || len(code) != 9 {
			t.Errorf("%q is read as %q, and that as %q", typed, code, again)
		}
	})
}
