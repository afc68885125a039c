package multitude

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A Read is a call that lists, searches or shows something.
type Read struct {
	Pattern string                     // of its route
	Name    string                     // tells it from others of the same route
	Query   func(n int) (query string) // of the nth call: the path, and what is asked
	Next    bool                       // the page behind the first one
}

// Reads are what Root can look at in a crowd: every list in the orders, with the
// filters and the searches that it offers, pages behind the first one, and the
// details. The nth call of each looks at the nth of many things.
func (c Crowd) Reads() []Read {
	return append(append(c.adminReads(), c.organizationReads()...), c.ownReads()...)
}

// searches are beginnings of words that few, many, all and none of the names and
// addresses have; last comes what somebody types who knows whom they look for.
func (c Crowd) searches(n int) map[string]string {
	first, last := c.Name(n * 37)
	return map[string]string{
		"few": first[:2] + " " + last, "many": "mar", "all": "exam", "none": "zq", "one": c.Email(n * 37),
	}
}

func at(pattern string, query ...string) Read {
	_, path, _ := strings.Cut(pattern, " ")
	return Read{Pattern: pattern, Name: strings.Join(query, "&"), Query: func(int) string {
		if len(query) == 0 {
			return path
		}
		return path + "?" + strings.Join(query, "&")
	}}
}

// of puts the ids of the nth things into the pattern's path.
func of(pattern string, ids func(n int) []string, query ...string) Read {
	_, route, _ := strings.Cut(pattern, " ")
	return Read{Pattern: pattern, Name: strings.Join(query, "&"), Query: func(n int) string {
		var path strings.Builder
		rest, next := route, ids(n)
		for {
			before, after, found := strings.Cut(rest, "{")
			path.WriteString(before)
			if !found {
				break
			}
			_, rest, _ = strings.Cut(after, "}")
			path.WriteString(url.PathEscape(next[0]))
			next = next[1:]
		}
		if asked := slices.Concat(next, query); len(asked) > 0 {
			return path.String() + "?" + strings.Join(asked, "&")
		}
		return path.String()
	}}
}

func behind(r Read) Read {
	r.Name, r.Next = strings.TrimSuffix("next page, "+r.Name, ", "), true
	return r
}

func (c Crowd) searching(pattern string, ids func(n int) []string, parameter string) []Read {
	var all []Read
	for _, kind := range []string{"few", "many", "all", "none", "one"} {
		r := of(pattern, func(n int) []string {
			return append(ids(n), parameter+"="+url.QueryEscape(c.searches(n)[kind]))
		})
		r.Name = "search for " + kind
		all = append(all, r)
	}
	return all
}

func nothing(int) []string { return nil }

func (c Crowd) adminReads() []Read {
	user := func(n int) []string { return []string{c.User(n * 7919)} }
	application := func(n int) []string { return []string{c.Application(n * 7)} } // every so often the largest
	largest := func(int) []string { return []string{c.Application(0)} }
	last := func(of, limit int) string { return fmt.Sprintf("page=%d&limit=%d", (of+limit-1)/limit, limit) }

	users, sessions, audit := "GET /api/admin/users", "GET /api/admin/sessions", "GET /api/admin/audit"
	all := []Read{at(users), at(users, last(c.Users, 100)), behind(at(users, "limit=100"))}
	for _, sort := range []string{"name", "email", "createdAt", "lastSignInAt"} {
		for _, order := range []string{"asc", "desc"} {
			all = append(all, at(users, "sort="+sort, "order="+order))
		}
		all = append(all, behind(at(users, "sort="+sort)))
	}
	for _, filter := range []string{"role=user", "role=admin", "state=active", "state=banned", "state=unverified", "mfa=on", "mfa=off", "mfa=required"} {
		all = append(all, at(users, filter))
	}
	all = append(all, c.searching(users, nothing, "search")...)
	all = append(all,
		of(users, func(n int) []string { return []string{"application=" + c.Application(n)} }),
		at(users, "application="+c.Application(0), "sort=name"),
		of(users, func(n int) []string { return []string{"organization=" + c.Organization(n)} }),
		at(users, "search=mar", "sort=name"), at(users, "search=exam", "state=active", "mfa=off", "sort=lastSignInAt"),
	)
	for _, detail := range []string{"", "/factors", "/applications", "/organizations", "/activity", "/sessions"} {
		all = append(all, of(users+"/{id}"+detail, user))
	}
	all = append(all,
		of(users+"/{id}/activity", user, "action=session."),
		of(users+"/{id}/why", func(n int) []string { return []string{c.User(n), "applicationId=" + c.Application(0)} }),
		of(users+"/{id}/preview", func(n int) []string { return []string{c.User(n), "applicationId=" + c.Application(0)} }),

		at(sessions), at(sessions, last(c.Users*2/3, 100)), behind(at(sessions)), at(sessions, "impersonated=true"),
		of(sessions, func(n int) []string { return []string{"userId=" + c.User(n)} }),
	)
	all = append(all, c.searching(sessions, nothing, "search")...)

	all = append(all, at(audit), behind(at(audit, "limit=200")), at(audit, "from=2020-01-01T00:00:00Z"))
	for _, filter := range []string{
		"action=session.", "action=application.updated", "action=sign_in.refused", "action=none", "target=user", "target=session", "target=nothing",
		"text=firefox", "text=zq", "target=application&action=application.updated",
	} {
		all = append(all, at(audit, filter))
	}
	for _, part := range []struct {
		parameter string
		id        func(int) string
	}{{"user", c.User}, {"actor", c.User}, {"organization", c.Organization}, {"application", c.Application}} {
		id := func(n int) string { return part.parameter + "=" + part.id(n*31) }
		read, narrow := of(audit, func(n int) []string { return []string{id(n)} }), of(audit, func(n int) []string { return []string{id(n), "action=application."} })
		read.Name, narrow.Name = "by "+part.parameter, "by "+part.parameter+" and action"
		all = append(all, read, narrow)
	}
	all = append(all,
		of(audit, func(n int) []string { return []string{"target=application", "targetId=" + c.Application(n)} }),
		behind(at(audit, "user="+c.User(0), "limit=1")),
		at("GET /api/admin/audit/verify"), at("GET /api/admin/api-tokens"), at("GET /api/admin/mail"), at("GET /api/admin/keys"),
		at("GET /api/admin/registration-tokens"), at("GET /api/admin/client-documents"), at("GET /api/admin/services"),
		at("GET /api/admin/resources"), of("GET /api/admin/resources/{id}", func(n int) []string { return []string{c.Resource(n)} }),
	)

	applications := "GET /api/admin/applications"
	all = append(all, at(applications, "limit=50"), behind(at(applications, "limit=20")), at(applications, "limit=50&search=mar"), at(applications, "limit=50&search=shop-1"))
	for _, sort := range []string{"createdAt", "updatedAt", "name", "slug"} {
		all = append(all, at(applications, "limit=50", "sort="+sort, "order=desc"))
	}
	for _, detail := range []string{"", "/secrets", "/webhooks", "/logout-deliveries", "/users", "/roles", "/permissions", "/plans", "/consumption?limit=50"} {
		path, query, _ := strings.Cut(detail, "?")
		one, big := of(applications+"/{id}"+path, application), of(applications+"/{id}"+path, largest)
		if query != "" {
			one, big = of(applications+"/{id}"+path, application, query), of(applications+"/{id}"+path, largest, query)
		}
		big.Name = "the largest"
		all = append(all, one, big)
	}
	all = append(all, of(applications+"/{id}/users", largest, last(c.Users, 100)), behind(of(applications+"/{id}/consumption", largest, "limit=50")))
	all = append(all, c.searching(applications+"/{id}/users", largest, "search")...)

	consumption := "GET /api/consumption/{userId}/{applicationId}"
	counted := func(n int) []string { return []string{c.Application(0), "userId=" + c.User(n*7919), "key=api.calls"} }
	plugin := "GET /api/auth/admin/list-users"
	all = append(all,
		of(consumption, func(n int) []string { return []string{c.User(n * 7919), c.Application(0)} }),
		of(consumption+"/{key}", func(n int) []string { return []string{c.User(n * 7919), c.Application(0), "api.calls"} }),
		of(applications+"/{id}/consumption/ledger", counted), of(applications+"/{id}/consumption/series", counted),
		of(applications+"/{id}/consumption/credits", func(n int) []string { return counted(n)[:2] }),
		of("GET /api/auth/admin/get-user", func(n int) []string { return []string{"id=" + c.User(n*7919)} }),
		at(plugin, "limit=50"), at(plugin, "limit=50", "offset=2000"), at(plugin, "limit=50", "sortBy=email"), at(plugin, "limit=50", "sortBy=name", "sortDirection=desc"),
		at(plugin, "limit=50", "filterField=role", "filterValue=admin"), at(plugin, "limit=50", "filterField=banned", "filterValue=true"),
	)
	for _, operator := range []string{"contains", "starts_with", "ends_with"} {
		for _, field := range []string{"email", "name"} {
			for _, value := range []string{"mar", "zq"} {
				all = append(all, at(plugin, "limit=50", "searchField="+field, "searchOperator="+operator, "searchValue="+value))
			}
		}
	}
	return append(all, of(plugin, func(n int) []string { return []string{"limit=50", "searchValue=" + c.Email(n*37)} }))
}

func (c Crowd) organizationReads() []Read {
	organizations := "GET /api/admin/organizations"
	each := func(n int) []string { return []string{c.Organization(n * 7919)} }
	first := func(int) []string { return []string{c.Organization(0)} }
	all := []Read{at(organizations), at(organizations, fmt.Sprintf("page=%d&limit=100", (c.Organizations+99)/100))}
	for _, text := range []string{"mar", "org-77", "zq", "martel alice"} {
		all = append(all, at(organizations, "search="+url.QueryEscape(text)))
	}
	for _, detail := range []string{"", "/members", "/invitations", "/applications"} {
		one, big := of(organizations+"/{id}"+detail, each), of(organizations+"/{id}"+detail, first)
		big.Name = "the largest"
		all = append(all, one, big)
	}
	all = append(all, of(organizations+"/{id}/members", first, "search=mar"), of(organizations+"/{id}/members", first, "limit=20", "offset=80"),
		of(organizations+"/{id}/members/{memberId}/roles", func(n int) []string { return []string{c.Organization(1 + n), c.User(n)} }))

	own := "GET /api/organizations"
	all = append(all, at(own), at(own+"/joinable"))
	for _, detail := range []string{"", "/activity", "/applications", "/members", "/members?search=mar", "/members?role=owner", "/invitations", "/clients", "/clients?search=mar", "/domains", "/join-requests"} {
		path, query, found := strings.Cut(detail, "?")
		if found {
			all = append(all, of(own+"/{id}"+path, first, query))
		} else {
			all = append(all, of(own+"/{id}"+path, first))
		}
	}
	all = append(all, of(own+"/{id}/members/{memberId}/roles", func(n int) []string { return []string{c.Organization(0), c.User(n % 80)} }))

	plugin, id := "GET /api/auth/organization/", "organizationId="+c.Organization(0)
	return append(all,
		at(plugin+"list"), at(plugin+"get-full-organization", id), at(plugin+"get-active-member"), at(plugin+"get-active-member-role", id),
		at(plugin+"list-members", id), at(plugin+"list-members", id, "limit=20", "offset=80", "sortBy=role"), at(plugin+"list-members", id, "filterField=role", "filterValue=member"),
		at(plugin+"list-invitations", id), at(plugin+"list-user-invitations"), at(plugin+"get-invitation", "id="+c.Invitation()),
	)
}

func (c Crowd) ownReads() []Read {
	var all []Read
	for _, path := range []string{
		"/api/user/profile", "/api/user/sessions", "/api/user/applications", "/api/user/audit", "/api/user/subscription", "/api/user/trusted-devices",
		"/api/auth/list-sessions", "/api/auth/list-accounts", "/api/auth/passkey/list-user-passkeys", "/api/auth/oauth2/get-consents",
	} {
		all = append(all, at("GET "+path))
	}
	return append(all,
		of("GET /api/user/consumption/{appId}", func(int) []string { return []string{c.Application(0)} }),
		at("GET /api/auth/oauth2/get-consent", "id="+c.Consent()),
		of("GET /api/auth/oauth2/public-client", func(n int) []string { return []string{"client_id=" + c.Slug(n*20)} }), // every twentieth is not active
	)
}
