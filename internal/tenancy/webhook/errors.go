package webhook

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What webhooks refuse.
var (
	ErrInvalid     = fault.New(fault.Invalid, "HOOK_001", "Invalid webhook data")
	ErrNotFound    = fault.New(fault.NotFound, "HOOK_002", "Webhook not found")
	ErrDelivery    = fault.New(fault.NotFound, "HOOK_003", "Webhook delivery not found")
	ErrSecret      = fault.New(fault.NotFound, "HOOK_004", "Webhook secret not found")
	ErrTooMany     = fault.New(fault.Conflict, "HOOK_005", "The application has as many webhooks as it may have")
	ErrManySecrets = fault.New(fault.Conflict, "HOOK_006", "The webhook has as many secrets as it may have")
	ErrLastSecret  = fault.New(fault.Conflict, "HOOK_007", "A webhook needs a secret that does not expire")
	ErrDisabled    = fault.New(fault.Conflict, "HOOK_008", "The webhook is disabled")
	ErrCursor      = fault.New(fault.Invalid, "SRV_004", "Not a cursor of this list")
)
