package server_test

// readableOrganizations are the bodies of the endpoints of organizations.
func readableOrganizations() map[string]map[string]any {
	return map[string]map[string]any{
		"POST /api/auth/organization/create":                                   {"name": "", "slug": "new", "logo": "https://x.example/l.png", "metadata": map[string]any{}, "userId": "x", "keepCurrentActiveOrganization": true},
		"POST /api/auth/organization/check-slug":                               {"slug": "A B"},
		"POST /api/auth/organization/update":                                   {"organizationId": "x", "data": map[string]any{"name": "A", "slug": "a", "logo": nil, "metadata": nil}},
		"POST /api/auth/organization/delete":                                   {"organizationId": "x"},
		"POST /api/auth/organization/set-active":                               {"organizationId": "x", "organizationSlug": "x"},
		"POST /api/auth/organization/has-permission":                           {"organizationId": "x", "permissions": map[string]any{"member": []any{"create"}}},
		"POST /api/auth/organization/remove-member":                            {"memberIdOrEmail": "x", "organizationId": "x"},
		"POST /api/auth/organization/update-member-role":                       {"memberId": "x", "role": "owner", "organizationId": "x"},
		"POST /api/auth/organization/leave":                                    {"organizationId": "x"},
		"POST /api/auth/organization/invite-member":                            {"email": "new@example.com", "role": "member", "organizationId": "x", "resend": false, "teamId": "x"},
		"POST /api/auth/organization/accept-invitation":                        {"invitationId": "x", "token": "x"},
		"POST /api/auth/organization/reject-invitation":                        {"invitationId": "x", "token": "x"},
		"POST /api/auth/organization/cancel-invitation":                        {"invitationId": "x"},
		"POST /api/admin/organizations":                                        {"name": "", "slug": "new", "logo": "https://x.example/l.png", "metadata": map[string]any{}, "ownerId": "x"},
		"PATCH /api/admin/organizations/{id}":                                  {"name": "", "slug": "acme", "logo": "https://x.example/l.png", "metadata": map[string]any{}},
		"POST /api/admin/organizations/{id}/members":                           {"userId": "nobody", "role": "member"},
		"PATCH /api/admin/organizations/{id}/members/{memberId}/role":          {"role": "owner"},
		"POST /api/admin/organizations/{id}/invitations":                       {"email": "x", "role": "member"},
		"POST /api/admin/organizations/{id}/invitations/{invitationId}/resend": {},
		"POST /api/admin/organizations/{id}/invitations/bulk":                  {"emails": []any{"x"}, "role": "owner"},
	}
}
