package user

import "github.com/circle-rd/auth-service/internal/audit"

// facts are what the audit trail tells of an account, by column.
func (u User) facts() map[string]any {
	return map[string]any{
		"name": u.Name, "email": u.Email, "email_verified": u.EmailVerified, "image": u.Image, "phone": u.Phone, "company": u.Company,
		"position": u.Position, "address": u.Address, "locale": u.Locale, "is_mfa_required": u.IsMfaRequired, "role": u.Role,
	}
}

// changed tells what setting columns changes.
func (u User) changed(columns []set) map[string]any {
	after := u.facts()
	for _, c := range columns {
		if _, told := after[c.column]; !told {
			continue
		}
		after[c.column] = c.value
		if c.value == nil {
			after[c.column] = ""
		}
	}
	return audit.Changes(u.facts(), after)
}
