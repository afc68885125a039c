// Generated from docs/openapi.json by "npm run gen:api".

export interface paths {
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this provider offers, and where */
        get: operations["get-well-known-oauth-authorization-server"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server/api/auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this provider offers, and where */
        get: operations["get-well-known-oauth-authorization-server-api-auth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-protected-resource": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who guards a protected API */
        get: operations["get-well-known-oauth-protected-resource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-protected-resource/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who guards a protected API, named by its path */
        get: operations["get-well-known-oauth-protected-resource-path"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this provider offers, and where */
        get: operations["get-well-known-openid-configuration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openid-configuration/api/auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this provider offers, and where */
        get: operations["get-well-known-openid-configuration-api-auth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List applications */
        get: operations["get-api-admin-applications"];
        put?: never;
        /** Create an application */
        post: operations["post-api-admin-applications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an application */
        get: operations["get-api-admin-applications-id"];
        put?: never;
        post?: never;
        /** Delete an application and all that belongs to it */
        delete: operations["delete-api-admin-applications-id"];
        options?: never;
        head?: never;
        /** Change an application */
        patch: operations["patch-api-admin-applications-id"];
        trace?: never;
    };
    "/api/admin/applications/{id}/logout-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the latest back-channel logout notices */
        get: operations["get-api-admin-applications-id-logout-deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List permissions */
        get: operations["get-api-admin-applications-id-permissions"];
        put?: never;
        /** Create a permission */
        post: operations["post-api-admin-applications-id-permissions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/permissions/{permId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a permission */
        delete: operations["delete-api-admin-applications-id-permissions-permId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List subscription plans */
        get: operations["get-api-admin-applications-id-plans"];
        put?: never;
        /** Create a plan */
        post: operations["post-api-admin-applications-id-plans"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/plans/{planId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a plan */
        delete: operations["delete-api-admin-applications-id-plans-planId"];
        options?: never;
        head?: never;
        /** Change a plan */
        patch: operations["patch-api-admin-applications-id-plans-planId"];
        trace?: never;
    };
    "/api/admin/applications/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List roles */
        get: operations["get-api-admin-applications-id-roles"];
        put?: never;
        /** Create a role */
        post: operations["post-api-admin-applications-id-roles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/roles/{roleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a role */
        delete: operations["delete-api-admin-applications-id-roles-roleId"];
        options?: never;
        head?: never;
        /** Change a role */
        patch: operations["patch-api-admin-applications-id-roles-roleId"];
        trace?: never;
    };
    "/api/admin/applications/{id}/roles/{roleId}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a role a permission */
        post: operations["post-api-admin-applications-id-roles-roleId-permissions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/roles/{roleId}/permissions/{permId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a role a permission */
        post: operations["post-api-admin-applications-id-roles-roleId-permissions-permId"];
        /** Take a permission from a role */
        delete: operations["delete-api-admin-applications-id-roles-roleId-permissions-permId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an application a new secret */
        post: operations["post-api-admin-applications-id-rotate-secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who may enter */
        get: operations["get-api-admin-applications-id-users"];
        put?: never;
        /** Let a user enter */
        post: operations["post-api-admin-applications-id-users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a user's access away */
        delete: operations["delete-api-admin-applications-id-users-userId"];
        options?: never;
        head?: never;
        /** Change a user's access */
        patch: operations["patch-api-admin-applications-id-users-userId"];
        trace?: never;
    };
    "/api/admin/applications/{id}/users/{userId}/roles/{roleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a user a role */
        post: operations["post-api-admin-applications-id-users-userId-roles-roleId"];
        /** Take a role from a user */
        delete: operations["delete-api-admin-applications-id-users-userId-roles-roleId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/users/{userId}/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a user on a plan */
        post: operations["post-api-admin-applications-id-users-userId-subscription"];
        /** Take a user off their plan */
        delete: operations["delete-api-admin-applications-id-users-userId-subscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the audit trail */
        get: operations["get-api-admin-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/client-documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List clients that documents describe */
        get: operations["get-api-admin-client-documents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/client-documents/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the client of a document be used */
        post: operations["post-api-admin-client-documents-id-approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/client-documents/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep the client of a document out */
        post: operations["post-api-admin-client-documents-id-reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys that sign tokens */
        get: operations["get-api-admin-keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace signing keys */
        post: operations["post-api-admin-keys-rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is mail set up, and what has not left at once */
        get: operations["get-api-admin-mail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/mail/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a mail to the caller and wait until the mail server has it */
        post: operations["post-api-admin-mail-test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/registration-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List initial access tokens */
        get: operations["get-api-admin-registration-tokens"];
        put?: never;
        /** Make an initial access token */
        post: operations["post-api-admin-registration-tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/registration-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an initial access token back */
        delete: operations["delete-api-admin-registration-tokens-id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List protected APIs */
        get: operations["get-api-admin-resources"];
        put?: never;
        /** Register a protected API */
        post: operations["post-api-admin-resources"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/resources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a protected API */
        get: operations["get-api-admin-resources-id"];
        put?: never;
        post?: never;
        /** Delete a protected API */
        delete: operations["delete-api-admin-resources-id"];
        options?: never;
        head?: never;
        /** Change a protected API */
        patch: operations["patch-api-admin-resources-id"];
        trace?: never;
    };
    "/api/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["get-api-admin-users"];
        put?: never;
        /** Create a user */
        post: operations["post-api-admin-users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this provider offers, and where */
        get: operations["get-api-auth-well-known-oauth-authorization-server"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this provider offers, and where */
        get: operations["get-api-auth-well-known-openid-configuration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/account-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a provider says of the caller */
        get: operations["get-api-auth-account-info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/ban-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a user out */
        post: operations["post-api-auth-admin-ban-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/create-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a user */
        post: operations["post-api-auth-admin-create-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/get-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a user */
        get: operations["get-api-auth-admin-get-user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/has-permission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** May the caller do all of this */
        post: operations["post-api-auth-admin-has-permission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/impersonate-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Act in a user's name for an hour */
        post: operations["post-api-auth-admin-impersonate-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/list-user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** List a user's sessions */
        post: operations["post-api-auth-admin-list-user-sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/list-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search users */
        get: operations["get-api-auth-admin-list-users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/remove-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete a user */
        post: operations["post-api-auth-admin-remove-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/revoke-user-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a session */
        post: operations["post-api-auth-admin-revoke-user-session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/revoke-user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a user's sessions */
        post: operations["post-api-auth-admin-revoke-user-sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/set-role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a user other roles */
        post: operations["post-api-auth-admin-set-role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/set-user-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a user another password */
        post: operations["post-api-auth-admin-set-user-password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/stop-impersonating": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Act in the caller's own name again */
        post: operations["post-api-auth-admin-stop-impersonating"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/unban-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a user in again */
        post: operations["post-api-auth-admin-unban-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/admin/update-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change a user */
        post: operations["post-api-auth-admin-update-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/callback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a provider sends the browser back to */
        get: operations["get-api-auth-callback-id"];
        put?: never;
        /** The same, by a form */
        post: operations["post-api-auth-callback-id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/change-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for another e-mail address */
        post: operations["post-api-auth-change-email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the caller's password */
        post: operations["post-api-auth-change-password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/delete-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete the caller's account */
        post: operations["post-api-auth-delete-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/delete-user/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delete the caller's account by the link of a mail */
        get: operations["get-api-auth-delete-user-callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/email-otp/send-verification-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail a code to sign in with */
        post: operations["post-api-auth-email-otp-send-verification-otp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/error": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page that tells of an error */
        get: operations["get-api-auth-error"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/get-access-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An access token of the caller's at a provider */
        post: operations["post-api-auth-get-access-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/get-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["get-api-auth-get-session"];
        put?: never;
        /** Refused: use GET */
        post: operations["post-api-auth-get-session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/jwks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys that tokens are verified with */
        get: operations["get-api-auth-jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/link-social": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Link an account at a provider */
        post: operations["post-api-auth-link-social"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/list-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ways in which the caller signs in */
        get: operations["get-api-auth-list-accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/list-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's sessions */
        get: operations["get-api-auth-list-sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/magic-link/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in by the link of a mail */
        get: operations["get-api-auth-magic-link-verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page that posts an answer to an application */
        get: operations["get-api-auth-oauth2-answer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for a user's authorization
         * @description Browsers are redirected, or post a form. Scripts, which say so by Accept or Sec-Fetch-Mode, get the address in JSON. A request without a client or redirect URI to trust shows a page with a 400.
         */
        get: operations["get-api-auth-oauth2-authorize"];
        put?: never;
        /** Ask for a user's authorization by a form */
        post: operations["post-api-auth-oauth2-authorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/callback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a provider sends the browser back to */
        get: operations["get-api-auth-oauth2-callback-id"];
        put?: never;
        /** The same, by a form */
        post: operations["post-api-auth-oauth2-callback-id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer the consent page */
        post: operations["post-api-auth-oauth2-consent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with an authorization request */
        post: operations["post-api-auth-oauth2-continue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/delete-consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Allow an application nothing any more */
        post: operations["post-api-auth-oauth2-delete-consent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a waiting device asks for */
        get: operations["get-api-auth-oauth2-device"];
        put?: never;
        /** Allow or refuse a waiting device */
        post: operations["post-api-auth-oauth2-device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/device_authorization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin the sign-in of a device */
        post: operations["post-api-auth-oauth2-device_authorization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/end-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign out, at the wish of an application
         * @description Without an ID token hint of the session that the browser has, a page asks.
         */
        get: operations["get-api-auth-oauth2-end-session"];
        put?: never;
        /** Sign out by a form */
        post: operations["post-api-auth-oauth2-end-session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/end-session/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer the page that asks whether to sign out */
        post: operations["post-api-auth-oauth2-end-session-confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/get-consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller allowed one application */
        get: operations["get-api-auth-oauth2-get-consent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/get-consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller allowed applications */
        get: operations["get-api-auth-oauth2-get-consents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is behind a token */
        post: operations["post-api-auth-oauth2-introspect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Link an account at a generic provider */
        post: operations["post-api-auth-oauth2-link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/par": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Push an authorization request */
        post: operations["post-api-auth-oauth2-par"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/public-client": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What anyone may know of an application */
        get: operations["get-api-auth-oauth2-public-client"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register a client */
        post: operations["post-api-auth-oauth2-register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/register/{clientId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a client to itself */
        get: operations["get-api-auth-oauth2-register-clientId"];
        /** Replace what a client says of itself */
        put: operations["put-api-auth-oauth2-register-clientId"];
        post?: never;
        /** Remove a client at its own wish */
        delete: operations["delete-api-auth-oauth2-register-clientId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a token
         * @description A refresh token takes its access tokens along. Unknown tokens are revoked already.
         */
        post: operations["post-api-auth-oauth2-revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get tokens */
        post: operations["post-api-auth-oauth2-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/update-consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Allow an application something else */
        post: operations["post-api-auth-oauth2-update-consent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oauth2/userinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an access token tells of its user */
        get: operations["get-api-auth-oauth2-userinfo"];
        put?: never;
        /** What an access token tells of its user */
        post: operations["post-api-auth-oauth2-userinfo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/ok": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the API there */
        get: operations["get-api-auth-ok"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/delete-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove a passkey */
        post: operations["post-api-auth-passkey-delete-passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/generate-authenticate-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an authenticator needs to use a passkey */
        get: operations["get-api-auth-passkey-generate-authenticate-options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/generate-register-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an authenticator needs to make a passkey */
        get: operations["get-api-auth-passkey-generate-register-options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/list-user-passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's passkeys */
        get: operations["get-api-auth-passkey-list-user-passkeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/update-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a passkey another name */
        post: operations["post-api-auth-passkey-update-passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/verify-authentication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in or prove more by a passkey */
        post: operations["post-api-auth-passkey-verify-authentication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/verify-registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a passkey that was made */
        post: operations["post-api-auth-passkey-verify-registration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Renew the caller's tokens at a provider */
        post: operations["post-api-auth-refresh-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/request-password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a mail to set a new password */
        post: operations["post-api-auth-request-password-reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password by the token of that mail */
        post: operations["post-api-auth-reset-password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/reset-password/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open the page for a new password by the link of a mail */
        get: operations["get-api-auth-reset-password-token"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/revoke-other-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the caller's other sessions */
        post: operations["post-api-auth-revoke-other-sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/revoke-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End one of the caller's sessions */
        post: operations["post-api-auth-revoke-session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/revoke-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End all sessions of the caller, this one too */
        post: operations["post-api-auth-revoke-sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/send-verification-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a mail to verify an address */
        post: operations["post-api-auth-send-verification-email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in by e-mail and password */
        post: operations["post-api-auth-sign-in-email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/email-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a mailed code */
        post: operations["post-api-auth-sign-in-email-otp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail a link to sign in with */
        post: operations["post-api-auth-sign-in-magic-link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/oauth2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a generic provider */
        post: operations["post-api-auth-sign-in-oauth2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in/social": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a provider */
        post: operations["post-api-auth-sign-in-social"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["post-api-auth-sign-out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-up/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create an account and sign in */
        post: operations["post-api-auth-sign-up-email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sign-in waits for */
        get: operations["get-api-auth-two-factor-challenge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for no second factor any more */
        post: operations["post-api-auth-two-factor-disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Propose an authenticator app */
        post: operations["post-api-auth-two-factor-enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/generate-backup-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the backup codes */
        post: operations["post-api-auth-two-factor-generate-backup-codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/get-totp-uri": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show the secret of the authenticator app again */
        post: operations["post-api-auth-two-factor-get-totp-uri"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/send-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail a one-time code */
        post: operations["post-api-auth-two-factor-send-otp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/verify-backup-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Spend a backup code */
        post: operations["post-api-auth-two-factor-verify-backup-code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/verify-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show a mailed code */
        post: operations["post-api-auth-two-factor-verify-otp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/two-factor/verify-totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show a code of the authenticator app */
        post: operations["post-api-auth-two-factor-verify-totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/unlink-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take one of these ways away */
        post: operations["post-api-auth-unlink-account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/update-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose the organization that the session is about */
        post: operations["post-api-auth-update-session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/update-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the caller's profile */
        post: operations["post-api-auth-update-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verify an address by the link of a mail */
        get: operations["get-api-auth-verify-email"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/verify-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show the caller's password once more */
        post: operations["post-api-auth-verify-password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What pages need before anyone is signed in */
        get: operations["get-api-public-config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/logo/{clientId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The logo of an application */
        get: operations["get-api-public-logo-clientId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the scopes of protected APIs mean */
        get: operations["get-api-public-scopes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is a set-up link good */
        get: operations["get-api-public-setup"];
        put?: never;
        /** Create the first superadmin */
        post: operations["post-api-public-setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Applications that the caller let in */
        get: operations["get-api-user-applications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let an application in no more */
        delete: operations["delete-api-user-applications-id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller did, and what was done to them */
        get: operations["get-api-user-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is kept about the caller */
        get: operations["get-api-user-export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's profile */
        get: operations["get-api-user-profile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the caller's profile */
        patch: operations["patch-api-user-profile"];
        trace?: never;
    };
    "/api/user/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the caller is signed in */
        get: operations["get-api-user-sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign out there */
        delete: operations["delete-api-user-sessions-id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/trusted-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the caller is asked for no second factor */
        get: operations["get-api-user-trusted-devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/trusted-devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ask for the second factor there again */
        delete: operations["delete-api-user-trusted-devices-id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the service able to work */
        get: operations["get-health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["get-openapi-json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccessApplicationUser: {
            /** Format: date-time */
            createdAt: string | null;
            email: string;
            isActive: boolean;
            name: string;
            /** @description The first of the roles */
            roleId: string | null;
            roles: components["schemas"]["AccessMemberRole"][];
            subscriptionPlanId: string | null;
            userId: string;
        };
        AccessListedRole: {
            /** Format: uuid */
            applicationId: string;
            /** Format: date-time */
            createdAt: string | null;
            description: string | null;
            /** Format: uuid */
            id: string;
            isDefault: boolean;
            name: string;
            permissionIds: string[];
        };
        AccessMemberRole: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        AccessPermission: {
            /** @enum {string} */
            action: "read" | "write";
            /** Format: uuid */
            applicationId: string;
            /** Format: date-time */
            createdAt: string | null;
            /** Format: uuid */
            id: string;
            resource: string;
        };
        AccessRole: {
            /** Format: uuid */
            applicationId: string;
            /** Format: date-time */
            createdAt: string | null;
            description: string | null;
            /** Format: uuid */
            id: string;
            isDefault: boolean;
            name: string;
        };
        AccountConnected: {
            /** @description It can get tokens now without asking again */
            active: boolean;
            clientId: string;
            /** Format: date-time */
            connectedAt: string | null;
            /** @description It need not ask */
            consentSkipped: boolean;
            /** @description Path at this service */
            icon: string | null;
            id: string;
            /**
             * Format: date-time
             * @description When it last got tokens
             */
            lastUsedAt: string | null;
            name: string;
            /** @description It can get tokens while you are away */
            offline: boolean;
            scopes: string[];
            url: string | null;
        };
        AccountDevice: {
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            expiresAt: string | null;
            ipAddress: string;
            /** Format: date-time */
            lastUsedAt: string | null;
            userAgent: string;
        };
        AccountLogin: {
            accountId: string;
            /** Format: date-time */
            createdAt: string | null;
            provider: string;
            /** Format: date-time */
            updatedAt: string | null;
        };
        AccountMembership: {
            applicationId: string;
            applicationName: string;
            /** Format: date-time */
            createdAt: string | null;
            isActive: boolean;
            plan: string | null;
            planActive: boolean;
            /** Format: date-time */
            planExpiresAt: string | null;
            roles: string[];
        };
        AccountPasskey: {
            aaguid: string;
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            lastUsedAt: string | null;
            name: string;
        };
        AccountSession: {
            browser: string | null;
            /** Format: date-time */
            createdAt: string | null;
            /** @description It is the one that asks */
            current: boolean;
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            ipAddress: string;
            /**
             * Format: date-time
             * @description To the day
             */
            lastUsedAt: string | null;
            os: string | null;
            userAgent: string;
        };
        AddRolePermissionRequestBody: {
            permissionId: string;
        };
        AdminBanRequestBody: {
            /**
             * Format: int64
             * @description Seconds; for good without it
             */
            banExpiresIn?: number;
            banReason?: string;
            userId: string;
        };
        AdminChangedResponseBody: {
            user: components["schemas"]["User"];
        };
        AdminCreateUserRequestBody: {
            data?: components["schemas"]["UserAdminData"];
            email: string;
            name: string;
            /** @description 8 to 128 characters; without one the account has no password */
            password?: string;
            /** @description user by default */
            role?: string | string[];
        };
        AdminImpersonateRequestBody: {
            /** @description Kept in the audit trail */
            reason?: string;
            userId: string;
        };
        AdminListUsersResponseBody: {
            /**
             * Format: int64
             * @description Only when one was given
             */
            limit?: number;
            /**
             * Format: int64
             * @description Only when one was given
             */
            offset?: number;
            /** Format: int64 */
            total: number;
            users: components["schemas"]["User"][];
        };
        AdminPermissionRequestBody: {
            /** @description Not read */
            permission?: unknown;
            /** @description Actions by kind of thing: all of them must be permitted */
            permissions?: {
                [key: string]: string[] | null;
            };
        };
        AdminPermissionResponseBody: {
            error: string | null;
            success: boolean;
        };
        AdminRevokeRequestBody: {
            sessionToken: string;
        };
        AdminSessionsResponseBody: {
            sessions: components["schemas"]["Session"][];
        };
        AdminSetPasswordRequestBody: {
            /** @description 8 to 128 characters */
            newPassword: string;
            userId: string;
        };
        AdminSetRoleRequestBody: {
            /** @description user, admin, superadmin */
            role: string | string[];
            userId: string;
        };
        AdminStatusResponseBody: {
            status: boolean;
        };
        AdminSuccessResponseBody: {
            success: boolean;
        };
        AdminUpdateUserRequestBody: {
            data: components["schemas"]["UserAdminData"];
            userId: string;
        };
        AdminUserRequestBody: {
            userId: string;
        };
        AnswerRequestBody: {
            accept: boolean;
            user_code: string;
        };
        AnswerResponseBody: {
            success: boolean;
        };
        Application: {
            allowRegister: boolean;
            allowedScopes: string[];
            /** @description Its settings as an OAuth client; those that are not given have their default */
            client: components["schemas"]["ApplicationClient"];
            /** @description The slug, or the address of the client's metadata document */
            clientId: string;
            /** Format: date-time */
            createdAt: string | null;
            description: string | null;
            grantOnRegister: boolean;
            icon: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            idTokenSignedResponseAlg: "RS256" | "ES256" | "EdDSA" | "PS256";
            isActive: boolean;
            isMfaRequired: boolean;
            isPublic: boolean;
            name: string;
            /**
             * @description Who made it: an administrator, the client by registration, or its metadata document
             * @enum {string}
             */
            origin: "admin" | "registered" | "document";
            /** Format: int64 */
            planCount: number;
            redirectUris: string[];
            requirePkce: boolean;
            skipConsent: boolean;
            /** @description The client id */
            slug: string;
            /** Format: date-time */
            updatedAt: string | null;
            url: string | null;
            /** Format: int64 */
            userCount: number;
        };
        ApplicationClient: {
            /**
             * Format: int64
             * @description Seconds; the service's own unless given
             */
            access_token_lifetime?: number;
            /** @description Let in every user who was not shut out by name */
            admits_everyone?: boolean;
            /**
             * @description web unless given; a native client may use any port of a registered loopback redirect URI
             * @enum {string}
             */
            application_type?: "web" | "native";
            /**
             * @description Of JWT-secured authorization responses; RS256 unless given
             * @enum {string}
             */
            authorization_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            backchannel_logout_session_required?: boolean;
            backchannel_logout_uri?: string;
            contacts?: string[];
            default_acr_values?: string[];
            /**
             * Format: int64
             * @description Seconds
             */
            default_max_age?: number;
            dpop_bound_access_tokens?: boolean;
            frontchannel_logout_session_required?: boolean;
            /** @description On the scheme, host and port of a redirect URI */
            frontchannel_logout_uri?: string;
            /** @description authorization_code, refresh_token and, unless public, client_credentials when empty */
            grant_types?: string[];
            /**
             * Format: int64
             * @description Seconds; the service's own unless given
             */
            id_token_lifetime?: number;
            initiate_login_uri?: string;
            /**
             * @description RS256 unless given, when a JWT is asked for
             * @enum {string}
             */
            introspection_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            /** @description The client's public keys, a JWK set; not together with jwks_uri */
            jwks?: unknown;
            /** @description Where the client publishes its public keys */
            jwks_uri?: string;
            policy_uri?: string;
            post_logout_redirect_uris?: string[];
            /**
             * Format: int64
             * @description Seconds, at most 30, in which a replaced refresh token of a confidential client may come back
             */
            refresh_grace?: number;
            /**
             * Format: int64
             * @description Seconds; the service's own unless given
             */
            refresh_token_lifetime?: number;
            /** @description Any that is offered unless given */
            request_object_signing_alg?: string;
            request_uris?: string[];
            require_auth_time?: boolean;
            require_pushed_authorization_requests?: boolean;
            require_signed_request_object?: boolean;
            sector_identifier_uri?: string;
            software_id?: string;
            software_version?: string;
            /**
             * @description public unless given
             * @enum {string}
             */
            subject_type?: "public" | "pairwise";
            tls_client_auth_san_dns?: string;
            tls_client_auth_san_email?: string;
            tls_client_auth_san_ip?: string;
            tls_client_auth_san_uri?: string;
            /** @description tls_client_auth needs exactly one of the tls_client_auth_ members */
            tls_client_auth_subject_dn?: string;
            tls_client_certificate_bound_access_tokens?: boolean;
            /**
             * @description The client's secret, in the header or in the form, unless given
             * @enum {string}
             */
            token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "none" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth";
            /** @description Of private_key_jwt; any that is offered unless given */
            token_endpoint_auth_signing_alg?: string;
            /** @description Exchange tokens of users without an actor token */
            token_exchange_impersonation?: boolean;
            tos_uri?: string;
            /**
             * @description Userinfo is plain JSON unless given
             * @enum {string}
             */
            userinfo_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
        };
        ApplicationResponseBody: {
            application: components["schemas"]["Application"];
        };
        AuditEntry: {
            action: string;
            actor: components["schemas"]["AuditPerson"];
            address: string;
            /** Format: date-time */
            at: string | null;
            details: {
                [key: string]: unknown;
            };
            id: string;
            /** @description Id of the administrator who acted in the actor's name */
            impersonator: string | null;
            requestId: string;
            target: string;
            targetId: string;
            /** @description Whom it concerns */
            userId: string | null;
            userName: string | null;
        };
        AuditOwn: {
            action: string;
            /** @description Where you did it from */
            address: string | null;
            /** Format: date-time */
            at: string | null;
            /** @enum {string} */
            by: "you" | "administrator" | "application" | "service" | "unknown";
            details: {
                [key: string]: unknown;
            };
            id: string;
            target: string;
            /** @description Not of other users */
            targetId: string | null;
        };
        AuditPerson: {
            id: string;
            /** @enum {string} */
            kind: "user" | "application" | "console" | "system" | "anonymous";
            /** @description Of a user who still exists */
            name: string | null;
        };
        AuthorizePushed: {
            /** Format: int64 */
            expires_in: number;
            request_uri: string;
        };
        AuthorizeRedirect: {
            redirect: boolean;
            url: string;
        };
        AuthorizeRequest: {
            /** @description The JWT of private_key_jwt (RFC 7523) */
            client_assertion?: string;
            /** @description urn:ietf:params:oauth:client-assertion-type:jwt-bearer, for private_key_jwt */
            client_assertion_type?: string;
            /** @description Needed unless the Authorization header or the assertion names the client */
            client_id?: string;
            /** @description client_secret_post; instead of the Authorization header */
            client_secret?: string;
            code_challenge?: string;
            code_challenge_method?: string;
            nonce?: string;
            prompt?: string;
            redirect_uri?: string;
            /** @description A signed request (RFC 9101) */
            request?: string;
            resource?: string;
            response_mode?: string;
            /** @description code */
            response_type?: string;
            scope?: string;
            state?: string;
        };
        BackupCodeRequestBody: {
            code: string;
            /** @description Spend the code and nothing else */
            disableSession?: boolean;
            /** @description Signed authorization request to resume */
            oauth_query?: string;
            /** @description Ask no second factor of this browser for 30 days */
            trustDevice?: boolean;
        };
        BackupCodesResponseBody: {
            backupCodes: string[];
            status: boolean;
        };
        BetterAuthError: {
            code?: string;
            message: string;
        };
        ChallengeResponseBody: {
            /** @description There is no second factor yet: the methods are those that can be set up */
            enrol: boolean;
            /** @description totp, passkey, otp, backup-code */
            methods: string[];
        };
        ChangeAccessRequestBody: {
            isActive?: boolean;
            /**
             * Format: uuid
             * @description Takes the place of all roles; null leaves none
             */
            roleId?: string | null;
            /**
             * Format: uuid
             * @description null ends the subscription
             */
            subscriptionPlanId?: string | null;
        };
        ChangeEmailRequestBody: {
            /** @description Where the link of the mail leads in the end */
            callbackURL?: string;
            newEmail: string;
        };
        ChangePasswordRequestBody: {
            currentPassword: string;
            /** @description 8 to 128 characters */
            newPassword: string;
            revokeOtherSessions?: boolean;
        };
        ChangePasswordResponseBody: {
            token: string | null;
            user: components["schemas"]["User"];
        };
        ChangeProfileRequestBody: {
            address?: string | null;
            company?: string | null;
            /** @description null clears it, and likewise the others but the name */
            image?: string | null;
            /** @description Cannot be taken back */
            isMfaRequired?: boolean;
            /** @description en or fr: the language of mails */
            locale?: string | null;
            name?: string | null;
            phone?: string | null;
            position?: string | null;
        };
        CheckSetupResponseBody: {
            appName: string;
            valid: boolean;
        };
        CodeRequestBody: {
            code: string;
            /** @description Signed authorization request to resume */
            oauth_query?: string;
            /** @description Ask no second factor of this browser for 30 days */
            trustDevice?: boolean;
        };
        CompleteSetupRequestBody: {
            email: string;
            name: string;
            /** @description 8 to 128 characters */
            password: string;
            token: string;
        };
        ConsentRequestBody: {
            accept: boolean;
            /** @description The page's signed query */
            oauth_query?: string;
            /** @description The scopes allowed; all that were asked for when absent */
            scope?: string;
        };
        ContinueRequestBody: {
            created?: boolean;
            oauth_query?: string;
            postLogin?: boolean;
            selected?: boolean;
        };
        CreateApplicationRequestBody: {
            /** @description true unless given */
            allowRegister?: boolean;
            /** @description openid, profile and email unless given */
            allowedScopes?: string[];
            /** @description Settings of the OAuth client */
            client?: components["schemas"]["ApplicationClient"];
            description?: string | null;
            grantOnRegister?: boolean;
            icon?: string | null;
            /** @enum {string} */
            idTokenSignedResponseAlg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            /** @description true unless given */
            isActive?: boolean;
            isMfaRequired?: boolean;
            isPublic?: boolean;
            name: string;
            redirectUris?: string[];
            /** @description true unless given; always true for public applications */
            requirePkce?: boolean;
            skipConsent?: boolean;
            slug: string;
            url?: string | null;
        };
        CreateApplicationResponseBody: {
            application: components["schemas"]["Application"];
            clientId: string;
            /** @description Shown this once; absent for public applications */
            clientSecret?: string;
        };
        CreatePermissionRequestBody: {
            /**
             * @description read unless given
             * @enum {string}
             */
            action?: "read" | "write";
            /** @description A letter, then letters, digits, dots, underscores and hyphens; at most 128 */
            resource: string;
        };
        CreatePlanRequestBody: {
            description?: string | null;
            features?: Record<string, never>;
            /** @description Takes the place of the default plan there is */
            isDefault?: boolean;
            name: string;
            stripeProductId?: string | null;
        };
        CreateResourceRequestBody: {
            /**
             * Format: int64
             * @description Seconds, 60 to 86400; the service's own unless given
             */
            accessTokenLifetime?: number | null;
            /**
             * @description ES256 unless given
             * @enum {string}
             */
            accessTokenSigningAlg?: "RS256" | "PS256" | "ES256" | "EdDSA";
            /** @description All unless given */
            allowedApplications?: string[] | null;
            description?: string | null;
            identifier: string;
            /** @description true unless given */
            isActive?: boolean;
            name: string;
            openScopes?: boolean;
            scopes?: components["schemas"]["ResourceScope"][];
        };
        CreateRoleRequestBody: {
            description?: string | null;
            /** @description Takes the place of the default role there is */
            isDefault?: boolean;
            name: string;
        };
        CreateTokenRequestBody: {
            /**
             * Format: int64
             * @description It never expires unless given
             */
            expiresInSeconds?: number;
            /** @description What it is for */
            name: string;
            /**
             * Format: int64
             * @description How many clients may be registered with it
             * @default 1
             */
            uses: number;
        };
        CreateTokenResponseBody: {
            token: components["schemas"]["RegistrationToken"];
            /** @description The token itself, shown this once */
            value: string;
        };
        CreateUserRequestBody: {
            /** Format: email */
            email: string;
            name: string;
            password: string;
            /**
             * @default user
             * @enum {string}
             */
            role: "user" | "admin" | "superadmin";
        };
        CreateUserResponseBody: {
            user: components["schemas"]["User"];
        };
        CreationJSONAuthenticatorSelectionStruct: {
            authenticatorAttachment?: string;
            requireResidentKey: boolean;
            residentKey: string;
            userVerification: string;
        };
        CreationJSONExtensionsStruct: {
            credProps: boolean;
        };
        CreationJSONRPStruct: {
            id: string;
            name: string;
        };
        CreationJSONUserStruct: {
            displayName: string;
            id: string;
            name: string;
        };
        DeleteConsentRequestBody: {
            id: string;
        };
        DeleteUserRequestBody: {
            /** @description Where that link leads in the end */
            callbackURL?: string;
            /** @description Confirms it at once; without it a mail is sent */
            password?: string;
            /** @description Of the link in that mail */
            token?: string;
        };
        DeliveriesResponseBody: {
            deliveries: components["schemas"]["LogoutDelivery"][];
        };
        DetailError: {
            field: string;
            problem: string;
        };
        DeviceCodes: {
            device_code: string;
            /** Format: int64 */
            expires_in: number;
            /** Format: int64 */
            interval: number;
            user_code: string;
            verification_uri: string;
            verification_uri_complete: string;
        };
        DeviceForm: {
            /** @description The JWT of private_key_jwt (RFC 7523) */
            client_assertion?: string;
            /** @description urn:ietf:params:oauth:client-assertion-type:jwt-bearer, for private_key_jwt */
            client_assertion_type?: string;
            /** @description Needed unless the Authorization header or the assertion names the client */
            client_id?: string;
            /** @description client_secret_post; instead of the Authorization header */
            client_secret?: string;
            /** @description The API that the token is for (RFC 8707); may be repeated */
            resource?: string;
            /** @description Names with spaces between */
            scope?: string;
        };
        DiscoveryKey: {
            alg?: string;
            crv?: string;
            e?: string;
            kid: string;
            /** @enum {string} */
            kty: "RSA" | "EC" | "OKP";
            n?: string;
            use?: string;
            x?: string;
            y?: string;
        };
        DiscoveryKeySet: {
            keys: components["schemas"]["DiscoveryKey"][];
        };
        DiscoveryMetadata: {
            acr_values_supported: string[] | null;
            authorization_endpoint: string;
            authorization_response_iss_parameter_supported: boolean;
            authorization_signing_alg_values_supported: string[] | null;
            backchannel_logout_session_supported: boolean;
            backchannel_logout_supported: boolean;
            claims_parameter_supported: boolean;
            claims_supported: string[] | null;
            client_id_metadata_document_supported: boolean;
            code_challenge_methods_supported: string[] | null;
            device_authorization_endpoint: string;
            display_values_supported: string[] | null;
            dpop_signing_alg_values_supported: string[] | null;
            end_session_endpoint: string;
            frontchannel_logout_session_supported: boolean;
            frontchannel_logout_supported: boolean;
            grant_types_supported: string[] | null;
            id_token_signing_alg_values_supported: string[] | null;
            introspection_endpoint: string;
            introspection_endpoint_auth_methods_supported: string[] | null;
            introspection_endpoint_auth_signing_alg_values_supported: string[] | null;
            introspection_signing_alg_values_supported: string[] | null;
            issuer: string;
            jwks_uri: string;
            mtls_endpoint_aliases?: {
                [key: string]: string;
            };
            prompt_values_supported: string[] | null;
            pushed_authorization_request_endpoint: string;
            registration_endpoint?: string;
            request_object_signing_alg_values_supported: string[] | null;
            request_parameter_supported: boolean;
            request_uri_parameter_supported: boolean;
            require_pushed_authorization_requests: boolean;
            require_request_uri_registration: boolean;
            require_signed_request_object: boolean;
            response_modes_supported: string[] | null;
            response_types_supported: string[] | null;
            revocation_endpoint: string;
            revocation_endpoint_auth_methods_supported: string[] | null;
            revocation_endpoint_auth_signing_alg_values_supported: string[] | null;
            scopes_supported: string[] | null;
            subject_types_supported: string[] | null;
            tls_client_certificate_bound_access_tokens: boolean;
            token_endpoint: string;
            token_endpoint_auth_methods_supported: string[] | null;
            token_endpoint_auth_signing_alg_values_supported: string[] | null;
            ui_locales_supported: string[] | null;
            userinfo_endpoint: string;
            userinfo_signing_alg_values_supported: string[] | null;
        };
        DiscoveryResourceMetadata: {
            authorization_servers: string[] | null;
            bearer_methods_supported: string[] | null;
            dpop_signing_alg_values_supported?: string[] | null;
            resource: string;
            resource_name?: string;
            scopes_supported?: string[] | null;
        };
        DocOKBody: {
            ok: boolean;
        };
        DocSignedOutBody: {
            success: boolean;
        };
        DocumentResponseBody: {
            document: components["schemas"]["RegistrationDocument"];
        };
        DoneResponseBody: {
            status: boolean;
        };
        EmailRequestBody: {
            /** @description Where the client should go next */
            callbackURL?: string;
            email: string;
            /** @description Signed authorization request to resume */
            oauth_query?: string;
            password: string;
            /** @description Default true: the session outlives the browser */
            rememberMe?: boolean;
        };
        EnableRequestBody: {
            /** @description What the app shows; the service's name by default */
            issuer?: string;
            oauth_query?: string;
            /** @description Needed in a session of somebody who has one */
            password?: string;
        };
        EnableResponseBody: {
            backupCodes: string[];
            totpURI: string;
        };
        FederationAccessToken: {
            accessToken: string;
            /** Format: date-time */
            accessTokenExpiresAt?: string;
            idToken?: string;
            scopes: string[];
        };
        FederationCallback: {
            code?: string;
            error?: string;
            error_description?: string;
            iss?: string;
            state?: string;
            user?: string;
        };
        FederationIdToken: {
            accessToken?: string;
            /**
             * Format: double
             * @description Ignored: the provider's own word counts
             */
            expiresAt?: number;
            /** @description Sent with the request for the token */
            nonce?: string;
            refreshToken?: string;
            scopes?: string[];
            token: string;
            /** @description What Apple tells of somebody new */
            user?: components["schemas"]["IdTokenJSONUserStruct"];
        };
        FederationInfo: {
            /** @description All that the provider says */
            data: {
                [key: string]: unknown;
            };
            user: components["schemas"]["InfoJSONUserStruct"];
        };
        FederationRefresh: {
            accessToken: string;
            /** Format: date-time */
            accessTokenExpiresAt?: string;
            accountId: string;
            idToken?: string;
            providerId: string;
            refreshToken: string;
            /** Format: date-time */
            refreshTokenExpiresAt?: string;
            scope?: string;
        };
        FederationSocial: {
            /** @description The second factor must be set up first */
            enrol?: boolean;
            redirect?: boolean;
            /** @description An account was linked */
            status?: boolean;
            token?: string;
            twoFactorMethods?: string[];
            /** @description A second factor is missing; there is no session yet */
            twoFactorRedirect?: boolean;
            url?: string;
            user?: components["schemas"]["User"];
        };
        GrantAccessRequestBody: {
            /**
             * Format: uuid
             * @description Added to the roles the user has; the default role unless given
             */
            roleId?: string;
            userId: string;
        };
        GrantConsent: {
            clientId: string;
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            /** @description The organization it counts in */
            referenceId: string | null;
            scopes: string[];
            /** Format: date-time */
            updatedAt: string | null;
            userId: string;
        };
        GrantConsentUpdate: {
            scopes: string[];
        };
        HealthResponseBody: {
            /** @enum {string} */
            status: "ok";
            version: string;
        };
        IdTokenJSONUserStruct: {
            /** @description Ignored: nobody vouches for it */
            email?: string;
            name?: components["schemas"]["NameStruct"];
        };
        InfoJSONUserStruct: {
            email: string | null;
            emailVerified: boolean;
            id: string;
            image: string | null;
            name: string;
        };
        KeysKey: {
            /** @enum {string} */
            alg: "RS256" | "ES256" | "EdDSA" | "PS256";
            /** Format: date-time */
            createdAt: string | null;
            /**
             * Format: date-time
             * @description When it leaves the published set
             */
            expiresAt: string | null;
            kid: string;
            /**
             * Format: date-time
             * @description When it stops signing; null while it has no successor
             */
            retiredAt: string | null;
            /**
             * Format: date-time
             * @description When it begins to sign
             */
            signsAt: string | null;
            /**
             * @description published: known to clients, does not sign yet; retired: does not sign any more, still published
             * @enum {string}
             */
            state: "published" | "signing" | "retired";
        };
        KeysResponseBody: {
            keys: components["schemas"]["KeysKey"][];
            /**
             * Format: int64
             * @description Keys are replaced after so many days; 0: by hand only
             */
            rotationDays: number;
        };
        LinkRequestBody: {
            /** @description Ignored */
            additionalData?: {
                [key: string]: unknown;
            };
            callbackURL?: string;
            disableRedirect?: boolean;
            errorCallbackURL?: string;
            /** @description Links at once */
            idToken?: components["schemas"]["FederationIdToken"];
            /** @description Ignored */
            oauth_query?: string;
            provider: string;
            /** @description Ignored */
            requestSignUp?: boolean;
            scopes?: string[];
        };
        ListApplicationUsersResponseBody: {
            /** Format: int64 */
            limit: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            total: number;
            users: components["schemas"]["AccessApplicationUser"][];
        };
        ListApplicationsResponseBody: {
            applications: components["schemas"]["Application"][];
        };
        ListAuditResponseBody: {
            events: components["schemas"]["AuditEntry"][];
            nextCursor: string | null;
        };
        ListDevicesResponseBody: {
            devices: components["schemas"]["MfaDevice"][];
        };
        ListDocumentsResponseBody: {
            documents: components["schemas"]["RegistrationDocument"][];
        };
        ListPermissionsResponseBody: {
            permissions: components["schemas"]["AccessPermission"][];
        };
        ListPlansResponseBody: {
            plans: components["schemas"]["SubscriptionPlan"][];
        };
        ListResourcesResponseBody: {
            resources: components["schemas"]["Resource"][];
        };
        ListRolesResponseBody: {
            roles: components["schemas"]["AccessListedRole"][];
        };
        ListTokensResponseBody: {
            tokens: components["schemas"]["RegistrationToken"][];
        };
        ListUsersResponseBody: {
            /** Format: int64 */
            limit: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            total: number;
            users: components["schemas"]["User"][] | null;
        };
        LogoutConfirm: {
            /** @description As the page holds it */
            request: string;
        };
        LogoutDelivery: {
            /** Format: int64 */
            attempts: number;
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            deliveredAt: string | null;
            /** Format: date-time */
            failedAt: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            nextAttemptAt: string | null;
            /** @description Of the last attempt; empty when it went well */
            problem: string;
            sessionId: string;
            /** @enum {string} */
            state: "pending" | "delivered" | "failed";
            userId: string;
        };
        LogoutForm: {
            client_id?: string;
            id_token_hint?: string;
            logout_hint?: string;
            post_logout_redirect_uri?: string;
            state?: string;
            ui_locales?: string;
        };
        LookResponseBody: {
            /** @description From where the device asked */
            address: string;
            client_id: string;
            client_name: string;
            client_uri?: string;
            /** Format: date-time */
            expires_at: string | null;
            logo_uri?: string;
            policy_uri?: string;
            resources: string[];
            scopes: string[];
            /** Format: date-time */
            started_at: string | null;
            tos_uri?: string;
            /** @description What the device called itself */
            user_agent: string;
        };
        MagicLinkRequestBody: {
            /** @description Where the link leads */
            callbackURL?: string;
            email: string;
            /** @description Where a link leads that no longer works */
            errorCallbackURL?: string;
            /** @description Not used */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Not used: a link makes no account */
            name?: string;
            newUserCallbackURL?: string;
            /** @description Signed authorization request to resume */
            oauth_query?: string;
        };
        MagicLinkResponseBody: {
            status: boolean;
        };
        MailStateResponseBody: {
            /** @description Whether a mail server is set up */
            enabled: boolean;
            /** @description The latest that the mail server did not take at the first attempt */
            mails: components["schemas"]["ServerMailTrouble"][] | null;
        };
        MailTestResponseBody: {
            to: string;
        };
        MailedCodeRequestBody: {
            email: string;
            /** @description Not used */
            image?: string;
            /** @description Not used: a code makes no account */
            name?: string;
            /** @description Signed authorization request to resume */
            oauth_query?: string;
            otp: string;
        };
        MailedResponseBody: {
            message?: string;
            status: boolean;
        };
        MfaDevice: {
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            ipAddress: string;
            /** Format: date-time */
            lastUsedAt: string | null;
            userAgent: string;
        };
        NameStruct: {
            firstName?: string;
            lastName?: string;
        };
        NativeError: {
            error: components["schemas"]["NativeErrorErrorStruct"];
        };
        NativeErrorErrorStruct: {
            /** @description Stable code, see docs/error-codes.md */
            code: string;
            details?: components["schemas"]["DetailError"][] | null;
            message: string;
        };
        OAuth2LinkRequestBody: {
            callbackURL: string;
            errorCallbackURL?: string;
            providerId: string;
            scopes?: string[];
        };
        OAuth2RequestBody: {
            /** @description Ignored */
            additionalData?: {
                [key: string]: unknown;
            };
            callbackURL?: string;
            disableRedirect?: boolean;
            errorCallbackURL?: string;
            newUserCallbackURL?: string;
            oauth_query?: string;
            providerId: string;
            requestSignUp?: boolean;
            scopes?: string[];
        };
        OkResponseBody: {
            ok: boolean;
        };
        OwnApplicationsResponseBody: {
            applications: components["schemas"]["AccountConnected"][];
        };
        OwnAuditResponseBody: {
            events: components["schemas"]["AuditOwn"][];
            nextCursor: string | null;
        };
        OwnExportResponseBody: {
            accounts: components["schemas"]["AccountLogin"][];
            /** @description Consents, and what is alive of them */
            applications: components["schemas"]["AccountConnected"][];
            audit: components["schemas"]["AuditOwn"][];
            /** @description No older entries were left out */
            auditComplete: boolean;
            /** @description Access, roles and subscriptions */
            memberships: components["schemas"]["AccountMembership"][];
            passkeys: components["schemas"]["AccountPasskey"][];
            profile: components["schemas"]["User"];
            secondFactors: string[];
            sessions: components["schemas"]["AccountSession"][];
            /** @description Where no second factor is asked for */
            trustedDevices: components["schemas"]["AccountDevice"][];
        };
        OwnProfileResponseBody: {
            user: components["schemas"]["User"];
        };
        OwnSessionsResponseBody: {
            sessions: components["schemas"]["AccountSession"][];
        };
        PasskeyAddRequestBody: {
            /** @description 1 to 100 characters; by default the name of the authenticator */
            name?: string;
            /** @description Signed authorization request to resume */
            oauth_query?: string;
            /** @description RegistrationResponseJSON of Web Authentication Level 3 §5.1.8.1 */
            response: {
                [key: string]: unknown;
            };
        };
        PasskeyRemoveRequestBody: {
            id: string;
        };
        PasskeyRemoveResponseBody: {
            status: boolean;
        };
        PasskeyRenameRequestBody: {
            id: string;
            /** @description 1 to 100 characters */
            name: string;
        };
        PasskeyRenameResponseBody: {
            passkey: components["schemas"]["SigninPasskey"];
        };
        PasskeyUseRequestBody: {
            /** @description Signed authorization request to resume */
            oauth_query?: string;
            /** @description AuthenticationResponseJSON of Web Authentication Level 3 §5.1.8.2 */
            response: {
                [key: string]: unknown;
            };
            /** @description Ask no second factor of this browser for 30 days */
            trustDevice?: boolean;
        };
        PasskeyUseResponseBody: {
            session: components["schemas"]["Session"];
        };
        PasswordRequestBody: {
            oauth_query?: string;
            /** @description Needed of somebody who has one */
            password?: string;
        };
        PasswordResetRequestBody: {
            email: string;
            /** @description The page that gets the token; by default the service's own */
            redirectTo?: string;
        };
        PermissionResponseBody: {
            permission: components["schemas"]["AccessPermission"];
        };
        PlanResponseBody: {
            plan: components["schemas"]["SubscriptionPlan"];
        };
        ProtocolError: {
            error: string;
            error_description?: string;
        };
        PublicClientResponseBody: {
            /** @description Where the client's metadata document stands */
            client_host?: string;
            client_id: string;
            client_name: string;
            client_uri?: string;
            contacts?: string[];
            /** @description On this service, which fetches it */
            logo_uri?: string;
            policy_uri?: string;
            redirect_uris: string[] | null;
            tos_uri?: string;
            /** @description The client says all this of itself; no administrator vouches for it */
            unverified?: boolean;
        };
        PublicConfigResponseBody: {
            appName: string;
            application: components["schemas"]["ServerPublicApplication"] | null;
            emailCode: boolean;
            logoUrl: string | null;
            magicLink: boolean;
            mail: boolean;
            passkeys: boolean;
            providers: components["schemas"]["ServerPublicProvider"][] | null;
            setupNeeded: boolean;
        };
        RegistrationDocument: {
            allowedScopes: string[];
            /** Format: uuid */
            applicationId: string;
            /** @description What differed then */
            changed: string[];
            /**
             * Format: date-time
             * @description When it last said something else than before
             */
            changedAt: string | null;
            /** @description The document's address */
            clientId: string;
            /**
             * Format: date-time
             * @description When it was last read and found good
             */
            fetchedAt: string | null;
            isActive: boolean;
            /** @description It waits for an administrator */
            isPending: boolean;
            name: string;
            redirectUris: string[];
        };
        RegistrationInformation: {
            /**
             * @description web unless given; a native client may use any port of a registered loopback redirect URI
             * @enum {string}
             */
            application_type?: "web" | "native";
            authorization_encrypted_response_alg?: string;
            /**
             * @description Of JWT-secured authorization responses; RS256 unless given
             * @enum {string}
             */
            authorization_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            backchannel_logout_session_required?: boolean;
            backchannel_logout_uri?: string;
            client_id: string;
            /** Format: int64 */
            client_id_issued_at: number;
            client_name?: string;
            /** @description Shown this once */
            client_secret?: string;
            /**
             * Format: int64
             * @description 0: never; with a client_secret only
             */
            client_secret_expires_at?: number;
            contacts?: string[];
            default_acr_values?: string[];
            /**
             * Format: int64
             * @description Seconds
             */
            default_max_age?: number;
            dpop_bound_access_tokens?: boolean;
            frontchannel_logout_session_required?: boolean;
            /** @description On the scheme, host and port of a redirect URI */
            frontchannel_logout_uri?: string;
            /** @description authorization_code, refresh_token and, unless public, client_credentials when empty */
            grant_types?: string[];
            /** @description Refused, like every encryption */
            id_token_encrypted_response_alg?: string;
            id_token_signed_response_alg?: string;
            initiate_login_uri?: string;
            introspection_encrypted_response_alg?: string;
            /**
             * @description RS256 unless given, when a JWT is asked for
             * @enum {string}
             */
            introspection_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            /** @description The client's public keys, a JWK set; not together with jwks_uri */
            jwks?: unknown;
            /** @description Where the client publishes its public keys */
            jwks_uri?: string;
            logo_uri?: string;
            policy_uri?: string;
            post_logout_redirect_uris?: string[];
            redirect_uris?: string[];
            /** @description For registration_client_uri; replaced by every update */
            registration_access_token: string;
            registration_client_uri: string;
            request_object_encryption_alg?: string;
            /** @description Any that is offered unless given */
            request_object_signing_alg?: string;
            request_uris?: string[];
            require_auth_time?: boolean;
            require_pushed_authorization_requests?: boolean;
            require_signed_request_object?: boolean;
            response_types?: string[];
            scope?: string;
            sector_identifier_uri?: string;
            software_id?: string;
            /** @description Refused: no issuer of software statements is trusted here */
            software_statement?: string;
            software_version?: string;
            /**
             * @description public unless given
             * @enum {string}
             */
            subject_type?: "public" | "pairwise";
            tls_client_auth_san_dns?: string;
            tls_client_auth_san_email?: string;
            tls_client_auth_san_ip?: string;
            tls_client_auth_san_uri?: string;
            /** @description tls_client_auth needs exactly one of the tls_client_auth_ members */
            tls_client_auth_subject_dn?: string;
            tls_client_certificate_bound_access_tokens?: boolean;
            /**
             * @description The client's secret, in the header or in the form, unless given
             * @enum {string}
             */
            token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "none" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth";
            /** @description Of private_key_jwt; any that is offered unless given */
            token_endpoint_auth_signing_alg?: string;
            /** @description Exchange tokens of users without an actor token */
            token_exchange_impersonation?: boolean;
            tos_uri?: string;
            userinfo_encrypted_response_alg?: string;
            /**
             * @description Userinfo is plain JSON unless given
             * @enum {string}
             */
            userinfo_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
        };
        RegistrationMetadata: {
            /**
             * @description web unless given; a native client may use any port of a registered loopback redirect URI
             * @enum {string}
             */
            application_type?: "web" | "native";
            authorization_encrypted_response_alg?: string;
            /**
             * @description Of JWT-secured authorization responses; RS256 unless given
             * @enum {string}
             */
            authorization_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            backchannel_logout_session_required?: boolean;
            backchannel_logout_uri?: string;
            client_name?: string;
            client_uri?: string;
            contacts?: string[];
            default_acr_values?: string[];
            /**
             * Format: int64
             * @description Seconds
             */
            default_max_age?: number;
            dpop_bound_access_tokens?: boolean;
            frontchannel_logout_session_required?: boolean;
            /** @description On the scheme, host and port of a redirect URI */
            frontchannel_logout_uri?: string;
            /** @description authorization_code, refresh_token and, unless public, client_credentials when empty */
            grant_types?: string[];
            /** @description Refused, like every encryption */
            id_token_encrypted_response_alg?: string;
            id_token_signed_response_alg?: string;
            initiate_login_uri?: string;
            introspection_encrypted_response_alg?: string;
            /**
             * @description RS256 unless given, when a JWT is asked for
             * @enum {string}
             */
            introspection_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            /** @description The client's public keys, a JWK set; not together with jwks_uri */
            jwks?: unknown;
            /** @description Where the client publishes its public keys */
            jwks_uri?: string;
            logo_uri?: string;
            policy_uri?: string;
            post_logout_redirect_uris?: string[];
            redirect_uris?: string[];
            request_object_encryption_alg?: string;
            /** @description Any that is offered unless given */
            request_object_signing_alg?: string;
            request_uris?: string[];
            require_auth_time?: boolean;
            require_pushed_authorization_requests?: boolean;
            require_signed_request_object?: boolean;
            response_types?: string[];
            scope?: string;
            sector_identifier_uri?: string;
            software_id?: string;
            /** @description Refused: no issuer of software statements is trusted here */
            software_statement?: string;
            software_version?: string;
            /**
             * @description public unless given
             * @enum {string}
             */
            subject_type?: "public" | "pairwise";
            tls_client_auth_san_dns?: string;
            tls_client_auth_san_email?: string;
            tls_client_auth_san_ip?: string;
            tls_client_auth_san_uri?: string;
            /** @description tls_client_auth needs exactly one of the tls_client_auth_ members */
            tls_client_auth_subject_dn?: string;
            tls_client_certificate_bound_access_tokens?: boolean;
            /**
             * @description The client's secret, in the header or in the form, unless given
             * @enum {string}
             */
            token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "none" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth";
            /** @description Of private_key_jwt; any that is offered unless given */
            token_endpoint_auth_signing_alg?: string;
            /** @description Exchange tokens of users without an actor token */
            token_exchange_impersonation?: boolean;
            tos_uri?: string;
            userinfo_encrypted_response_alg?: string;
            /**
             * @description Userinfo is plain JSON unless given
             * @enum {string}
             */
            userinfo_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
        };
        RegistrationToken: {
            /** Format: date-time */
            createdAt: string | null;
            /** @description A user's id; null for the command line */
            createdBy: string | null;
            /**
             * Format: date-time
             * @description null: never
             */
            expiresAt: string | null;
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: int64 */
            uses: number;
            /** Format: int64 */
            usesLeft: number;
        };
        RegistrationUpdate: {
            /**
             * @description web unless given; a native client may use any port of a registered loopback redirect URI
             * @enum {string}
             */
            application_type?: "web" | "native";
            authorization_encrypted_response_alg?: string;
            /**
             * @description Of JWT-secured authorization responses; RS256 unless given
             * @enum {string}
             */
            authorization_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            backchannel_logout_session_required?: boolean;
            backchannel_logout_uri?: string;
            client_id: string;
            /** @description Must be left out */
            client_id_issued_at?: unknown;
            client_name?: string;
            /** @description The one the client has, if it says so */
            client_secret?: string;
            /** @description Must be left out */
            client_secret_expires_at?: unknown;
            contacts?: string[];
            default_acr_values?: string[];
            /**
             * Format: int64
             * @description Seconds
             */
            default_max_age?: number;
            dpop_bound_access_tokens?: boolean;
            frontchannel_logout_session_required?: boolean;
            /** @description On the scheme, host and port of a redirect URI */
            frontchannel_logout_uri?: string;
            /** @description authorization_code, refresh_token and, unless public, client_credentials when empty */
            grant_types?: string[];
            /** @description Refused, like every encryption */
            id_token_encrypted_response_alg?: string;
            id_token_signed_response_alg?: string;
            initiate_login_uri?: string;
            introspection_encrypted_response_alg?: string;
            /**
             * @description RS256 unless given, when a JWT is asked for
             * @enum {string}
             */
            introspection_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            /** @description The client's public keys, a JWK set; not together with jwks_uri */
            jwks?: unknown;
            /** @description Where the client publishes its public keys */
            jwks_uri?: string;
            logo_uri?: string;
            policy_uri?: string;
            post_logout_redirect_uris?: string[];
            redirect_uris?: string[];
            /** @description Must be left out */
            registration_access_token?: unknown;
            /** @description Must be left out */
            registration_client_uri?: unknown;
            request_object_encryption_alg?: string;
            /** @description Any that is offered unless given */
            request_object_signing_alg?: string;
            request_uris?: string[];
            require_auth_time?: boolean;
            require_pushed_authorization_requests?: boolean;
            require_signed_request_object?: boolean;
            response_types?: string[];
            scope?: string;
            sector_identifier_uri?: string;
            software_id?: string;
            /** @description Refused: no issuer of software statements is trusted here */
            software_statement?: string;
            software_version?: string;
            /**
             * @description public unless given
             * @enum {string}
             */
            subject_type?: "public" | "pairwise";
            tls_client_auth_san_dns?: string;
            tls_client_auth_san_email?: string;
            tls_client_auth_san_ip?: string;
            tls_client_auth_san_uri?: string;
            /** @description tls_client_auth needs exactly one of the tls_client_auth_ members */
            tls_client_auth_subject_dn?: string;
            tls_client_certificate_bound_access_tokens?: boolean;
            /**
             * @description The client's secret, in the header or in the form, unless given
             * @enum {string}
             */
            token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "none" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth";
            /** @description Of private_key_jwt; any that is offered unless given */
            token_endpoint_auth_signing_alg?: string;
            /** @description Exchange tokens of users without an actor token */
            token_exchange_impersonation?: boolean;
            tos_uri?: string;
            userinfo_encrypted_response_alg?: string;
            /**
             * @description Userinfo is plain JSON unless given
             * @enum {string}
             */
            userinfo_signed_response_alg?: "RS256" | "ES256" | "EdDSA" | "PS256";
        };
        ResetPasswordRequestBody: {
            newPassword: string;
            token?: string;
        };
        Resource: {
            /**
             * Format: int64
             * @description Seconds; null means the service's own
             */
            accessTokenLifetime: number | null;
            /** @enum {string} */
            accessTokenSigningAlg: "RS256" | "PS256" | "ES256" | "EdDSA";
            /** @description Ids of the applications that may ask for it; null means all */
            allowedApplications: string[] | null;
            /** @description Listed in OAUTH_VALID_AUDIENCES now, and so not to be deleted */
            configured: boolean;
            /** Format: date-time */
            createdAt: string | null;
            description: string | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: uri
             * @description The value of the resource parameter, compared character by character
             */
            identifier: string;
            isActive: boolean;
            name: string;
            /** @description Clients that no administrator made may be allowed its scopes */
            openScopes: boolean;
            /**
             * @description environment: it came from OAUTH_VALID_AUDIENCES
             * @enum {string}
             */
            origin: "admin" | "environment";
            scopes: components["schemas"]["ResourceScope"][];
            /** Format: date-time */
            updatedAt: string | null;
        };
        ResourceMeaning: {
            description: string | null;
            name: string;
            /** @description The name of the API */
            resource: string;
        };
        ResourceResponseBody: {
            resource: components["schemas"]["Resource"];
        };
        ResourceScope: {
            /** @description Shown when consent is asked */
            description?: string;
            name: string;
        };
        RevokeSessionRequestBody: {
            token: string;
        };
        RevokeSessionResponseBody: {
            status: boolean;
        };
        RoleResponseBody: {
            role: components["schemas"]["AccessRole"];
        };
        RotateRequestBody: {
            /** @description All unless given */
            algs?: ("RS256" | "ES256" | "EdDSA" | "PS256")[];
            /** @description For keys that others may know: the old ones are withdrawn, and every token they signed dies */
            atOnce?: boolean;
        };
        RotateSecretRequestBody: {
            /**
             * Format: int64
             * @description How long the old secret goes on working
             */
            graceSeconds?: number;
        };
        RotateSecretResponseBody: {
            clientSecret: string;
        };
        ScopesResponseBody: {
            scopes: components["schemas"]["ResourceMeaning"][];
        };
        SelfAccount: {
            accountId: string;
            /** Format: date-time */
            createdAt: string;
            id: string;
            providerId: string;
            scopes: string[] | null;
            /** Format: date-time */
            updatedAt: string;
            userId: string;
        };
        SelfDeleted: {
            message: string;
            success: boolean;
        };
        SendOTPRequestBody: {
            oauth_query?: string;
            trustDevice?: boolean;
        };
        ServerMailTrouble: {
            /** Format: int64 */
            attempts: number;
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            failedAt: string | null;
            id: string;
            /** Format: date-time */
            nextAttemptAt: string | null;
            problem: string;
            template: string;
            to: string;
        };
        ServerPublicApplication: {
            allowRegister: boolean;
            icon: string | null;
            isMfaRequired: boolean;
            name: string;
        };
        ServerPublicProvider: {
            id: string;
            /** @enum {string} */
            kind: "google" | "github" | "linkedin" | "microsoft" | "apple" | "oidc";
            name: string;
        };
        Session: {
            activeOrganizationId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            id: string;
            impersonatedBy: string | null;
            ipAddress: string;
            token: string;
            /** Format: date-time */
            updatedAt: string;
            userAgent: string;
            userId: string;
        };
        SessionCurrent: {
            session: components["schemas"]["Session"];
            user: components["schemas"]["User"];
        };
        SignInCodeRequestBody: {
            email: string;
            /** @description sign-in */
            type: string;
        };
        SignInCodeResponseBody: {
            success: boolean;
        };
        SignUpRequestBody: {
            address?: string;
            /** @description Refused */
            banExpires?: unknown;
            /** @description Refused */
            banReason?: unknown;
            /** @description Refused */
            banned?: unknown;
            callbackURL?: string;
            company?: string;
            email: string;
            /** @description Refused */
            emailVerified?: unknown;
            image?: string;
            isMfaRequired?: boolean;
            name: string;
            /** @description Signed authorization request to resume */
            oauth_query?: string;
            /** @description 8 to 128 characters */
            password: string;
            phone?: string;
            position?: string;
            rememberMe?: boolean;
            /** @description Refused */
            role?: unknown;
            /** @description Refused */
            twoFactorEnabled?: unknown;
        };
        Signin: {
            /** @description The second factor must be set up first */
            enrol?: boolean;
            /** @description The password was in a breach and should be changed */
            passwordCompromised?: boolean;
            redirect?: boolean;
            token?: string;
            /** @description With what to go on: totp, passkey, otp, backup-code */
            twoFactorMethods?: string[];
            /** @description A second factor is missing; there is no session yet */
            twoFactorRedirect?: boolean;
            url?: string;
            user?: components["schemas"]["User"];
        };
        SigninCreation: {
            attestation: string;
            authenticatorSelection: components["schemas"]["CreationJSONAuthenticatorSelectionStruct"];
            challenge: string;
            excludeCredentials: components["schemas"]["SigninDescriptor"][];
            extensions: components["schemas"]["CreationJSONExtensionsStruct"];
            hints: string[];
            pubKeyCredParams: components["schemas"]["SigninKeyParameter"][];
            rp: components["schemas"]["CreationJSONRPStruct"];
            /** Format: int64 */
            timeout: number;
            user: components["schemas"]["CreationJSONUserStruct"];
        };
        SigninDescriptor: {
            id: string;
            transports?: string[];
            type: string;
        };
        SigninKeyParameter: {
            /** Format: int64 */
            alg: number;
            type: string;
        };
        SigninPasskey: {
            /** @description Model of the authenticator, zeros when unknown */
            aaguid: string;
            backedUp: boolean;
            /** Format: int32 */
            counter: number;
            /** Format: date-time */
            createdAt: string;
            credentialID: string;
            /** @enum {string} */
            deviceType: "singleDevice" | "multiDevice";
            id: string;
            /** Format: date-time */
            lastUsedAt: string | null;
            name: string;
            /** @description COSE_Key in base64 */
            publicKey: string;
            /** @description Separated by commas */
            transports: string;
            userId: string;
        };
        SigninRequest: {
            allowCredentials?: components["schemas"]["SigninDescriptor"][];
            challenge: string;
            rpId: string;
            /** Format: int64 */
            timeout: number;
            /** @enum {string} */
            userVerification: "required" | "preferred";
        };
        SocialRequestBody: {
            /** @description Ignored */
            additionalData?: {
                [key: string]: unknown;
            };
            /** @description Where the browser goes once signed in */
            callbackURL?: string;
            disableRedirect?: boolean;
            errorCallbackURL?: string;
            /** @description Signs in at once */
            idToken?: components["schemas"]["FederationIdToken"];
            loginHint?: string;
            newUserCallbackURL?: string;
            /** @description Signed authorization request to resume */
            oauth_query?: string;
            provider: string;
            requestSignUp?: boolean;
            /** @description Asked for beside the usual ones */
            scopes?: string[];
        };
        StatusResponseBody: {
            status: boolean;
        };
        SubscribeRequestBody: {
            /** Format: date-time */
            expiresAt?: string | null;
            /** Format: uuid */
            planId: string;
        };
        Subscription: {
            /** Format: uuid */
            applicationId: string;
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: uuid */
            id: string;
            isActive: boolean;
            /** Format: uuid */
            planId: string;
            /** Format: date-time */
            updatedAt: string | null;
            userId: string;
        };
        SubscriptionPlan: {
            /** Format: int64 */
            activeSubscribers: number;
            /** Format: uuid */
            applicationId: string;
            /** Format: date-time */
            createdAt: string | null;
            description: string | null;
            features: Record<string, never>;
            /** Format: uuid */
            id: string;
            isDefault: boolean;
            name: string;
            prices?: components["schemas"]["SubscriptionPrice"][];
            stripeProductId: string | null;
            /** Format: date-time */
            updatedAt: string | null;
        };
        SubscriptionPrice: {
            /** @description In the currency's smallest unit */
            amount: string;
            /** Format: date-time */
            createdAt: string | null;
            currency: string;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            interval: "month" | "year" | "one_time";
            name: string;
            /** Format: uuid */
            planId: string;
            stripePriceId: string | null;
        };
        SubscriptionResponseBody: {
            subscription: components["schemas"]["Subscription"];
        };
        TOTPURIResponseBody: {
            totpURI: string;
        };
        TokenForm: {
            actor_token?: string;
            actor_token_type?: string;
            /** @description token-exchange: may be repeated */
            audience?: string;
            /** @description The JWT of private_key_jwt (RFC 7523) */
            client_assertion?: string;
            /** @description urn:ietf:params:oauth:client-assertion-type:jwt-bearer, for private_key_jwt */
            client_assertion_type?: string;
            /** @description Needed unless the Authorization header or the assertion names the client */
            client_id?: string;
            /** @description client_secret_post; instead of the Authorization header */
            client_secret?: string;
            /** @description authorization_code: what authorize gave; good once, for ten minutes at most */
            code?: string;
            /** @description authorization_code: of PKCE (RFC 7636) */
            code_verifier?: string;
            /** @description device_code (RFC 8628) */
            device_code?: string;
            /** @enum {string} */
            grant_type: "authorization_code" | "refresh_token" | "client_credentials" | "urn:ietf:params:oauth:grant-type:device_code" | "urn:ietf:params:oauth:grant-type:token-exchange";
            /** @description authorization_code: the one that authorize was asked with */
            redirect_uri?: string;
            /** @description refresh_token: replaced by the one in the answer */
            refresh_token?: string;
            requested_token_type?: string;
            /** @description The API that the token is for (RFC 8707); may be repeated */
            resource?: string;
            /** @description Names with spaces between; less than what was granted, or what a client credentials token is for */
            scope?: string;
            /** @description token-exchange (RFC 8693) */
            subject_token?: string;
            subject_token_type?: string;
        };
        TokenRequestBody: {
            /** @description The id at the provider; the account linked first if left out */
            accountId?: string;
            /** @description Ignored */
            oauth_query?: string;
            providerId: string;
            /** @description Ignored: it is always the caller */
            userId?: string;
        };
        TokenResponse: {
            access_token: string;
            /** Format: int64 */
            expires_at: number;
            /** Format: int64 */
            expires_in: number;
            id_token?: string;
            issued_token_type?: string;
            refresh_token?: string;
            scope: string;
            token_type: string;
        };
        TokeninfoIntrospection: {
            /** @description Who acts for the subject (RFC 8693) */
            act?: {
                [key: string]: unknown;
            };
            /** @description false stands alone: the token is unknown, dead, or none of the client's business */
            active: boolean;
            aud?: string[] | null;
            client_id?: string;
            /** @description What the token is bound to (RFC 7800) */
            cnf?: {
                [key: string]: unknown;
            };
            /** Format: int64 */
            exp?: number;
            features?: {
                [key: string]: unknown;
            };
            /** Format: int64 */
            iat?: number;
            iss?: string;
            jti?: string;
            permissions?: string[] | null;
            roles?: string[] | null;
            scope?: string;
            sid?: string;
            sub?: string;
            token_type?: string;
        };
        TokeninfoTokenForm: {
            /** @description The JWT of private_key_jwt (RFC 7523) */
            client_assertion?: string;
            /** @description urn:ietf:params:oauth:client-assertion-type:jwt-bearer, for private_key_jwt */
            client_assertion_type?: string;
            /** @description Needed unless the Authorization header or the assertion names the client */
            client_id?: string;
            /** @description client_secret_post; instead of the Authorization header */
            client_secret?: string;
            token: string;
            /**
             * @description Taken and not needed
             * @enum {string}
             */
            token_type_hint?: "access_token" | "refresh_token";
        };
        TokeninfoUserinfo: {
            email?: string;
            email_verified?: boolean;
            family_name?: string;
            /** @description Of the user's plan, with the scope features */
            features?: {
                [key: string]: unknown;
            };
            given_name?: string;
            locale?: string;
            name?: string;
            /** @description With the scope org */
            org_id?: string;
            org_slug?: string;
            /** @description What the roles permit, with the scope permissions */
            permissions?: string[] | null;
            picture?: string;
            /** @description In the application, with the scope roles */
            roles?: string[] | null;
            sub: string;
            /** Format: int64 */
            updated_at?: number;
        };
        UnlinkAccountRequestBody: {
            accountId?: string;
            providerId: string;
        };
        UpdateApplicationRequestBody: {
            allowRegister?: boolean;
            allowedScopes?: string[];
            /** @description Only the members given change; null resets one */
            client?: components["schemas"]["ApplicationClient"];
            description?: string | null;
            grantOnRegister?: boolean;
            icon?: string | null;
            /** @enum {string} */
            idTokenSignedResponseAlg?: "RS256" | "ES256" | "EdDSA" | "PS256";
            isActive?: boolean;
            isMfaRequired?: boolean;
            name?: string;
            redirectUris?: string[];
            requirePkce?: boolean;
            skipConsent?: boolean;
            url?: string | null;
        };
        UpdateConsentRequestBody: {
            id: string;
            update: components["schemas"]["GrantConsentUpdate"];
        };
        UpdatePlanRequestBody: {
            description?: string | null;
            features?: Record<string, never>;
            isDefault?: boolean;
            name?: string;
            stripeProductId?: string | null;
        };
        UpdateResourceRequestBody: {
            /** Format: int64 */
            accessTokenLifetime?: number | null;
            /** @enum {string} */
            accessTokenSigningAlg?: "RS256" | "PS256" | "ES256" | "EdDSA";
            /** @description null means all */
            allowedApplications?: string[] | null;
            description?: string | null;
            isActive?: boolean;
            name?: string;
            openScopes?: boolean;
            scopes?: components["schemas"]["ResourceScope"][];
        };
        UpdateRoleRequestBody: {
            description?: string | null;
            isDefault?: boolean;
            name?: string;
        };
        UpdateSessionRequestBody: {
            /** @description An organization that the caller is a member of; null for none */
            activeOrganizationId?: string | null;
        };
        UpdateSessionResponseBody: {
            session: components["schemas"]["Session"];
        };
        UpdateUserRequestBody: {
            address?: string | null;
            /** @description Refused */
            banExpires?: unknown;
            /** @description Refused */
            banReason?: unknown;
            /** @description Refused */
            banned?: unknown;
            company?: string | null;
            /** @description Refused: see change-email */
            email?: unknown;
            /** @description Refused */
            emailVerified?: unknown;
            /** @description null clears it, and likewise the others but the name */
            image?: string | null;
            /** @description Cannot be taken back */
            isMfaRequired?: boolean;
            /** @description en or fr: the language of mails */
            locale?: string | null;
            name?: string | null;
            phone?: string | null;
            position?: string | null;
            /** @description Refused */
            role?: unknown;
            /** @description Refused */
            twoFactorEnabled?: unknown;
        };
        User: {
            address: string | null;
            /** Format: date-time */
            banExpires: string | null;
            banReason: string | null;
            banned: boolean;
            company: string | null;
            /** Format: date-time */
            createdAt: string;
            email: string;
            emailVerified: boolean;
            id: string;
            image: string | null;
            isMfaRequired: boolean;
            name: string;
            phone: string | null;
            position: string | null;
            role: string;
            twoFactorEnabled: boolean;
            /** Format: date-time */
            updatedAt: string;
        };
        UserAdminData: {
            address?: string | null;
            /** @description Refused */
            banExpires?: unknown;
            /** @description Refused */
            banReason?: unknown;
            /** @description Refused: there is an endpoint for it */
            banned?: unknown;
            company?: string | null;
            email?: string;
            emailVerified?: boolean;
            image?: string | null;
            isMfaRequired?: boolean;
            name?: string;
            phone?: string | null;
            position?: string | null;
            /** @description A role or a list of them */
            role?: unknown;
            /** @description Refused */
            twoFactorEnabled?: unknown;
        };
        UserVerified: {
            status: boolean;
            /** @description Always null */
            user: unknown;
        };
        V2ErrorDetail: {
            /** @description Where the error occurred, e.g. 'body.items[3].tags' or 'path.thing-id' */
            location?: string;
            /** @description Error message text */
            message?: string;
            /** @description The value at the given location */
            value?: unknown;
        };
        V2ErrorModel: {
            /**
             * @description A human-readable explanation specific to this occurrence of the problem.
             * @example Property foo is required but is missing.
             */
            detail?: string;
            /** @description Optional list of individual error details */
            errors?: components["schemas"]["V2ErrorDetail"][] | null;
            /**
             * Format: uri
             * @description A URI reference that identifies the specific occurrence of the problem.
             * @example https://example.com/error-log/abc123
             */
            instance?: string;
            /**
             * Format: int64
             * @description HTTP status code
             * @example 400
             */
            status?: number;
            /**
             * @description A short, human-readable summary of the problem type. This value should not change between occurrences of the error.
             * @example Bad Request
             */
            title?: string;
            /**
             * Format: uri
             * @description A URI reference to human-readable documentation for the error.
             * @default about:blank
             * @example https://example.com/errors/example
             */
            type: string;
        };
        VerificationRequestBody: {
            /** @description Where the link leads in the end */
            callbackURL?: string;
            email: string;
        };
        VerifiedResponseBody: {
            token?: string;
            user: components["schemas"]["User"];
        };
        VerifyPasswordRequestBody: {
            password: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "get-well-known-oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "scopes_supported": [
                     *         "openid",
                     *         "profile",
                     *         "email",
                     *         "offline_access",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org",
                     *         "address",
                     *         "phone"
                     *       ],
                     *       "issuer": "https://auth.example.com",
                     *       "authorization_endpoint": "https://auth.example.com/api/auth/oauth2/authorize",
                     *       "token_endpoint": "https://auth.example.com/api/auth/oauth2/token",
                     *       "jwks_uri": "https://auth.example.com/api/auth/jwks",
                     *       "introspection_endpoint": "https://auth.example.com/api/auth/oauth2/introspect",
                     *       "revocation_endpoint": "https://auth.example.com/api/auth/oauth2/revoke",
                     *       "userinfo_endpoint": "https://auth.example.com/api/auth/oauth2/userinfo",
                     *       "end_session_endpoint": "https://auth.example.com/api/auth/oauth2/end-session",
                     *       "response_types_supported": [
                     *         "code"
                     *       ],
                     *       "response_modes_supported": [
                     *         "query",
                     *         "form_post",
                     *         "jwt",
                     *         "query.jwt",
                     *         "form_post.jwt"
                     *       ],
                     *       "grant_types_supported": [
                     *         "authorization_code",
                     *         "client_credentials",
                     *         "refresh_token",
                     *         "urn:ietf:params:oauth:grant-type:device_code",
                     *         "urn:ietf:params:oauth:grant-type:token-exchange"
                     *       ],
                     *       "token_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "introspection_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt"
                     *       ],
                     *       "revocation_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "token_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "introspection_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "revocation_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "dpop_signing_alg_values_supported": [
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "code_challenge_methods_supported": [
                     *         "S256"
                     *       ],
                     *       "authorization_response_iss_parameter_supported": true,
                     *       "claims_supported": [
                     *         "sub",
                     *         "iss",
                     *         "aud",
                     *         "exp",
                     *         "iat",
                     *         "auth_time",
                     *         "acr",
                     *         "amr",
                     *         "sid",
                     *         "scope",
                     *         "azp",
                     *         "email",
                     *         "email_verified",
                     *         "name",
                     *         "picture",
                     *         "family_name",
                     *         "given_name",
                     *         "updated_at",
                     *         "address",
                     *         "phone_number",
                     *         "phone_number_verified",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org_id"
                     *       ],
                     *       "subject_types_supported": [
                     *         "public",
                     *         "pairwise"
                     *       ],
                     *       "id_token_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "userinfo_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "introspection_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "acr_values_supported": [
                     *         "urn:mace:incommon:iap:bronze",
                     *         "https://refeds.org/profile/mfa"
                     *       ],
                     *       "prompt_values_supported": [
                     *         "login",
                     *         "consent",
                     *         "create",
                     *         "select_account",
                     *         "none"
                     *       ],
                     *       "pushed_authorization_request_endpoint": "https://auth.example.com/api/auth/oauth2/par",
                     *       "device_authorization_endpoint": "https://auth.example.com/api/auth/oauth2/device_authorization",
                     *       "require_pushed_authorization_requests": false,
                     *       "request_object_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "authorization_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "require_signed_request_object": false,
                     *       "display_values_supported": [
                     *         "page"
                     *       ],
                     *       "ui_locales_supported": [
                     *         "en",
                     *         "fr"
                     *       ],
                     *       "claims_parameter_supported": true,
                     *       "request_parameter_supported": true,
                     *       "request_uri_parameter_supported": true,
                     *       "require_request_uri_registration": true,
                     *       "tls_client_certificate_bound_access_tokens": false,
                     *       "backchannel_logout_supported": true,
                     *       "backchannel_logout_session_supported": true,
                     *       "frontchannel_logout_supported": true,
                     *       "frontchannel_logout_session_supported": true,
                     *       "registration_endpoint": "https://auth.example.com/api/auth/oauth2/register",
                     *       "client_id_metadata_document_supported": true
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryMetadata"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-well-known-oauth-authorization-server-api-auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "scopes_supported": [
                     *         "openid",
                     *         "profile",
                     *         "email",
                     *         "offline_access",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org",
                     *         "address",
                     *         "phone"
                     *       ],
                     *       "issuer": "https://auth.example.com",
                     *       "authorization_endpoint": "https://auth.example.com/api/auth/oauth2/authorize",
                     *       "token_endpoint": "https://auth.example.com/api/auth/oauth2/token",
                     *       "jwks_uri": "https://auth.example.com/api/auth/jwks",
                     *       "introspection_endpoint": "https://auth.example.com/api/auth/oauth2/introspect",
                     *       "revocation_endpoint": "https://auth.example.com/api/auth/oauth2/revoke",
                     *       "userinfo_endpoint": "https://auth.example.com/api/auth/oauth2/userinfo",
                     *       "end_session_endpoint": "https://auth.example.com/api/auth/oauth2/end-session",
                     *       "response_types_supported": [
                     *         "code"
                     *       ],
                     *       "response_modes_supported": [
                     *         "query",
                     *         "form_post",
                     *         "jwt",
                     *         "query.jwt",
                     *         "form_post.jwt"
                     *       ],
                     *       "grant_types_supported": [
                     *         "authorization_code",
                     *         "client_credentials",
                     *         "refresh_token",
                     *         "urn:ietf:params:oauth:grant-type:device_code",
                     *         "urn:ietf:params:oauth:grant-type:token-exchange"
                     *       ],
                     *       "token_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "introspection_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt"
                     *       ],
                     *       "revocation_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "token_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "introspection_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "revocation_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "dpop_signing_alg_values_supported": [
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "code_challenge_methods_supported": [
                     *         "S256"
                     *       ],
                     *       "authorization_response_iss_parameter_supported": true,
                     *       "claims_supported": [
                     *         "sub",
                     *         "iss",
                     *         "aud",
                     *         "exp",
                     *         "iat",
                     *         "auth_time",
                     *         "acr",
                     *         "amr",
                     *         "sid",
                     *         "scope",
                     *         "azp",
                     *         "email",
                     *         "email_verified",
                     *         "name",
                     *         "picture",
                     *         "family_name",
                     *         "given_name",
                     *         "updated_at",
                     *         "address",
                     *         "phone_number",
                     *         "phone_number_verified",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org_id"
                     *       ],
                     *       "subject_types_supported": [
                     *         "public",
                     *         "pairwise"
                     *       ],
                     *       "id_token_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "userinfo_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "introspection_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "acr_values_supported": [
                     *         "urn:mace:incommon:iap:bronze",
                     *         "https://refeds.org/profile/mfa"
                     *       ],
                     *       "prompt_values_supported": [
                     *         "login",
                     *         "consent",
                     *         "create",
                     *         "select_account",
                     *         "none"
                     *       ],
                     *       "pushed_authorization_request_endpoint": "https://auth.example.com/api/auth/oauth2/par",
                     *       "device_authorization_endpoint": "https://auth.example.com/api/auth/oauth2/device_authorization",
                     *       "require_pushed_authorization_requests": false,
                     *       "request_object_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "authorization_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "require_signed_request_object": false,
                     *       "display_values_supported": [
                     *         "page"
                     *       ],
                     *       "ui_locales_supported": [
                     *         "en",
                     *         "fr"
                     *       ],
                     *       "claims_parameter_supported": true,
                     *       "request_parameter_supported": true,
                     *       "request_uri_parameter_supported": true,
                     *       "require_request_uri_registration": true,
                     *       "tls_client_certificate_bound_access_tokens": false,
                     *       "backchannel_logout_supported": true,
                     *       "backchannel_logout_session_supported": true,
                     *       "frontchannel_logout_supported": true,
                     *       "frontchannel_logout_session_supported": true,
                     *       "registration_endpoint": "https://auth.example.com/api/auth/oauth2/register",
                     *       "client_id_metadata_document_supported": true
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryMetadata"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-well-known-oauth-protected-resource": {
        parameters: {
            query?: {
                /**
                 * @description The identifier of a registered API, whatever the path
                 * @example https://api.example.com
                 */
                resource?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resource": "https://api.example.com",
                     *       "authorization_servers": [
                     *         "https://auth.example.com"
                     *       ],
                     *       "scopes_supported": [
                     *         "documents.read"
                     *       ],
                     *       "bearer_methods_supported": [
                     *         "header"
                     *       ],
                     *       "resource_name": "Documents"
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryResourceMetadata"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-well-known-oauth-protected-resource-path": {
        parameters: {
            query?: {
                /** @description The identifier of a registered API, whatever the path */
                resource?: string;
            };
            header?: never;
            path: {
                /** @example api/auth/oauth2/userinfo */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resource": "https://auth.example.com/api/auth/oauth2/userinfo",
                     *       "authorization_servers": [
                     *         "https://auth.example.com"
                     *       ],
                     *       "scopes_supported": [
                     *         "openid",
                     *         "profile",
                     *         "email",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org",
                     *         "address",
                     *         "phone"
                     *       ],
                     *       "bearer_methods_supported": [
                     *         "header"
                     *       ],
                     *       "resource_name": "Userinfo",
                     *       "dpop_signing_alg_values_supported": [
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryResourceMetadata"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-well-known-openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "scopes_supported": [
                     *         "openid",
                     *         "profile",
                     *         "email",
                     *         "offline_access",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org",
                     *         "address",
                     *         "phone"
                     *       ],
                     *       "issuer": "https://auth.example.com",
                     *       "authorization_endpoint": "https://auth.example.com/api/auth/oauth2/authorize",
                     *       "token_endpoint": "https://auth.example.com/api/auth/oauth2/token",
                     *       "jwks_uri": "https://auth.example.com/api/auth/jwks",
                     *       "introspection_endpoint": "https://auth.example.com/api/auth/oauth2/introspect",
                     *       "revocation_endpoint": "https://auth.example.com/api/auth/oauth2/revoke",
                     *       "userinfo_endpoint": "https://auth.example.com/api/auth/oauth2/userinfo",
                     *       "end_session_endpoint": "https://auth.example.com/api/auth/oauth2/end-session",
                     *       "response_types_supported": [
                     *         "code"
                     *       ],
                     *       "response_modes_supported": [
                     *         "query",
                     *         "form_post",
                     *         "jwt",
                     *         "query.jwt",
                     *         "form_post.jwt"
                     *       ],
                     *       "grant_types_supported": [
                     *         "authorization_code",
                     *         "client_credentials",
                     *         "refresh_token",
                     *         "urn:ietf:params:oauth:grant-type:device_code",
                     *         "urn:ietf:params:oauth:grant-type:token-exchange"
                     *       ],
                     *       "token_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "introspection_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt"
                     *       ],
                     *       "revocation_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "token_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "introspection_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "revocation_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "dpop_signing_alg_values_supported": [
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "code_challenge_methods_supported": [
                     *         "S256"
                     *       ],
                     *       "authorization_response_iss_parameter_supported": true,
                     *       "claims_supported": [
                     *         "sub",
                     *         "iss",
                     *         "aud",
                     *         "exp",
                     *         "iat",
                     *         "auth_time",
                     *         "acr",
                     *         "amr",
                     *         "sid",
                     *         "scope",
                     *         "azp",
                     *         "email",
                     *         "email_verified",
                     *         "name",
                     *         "picture",
                     *         "family_name",
                     *         "given_name",
                     *         "updated_at",
                     *         "address",
                     *         "phone_number",
                     *         "phone_number_verified",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org_id"
                     *       ],
                     *       "subject_types_supported": [
                     *         "public",
                     *         "pairwise"
                     *       ],
                     *       "id_token_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "userinfo_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "introspection_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "acr_values_supported": [
                     *         "urn:mace:incommon:iap:bronze",
                     *         "https://refeds.org/profile/mfa"
                     *       ],
                     *       "prompt_values_supported": [
                     *         "login",
                     *         "consent",
                     *         "create",
                     *         "select_account",
                     *         "none"
                     *       ],
                     *       "pushed_authorization_request_endpoint": "https://auth.example.com/api/auth/oauth2/par",
                     *       "device_authorization_endpoint": "https://auth.example.com/api/auth/oauth2/device_authorization",
                     *       "require_pushed_authorization_requests": false,
                     *       "request_object_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "authorization_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "require_signed_request_object": false,
                     *       "display_values_supported": [
                     *         "page"
                     *       ],
                     *       "ui_locales_supported": [
                     *         "en",
                     *         "fr"
                     *       ],
                     *       "claims_parameter_supported": true,
                     *       "request_parameter_supported": true,
                     *       "request_uri_parameter_supported": true,
                     *       "require_request_uri_registration": true,
                     *       "tls_client_certificate_bound_access_tokens": false,
                     *       "backchannel_logout_supported": true,
                     *       "backchannel_logout_session_supported": true,
                     *       "frontchannel_logout_supported": true,
                     *       "frontchannel_logout_session_supported": true,
                     *       "registration_endpoint": "https://auth.example.com/api/auth/oauth2/register",
                     *       "client_id_metadata_document_supported": true
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryMetadata"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-well-known-openid-configuration-api-auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "scopes_supported": [
                     *         "openid",
                     *         "profile",
                     *         "email",
                     *         "offline_access",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org",
                     *         "address",
                     *         "phone"
                     *       ],
                     *       "issuer": "https://auth.example.com",
                     *       "authorization_endpoint": "https://auth.example.com/api/auth/oauth2/authorize",
                     *       "token_endpoint": "https://auth.example.com/api/auth/oauth2/token",
                     *       "jwks_uri": "https://auth.example.com/api/auth/jwks",
                     *       "introspection_endpoint": "https://auth.example.com/api/auth/oauth2/introspect",
                     *       "revocation_endpoint": "https://auth.example.com/api/auth/oauth2/revoke",
                     *       "userinfo_endpoint": "https://auth.example.com/api/auth/oauth2/userinfo",
                     *       "end_session_endpoint": "https://auth.example.com/api/auth/oauth2/end-session",
                     *       "response_types_supported": [
                     *         "code"
                     *       ],
                     *       "response_modes_supported": [
                     *         "query",
                     *         "form_post",
                     *         "jwt",
                     *         "query.jwt",
                     *         "form_post.jwt"
                     *       ],
                     *       "grant_types_supported": [
                     *         "authorization_code",
                     *         "client_credentials",
                     *         "refresh_token",
                     *         "urn:ietf:params:oauth:grant-type:device_code",
                     *         "urn:ietf:params:oauth:grant-type:token-exchange"
                     *       ],
                     *       "token_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "introspection_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt"
                     *       ],
                     *       "revocation_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "token_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "introspection_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "revocation_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "dpop_signing_alg_values_supported": [
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "code_challenge_methods_supported": [
                     *         "S256"
                     *       ],
                     *       "authorization_response_iss_parameter_supported": true,
                     *       "claims_supported": [
                     *         "sub",
                     *         "iss",
                     *         "aud",
                     *         "exp",
                     *         "iat",
                     *         "auth_time",
                     *         "acr",
                     *         "amr",
                     *         "sid",
                     *         "scope",
                     *         "azp",
                     *         "email",
                     *         "email_verified",
                     *         "name",
                     *         "picture",
                     *         "family_name",
                     *         "given_name",
                     *         "updated_at",
                     *         "address",
                     *         "phone_number",
                     *         "phone_number_verified",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org_id"
                     *       ],
                     *       "subject_types_supported": [
                     *         "public",
                     *         "pairwise"
                     *       ],
                     *       "id_token_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "userinfo_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "introspection_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "acr_values_supported": [
                     *         "urn:mace:incommon:iap:bronze",
                     *         "https://refeds.org/profile/mfa"
                     *       ],
                     *       "prompt_values_supported": [
                     *         "login",
                     *         "consent",
                     *         "create",
                     *         "select_account",
                     *         "none"
                     *       ],
                     *       "pushed_authorization_request_endpoint": "https://auth.example.com/api/auth/oauth2/par",
                     *       "device_authorization_endpoint": "https://auth.example.com/api/auth/oauth2/device_authorization",
                     *       "require_pushed_authorization_requests": false,
                     *       "request_object_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "authorization_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "require_signed_request_object": false,
                     *       "display_values_supported": [
                     *         "page"
                     *       ],
                     *       "ui_locales_supported": [
                     *         "en",
                     *         "fr"
                     *       ],
                     *       "claims_parameter_supported": true,
                     *       "request_parameter_supported": true,
                     *       "request_uri_parameter_supported": true,
                     *       "require_request_uri_registration": true,
                     *       "tls_client_certificate_bound_access_tokens": false,
                     *       "backchannel_logout_supported": true,
                     *       "backchannel_logout_session_supported": true,
                     *       "frontchannel_logout_supported": true,
                     *       "frontchannel_logout_session_supported": true,
                     *       "registration_endpoint": "https://auth.example.com/api/auth/oauth2/register",
                     *       "client_id_metadata_document_supported": true
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryMetadata"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-admin-applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "applications": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "name": "Shop",
                     *           "slug": "shop",
                     *           "description": null,
                     *           "isActive": true,
                     *           "skipConsent": false,
                     *           "isMfaRequired": false,
                     *           "allowRegister": true,
                     *           "grantOnRegister": false,
                     *           "requirePkce": true,
                     *           "allowedScopes": [
                     *             "openid",
                     *             "profile",
                     *             "email",
                     *             "offline_access",
                     *             "roles",
                     *             "permissions",
                     *             "features",
                     *             "org",
                     *             "address",
                     *             "phone"
                     *           ],
                     *           "redirectUris": [
                     *             "https://client.example/cb"
                     *           ],
                     *           "isPublic": false,
                     *           "idTokenSignedResponseAlg": "RS256",
                     *           "url": null,
                     *           "icon": null,
                     *           "clientId": "shop",
                     *           "origin": "admin",
                     *           "client": {
                     *             "grant_types": [
                     *               "authorization_code",
                     *               "refresh_token",
                     *               "client_credentials",
                     *               "urn:ietf:params:oauth:grant-type:device_code",
                     *               "urn:ietf:params:oauth:grant-type:token-exchange"
                     *             ],
                     *             "post_logout_redirect_uris": [
                     *               "https://client.example/bye"
                     *             ]
                     *           },
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z",
                     *           "userCount": 2,
                     *           "planCount": 1
                     *         },
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "name": "Shop",
                     *           "slug": "shop",
                     *           "description": null,
                     *           "isActive": true,
                     *           "skipConsent": false,
                     *           "isMfaRequired": false,
                     *           "allowRegister": true,
                     *           "grantOnRegister": false,
                     *           "requirePkce": true,
                     *           "allowedScopes": [
                     *             "openid",
                     *             "profile",
                     *             "email",
                     *             "offline_access",
                     *             "roles",
                     *             "permissions",
                     *             "features",
                     *             "org",
                     *             "address",
                     *             "phone"
                     *           ],
                     *           "redirectUris": [
                     *             "https://client.example/cb"
                     *           ],
                     *           "isPublic": false,
                     *           "idTokenSignedResponseAlg": "RS256",
                     *           "url": null,
                     *           "icon": null,
                     *           "clientId": "shop",
                     *           "origin": "admin",
                     *           "client": {
                     *             "grant_types": [
                     *               "authorization_code",
                     *               "refresh_token",
                     *               "client_credentials",
                     *               "urn:ietf:params:oauth:grant-type:device_code",
                     *               "urn:ietf:params:oauth:grant-type:token-exchange"
                     *             ],
                     *             "post_logout_redirect_uris": [
                     *               "https://client.example/bye"
                     *             ]
                     *           },
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z",
                     *           "userCount": 2,
                     *           "planCount": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListApplicationsResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Shop",
                 *       "slug": "shop",
                 *       "description": "Where things are sold",
                 *       "url": "https://shop.example",
                 *       "redirectUris": [
                 *         "https://shop.example/callback"
                 *       ],
                 *       "allowedScopes": [
                 *         "openid",
                 *         "profile",
                 *         "email",
                 *         "roles"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CreateApplicationRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "application": {
                     *         "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "name": "Shop",
                     *         "slug": "shop",
                     *         "description": "Where things are sold",
                     *         "isActive": true,
                     *         "skipConsent": false,
                     *         "isMfaRequired": false,
                     *         "allowRegister": true,
                     *         "grantOnRegister": false,
                     *         "requirePkce": true,
                     *         "allowedScopes": [
                     *           "openid",
                     *           "profile",
                     *           "email",
                     *           "roles"
                     *         ],
                     *         "redirectUris": [
                     *           "https://shop.example/callback"
                     *         ],
                     *         "isPublic": false,
                     *         "idTokenSignedResponseAlg": "RS256",
                     *         "url": "https://shop.example",
                     *         "icon": null,
                     *         "clientId": "shop",
                     *         "origin": "admin",
                     *         "client": {},
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "userCount": 1,
                     *         "planCount": 1
                     *       },
                     *       "clientId": "shop",
                     *       "clientSecret": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *     }
                     */
                    "application/json": components["schemas"]["CreateApplicationResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-applications-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application
                 * @example 019ab1f0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "application": {
                     *         "id": "019ab1f0-0000-7000-8000-000000000001",
                     *         "name": "Shop",
                     *         "slug": "shop",
                     *         "description": null,
                     *         "isActive": true,
                     *         "skipConsent": false,
                     *         "isMfaRequired": false,
                     *         "allowRegister": true,
                     *         "grantOnRegister": false,
                     *         "requirePkce": true,
                     *         "allowedScopes": [
                     *           "openid",
                     *           "profile",
                     *           "email",
                     *           "offline_access",
                     *           "roles",
                     *           "permissions",
                     *           "features",
                     *           "org",
                     *           "address",
                     *           "phone"
                     *         ],
                     *         "redirectUris": [
                     *           "https://client.example/cb"
                     *         ],
                     *         "isPublic": false,
                     *         "idTokenSignedResponseAlg": "RS256",
                     *         "url": null,
                     *         "icon": null,
                     *         "clientId": "shop",
                     *         "origin": "admin",
                     *         "client": {
                     *           "grant_types": [
                     *             "authorization_code",
                     *             "refresh_token",
                     *             "client_credentials",
                     *             "urn:ietf:params:oauth:grant-type:device_code",
                     *             "urn:ietf:params:oauth:grant-type:token-exchange"
                     *           ],
                     *           "post_logout_redirect_uris": [
                     *             "https://client.example/bye"
                     *           ]
                     *         },
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "userCount": 2,
                     *         "planCount": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ApplicationResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-applications-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application
                 * @example 019ab1f0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "patch-api-admin-applications-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "The shop",
                 *       "redirectUris": [
                 *         "https://shop.example/callback",
                 *         "https://shop.example/silent"
                 *       ],
                 *       "client": {
                 *         "access_token_lifetime": 600
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UpdateApplicationRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "application": {
                     *         "id": "019ab1f0-0000-7000-8000-000000000001",
                     *         "name": "The shop",
                     *         "slug": "shop",
                     *         "description": null,
                     *         "isActive": true,
                     *         "skipConsent": false,
                     *         "isMfaRequired": false,
                     *         "allowRegister": true,
                     *         "grantOnRegister": false,
                     *         "requirePkce": true,
                     *         "allowedScopes": [
                     *           "openid",
                     *           "profile",
                     *           "email",
                     *           "offline_access",
                     *           "roles",
                     *           "permissions",
                     *           "features",
                     *           "org",
                     *           "address",
                     *           "phone"
                     *         ],
                     *         "redirectUris": [
                     *           "https://shop.example/callback",
                     *           "https://shop.example/silent"
                     *         ],
                     *         "isPublic": false,
                     *         "idTokenSignedResponseAlg": "RS256",
                     *         "url": null,
                     *         "icon": null,
                     *         "clientId": "shop",
                     *         "origin": "admin",
                     *         "client": {
                     *           "grant_types": [
                     *             "authorization_code",
                     *             "refresh_token",
                     *             "client_credentials",
                     *             "urn:ietf:params:oauth:grant-type:device_code",
                     *             "urn:ietf:params:oauth:grant-type:token-exchange"
                     *           ],
                     *           "post_logout_redirect_uris": [
                     *             "https://client.example/bye"
                     *           ],
                     *           "access_token_lifetime": 600
                     *         },
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "userCount": 2,
                     *         "planCount": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ApplicationResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-applications-id-logout-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application
                 * @example 019ab1f0-0000-7000-8000-000000000001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deliveries": []
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveriesResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-applications-id-permissions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "permissions": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-000000000004",
                     *           "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *           "resource": "orders",
                     *           "action": "read",
                     *           "createdAt": "2026-11-23T08:00:00.123Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListPermissionsResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-permissions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resource": "documents",
                 *       "action": "write"
                 *     }
                 */
                "application/json": components["schemas"]["CreatePermissionRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "permission": {
                     *         "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *         "resource": "documents",
                     *         "action": "write",
                     *         "createdAt": "2026-11-23T08:00:00.123Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PermissionResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-applications-id-permissions-permId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000004 */
                permId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-applications-id-plans": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plans": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *           "name": "free",
                     *           "description": null,
                     *           "stripeProductId": null,
                     *           "features": {},
                     *           "isDefault": true,
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z",
                     *           "activeSubscribers": 2,
                     *           "prices": []
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListPlansResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-plans": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Pro",
                 *       "description": "For teams",
                 *       "features": {
                 *         "seats": 5,
                 *         "beta": true
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CreatePlanRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *         "name": "Pro",
                     *         "description": "For teams",
                     *         "stripeProductId": null,
                     *         "features": {
                     *           "seats": 5,
                     *           "beta": true
                     *         },
                     *         "isDefault": false,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "activeSubscribers": 0,
                     *         "prices": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlanResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-applications-id-plans-planId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000005 */
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "patch-api-admin-applications-id-plans-planId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000005 */
                planId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "features": {
                 *         "seats": 10
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UpdatePlanRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "id": "019ab1f0-0000-7000-8000-000000000005",
                     *         "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *         "name": "Team",
                     *         "description": null,
                     *         "stripeProductId": null,
                     *         "features": {
                     *           "seats": 10
                     *         },
                     *         "isDefault": false,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "activeSubscribers": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlanResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-applications-id-roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "roles": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *           "name": "user",
                     *           "description": null,
                     *           "isDefault": true,
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "permissionIds": []
                     *         },
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *           "name": "admin",
                     *           "description": null,
                     *           "isDefault": false,
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "permissionIds": []
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListRolesResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "editor",
                 *       "description": "Writes documents"
                 *     }
                 */
                "application/json": components["schemas"]["CreateRoleRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "role": {
                     *         "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *         "name": "editor",
                     *         "description": "Writes documents",
                     *         "isDefault": false,
                     *         "createdAt": "2026-11-23T08:00:00.123Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RoleResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-applications-id-roles-roleId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000002 */
                roleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "patch-api-admin-applications-id-roles-roleId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000002 */
                roleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "Writes and publishes documents"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateRoleRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "role": {
                     *         "id": "019ab1f0-0000-7000-8000-000000000002",
                     *         "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *         "name": "writer",
                     *         "description": "Writes and publishes documents",
                     *         "isDefault": false,
                     *         "createdAt": "2026-11-23T08:00:00.123Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RoleResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-roles-roleId-permissions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000002 */
                roleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "permissionId": "019ab1f0-0000-7000-8000-000000000004"
                 *     }
                 */
                "application/json": components["schemas"]["AddRolePermissionRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-roles-roleId-permissions-permId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000002 */
                roleId: string;
                /** @example 019ab1f0-0000-7000-8000-000000000004 */
                permId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-applications-id-roles-roleId-permissions-permId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000002 */
                roleId: string;
                /** @example 019ab1f0-0000-7000-8000-000000000004 */
                permId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "graceSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["RotateSecretRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientSecret": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *     }
                     */
                    "application/json": components["schemas"]["RotateSecretResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-applications-id-users": {
        parameters: {
            query?: {
                /** @description Beginning of the address or of a word of the name */
                search?: string;
                page?: number;
                /** @example 20 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "users": [
                     *         {
                     *           "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *           "isActive": true,
                     *           "subscriptionPlanId": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "name": "Olive Martin",
                     *           "email": "olive@example.com",
                     *           "roleId": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "roles": [
                     *             {
                     *               "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *               "name": "user"
                     *             }
                     *           ]
                     *         },
                     *         {
                     *           "userId": "019ab1f0-0000-7000-8000-00000000000a",
                     *           "isActive": true,
                     *           "subscriptionPlanId": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "name": "Root",
                     *           "email": "root@example.com",
                     *           "roleId": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "roles": [
                     *             {
                     *               "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *               "name": "admin"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "total": 2,
                     *       "page": 1,
                     *       "limit": 20
                     *     }
                     */
                    "application/json": components["schemas"]["ListApplicationUsersResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-users": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000008",
                 *       "roleId": "019ab1f0-0000-7000-8000-000000000002"
                 *     }
                 */
                "application/json": components["schemas"]["GrantAccessRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-applications-id-users-userId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000009 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "patch-api-admin-applications-id-users-userId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000009 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "isActive": false
                 *     }
                 */
                "application/json": components["schemas"]["ChangeAccessRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-users-userId-roles-roleId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000009 */
                userId: string;
                /** @example 019ab1f0-0000-7000-8000-000000000002 */
                roleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["OkResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-applications-id-users-userId-roles-roleId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000009 */
                userId: string;
                /** @example 019ab1f0-0000-7000-8000-000000000002 */
                roleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-applications-id-users-userId-subscription": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000009 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "planId": "019ab1f0-0000-7000-8000-000000000005",
                 *       "expiresAt": "2027-01-01T00:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["SubscribeRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subscription": {
                     *         "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000009",
                     *         "applicationId": "019ab1f0-0000-7000-8000-000000000001",
                     *         "planId": "019ab1f0-0000-7000-8000-000000000005",
                     *         "expiresAt": "2027-01-01T00:00:00.000Z",
                     *         "isActive": true,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-applications-id-users-userId-subscription": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
                /** @example 019ab1f0-0000-7000-8000-000000000009 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-audit": {
        parameters: {
            query?: {
                /** @description Id of a user: who did it, in whose name it was done, or whom it concerns */
                user?: string;
                /**
                 * @description Beginning of the action, e.g. session.
                 * @example user.created
                 */
                action?: string;
                /** @description Kind of thing, e.g. application */
                target?: string;
                targetId?: string;
                /** @description RFC 3339 */
                from?: string;
                /** @description RFC 3339, exclusive */
                until?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @example 20 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "at": "2026-11-23T08:00:00.123Z",
                     *           "action": "user.created",
                     *           "actor": {
                     *             "kind": "console",
                     *             "id": "",
                     *             "name": null
                     *           },
                     *           "impersonator": null,
                     *           "target": "user",
                     *           "targetId": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "userId": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "userName": "Olive Martin",
                     *           "details": {
                     *             "role": "user"
                     *           },
                     *           "requestId": "",
                     *           "address": ""
                     *         },
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "at": "2026-11-23T08:00:00.123Z",
                     *           "action": "user.created",
                     *           "actor": {
                     *             "kind": "console",
                     *             "id": "",
                     *             "name": null
                     *           },
                     *           "impersonator": null,
                     *           "target": "user",
                     *           "targetId": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "userId": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "userName": "Olive Durand",
                     *           "details": {
                     *             "role": "user"
                     *           },
                     *           "requestId": "",
                     *           "address": ""
                     *         }
                     *       ],
                     *       "nextCursor": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *     }
                     */
                    "application/json": components["schemas"]["ListAuditResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-client-documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "documents": [
                     *         {
                     *           "applicationId": "019ab1f0-0000-7000-8000-000000000011",
                     *           "clientId": "https://client.example/client.json",
                     *           "name": "Shop",
                     *           "redirectUris": [
                     *             "https://client.example/cb"
                     *           ],
                     *           "allowedScopes": [
                     *             "openid",
                     *             "profile",
                     *             "email",
                     *             "offline_access",
                     *             "roles",
                     *             "permissions",
                     *             "features",
                     *             "org",
                     *             "address",
                     *             "phone"
                     *           ],
                     *           "isActive": false,
                     *           "isPending": true,
                     *           "fetchedAt": "2026-11-23T08:00:00.123Z",
                     *           "changedAt": null,
                     *           "changed": []
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListDocumentsResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-client-documents-id-approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application
                 * @example 019ab1f0-0000-7000-8000-000000000011
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "document": {
                     *         "applicationId": "019ab1f0-0000-7000-8000-000000000011",
                     *         "clientId": "https://client.example/client.json",
                     *         "name": "Shop",
                     *         "redirectUris": [
                     *           "https://client.example/cb"
                     *         ],
                     *         "allowedScopes": [
                     *           "openid",
                     *           "profile",
                     *           "email",
                     *           "offline_access",
                     *           "roles",
                     *           "permissions",
                     *           "features",
                     *           "org",
                     *           "address",
                     *           "phone"
                     *         ],
                     *         "isActive": true,
                     *         "isPending": false,
                     *         "fetchedAt": "2026-11-23T08:00:00.123Z",
                     *         "changedAt": null,
                     *         "changed": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DocumentResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-client-documents-id-reject": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The application
                 * @example 019ab1f0-0000-7000-8000-000000000011
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "document": {
                     *         "applicationId": "019ab1f0-0000-7000-8000-000000000011",
                     *         "clientId": "https://client.example/client.json",
                     *         "name": "Shop",
                     *         "redirectUris": [
                     *           "https://client.example/cb"
                     *         ],
                     *         "allowedScopes": [
                     *           "openid",
                     *           "profile",
                     *           "email",
                     *           "offline_access",
                     *           "roles",
                     *           "permissions",
                     *           "features",
                     *           "org",
                     *           "address",
                     *           "phone"
                     *         ],
                     *         "isActive": false,
                     *         "isPending": false,
                     *         "fetchedAt": "2026-11-23T08:00:00.123Z",
                     *         "changedAt": null,
                     *         "changed": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DocumentResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kid": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "alg": "PS256",
                     *           "state": "signing",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "signsAt": "2026-11-23T08:00:00.123Z",
                     *           "retiredAt": null,
                     *           "expiresAt": null
                     *         },
                     *         {
                     *           "kid": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "alg": "EdDSA",
                     *           "state": "signing",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "signsAt": "2026-11-23T08:00:00.123Z",
                     *           "retiredAt": null,
                     *           "expiresAt": null
                     *         }
                     *       ],
                     *       "rotationDays": 90
                     *     }
                     */
                    "application/json": components["schemas"]["KeysResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-keys-rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "algs": [
                 *         "EdDSA"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RotateRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kid": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "alg": "PS256",
                     *           "state": "signing",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "signsAt": "2026-11-23T08:00:00.123Z",
                     *           "retiredAt": null,
                     *           "expiresAt": null
                     *         },
                     *         {
                     *           "kid": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "alg": "EdDSA",
                     *           "state": "signing",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "signsAt": "2026-11-23T08:00:00.123Z",
                     *           "retiredAt": "2026-11-23T08:10:00.123Z",
                     *           "expiresAt": "2026-12-01T08:10:00.123Z"
                     *         }
                     *       ],
                     *       "rotationDays": 90
                     *     }
                     */
                    "application/json": components["schemas"]["KeysResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "mails": []
                     *     }
                     */
                    "application/json": components["schemas"]["MailStateResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-mail-test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "to": "root@example.com"
                     *     }
                     */
                    "application/json": components["schemas"]["MailTestResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-registration-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tokens": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "name": "Partners",
                     *           "uses": 5,
                     *           "usesLeft": 4,
                     *           "createdBy": "019ab1f0-0000-7000-8000-00000000000a",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "expiresAt": null
                     *         },
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-000000000010",
                     *           "name": "Partners",
                     *           "uses": 5,
                     *           "usesLeft": 5,
                     *           "createdBy": "019ab1f0-0000-7000-8000-00000000000a",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "expiresAt": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListTokensResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-registration-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Partners",
                 *       "uses": 5,
                 *       "expiresInSeconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["CreateTokenRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": {
                     *         "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "name": "Partners",
                     *         "uses": 5,
                     *         "usesLeft": 5,
                     *         "createdBy": "019ab1f0-0000-7000-8000-00000000000a",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "expiresAt": "2026-11-24T08:00:00.123Z"
                     *       },
                     *       "value": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *     }
                     */
                    "application/json": components["schemas"]["CreateTokenResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-registration-tokens-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The initial access token
                 * @example 019ab1f0-0000-7000-8000-000000000010
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resources": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "identifier": "https://api.example.com",
                     *           "name": "https://api.example.com",
                     *           "description": null,
                     *           "scopes": [],
                     *           "accessTokenLifetime": null,
                     *           "accessTokenSigningAlg": "ES256",
                     *           "allowedApplications": null,
                     *           "openScopes": false,
                     *           "isActive": true,
                     *           "origin": "environment",
                     *           "configured": true,
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z"
                     *         },
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "identifier": "https://other.example.com",
                     *           "name": "https://other.example.com",
                     *           "description": null,
                     *           "scopes": [],
                     *           "accessTokenLifetime": null,
                     *           "accessTokenSigningAlg": "ES256",
                     *           "allowedApplications": null,
                     *           "openScopes": false,
                     *           "isActive": true,
                     *           "origin": "environment",
                     *           "configured": true,
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListResourcesResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "identifier": "https://documents.example.com",
                 *       "name": "Documents",
                 *       "scopes": [
                 *         {
                 *           "name": "documents.read",
                 *           "description": "Read your documents"
                 *         }
                 *       ],
                 *       "accessTokenLifetime": 600
                 *     }
                 */
                "application/json": components["schemas"]["CreateResourceRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resource": {
                     *         "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "identifier": "https://documents.example.com",
                     *         "name": "Documents",
                     *         "description": null,
                     *         "scopes": [
                     *           {
                     *             "name": "documents.read",
                     *             "description": "Read your documents"
                     *           }
                     *         ],
                     *         "accessTokenLifetime": 600,
                     *         "accessTokenSigningAlg": "ES256",
                     *         "allowedApplications": null,
                     *         "openScopes": false,
                     *         "isActive": true,
                     *         "origin": "admin",
                     *         "configured": false,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ResourceResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-resources-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The resource
                 * @example 019ab1f0-0000-7000-8000-000000000006
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resource": {
                     *         "id": "019ab1f0-0000-7000-8000-000000000006",
                     *         "identifier": "https://api.example.com",
                     *         "name": "Documents",
                     *         "description": null,
                     *         "scopes": [
                     *           {
                     *             "name": "documents.read",
                     *             "description": "Read your documents"
                     *           }
                     *         ],
                     *         "accessTokenLifetime": null,
                     *         "accessTokenSigningAlg": "ES256",
                     *         "allowedApplications": null,
                     *         "openScopes": false,
                     *         "isActive": true,
                     *         "origin": "admin",
                     *         "configured": false,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ResourceResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-admin-resources-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The resource
                 * @example 019ab1f0-0000-7000-8000-000000000006
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "patch-api-admin-resources-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000006 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "All documents",
                 *       "isActive": true
                 *     }
                 */
                "application/json": components["schemas"]["UpdateResourceRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "resource": {
                     *         "id": "019ab1f0-0000-7000-8000-000000000006",
                     *         "identifier": "https://api.example.com",
                     *         "name": "All documents",
                     *         "description": null,
                     *         "scopes": [
                     *           {
                     *             "name": "documents.read",
                     *             "description": "Read your documents"
                     *           }
                     *         ],
                     *         "accessTokenLifetime": null,
                     *         "accessTokenSigningAlg": "ES256",
                     *         "allowedApplications": null,
                     *         "openScopes": false,
                     *         "isActive": true,
                     *         "origin": "admin",
                     *         "configured": false,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ResourceResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-admin-users": {
        parameters: {
            query?: {
                page?: number;
                /** @example 2 */
                limit?: number;
                /**
                 * @description Beginning of the e-mail address or of a part of the name
                 * @example olive
                 */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "users": [
                     *         {
                     *           "name": "Olive Martin",
                     *           "email": "olive@example.com",
                     *           "emailVerified": false,
                     *           "image": null,
                     *           "createdAt": "2026-11-23T08:01:30.123Z",
                     *           "updatedAt": "2026-11-23T08:01:30.123Z",
                     *           "twoFactorEnabled": false,
                     *           "role": "user",
                     *           "banned": false,
                     *           "banReason": null,
                     *           "banExpires": null,
                     *           "isMfaRequired": false,
                     *           "phone": null,
                     *           "company": null,
                     *           "position": null,
                     *           "address": null,
                     *           "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *         },
                     *         {
                     *           "name": "Olive Martin",
                     *           "email": "olive@example.com",
                     *           "emailVerified": false,
                     *           "image": null,
                     *           "createdAt": "2026-11-23T08:01:00.123Z",
                     *           "updatedAt": "2026-11-23T08:01:00.123Z",
                     *           "twoFactorEnabled": true,
                     *           "role": "user",
                     *           "banned": false,
                     *           "banReason": null,
                     *           "banExpires": null,
                     *           "isMfaRequired": false,
                     *           "phone": null,
                     *           "company": null,
                     *           "position": null,
                     *           "address": null,
                     *           "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *         }
                     *       ],
                     *       "total": 128,
                     *       "page": 1,
                     *       "limit": 2
                     *     }
                     */
                    "application/json": components["schemas"]["ListUsersResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-admin-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Olive Martin",
                 *       "email": "new@example.com",
                 *       "password": "correct horse battery",
                 *       "role": "user"
                 *     }
                 */
                "application/json": components["schemas"]["CreateUserRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "new@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:01:30.123Z",
                     *         "updatedAt": "2026-11-23T08:01:30.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CreateUserResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-auth-well-known-oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "scopes_supported": [
                     *         "openid",
                     *         "profile",
                     *         "email",
                     *         "offline_access",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org",
                     *         "address",
                     *         "phone"
                     *       ],
                     *       "issuer": "https://auth.example.com",
                     *       "authorization_endpoint": "https://auth.example.com/api/auth/oauth2/authorize",
                     *       "token_endpoint": "https://auth.example.com/api/auth/oauth2/token",
                     *       "jwks_uri": "https://auth.example.com/api/auth/jwks",
                     *       "introspection_endpoint": "https://auth.example.com/api/auth/oauth2/introspect",
                     *       "revocation_endpoint": "https://auth.example.com/api/auth/oauth2/revoke",
                     *       "userinfo_endpoint": "https://auth.example.com/api/auth/oauth2/userinfo",
                     *       "end_session_endpoint": "https://auth.example.com/api/auth/oauth2/end-session",
                     *       "response_types_supported": [
                     *         "code"
                     *       ],
                     *       "response_modes_supported": [
                     *         "query",
                     *         "form_post",
                     *         "jwt",
                     *         "query.jwt",
                     *         "form_post.jwt"
                     *       ],
                     *       "grant_types_supported": [
                     *         "authorization_code",
                     *         "client_credentials",
                     *         "refresh_token",
                     *         "urn:ietf:params:oauth:grant-type:device_code",
                     *         "urn:ietf:params:oauth:grant-type:token-exchange"
                     *       ],
                     *       "token_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "introspection_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt"
                     *       ],
                     *       "revocation_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "token_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "introspection_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "revocation_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "dpop_signing_alg_values_supported": [
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "code_challenge_methods_supported": [
                     *         "S256"
                     *       ],
                     *       "authorization_response_iss_parameter_supported": true,
                     *       "claims_supported": [
                     *         "sub",
                     *         "iss",
                     *         "aud",
                     *         "exp",
                     *         "iat",
                     *         "auth_time",
                     *         "acr",
                     *         "amr",
                     *         "sid",
                     *         "scope",
                     *         "azp",
                     *         "email",
                     *         "email_verified",
                     *         "name",
                     *         "picture",
                     *         "family_name",
                     *         "given_name",
                     *         "updated_at",
                     *         "address",
                     *         "phone_number",
                     *         "phone_number_verified",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org_id"
                     *       ],
                     *       "subject_types_supported": [
                     *         "public",
                     *         "pairwise"
                     *       ],
                     *       "id_token_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "userinfo_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "introspection_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "acr_values_supported": [
                     *         "urn:mace:incommon:iap:bronze",
                     *         "https://refeds.org/profile/mfa"
                     *       ],
                     *       "prompt_values_supported": [
                     *         "login",
                     *         "consent",
                     *         "create",
                     *         "select_account",
                     *         "none"
                     *       ],
                     *       "pushed_authorization_request_endpoint": "https://auth.example.com/api/auth/oauth2/par",
                     *       "device_authorization_endpoint": "https://auth.example.com/api/auth/oauth2/device_authorization",
                     *       "require_pushed_authorization_requests": false,
                     *       "request_object_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "authorization_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "require_signed_request_object": false,
                     *       "display_values_supported": [
                     *         "page"
                     *       ],
                     *       "ui_locales_supported": [
                     *         "en",
                     *         "fr"
                     *       ],
                     *       "claims_parameter_supported": true,
                     *       "request_parameter_supported": true,
                     *       "request_uri_parameter_supported": true,
                     *       "require_request_uri_registration": true,
                     *       "tls_client_certificate_bound_access_tokens": false,
                     *       "backchannel_logout_supported": true,
                     *       "backchannel_logout_session_supported": true,
                     *       "frontchannel_logout_supported": true,
                     *       "frontchannel_logout_session_supported": true,
                     *       "registration_endpoint": "https://auth.example.com/api/auth/oauth2/register",
                     *       "client_id_metadata_document_supported": true
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryMetadata"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-well-known-openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "scopes_supported": [
                     *         "openid",
                     *         "profile",
                     *         "email",
                     *         "offline_access",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org",
                     *         "address",
                     *         "phone"
                     *       ],
                     *       "issuer": "https://auth.example.com",
                     *       "authorization_endpoint": "https://auth.example.com/api/auth/oauth2/authorize",
                     *       "token_endpoint": "https://auth.example.com/api/auth/oauth2/token",
                     *       "jwks_uri": "https://auth.example.com/api/auth/jwks",
                     *       "introspection_endpoint": "https://auth.example.com/api/auth/oauth2/introspect",
                     *       "revocation_endpoint": "https://auth.example.com/api/auth/oauth2/revoke",
                     *       "userinfo_endpoint": "https://auth.example.com/api/auth/oauth2/userinfo",
                     *       "end_session_endpoint": "https://auth.example.com/api/auth/oauth2/end-session",
                     *       "response_types_supported": [
                     *         "code"
                     *       ],
                     *       "response_modes_supported": [
                     *         "query",
                     *         "form_post",
                     *         "jwt",
                     *         "query.jwt",
                     *         "form_post.jwt"
                     *       ],
                     *       "grant_types_supported": [
                     *         "authorization_code",
                     *         "client_credentials",
                     *         "refresh_token",
                     *         "urn:ietf:params:oauth:grant-type:device_code",
                     *         "urn:ietf:params:oauth:grant-type:token-exchange"
                     *       ],
                     *       "token_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "introspection_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt"
                     *       ],
                     *       "revocation_endpoint_auth_methods_supported": [
                     *         "client_secret_basic",
                     *         "client_secret_post",
                     *         "private_key_jwt",
                     *         "none"
                     *       ],
                     *       "token_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "introspection_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "revocation_endpoint_auth_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "dpop_signing_alg_values_supported": [
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "code_challenge_methods_supported": [
                     *         "S256"
                     *       ],
                     *       "authorization_response_iss_parameter_supported": true,
                     *       "claims_supported": [
                     *         "sub",
                     *         "iss",
                     *         "aud",
                     *         "exp",
                     *         "iat",
                     *         "auth_time",
                     *         "acr",
                     *         "amr",
                     *         "sid",
                     *         "scope",
                     *         "azp",
                     *         "email",
                     *         "email_verified",
                     *         "name",
                     *         "picture",
                     *         "family_name",
                     *         "given_name",
                     *         "updated_at",
                     *         "address",
                     *         "phone_number",
                     *         "phone_number_verified",
                     *         "roles",
                     *         "permissions",
                     *         "features",
                     *         "org_id"
                     *       ],
                     *       "subject_types_supported": [
                     *         "public",
                     *         "pairwise"
                     *       ],
                     *       "id_token_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "userinfo_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "introspection_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "acr_values_supported": [
                     *         "urn:mace:incommon:iap:bronze",
                     *         "https://refeds.org/profile/mfa"
                     *       ],
                     *       "prompt_values_supported": [
                     *         "login",
                     *         "consent",
                     *         "create",
                     *         "select_account",
                     *         "none"
                     *       ],
                     *       "pushed_authorization_request_endpoint": "https://auth.example.com/api/auth/oauth2/par",
                     *       "device_authorization_endpoint": "https://auth.example.com/api/auth/oauth2/device_authorization",
                     *       "require_pushed_authorization_requests": false,
                     *       "request_object_signing_alg_values_supported": [
                     *         "RS256",
                     *         "RS384",
                     *         "RS512",
                     *         "PS256",
                     *         "PS384",
                     *         "PS512",
                     *         "ES256",
                     *         "ES384",
                     *         "ES512",
                     *         "EdDSA"
                     *       ],
                     *       "authorization_signing_alg_values_supported": [
                     *         "RS256",
                     *         "ES256",
                     *         "EdDSA",
                     *         "PS256"
                     *       ],
                     *       "require_signed_request_object": false,
                     *       "display_values_supported": [
                     *         "page"
                     *       ],
                     *       "ui_locales_supported": [
                     *         "en",
                     *         "fr"
                     *       ],
                     *       "claims_parameter_supported": true,
                     *       "request_parameter_supported": true,
                     *       "request_uri_parameter_supported": true,
                     *       "require_request_uri_registration": true,
                     *       "tls_client_certificate_bound_access_tokens": false,
                     *       "backchannel_logout_supported": true,
                     *       "backchannel_logout_session_supported": true,
                     *       "frontchannel_logout_supported": true,
                     *       "frontchannel_logout_session_supported": true,
                     *       "registration_endpoint": "https://auth.example.com/api/auth/oauth2/register",
                     *       "client_id_metadata_document_supported": true
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryMetadata"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-account-info": {
        parameters: {
            query?: {
                /**
                 * @description The id at the provider
                 * @example 248289761001
                 */
                accountId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "248289761001",
                     *         "name": "Ada Martin",
                     *         "email": "248289761001@example.com",
                     *         "image": null,
                     *         "emailVerified": true
                     *       },
                     *       "data": {
                     *         "aud": "client",
                     *         "email": "248289761001@example.com",
                     *         "email_verified": true,
                     *         "exp": 1795424400,
                     *         "iat": 1795420800,
                     *         "iss": "https://id.acme.example",
                     *         "name": "Ada Martin",
                     *         "nonce": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "sub": "248289761001"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["FederationInfo"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-ban-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007",
                 *       "banReason": "Spam",
                 *       "banExpiresIn": 604800
                 *     }
                 */
                "application/json": components["schemas"]["AdminBanRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.124Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": true,
                     *         "banReason": "Spam",
                     *         "banExpires": "2026-11-30T08:00:00.123Z",
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AdminChangedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-create-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Olive Martin",
                 *       "email": "new@example.com",
                 *       "password": "correct horse battery",
                 *       "role": "user"
                 *     }
                 */
                "application/json": components["schemas"]["AdminCreateUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "new@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AdminChangedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-admin-get-user": {
        parameters: {
            query: {
                /** @example 019ab1f0-0000-7000-8000-000000000007 */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Olive Martin",
                     *       "email": "olive@example.com",
                     *       "emailVerified": false,
                     *       "image": null,
                     *       "createdAt": "2026-11-23T08:00:00.123Z",
                     *       "updatedAt": "2026-11-23T08:00:00.123Z",
                     *       "twoFactorEnabled": false,
                     *       "role": "user",
                     *       "banned": false,
                     *       "banReason": null,
                     *       "banExpires": null,
                     *       "isMfaRequired": false,
                     *       "phone": null,
                     *       "company": null,
                     *       "position": null,
                     *       "address": null,
                     *       "id": "019ab1f0-0000-7000-8000-000000000007"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-has-permission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "permissions": {
                 *         "user": [
                 *           "list"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AdminPermissionRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": null,
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["AdminPermissionResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-impersonate-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007",
                 *       "reason": "Ticket 4711"
                 *     }
                 */
                "application/json": components["schemas"]["AdminImpersonateRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "session": {
                     *         "expiresAt": "2026-11-23T09:00:00.123Z",
                     *         "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "ipAddress": "127.0.0.1",
                     *         "userAgent": "Go-http-client/1.1",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "activeOrganizationId": null,
                     *         "impersonatedBy": "019ab1f0-0000-7000-8000-00000000000a",
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       },
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SessionCurrent"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-list-user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007"
                 *     }
                 */
                "application/json": components["schemas"]["AdminUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "expiresAt": "2026-11-30T08:00:00.123Z",
                     *           "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z",
                     *           "ipAddress": "127.0.0.1",
                     *           "userAgent": "seed",
                     *           "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *           "activeOrganizationId": null,
                     *           "impersonatedBy": null,
                     *           "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AdminSessionsResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-admin-list-users": {
        parameters: {
            query?: {
                /**
                 * @description 100 by default, 1000 at most
                 * @example 2
                 */
                limit?: number;
                offset?: number;
                /**
                 * @description A member of the user; newest first without it
                 * @example createdAt
                 */
                sortBy?: string;
                /** @example desc */
                sortDirection?: "asc" | "desc" | "";
                /**
                 * @description Upper and lower case count the same
                 * @example olive
                 */
                searchValue?: string;
                searchField?: "email" | "name";
                searchOperator?: "contains" | "starts_with" | "ends_with";
                /** @description A member of the user */
                filterField?: string;
                filterValue?: string[] | null;
                filterOperator?: "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "in" | "not_in" | "contains" | "starts_with" | "ends_with";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "users": [
                     *         {
                     *           "name": "Olive Martin",
                     *           "email": "olive@example.com",
                     *           "emailVerified": false,
                     *           "image": null,
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z",
                     *           "twoFactorEnabled": false,
                     *           "role": "user",
                     *           "banned": false,
                     *           "banReason": null,
                     *           "banExpires": null,
                     *           "isMfaRequired": false,
                     *           "phone": null,
                     *           "company": null,
                     *           "position": null,
                     *           "address": null,
                     *           "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *         },
                     *         {
                     *           "name": "Olive Martin",
                     *           "email": "olive@example.com",
                     *           "emailVerified": false,
                     *           "image": null,
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z",
                     *           "twoFactorEnabled": false,
                     *           "role": "user",
                     *           "banned": false,
                     *           "banReason": null,
                     *           "banExpires": null,
                     *           "isMfaRequired": false,
                     *           "phone": null,
                     *           "company": null,
                     *           "position": null,
                     *           "address": null,
                     *           "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *         }
                     *       ],
                     *       "total": 42,
                     *       "limit": 2
                     *     }
                     */
                    "application/json": components["schemas"]["AdminListUsersResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-remove-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007"
                 *     }
                 */
                "application/json": components["schemas"]["AdminUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["AdminSuccessResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-revoke-user-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sessionToken": "4Wq1Yk3Vn8sZ0bT6uR2xJ9mL5cH7dFgP"
                 *     }
                 */
                "application/json": components["schemas"]["AdminRevokeRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["AdminSuccessResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-revoke-user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007"
                 *     }
                 */
                "application/json": components["schemas"]["AdminUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["AdminSuccessResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-set-role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007",
                 *       "role": "admin"
                 *     }
                 */
                "application/json": components["schemas"]["AdminSetRoleRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.124Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "admin",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AdminChangedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-set-user-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007",
                 *       "newPassword": "purple elephant dancing"
                 *     }
                 */
                "application/json": components["schemas"]["AdminSetPasswordRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["AdminStatusResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-stop-impersonating": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "session": {
                     *         "expiresAt": "2026-11-30T08:00:00.123Z",
                     *         "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "ipAddress": "127.0.0.1",
                     *         "userAgent": "seed",
                     *         "userId": "019ab1f0-0000-7000-8000-00000000000a",
                     *         "activeOrganizationId": null,
                     *         "impersonatedBy": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       },
                     *       "user": {
                     *         "name": "Root",
                     *         "email": "root@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "superadmin",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-00000000000a"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SessionCurrent"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-unban-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007"
                 *     }
                 */
                "application/json": components["schemas"]["AdminUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.124Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AdminChangedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-admin-update-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "019ab1f0-0000-7000-8000-000000000007",
                 *       "data": {
                 *         "name": "Olive Durand"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AdminUpdateUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Olive Durand",
                     *       "email": "olive@example.com",
                     *       "emailVerified": false,
                     *       "image": null,
                     *       "createdAt": "2026-11-23T08:00:00.123Z",
                     *       "updatedAt": "2026-11-23T08:00:00.124Z",
                     *       "twoFactorEnabled": false,
                     *       "role": "user",
                     *       "banned": false,
                     *       "banReason": null,
                     *       "banExpires": null,
                     *       "isMfaRequired": false,
                     *       "phone": null,
                     *       "company": null,
                     *       "position": null,
                     *       "address": null,
                     *       "id": "019ab1f0-0000-7000-8000-000000000007"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-callback-id": {
        parameters: {
            query?: {
                /** @example SplxlOBeZQQYbYS6WxSbIA */
                code?: string;
                /** @example n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg */
                state?: string;
                iss?: string;
                error?: string;
                error_description?: string;
                /** @description Apple: the name, the first time */
                user?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The provider's id
                 * @example acme
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-callback-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The provider's id
                 * @example acme
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "SplxlOBeZQQYbYS6WxSbIA",
                 *       "state": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["FederationCallback"];
            };
        };
        responses: {
            /** @description See Other */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-change-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "newEmail": "new@example.com",
                 *       "callbackURL": "/account"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeEmailRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["DoneResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery",
                 *       "newPassword": "purple elephant dancing",
                 *       "revokeOtherSessions": true
                 *     }
                 */
                "application/json": components["schemas"]["ChangePasswordRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.124Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ChangePasswordResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-delete-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "callbackURL": "/"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "message": "Verification email sent"
                     *     }
                     */
                    "application/json": components["schemas"]["SelfDeleted"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-delete-user-callback": {
        parameters: {
            query?: {
                /**
                 * @description As the mail carried it
                 * @example n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg
                 */
                token?: string;
                /** @description The page to go on to; gets error=… when the link is no good. Without one the answer is JSON */
                callbackURL?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "message": "User deleted"
                     *     }
                     */
                    "application/json": components["schemas"]["SelfDeleted"];
                };
            };
            /** @description Leads to callbackURL */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-email-otp-send-verification-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "olive@example.com",
                 *       "type": "sign-in"
                 *     }
                 */
                "application/json": components["schemas"]["SignInCodeRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["SignInCodeResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-error": {
        parameters: {
            query?: {
                /**
                 * @description The code of the error
                 * @example INVALID_TOKEN
                 */
                error?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-get-access-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "providerId": "acme"
                 *     }
                 */
                "application/json": components["schemas"]["TokenRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "accessTokenExpiresAt": "2026-11-23T09:00:00.123Z",
                     *       "scopes": [
                     *         "openid",
                     *         "email"
                     *       ],
                     *       "idToken": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTlhYjFmMCJ9.c2lnbmF0dXJl"
                     *     }
                     */
                    "application/json": components["schemas"]["FederationAccessToken"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-get-session": {
        parameters: {
            query?: {
                /** @description true: look, and do not prolong the session */
                disableRefresh?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Auth-Jwt"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "session": {
                     *         "expiresAt": "2026-11-30T08:00:00.123Z",
                     *         "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "ipAddress": "127.0.0.1",
                     *         "userAgent": "seed",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "activeOrganizationId": null,
                     *         "impersonatedBy": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       },
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SessionCurrent"] | null;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-get-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Auth-Jwt"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "POST method requires deferSessionRefresh to be enabled in session config",
                     *       "code": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *     }
                     */
                    "application/json": components["schemas"]["SessionCurrent"] | null;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-jwks": {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the key set that the caller has */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "use": "sig",
                     *           "kty": "RSA",
                     *           "kid": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "alg": "PS256",
                     *           "n": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "e": "AQAB"
                     *         },
                     *         {
                     *           "use": "sig",
                     *           "kty": "OKP",
                     *           "kid": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "crv": "Ed25519",
                     *           "alg": "EdDSA",
                     *           "x": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DiscoveryKeySet"];
                };
            };
            /** @description The caller has this key set */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-link-social": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "provider": "acme",
                 *       "callbackURL": "/account"
                 *     }
                 */
                "application/json": components["schemas"]["LinkRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Location?: string;
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://id.acme.example/authorize?response_type=code&client_id=client&state=TowrDJWDEwsZQwGTPBXdRgoNkmwNaHho&scope=openid+profile+email&redirect_uri=http%3A%2F%2F127.0.0.n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&code_challenge_method=S256&code_challenge=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&nonce=quUZvgLWKWNqELnNUmSfVnEQXAkcOLJm",
                     *       "redirect": true
                     *     }
                     */
                    "application/json": components["schemas"]["FederationSocial"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-list-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "accountId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "providerId": "credential",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "scopes": []
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["SelfAccount"][] | null;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-list-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "expiresAt": "2026-11-30T08:00:00.123Z",
                     *         "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "ipAddress": "127.0.0.1",
                     *         "userAgent": "seed",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "activeOrganizationId": null,
                     *         "impersonatedBy": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Session"][] | null;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-magic-link-verify": {
        parameters: {
            query?: {
                /**
                 * @description As the mail carried it
                 * @example n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg
                 */
                token?: string;
                /** @description The page to go on to. Without one the answer is JSON */
                callbackURL?: string;
                newUserCallbackURL?: string;
                /** @description The page that gets error=… when the link is no good */
                errorCallbackURL?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": true,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Signin"];
                };
            };
            /** @description Leads to callbackURL, to the page for the second factor, or to errorCallbackURL */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-answer": {
        parameters: {
            query?: {
                /**
                 * @description As a JSON answer of ours led to it
                 * @example n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg
                 */
                form?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-authorize": {
        parameters: {
            query: {
                /**
                 * @description code
                 * @example code
                 */
                response_type?: string;
                /** @example shop */
                client_id: string;
                /**
                 * @description Exactly one of the registered ones
                 * @example https://client.example/cb
                 */
                redirect_uri?: string;
                /**
                 * @description Names with spaces between
                 * @example openid profile email
                 */
                scope?: string;
                /** @example af0ifjsldkj */
                state?: string;
                /** @example n-0S6_WzA2Mj */
                nonce?: string;
                /**
                 * @description Of PKCE (RFC 7636)
                 * @example E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
                 */
                code_challenge?: string;
                /**
                 * @description S256
                 * @example S256
                 */
                code_challenge_method?: string;
                /** @description query, fragment, form_post, jwt and its kinds */
                response_mode?: string;
                /** @description none, login, consent, select_account, create */
                prompt?: string;
                max_age?: string;
                acr_values?: string;
                /** @description OpenID Connect Core §5.5 */
                claims?: string;
                /** @description RFC 8707; may be repeated */
                resource?: string;
                login_hint?: string;
                id_token_hint?: string;
                ui_locales?: string;
                /** @description A signed request (RFC 9101) */
                request?: string;
                /** @description Of a pushed request (RFC 9126), or of a signed one */
                request_uri?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "redirect": true,
                     *       "url": "/oauth2/consent?response_type=code&client_id=shop&redirect_uri=https%3A%2F%2Fclient.example%2Fcb&scope=openid+profile+email&state=af0ifjsldkj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&nonce=n-0S6_WzA2Mj&exp=1795421400&sig=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *     }
                     */
                    "application/json": components["schemas"]["AuthorizeRedirect"];
                    "text/html": string;
                };
            };
            /** @description Leads to the application with code, iss and state or with an error, or to a page of ours */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "response_type": "code",
                 *       "client_id": "shop",
                 *       "redirect_uri": "https://client.example/cb",
                 *       "scope": "openid profile email",
                 *       "state": "af0ifjsldkj",
                 *       "nonce": "n-0S6_WzA2Mj",
                 *       "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                 *       "code_challenge_method": "S256"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["AuthorizeRequest"];
            };
        };
        responses: {
            /** @description See Other */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-callback-id": {
        parameters: {
            query?: {
                /** @example SplxlOBeZQQYbYS6WxSbIA */
                code?: string;
                /** @example n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg */
                state?: string;
                iss?: string;
                error?: string;
                error_description?: string;
                /** @description Apple: the name, the first time */
                user?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The provider's id
                 * @example acme
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-callback-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The provider's id
                 * @example acme
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "SplxlOBeZQQYbYS6WxSbIA",
                 *       "state": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["FederationCallback"];
            };
        };
        responses: {
            /** @description See Other */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "accept": true,
                 *       "oauth_query": "client_id=shop&scope=openid+profile&exp=1795420800&sig=c2lnbmF0dXJl"
                 *     }
                 */
                "application/json": components["schemas"]["ConsentRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "redirect": true,
                     *       "url": "https://client.example/cb?code=XlgCYLAuwsFTGrKCKUScDNdroGbZWtfP&state=st8&iss=http%3A%2F%2F127.0.0.1%3A45291"
                     *     }
                     */
                    "application/json": components["schemas"]["AuthorizeRedirect"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "created": true,
                 *       "oauth_query": "client_id=shop&prompt=create&exp=1795420800&sig=c2lnbmF0dXJl"
                 *     }
                 */
                "application/json": components["schemas"]["ContinueRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "redirect": true,
                     *       "url": "/oauth2/consent?response_type=code&client_id=shop&redirect_uri=https%3A%2F%2Fclient.example%2Fcb&scope=openid+profile&state=st8&code_challenge=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&code_challenge_method=S256&nonce=n0nce&prompt=create&settled=create&exp=1795421400&sig=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *     }
                     */
                    "application/json": components["schemas"]["AuthorizeRedirect"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-delete-consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019ab1f0-0000-7000-8000-00000000000f"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteConsentRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-device": {
        parameters: {
            query: {
                /** @example BCDF-GHJK */
                user_code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "client_id": "shop",
                     *       "client_name": "Shop",
                     *       "scopes": [
                     *         "openid",
                     *         "profile"
                     *       ],
                     *       "resources": [],
                     *       "address": "127.0.0.1",
                     *       "user_agent": "Television/1.0",
                     *       "started_at": "2026-11-23T08:00:00.123Z",
                     *       "expires_at": "2026-11-23T08:10:00.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["LookResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_code": "BCDF-GHJK",
                 *       "accept": true
                 *     }
                 */
                "application/json": components["schemas"]["AnswerRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["AnswerResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-device_authorization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_id": "shop",
                 *       "client_secret": "Zk2uG7c1QmX9rT4vB8nL0sW6yH3jD5fA",
                 *       "scope": "openid profile"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["DeviceForm"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "device_code": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user_code": "MPJL-WZDD",
                     *       "verification_uri": "https://auth.example.com/device",
                     *       "verification_uri_complete": "https://auth.example.com/device?user_code=MPJL-WZDD",
                     *       "expires_in": 600,
                     *       "interval": 5
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceCodes"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-end-session": {
        parameters: {
            query?: {
                id_token_hint?: string;
                logout_hint?: string;
                /** @example shop */
                client_id?: string;
                /** @description Exactly one of the registered ones */
                post_logout_redirect_uri?: string;
                state?: string;
                ui_locales?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Leads back to the application */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-end-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_id": "shop"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["LogoutForm"];
            };
        };
        responses: {
            /** @description See Other */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-end-session-confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "request": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["LogoutConfirm"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Leads back to the application */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-get-consent": {
        parameters: {
            query: {
                /** @example 019ab1f0-0000-7000-8000-00000000000f */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientId": "shop",
                     *       "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *       "referenceId": null,
                     *       "scopes": [
                     *         "openid",
                     *         "profile",
                     *         "email",
                     *         "offline_access",
                     *         "roles"
                     *       ],
                     *       "createdAt": "2026-11-23T08:00:00.123Z",
                     *       "updatedAt": "2026-11-23T08:00:00.123Z",
                     *       "id": "019ab1f0-0000-7000-8000-00000000000f"
                     *     }
                     */
                    "application/json": components["schemas"]["GrantConsent"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-get-consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "clientId": "shop",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "referenceId": null,
                     *         "scopes": [
                     *           "openid",
                     *           "profile",
                     *           "email",
                     *           "offline_access",
                     *           "roles"
                     *         ],
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "id": "019ab1f0-0000-7000-8000-0000000000ff"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["GrantConsent"][];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["TokeninfoTokenForm"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": true,
                     *       "client_id": "shop",
                     *       "email": "olive@example.com",
                     *       "email_verified": false,
                     *       "exp": 1795424400,
                     *       "family_name": "Martin",
                     *       "given_name": "Olive",
                     *       "iat": 1795420800,
                     *       "iss": "https://auth.example.com",
                     *       "name": "Olive Martin",
                     *       "roles": [
                     *         "user"
                     *       ],
                     *       "scope": "openid profile email offline_access roles",
                     *       "sid": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "sub": "019ab1f0-0000-7000-8000-000000000007",
                     *       "token_type": "Bearer",
                     *       "updated_at": 1795420800
                     *     }
                     */
                    "application/json": components["schemas"]["TokeninfoIntrospection"];
                    "application/token-introspection+jwt": string;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "providerId": "acme",
                 *       "callbackURL": "/account"
                 *     }
                 */
                "application/json": components["schemas"]["OAuth2LinkRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Location?: string;
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://id.acme.example/authorize?response_type=code&client_id=client&state=FMMBHmSBSrodAHpAXTzfcTuhTebFghOD&scope=openid+profile+email&redirect_uri=http%3A%2F%2F127.0.0.n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&code_challenge_method=S256&code_challenge=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&nonce=UNYykhEkkIhBRwUewuyrkezIgUZWsBys",
                     *       "redirect": true
                     *     }
                     */
                    "application/json": components["schemas"]["FederationSocial"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-par": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "response_type": "code",
                 *       "client_id": "shop",
                 *       "redirect_uri": "https://client.example/cb",
                 *       "scope": "openid profile email",
                 *       "state": "af0ifjsldkj",
                 *       "nonce": "n-0S6_WzA2Mj",
                 *       "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                 *       "code_challenge_method": "S256",
                 *       "client_secret": "Zk2uG7c1QmX9rT4vB8nL0sW6yH3jD5fA"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["AuthorizeRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "request_uri": "urn:ietf:params:oauth:request_uri:coJilDHYomdcjyIJtPrUrHugCrluuMvy",
                     *       "expires_in": 90
                     *     }
                     */
                    "application/json": components["schemas"]["AuthorizePushed"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-public-client": {
        parameters: {
            query: {
                /** @example shop */
                client_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "client_id": "shop",
                     *       "client_name": "Shop",
                     *       "redirect_uris": []
                     *     }
                     */
                    "application/json": components["schemas"]["PublicClientResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-register": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Bearer and an initial access token, where registration needs one
                 * @example Bearer iat_n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg
                 */
                Authorization?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_name": "Some client",
                 *       "redirect_uris": [
                 *         "https://client.example/cb"
                 *       ],
                 *       "grant_types": [
                 *         "authorization_code",
                 *         "refresh_token"
                 *       ],
                 *       "token_endpoint_auth_method": "client_secret_basic",
                 *       "scope": "openid email"
                 *     }
                 */
                "application/json": components["schemas"]["RegistrationMetadata"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Pragma?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "client_id": "reg-20aa7e108e150ec03867245b",
                     *       "client_secret": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "client_secret_expires_at": 0,
                     *       "client_id_issued_at": 1795420800,
                     *       "registration_access_token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "registration_client_uri": "https://auth.example.com/api/auth/oauth2/register/reg-20aa7e108e150ec03867245b",
                     *       "redirect_uris": [
                     *         "https://client.example/cb"
                     *       ],
                     *       "response_types": [
                     *         "code"
                     *       ],
                     *       "client_name": "Some client",
                     *       "scope": "openid email",
                     *       "id_token_signed_response_alg": "RS256",
                     *       "application_type": "web",
                     *       "grant_types": [
                     *         "authorization_code",
                     *         "refresh_token"
                     *       ],
                     *       "token_endpoint_auth_method": "client_secret_basic"
                     *     }
                     */
                    "application/json": components["schemas"]["RegistrationInformation"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-register-clientId": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Bearer and the client's registration access token
                 * @example Bearer n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg
                 */
                Authorization?: string;
            };
            path: {
                /** @example 5d2c8a41 */
                clientId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Pragma?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "client_id": "5d2c8a41",
                     *       "client_id_issued_at": 1795420800,
                     *       "registration_access_token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "registration_client_uri": "https://auth.example.com/api/auth/oauth2/register/5d2c8a41",
                     *       "redirect_uris": [
                     *         "https://client.example/cb"
                     *       ],
                     *       "response_types": [
                     *         "code"
                     *       ],
                     *       "client_name": "Some client",
                     *       "scope": "openid profile email address phone offline_access",
                     *       "id_token_signed_response_alg": "RS256",
                     *       "application_type": "web",
                     *       "grant_types": [
                     *         "authorization_code"
                     *       ],
                     *       "token_endpoint_auth_method": "client_secret_basic"
                     *     }
                     */
                    "application/json": components["schemas"]["RegistrationInformation"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "put-api-auth-oauth2-register-clientId": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Bearer and the client's registration access token
                 * @example Bearer n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg
                 */
                Authorization?: string;
            };
            path: {
                /** @example 5d2c8a41 */
                clientId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_id": "5d2c8a41",
                 *       "client_name": "Another name",
                 *       "redirect_uris": [
                 *         "https://client.example/cb"
                 *       ],
                 *       "token_endpoint_auth_method": "client_secret_basic"
                 *     }
                 */
                "application/json": components["schemas"]["RegistrationUpdate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Pragma?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "client_id": "5d2c8a41",
                     *       "client_id_issued_at": 1795420800,
                     *       "registration_access_token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "registration_client_uri": "https://auth.example.com/api/auth/oauth2/register/5d2c8a41",
                     *       "redirect_uris": [
                     *         "https://client.example/cb"
                     *       ],
                     *       "response_types": [
                     *         "code"
                     *       ],
                     *       "client_name": "Another name",
                     *       "scope": "openid profile email address phone offline_access",
                     *       "id_token_signed_response_alg": "RS256",
                     *       "application_type": "web",
                     *       "grant_types": [
                     *         "authorization_code"
                     *       ],
                     *       "token_endpoint_auth_method": "client_secret_basic"
                     *     }
                     */
                    "application/json": components["schemas"]["RegistrationInformation"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "delete-api-auth-oauth2-register-clientId": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Bearer and the client's registration access token
                 * @example Bearer n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg
                 */
                Authorization?: string;
            };
            path: {
                /** @example 5d2c8a41 */
                clientId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["TokeninfoTokenForm"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-token": {
        parameters: {
            query?: never;
            header?: {
                /** @description Proof of the key that the tokens are to be bound to (RFC 9449) */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grant_type": "authorization_code",
                 *       "code": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                 *       "redirect_uri": "https://client.example/cb",
                 *       "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["TokenForm"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    "DPoP-Nonce"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "expires_in": 3600,
                     *       "expires_at": 1795424400,
                     *       "token_type": "Bearer",
                     *       "refresh_token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "scope": "openid profile email offline_access",
                     *       "id_token": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTlhYjFmMCJ9.c2lnbmF0dXJl"
                     *     }
                     */
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-update-consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019ab1f0-0000-7000-8000-00000000000f",
                 *       "update": {
                 *         "scopes": [
                 *           "openid"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UpdateConsentRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clientId": "shop",
                     *       "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *       "referenceId": null,
                     *       "scopes": [
                     *         "openid"
                     *       ],
                     *       "createdAt": "2026-11-23T08:00:00.123Z",
                     *       "updatedAt": "2026-11-23T08:00:00.123Z",
                     *       "id": "019ab1f0-0000-7000-8000-00000000000f"
                     *     }
                     */
                    "application/json": components["schemas"]["GrantConsent"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-oauth2-userinfo": {
        parameters: {
            query?: never;
            header?: {
                /** @description Proof of the key that the access token is bound to (RFC 9449) */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "olive@example.com",
                     *       "email_verified": false,
                     *       "family_name": "Martin",
                     *       "given_name": "Olive",
                     *       "name": "Olive Martin",
                     *       "roles": [
                     *         "user"
                     *       ],
                     *       "sub": "019ab1f0-0000-7000-8000-000000000007",
                     *       "updated_at": 1795420800
                     *     }
                     */
                    "application/json": components["schemas"]["TokeninfoUserinfo"];
                    "application/jwt": string;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "post-api-auth-oauth2-userinfo": {
        parameters: {
            query?: never;
            header?: {
                /** @description Proof of the key that the access token is bound to (RFC 9449) */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "olive@example.com",
                     *       "email_verified": false,
                     *       "family_name": "Martin",
                     *       "given_name": "Olive",
                     *       "name": "Olive Martin",
                     *       "roles": [
                     *         "user"
                     *       ],
                     *       "sub": "019ab1f0-0000-7000-8000-000000000007",
                     *       "updated_at": 1795420800
                     *     }
                     */
                    "application/json": components["schemas"]["TokeninfoUserinfo"];
                    "application/jwt": string;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolError"];
                };
            };
        };
    };
    "get-api-auth-ok": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ok": true
                     *     }
                     */
                    "application/json": components["schemas"]["DocOKBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-passkey-delete-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019ab1f0-0000-7000-8000-00000000000c"
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyRemoveRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyRemoveResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-passkey-generate-authenticate-options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rpId": "127.0.0.1",
                     *       "challenge": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "timeout": 60000,
                     *       "userVerification": "required"
                     *     }
                     */
                    "application/json": components["schemas"]["SigninRequest"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-passkey-generate-register-options": {
        parameters: {
            query?: {
                /** @description Which authenticators to offer */
                authenticatorAttachment?: "platform" | "cross-platform";
                /**
                 * @description What the authenticator shows; the e-mail address by default
                 * @example Laptop
                 */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "rp": {
                     *         "name": "CIRCLE Auth",
                     *         "id": "127.0.0.1"
                     *       },
                     *       "user": {
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "name": "Laptop",
                     *         "displayName": "olive@example.com"
                     *       },
                     *       "pubKeyCredParams": [
                     *         {
                     *           "alg": -8,
                     *           "type": "public-key"
                     *         },
                     *         {
                     *           "alg": -7,
                     *           "type": "public-key"
                     *         }
                     *       ],
                     *       "timeout": 60000,
                     *       "attestation": "none",
                     *       "excludeCredentials": [],
                     *       "authenticatorSelection": {
                     *         "residentKey": "preferred",
                     *         "userVerification": "preferred",
                     *         "requireResidentKey": false
                     *       },
                     *       "extensions": {
                     *         "credProps": true
                     *       },
                     *       "hints": []
                     *     }
                     */
                    "application/json": components["schemas"]["SigninCreation"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-passkey-list-user-passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "name": "Laptop",
                     *         "publicKey": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "credentialID": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "counter": 0,
                     *         "deviceType": "singleDevice",
                     *         "backedUp": false,
                     *         "transports": "internal,hybrid",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "lastUsedAt": null,
                     *         "aaguid": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "id": "019ab1f0-0000-7000-8000-00000000000c"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["SigninPasskey"][] | null;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-passkey-update-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "019ab1f0-0000-7000-8000-00000000000c",
                 *       "name": "Desk"
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyRenameRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "passkey": {
                     *         "name": "Desk",
                     *         "publicKey": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "credentialID": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "counter": 0,
                     *         "deviceType": "singleDevice",
                     *         "backedUp": false,
                     *         "transports": "internal,hybrid",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "lastUsedAt": null,
                     *         "aaguid": "019ab1f0-0000-7000-8000-0000000000ff",
                     *         "id": "019ab1f0-0000-7000-8000-00000000000c"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyRenameResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-passkey-verify-authentication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "response": {
                 *         "clientExtensionResults": {},
                 *         "id": "AdKXJEch1aV5Wo7bj7qLHskVY4OoNaj9",
                 *         "rawId": "AdKXJEch1aV5Wo7bj7qLHskVY4OoNaj9",
                 *         "response": {
                 *           "authenticatorData": "SZYN5YgO",
                 *           "clientDataJSON": "eyJ0eXBl",
                 *           "signature": "MEUCIQDx"
                 *         },
                 *         "type": "public-key"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyUseRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "session": {
                     *         "expiresAt": "2026-11-30T08:00:00.123Z",
                     *         "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "ipAddress": "127.0.0.1",
                     *         "userAgent": "Go-http-client/1.1",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "activeOrganizationId": null,
                     *         "impersonatedBy": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyUseResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-passkey-verify-registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "response": {
                 *         "clientExtensionResults": {},
                 *         "id": "AdKXJEch1aV5Wo7bj7qLHskVY4OoNaj9",
                 *         "rawId": "AdKXJEch1aV5Wo7bj7qLHskVY4OoNaj9",
                 *         "response": {
                 *           "attestationObject": "o2NmbXRk",
                 *           "clientDataJSON": "eyJ0eXBl",
                 *           "transports": [
                 *             "internal"
                 *           ]
                 *         },
                 *         "type": "public-key"
                 *       },
                 *       "name": "Laptop"
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyAddRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Laptop",
                     *       "publicKey": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *       "credentialID": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "counter": 0,
                     *       "deviceType": "singleDevice",
                     *       "backedUp": false,
                     *       "transports": "internal,hybrid",
                     *       "createdAt": "2026-11-23T08:00:00.123Z",
                     *       "lastUsedAt": null,
                     *       "aaguid": "019ab1f0-0000-7000-8000-0000000000ff",
                     *       "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *     }
                     */
                    "application/json": components["schemas"]["SigninPasskey"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-refresh-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "providerId": "acme"
                 *     }
                 */
                "application/json": components["schemas"]["TokenRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "refreshToken": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "accessTokenExpiresAt": "2026-11-23T09:00:00.123Z",
                     *       "scope": "openid,email",
                     *       "idToken": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTlhYjFmMCJ9.c2lnbmF0dXJl",
                     *       "providerId": "acme",
                     *       "accountId": "248289761001"
                     *     }
                     */
                    "application/json": components["schemas"]["FederationRefresh"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-request-password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "olive@example.com",
                 *       "redirectTo": "/reset-password"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordResetRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true,
                     *       "message": "If this email exists in our system, check your email for the reset link"
                     *     }
                     */
                    "application/json": components["schemas"]["MailedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-reset-password": {
        parameters: {
            query?: {
                token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                 *       "newPassword": "purple elephant dancing"
                 *     }
                 */
                "application/json": components["schemas"]["ResetPasswordRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["MailedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-reset-password-token": {
        parameters: {
            query: {
                /**
                 * @description The page that gets the token, or error=INVALID_TOKEN
                 * @example /reset-password
                 */
                callbackURL: string;
            };
            header?: never;
            path: {
                /** @example n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-revoke-other-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["RevokeSessionResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-revoke-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "4Wq1Yk3Vn8sZ0bT6uR2xJ9mL5cH7dFgP"
                 *     }
                 */
                "application/json": components["schemas"]["RevokeSessionRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["RevokeSessionResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-revoke-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["RevokeSessionResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-send-verification-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "olive@example.com",
                 *       "callbackURL": "/account"
                 *     }
                 */
                "application/json": components["schemas"]["VerificationRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["MailedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-sign-in-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "olive@example.com",
                 *       "password": "correct horse battery",
                 *       "rememberMe": true
                 *     }
                 */
                "application/json": components["schemas"]["EmailRequestBody"];
                /**
                 * @example {
                 *       "email": "olive@example.com",
                 *       "password": "correct horse battery",
                 *       "rememberMe": true
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["EmailRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Location?: string;
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "redirect": false,
                     *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Signin"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-sign-in-email-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "olive@example.com",
                 *       "otp": "104532"
                 *     }
                 */
                "application/json": components["schemas"]["MailedCodeRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": true,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Signin"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-sign-in-magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "olive@example.com",
                 *       "callbackURL": "/account"
                 *     }
                 */
                "application/json": components["schemas"]["MagicLinkRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["MagicLinkResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-sign-in-oauth2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "providerId": "acme",
                 *       "callbackURL": "/account"
                 *     }
                 */
                "application/json": components["schemas"]["OAuth2RequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Location?: string;
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://id.acme.example/authorize?response_type=code&client_id=client&state=QmkBtPbjUtmrHKNqIuDGczTWPOuZMAFt&scope=openid+profile+email&redirect_uri=http%3A%2F%2F127.0.0.n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&code_challenge_method=S256&code_challenge=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&nonce=KpntfYCFXRgsMfGvQgMKNokmbcNhsyLg",
                     *       "redirect": true
                     *     }
                     */
                    "application/json": components["schemas"]["FederationSocial"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-sign-in-social": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "provider": "acme",
                 *       "callbackURL": "/account",
                 *       "disableRedirect": true
                 *     }
                 */
                "application/json": components["schemas"]["SocialRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Location?: string;
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://id.acme.example/authorize?response_type=code&client_id=client&state=spoLOnGBHaVdjDTOBVUqHdIjmNOmfikG&scope=openid+profile+email&redirect_uri=http%3A%2F%2F127.0.0.n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&code_challenge_method=S256&code_challenge=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&nonce=rInDJiEueYyWnlxjqskTXGnjlcgKjbua",
                     *       "redirect": false
                     *     }
                     */
                    "application/json": components["schemas"]["FederationSocial"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true
                     *     }
                     */
                    "application/json": components["schemas"]["DocSignedOutBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-sign-up-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Olive Martin",
                 *       "email": "new@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["SignUpRequestBody"];
                /**
                 * @example {
                 *       "name": "Olive Martin",
                 *       "email": "new@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["SignUpRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "new@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Signin"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-two-factor-challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "methods": [
                     *         "totp",
                     *         "otp",
                     *         "backup-code"
                     *       ],
                     *       "enrol": false
                     *     }
                     */
                    "application/json": components["schemas"]["ChallengeResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-two-factor-disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["StatusResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-two-factor-enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["EnableRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "totpURI": "otpauth://totp/CIRCLE%20Auth:olive.155%40example.com?secret=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&issuer=CIRCLE+Auth&digits=6&period=30",
                     *       "backupCodes": [
                     *         "jbF9V-Nc9RV",
                     *         "8EGxg-orai7",
                     *         "bfBn0-d6HrT",
                     *         "is2tH-sQmgl",
                     *         "7sL8F-3wFIb",
                     *         "WdbH1-5vEws",
                     *         "O6Agq-KCMSF",
                     *         "JTpU6-cUV3R",
                     *         "pNEyw-Ii2xR",
                     *         "i88oA-qBJuo"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["EnableResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-two-factor-generate-backup-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true,
                     *       "backupCodes": [
                     *         "VWoTz-5oCSf",
                     *         "ww8r2-3mbie",
                     *         "7Oi8T-uXu3f",
                     *         "btgtk-wv3Iy",
                     *         "lttpR-6eYuP",
                     *         "Nb5nj-Ewm72",
                     *         "KAxsk-61QO1",
                     *         "WA9DN-44ywk",
                     *         "ez58R-VuhE7",
                     *         "I2KUY-KSSTz"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BackupCodesResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-two-factor-get-totp-uri": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "totpURI": "otpauth://totp/CIRCLE%20Auth:olive.157%40example.com?secret=n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg&issuer=CIRCLE+Auth&digits=6&period=30"
                     *     }
                     */
                    "application/json": components["schemas"]["TOTPURIResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-two-factor-send-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["SendOTPRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["StatusResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-two-factor-verify-backup-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "k7Xq2-Rm9Tz"
                 *     }
                 */
                "application/json": components["schemas"]["BackupCodeRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:01:00.123Z",
                     *         "updatedAt": "2026-11-23T08:01:00.123Z",
                     *         "twoFactorEnabled": true,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["VerifiedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-two-factor-verify-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "730915"
                 *     }
                 */
                "application/json": components["schemas"]["CodeRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:01:00.123Z",
                     *         "updatedAt": "2026-11-23T08:01:00.123Z",
                     *         "twoFactorEnabled": true,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["VerifiedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-two-factor-verify-totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "492817",
                 *       "trustDevice": true
                 *     }
                 */
                "application/json": components["schemas"]["CodeRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:01:00.123Z",
                     *         "updatedAt": "2026-11-23T08:01:00.123Z",
                     *         "twoFactorEnabled": true,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["VerifiedResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-unlink-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "providerId": "acme",
                 *       "accountId": "248289761001"
                 *     }
                 */
                "application/json": components["schemas"]["UnlinkAccountRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["DoneResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-update-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "activeOrganizationId": null
                 *     }
                 */
                "application/json": components["schemas"]["UpdateSessionRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "session": {
                     *         "expiresAt": "2026-11-30T08:00:00.123Z",
                     *         "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "ipAddress": "127.0.0.1",
                     *         "userAgent": "seed",
                     *         "userId": "019ab1f0-0000-7000-8000-000000000007",
                     *         "activeOrganizationId": null,
                     *         "impersonatedBy": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["UpdateSessionResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-update-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Olive Durand",
                 *       "phone": "+33 1 99 00 12 34",
                 *       "locale": "fr"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["DoneResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-auth-verify-email": {
        parameters: {
            query?: {
                /**
                 * @description As the mail carried it
                 * @example eyJhbGciOiJIUzI1NiJ9.eyJlbWFpbCI6Im9saXZlIn0.c2lnbmF0dXJl
                 */
                token?: string;
                /** @description The page to go on to; gets error=… when the link is no good. Without one the answer is JSON */
                callbackURL?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true,
                     *       "user": null
                     *     }
                     */
                    "application/json": components["schemas"]["UserVerified"];
                };
            };
            /** @description Leads to callbackURL */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "post-api-auth-verify-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["VerifyPasswordRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": true
                     *     }
                     */
                    "application/json": components["schemas"]["DoneResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetterAuthError"];
                };
            };
        };
    };
    "get-api-public-config": {
        parameters: {
            query?: {
                /**
                 * @description An application whose name the page should show
                 * @example shop
                 */
                client_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "appName": "CIRCLE Auth",
                     *       "logoUrl": null,
                     *       "providers": [
                     *         {
                     *           "id": "acme",
                     *           "name": "Acme",
                     *           "kind": "oidc"
                     *         }
                     *       ],
                     *       "mail": true,
                     *       "magicLink": true,
                     *       "emailCode": true,
                     *       "passkeys": true,
                     *       "setupNeeded": false,
                     *       "application": {
                     *         "name": "Shop",
                     *         "icon": null,
                     *         "allowRegister": true,
                     *         "isMfaRequired": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PublicConfigResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-public-logo-clientId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example shop */
                clientId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-public-scopes": {
        parameters: {
            query: {
                /**
                 * @description Scopes, separated by spaces
                 * @example openid documents.read
                 */
                scope: string;
                /**
                 * @description Only the meanings at these resources
                 * @example [
                 *       "https://api.example.com"
                 *     ]
                 */
                resource?: string[] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "scopes": [
                     *         {
                     *           "name": "documents.read",
                     *           "description": "Read your documents",
                     *           "resource": "Documents"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScopesResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-public-setup": {
        parameters: {
            query?: never;
            header?: {
                /** @example n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg */
                "X-Setup-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "valid": true,
                     *       "appName": "CIRCLE Auth"
                     *     }
                     */
                    "application/json": components["schemas"]["CheckSetupResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "post-api-public-setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                 *       "name": "Ada Martin",
                 *       "email": "ada@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["CompleteSetupRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "name": "Ada Martin",
                     *         "email": "ada@example.com",
                     *         "emailVerified": true,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "superadmin",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Signin"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-user-applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "applications": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "clientId": "shop",
                     *           "name": "Shop",
                     *           "icon": null,
                     *           "url": null,
                     *           "scopes": [
                     *             "openid",
                     *             "profile",
                     *             "email",
                     *             "offline_access",
                     *             "roles"
                     *           ],
                     *           "connectedAt": "2026-11-23T08:00:00.123Z",
                     *           "lastUsedAt": "2026-11-23T08:00:00.123Z",
                     *           "active": true,
                     *           "offline": true,
                     *           "consentSkipped": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnApplicationsResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-user-applications-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-user-audit": {
        parameters: {
            query?: {
                /** @description Beginning of the action, e.g. session. */
                action?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @example 20 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "at": "2026-11-23T08:00:00.123Z",
                     *           "action": "user.created",
                     *           "by": "administrator",
                     *           "target": "user",
                     *           "targetId": "019ab1f0-0000-7000-8000-000000000007",
                     *           "details": {
                     *             "role": "user"
                     *           },
                     *           "address": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["OwnAuditResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-user-export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "profile": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       },
                     *       "accounts": [
                     *         {
                     *           "provider": "credential",
                     *           "accountId": "019ab1f0-0000-7000-8000-000000000007",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "updatedAt": "2026-11-23T08:00:00.123Z"
                     *         }
                     *       ],
                     *       "sessions": [
                     *         {
                     *           "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "current": true,
                     *           "browser": null,
                     *           "os": null,
                     *           "userAgent": "seed",
                     *           "ipAddress": "127.0.0.1",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "lastUsedAt": "2026-11-23T08:00:00.123Z",
                     *           "expiresAt": "2026-11-30T08:00:00.123Z"
                     *         }
                     *       ],
                     *       "secondFactors": [],
                     *       "passkeys": [],
                     *       "trustedDevices": [],
                     *       "applications": [],
                     *       "memberships": [],
                     *       "audit": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "at": "2026-11-23T08:00:00.123Z",
                     *           "action": "user.created",
                     *           "by": "administrator",
                     *           "target": "user",
                     *           "targetId": "019ab1f0-0000-7000-8000-000000000007",
                     *           "details": {
                     *             "role": "user"
                     *           },
                     *           "address": null
                     *         }
                     *       ],
                     *       "auditComplete": true
                     *     }
                     */
                    "application/json": components["schemas"]["OwnExportResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-user-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "name": "Olive Martin",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.123Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": null,
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OwnProfileResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "patch-api-user-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Olive Durand",
                 *       "company": "Durand SARL",
                 *       "locale": "fr"
                 *     }
                 */
                "application/json": components["schemas"]["ChangeProfileRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "name": "Olive Durand",
                     *         "email": "olive@example.com",
                     *         "emailVerified": false,
                     *         "image": null,
                     *         "createdAt": "2026-11-23T08:00:00.123Z",
                     *         "updatedAt": "2026-11-23T08:00:00.124Z",
                     *         "twoFactorEnabled": false,
                     *         "role": "user",
                     *         "banned": false,
                     *         "banReason": null,
                     *         "banExpires": null,
                     *         "isMfaRequired": false,
                     *         "phone": null,
                     *         "company": "Durand SARL",
                     *         "position": null,
                     *         "address": null,
                     *         "id": "019ab1f0-0000-7000-8000-000000000007"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OwnProfileResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "id": "n1Rk8Xw3Tq6Vb0Zs5Yc9Lh2Mj7Pd4Fg",
                     *           "current": true,
                     *           "browser": null,
                     *           "os": null,
                     *           "userAgent": "seed",
                     *           "ipAddress": "127.0.0.1",
                     *           "createdAt": "2026-11-23T08:00:00.123Z",
                     *           "lastUsedAt": "2026-11-23T08:00:00.123Z",
                     *           "expiresAt": "2026-11-30T08:00:00.123Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OwnSessionsResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-user-sessions-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-00000000000b */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-user-trusted-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "devices": [
                     *         {
                     *           "id": "019ab1f0-0000-7000-8000-0000000000ff",
                     *           "userAgent": "Go-http-client/1.1",
                     *           "ipAddress": "127.0.0.1",
                     *           "createdAt": "2026-11-23T08:01:00.123Z",
                     *           "lastUsedAt": "2026-11-23T08:01:00.123Z",
                     *           "expiresAt": "2026-12-23T08:01:00.123Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListDevicesResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "delete-api-user-trusted-devices-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019ab1f0-0000-7000-8000-00000000000d */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "version": "test"
                     *     }
                     */
                    "application/json": components["schemas"]["HealthResponseBody"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-openapi-json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
}
