package user

import (
	"encoding/json"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

// JSON is an account as every endpoint shows it, member by member like the
// original. It holds nothing that proves who someone is.
type JSON struct {
	Name             string  `json:"name"`
	Email            string  `json:"email"`
	EmailVerified    bool    `json:"emailVerified"`
	Image            *string `json:"image"`
	CreatedAt        string  `json:"createdAt" format:"date-time"`
	UpdatedAt        string  `json:"updatedAt" format:"date-time"`
	TwoFactorEnabled bool    `json:"twoFactorEnabled"`
	Role             string  `json:"role"`
	Banned           bool    `json:"banned"`
	BanReason        *string `json:"banReason"`
	BanExpires       *string `json:"banExpires" format:"date-time"`
	IsMfaRequired    bool    `json:"isMfaRequired"`
	Phone            *string `json:"phone"`
	Company          *string `json:"company"`
	Position         *string `json:"position"`
	Address          *string `json:"address"`
	ID               string  `json:"id"`
}

const timeForm = "2006-01-02T15:04:05.000Z"

// ToJSON shows an account.
func ToJSON(u User) JSON {
	j := JSON{
		Name: u.Name, Email: u.Email, EmailVerified: u.EmailVerified, Image: web.OrNull(u.Image),
		CreatedAt: u.CreatedAt.UTC().Format(timeForm), UpdatedAt: u.UpdatedAt.UTC().Format(timeForm),
		TwoFactorEnabled: u.TwoFactorEnabled, Role: u.Role, Banned: u.Banned, BanReason: web.OrNull(u.BanReason),
		IsMfaRequired: u.IsMfaRequired, Phone: web.OrNull(u.Phone), Company: web.OrNull(u.Company), Position: web.OrNull(u.Position),
		Address: web.OrNull(u.Address), ID: u.ID,
	}
	if !u.BanExpires.IsZero() {
		text := u.BanExpires.UTC().Format(timeForm)
		j.BanExpires = &text
	}
	return j
}

// Profile is the account as a token may carry it: without ban and second
// factor.
func Profile(u User) map[string]any {
	all := map[string]any{}
	text, _ := json.Marshal(ToJSON(u)) // strings and booleans always marshal
	_ = json.Unmarshal(text, &all)
	for _, private := range []string{"banned", "banReason", "banExpires", "isMfaRequired", "twoFactorEnabled"} {
		delete(all, private)
	}
	return all
}
