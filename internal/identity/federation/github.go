package federation

import (
	"encoding/json"
	"errors"
	"strconv"
)

var errGitHub = errors.New("GitHub's answer cannot be read")

type gitHubEmail struct {
	Email    string `json:"email"`
	Primary  bool   `json:"primary"`
	Verified bool   `json:"verified"`
}

// gitHubProfile makes a profile of what GitHub answers at /user and
// /user/emails. The second is empty when the person did not allow it.
func gitHubProfile(account, emails []byte) (Profile, error) {
	var told struct {
		ID     int64  `json:"id"`
		Login  string `json:"login"`
		Name   string `json:"name"`
		Email  string `json:"email"`
		Avatar string `json:"avatar_url"`
	}
	if err := json.Unmarshal(account, &told); err != nil || told.ID <= 0 {
		return Profile{}, errGitHub
	}
	p := Profile{Subject: strconv.FormatInt(told.ID, 10), Name: told.Name, Image: told.Avatar}
	if err := json.Unmarshal(account, &p.Data); err != nil {
		return Profile{}, errGitHub
	}
	if p.Name == "" {
		p.Name = told.Login
	}
	var list []gitHubEmail
	if json.Unmarshal(emails, &list) != nil {
		list = nil
	}
	best := bestEmail(list, told.Email)
	p.Email, p.EmailVerified = best.Email, best.Verified
	return p, nil
}

// bestEmail prefers the address that the person made their first one; the one
// they show in public counts as verified only if the list says so.
func bestEmail(list []gitHubEmail, public string) gitHubEmail {
	for _, e := range list {
		if e.Primary && e.Verified {
			return e
		}
	}
	for _, e := range list {
		if public != "" && e.Email == public {
			return e
		}
	}
	if public != "" {
		return gitHubEmail{Email: public}
	}
	for _, e := range list {
		if e.Primary {
			return e
		}
	}
	return gitHubEmail{}
}
