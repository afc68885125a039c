package throttle

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

// deviceCookie is the cookie of a known device, before its prefix.
const deviceCookie = "known_device"

// Cookie carries a device's token to the browser and back.
type Cookie struct{ cookies web.Cookies }

// NewCookie returns the codec.
func NewCookie(cookies web.Cookies) Cookie { return Cookie{cookies} }

// Set returns the Set-Cookie header of a device that was remembered.
func (c Cookie) Set(d Device) string { return c.cookies.Signed(deviceCookie, d.Token, DeviceLife) }

// Token returns the device token that a request carries with a good signature,
// or "".
func (c Cookie) Token(header http.Header) string {
	token, _ := c.cookies.Read(header, deviceCookie)
	return token
}
