package access

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What access refuses.
var (
	ErrInvalid          = fault.New(fault.Invalid, "APP_001", "Invalid data")
	ErrPermissionFormat = fault.New(fault.Invalid, "PERM_001", "Invalid permission format")
	ErrRole             = fault.New(fault.NotFound, "PERM_002", "Role not found")
	ErrPermission       = fault.New(fault.NotFound, "PERM_003", "Permission not found")
	ErrRoleTaken        = fault.New(fault.Conflict, "PERM_004", "Role name already exists in this application")
	ErrPermissionTaken  = fault.New(fault.Conflict, "PERM_005", "Permission already defined")
	ErrRoleAssigned     = fault.New(fault.Invalid, "PERM_006", "Cannot delete role assigned to active users")
	ErrNotAllowed       = fault.New(fault.NotFound, "PERM_007", "The organization may not use this application")
	ErrOrganization     = fault.New(fault.NotFound, "ORG_001", "Organization not found")
	ErrMember           = fault.New(fault.NotFound, "ORG_004", "Member not found")
	ErrUser             = fault.New(fault.NotFound, "USR_001", "User not found")
)
