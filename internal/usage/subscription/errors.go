package subscription

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What subscriptions refuse.
var (
	ErrInvalidPlan  = fault.New(fault.Invalid, "APP_001", "Invalid plan data")
	ErrInvalidPrice = fault.New(fault.Invalid, "APP_001", "Invalid price data")
	ErrInvalid      = fault.New(fault.Invalid, "APP_001", "Invalid subscription data")
	ErrPlan         = fault.New(fault.NotFound, "SUB_001", "Subscription plan not found")
	ErrActive       = fault.New(fault.Conflict, "SUB_002", "User already has an active subscription")
	ErrPlanInUse    = fault.New(fault.Invalid, "SUB_003", "Plan has active subscribers, cannot delete")
	ErrPlanTaken    = fault.New(fault.Conflict, "SUB_005", "Plan name already exists in this application")
	ErrUser         = fault.New(fault.NotFound, "USR_001", "User not found")
)
