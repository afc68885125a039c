package server_test

import (
	"testing"

	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// prepareUsage goes on where the script of the administrator ended: with two
// applications, one of which the recorded user may enter, without a plan.
func prepareUsage(t *testing.T, r *replay, script []recording) {
	prepareAdmin(t, r, script)
	shop := r.Application(t, application.NewApplication{Slug: "svc-9eb3183f", Name: "Svc App 2"})
	full := r.Application(t, application.NewApplication{Slug: "full-9eb3183f", Name: "Full", IsPublic: true})
	r.known["938ddc11-e805-41be-b73b-209d932d4bc5"], r.known["6c0c3ad4-2f8e-4f76-bef6-be602b4eb1d7"] = shop.ID, full.ID
	r.secretOf(t, shop, "4ff87a68e6be6ad5510976a866c9da0c227079549f471f6a52faea4e8ca9f54e")
	u, err := r.Services.Users.ByEmail(t.Context(), "svc.9eb3183f@example.com")
	if err != nil {
		t.Fatal(err)
	}
	r.Access(t, shop, u)
	if err := r.Services.Access.Change(t.Context(), seed.Console(), shop.ID, u.ID, access.MemberChanges{PlanID: new("")}); err != nil {
		t.Fatal(err)
	}
}
