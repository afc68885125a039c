// Package account shows people what is theirs: where they are signed in, which
// applications they let in, and all that is kept about them.
package account

import (
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// ErrNotConnected means that the caller let no such application in.
var ErrNotConnected = fault.New(fault.NotFound, "APP_002", "Application not found")

// A Connected application is one that the user let in.
type Connected struct {
	Application application.Application
	grant.Connection
}

// A Login is a way to prove who one is: by password here, or elsewhere.
type Login struct {
	Provider  string
	AccountID string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// A Membership is what a user may do in an application and what they have there.
type Membership struct {
	ApplicationID   string
	ApplicationName string
	IsActive        bool
	Roles           []string
	Plan            string // name of the plan; empty without a subscription
	PlanActive      bool
	PlanExpires     time.Time
	CreatedAt       time.Time
}
