package server_test

import (
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// prepareOrganizations signs the recorded people in, and does between the steps
// what was not recorded.
func prepareOrganizations(t *testing.T, r *replay, _ []recording) {
	root := r.replayUser(t, "Superadmin", "admin@example.com", actor.RoleSuperadmin)
	mem, nob := r.User(t, "mem", "mem.f06ddf34@example.com"), r.User(t, "nob", "nob.f06ddf34@example.com")
	for _, u := range []user.User{mem, nob} { // only verified addresses are invited
		r.verified(t, u)
	}
	r.known["SrlaNxzDGOZOKGU3ajxdohOasSN7Jjng"] = root.ID
	r.known["EihbrT1rzCiruH0BT5UieUN8RNddVq1A"], r.known["uz1Jqk52CXZKaEl0ddVHg0KwYXI00Wor"] = mem.ID, nob.ID
	r.session(t, root, "XJjVVoU7VHVip5tvSnIgtIdklPeWucuj")
	r.session(t, mem, "czguqTfybHcc2Zk3xqbFdvMCI5GJuRhP")
	r.session(t, nob, "0tfENXAZKrKIZ4imwDnFfZbxxoaoGaWN")
	by := actor.Actor{UserID: root.ID, Role: root.Role, SessionID: r.sessionOf(t, root)}
	acme := func() string { return r.known["4MeyvZ2fWEzU37VkA3jcyvCjMZ0FxSkH"] }
	r.before = func(step *recording) {
		var err error
		switch step.Name {
		case "get-active-member":
			_, err = r.Services.Sessions.Activate(t.Context(), by, by.SessionID, acme())
		case "leave ok":
			_, err = r.Services.Organizations.AddMember(t.Context(), organization.AsAdministrator(by), acme(), nob.ID, organization.RoleMember)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// prepareAdminOrganizations signs another superadmin in, and gives them another
// organization to delete: the recorded one is needed further on.
func (r *replay) prepareAdminOrganizations(t *testing.T, root user.User) {
	second := r.replayUser(t, "Second", "second@example.com", actor.RoleSuperadmin)
	r.session(t, second, "4ljIiTlovVTkuyJFhB9o9uZHZIWY8qsd")
	r.known["l34F26m1pUMOz6vA7knZFujwsOGA0Ebx"] = second.ID
	other, _, err := r.Services.Organizations.Create(t.Context(), actor.Actor{UserID: root.ID, Role: root.Role}, organization.NewOrganization{Name: "G", Slug: "g"})
	if err != nil {
		t.Fatal(err)
	}
	before := r.before
	r.before = func(step *recording) {
		if before != nil {
			before(step)
		}
		if step.Name == "org delete by another superadmin" {
			step.Request.Path = "/api/admin/organizations/" + other.ID
		}
	}
}

func (r *replay) replayUser(t *testing.T, name, email, role string) user.User {
	t.Helper()
	u, err := r.Services.Users.CreateBy(t.Context(), seed.Console(), user.NewUser{Name: name, Email: email, Password: seed.Password, Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// verified marks the address of an account as its owner's.
func (r *replay) verified(t *testing.T, u user.User) {
	t.Helper()
	r.Exec(t, `UPDATE users SET email_verified = TRUE WHERE id = $1`, u.ID)
	r.Forget(t, "user", u.ID)
}
