package wire

import (
	"encoding/base64"
	"encoding/binary"
	"log/slog"
	"math"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/breach"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/limit"
)

// budgets are the limits of guesses and mails.
func budgets(c config.Config) throttle.Rules {
	rate := func(name string) limit.Rate {
		l := c.RateLimits.Limits[name]
		return limit.Rate{Max: l.Max, Window: l.Window}
	}
	return throttle.Rules{
		Account: rate("failed-account"), Device: rate("failed-device"), Address: rate("failed-address"), Network: rate("failed-network"),
		Mail: rate("mail"),
	}
}

// passwordPolicy says which passwords may be chosen.
func passwordPolicy(c config.Config, s *Services, now func() time.Time) user.Policy {
	p := user.Policy{AppName: c.AppName, Decoy: func(email string) float64 {
		mac, err := base64.StdEncoding.DecodeString(s.Signer.Sign("decoy\x00" + email))
		if err != nil { // never: it has just been encoded
			return 1
		}
		return float64(binary.BigEndian.Uint32(mac)) / (math.MaxUint32 + 1)
	}}
	var list *breach.List
	if c.Breached.List {
		var err error
		if list, err = breach.Common(); err != nil {
			slog.Error("the list of breached passwords is not used", "err", err)
		}
	}
	if list != nil || c.Breached.URL != "" {
		p.Breached = breach.New(list, c.Breached.URL, s.FetchInside, now)
	}
	return p
}
