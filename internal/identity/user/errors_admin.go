package user

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What keeps an administrator from something.
var (
	ErrMayNotSetRole     = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to change users role").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE", 0)
	ErrMayNotGet         = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to get user").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_GET_USER", 0)
	ErrMayNotCreate      = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to create users").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS", 0)
	ErrMayNotUpdate      = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to update users").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS", 0)
	ErrMayNotList        = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to list users").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_LIST_USERS", 0)
	ErrMayNotBan         = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to ban users").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_BAN_USERS", 0)
	ErrMayNotRemove      = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to delete users").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS", 0)
	ErrMayNotSetPassword = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to set users password").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD", 0)

	ErrBanSelf       = fault.New(fault.Invalid, "USR_003", "You cannot ban yourself").InBetterAuth("YOU_CANNOT_BAN_YOURSELF", 0)
	ErrRemoveSelf    = fault.New(fault.Invalid, "USR_003", "You cannot remove yourself").InBetterAuth("YOU_CANNOT_REMOVE_YOURSELF", 0)
	ErrRoleValue     = fault.New(fault.Invalid, "USR_003", "You are not allowed to set a non-existent role value").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE", 0)
	ErrRoleType      = fault.New(fault.Invalid, "USR_003", "Invalid role type").InBetterAuth("INVALID_ROLE_TYPE", 0)
	ErrNoData        = fault.New(fault.Invalid, "USR_003", "No data to update").InBetterAuth("NO_DATA_TO_UPDATE", 0)
	ErrNoPermissions = fault.New(fault.Invalid, "USR_003", "invalid permission check. no permission(s) were passed.").InBetterAuth("NO_PERMISSIONS", 0)
	ErrEmailForm     = fault.New(fault.Invalid, "AUTH_012", "Invalid email").InBetterAuth("INVALID_EMAIL", 0)
)
