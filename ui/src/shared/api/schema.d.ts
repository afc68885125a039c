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
    "/api/admin/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API tokens */
        get: operations["get-api-admin-api-tokens"];
        put?: never;
        /** Create an API token */
        post: operations["post-api-admin-api-tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/api-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete an API token */
        delete: operations["delete-api-admin-api-tokens-id"];
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
        /**
         * List applications
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications"];
        put?: never;
        /**
         * Create an application
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Show an application
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id"];
        put?: never;
        post?: never;
        /**
         * Delete an application and all that belongs to it
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id"];
        options?: never;
        head?: never;
        /**
         * Change an application
         * @description API tokens need the scope applications:write.
         */
        patch: operations["patch-api-admin-applications-id"];
        trace?: never;
    };
    "/api/admin/applications/{id}/consumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the users of an application consumed
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-consumption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/consumption/credits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user was granted beside the plan
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-consumption-credits"];
        put?: never;
        /**
         * Grant a user an amount beside the plan
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-consumption-credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/consumption/credits/{creditId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take back what is left of a credit
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-consumption-credits-creditId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/consumption/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What explains a balance, line by line
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-consumption-ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/consumption/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was consumed of a key over time
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-consumption-series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/logout-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the latest back-channel logout notices
         * @description API tokens need the scope applications:read.
         */
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
        /**
         * List permissions
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-permissions"];
        put?: never;
        /**
         * Create a permission
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Delete a permission
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * List subscription plans
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-plans"];
        put?: never;
        /**
         * Create a plan
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Delete a plan
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-plans-planId"];
        options?: never;
        head?: never;
        /**
         * Change a plan
         * @description API tokens need the scope applications:write.
         */
        patch: operations["patch-api-admin-applications-id-plans-planId"];
        trace?: never;
    };
    "/api/admin/applications/{id}/plans/{planId}/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a plan a price
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-plans-planId-prices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/plans/{planId}/prices/{priceId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a price from a plan
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-plans-planId-prices-priceId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-roles"];
        put?: never;
        /**
         * Create a role
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Delete a role
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-roles-roleId"];
        options?: never;
        head?: never;
        /**
         * Change a role
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Give a role a permission
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Give a role a permission
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-roles-roleId-permissions-permId"];
        /**
         * Take a permission from a role
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Give an application a new secret
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-rotate-secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List an application's secrets, not what they are
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-secrets"];
        put?: never;
        /**
         * Give an application one more secret
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-secrets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/secrets/{secretId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of an application's secrets
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-secrets-secretId"];
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
        /**
         * List who may enter
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-users"];
        put?: never;
        /**
         * Let a user enter
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Take a user's access away
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-users-userId"];
        options?: never;
        head?: never;
        /**
         * Change a user's access
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Give a user a role
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-users-userId-roles-roleId"];
        /**
         * Take a role from a user
         * @description API tokens need the scope applications:write.
         */
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
        /**
         * Put a user on a plan
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-users-userId-subscription"];
        /**
         * Take a user off their plan
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-users-userId-subscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the webhooks of an application
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-webhooks"];
        put?: never;
        /**
         * Have an application told of changes
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-webhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a webhook
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-webhooks-webhookId"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-webhooks-webhookId"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description API tokens need the scope applications:write.
         */
        patch: operations["patch-api-admin-applications-id-webhooks-webhookId"];
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to a webhook
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-webhooks-webhookId-deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks/{webhookId}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One delivery, with all attempts at it
         * @description API tokens need the scope applications:read.
         */
        get: operations["get-api-admin-applications-id-webhooks-webhookId-deliveries-deliveryId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks/{webhookId}/deliveries/{deliveryId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send one delivery once more
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-webhooks-webhookId-deliveries-deliveryId-replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks/{webhookId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send what happened in a time once more
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-webhooks-webhookId-replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks/{webhookId}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook a new secret
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-webhooks-webhookId-secrets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks/{webhookId}/secrets/{secretId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Have a secret of a webhook sign no longer
         * @description API tokens need the scope applications:write.
         */
        delete: operations["delete-api-admin-applications-id-webhooks-webhookId-secrets-secretId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/applications/{id}/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test, and tell how it went
         * @description API tokens need the scope applications:write.
         */
        post: operations["post-api-admin-applications-id-webhooks-webhookId-test"];
        delete?: never;
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
        /**
         * Search the audit trail
         * @description API tokens need the scope audit:read.
         */
        get: operations["get-api-admin-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the audit trail
         * @description API tokens need the scope audit:read.
         */
        get: operations["get-api-admin-audit-export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the audit trail is sealed with, and whether it is whole
         * @description API tokens need the scope audit:read.
         */
        get: operations["get-api-admin-audit-verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/billing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Purchases that give nobody a plan
         * @description API tokens need the scope billing:read.
         */
        get: operations["get-api-admin-billing"];
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
        /**
         * List clients that documents describe
         * @description API tokens need the scope client-documents:read.
         */
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
        /**
         * Let the client of a document be used
         * @description API tokens need the scope client-documents:write.
         */
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
        /**
         * Keep the client of a document out
         * @description API tokens need the scope client-documents:write.
         */
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
        /**
         * List the keys that sign tokens
         * @description API tokens need the scope keys:read.
         */
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
        /**
         * Replace signing keys
         * @description API tokens need the scope keys:write.
         */
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
    "/api/admin/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List organizations
         * @description API tokens need the scope organizations:read.
         */
        get: operations["get-api-admin-organizations"];
        put?: never;
        /**
         * Create an organization
         * @description API tokens need the scope organizations:write.
         */
        post: operations["post-api-admin-organizations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an organization
         * @description API tokens need the scope organizations:read.
         */
        get: operations["get-api-admin-organizations-id"];
        put?: never;
        post?: never;
        /**
         * Delete an organization
         * @description API tokens need the scope organizations:write.
         */
        delete: operations["delete-api-admin-organizations-id"];
        options?: never;
        head?: never;
        /**
         * Change an organization
         * @description API tokens need the scope organizations:write.
         */
        patch: operations["patch-api-admin-organizations-id"];
        trace?: never;
    };
    "/api/admin/organizations/{id}/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List applications that an organization may use
         * @description API tokens need the scope organizations:read.
         */
        get: operations["get-api-admin-organizations-id-applications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/applications/{applicationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Let an organization use an application
         * @description API tokens need the scope organizations:write.
         */
        put: operations["put-api-admin-organizations-id-applications-applicationId"];
        post?: never;
        /**
         * Let an organization use an application no more
         * @description API tokens need the scope organizations:write.
         */
        delete: operations["delete-api-admin-organizations-id-applications-applicationId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the invitations of an organization
         * @description API tokens need the scope organizations:read.
         */
        get: operations["get-api-admin-organizations-id-invitations"];
        put?: never;
        /**
         * Invite somebody by e-mail
         * @description API tokens need the scope organizations:write.
         */
        post: operations["post-api-admin-organizations-id-invitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/invitations/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite several people by e-mail
         * @description API tokens need the scope organizations:write.
         */
        post: operations["post-api-admin-organizations-id-invitations-bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description API tokens need the scope organizations:write.
         */
        delete: operations["delete-api-admin-organizations-id-invitations-invitationId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/invitations/{invitationId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invitation once more
         * @description API tokens need the scope organizations:write.
         */
        post: operations["post-api-admin-organizations-id-invitations-invitationId-resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of an organization
         * @description API tokens need the scope organizations:read.
         */
        get: operations["get-api-admin-organizations-id-members"];
        put?: never;
        /**
         * Make a user a member
         * @description API tokens need the scope organizations:write.
         */
        post: operations["post-api-admin-organizations-id-members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description API tokens need the scope organizations:write.
         */
        delete: operations["delete-api-admin-organizations-id-members-memberId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/members/{memberId}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Give a member another role
         * @description API tokens need the scope organizations:write.
         */
        patch: operations["patch-api-admin-organizations-id-members-memberId-role"];
        trace?: never;
    };
    "/api/admin/organizations/{id}/members/{memberId}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the roles of a member within the organization
         * @description API tokens need the scope organizations:read.
         */
        get: operations["get-api-admin-organizations-id-members-memberId-roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/members/{memberId}/roles/{roleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a member a role within the organization
         * @description API tokens need the scope organizations:write.
         */
        put: operations["put-api-admin-organizations-id-members-memberId-roles-roleId"];
        post?: never;
        /**
         * Take a role within the organization from a member
         * @description API tokens need the scope organizations:write.
         */
        delete: operations["delete-api-admin-organizations-id-members-memberId-roles-roleId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/parent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make an organization the client of a reseller, or of nobody
         * @description API tokens need the scope organizations:write.
         */
        put: operations["put-api-admin-organizations-id-parent"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/reseller": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Let an organization have clients
         * @description API tokens need the scope organizations:write.
         */
        put: operations["put-api-admin-organizations-id-reseller"];
        post?: never;
        /**
         * Let it have clients no more
         * @description API tokens need the scope organizations:write.
         */
        delete: operations["delete-api-admin-organizations-id-reseller"];
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
        /**
         * List initial access tokens
         * @description API tokens need the scope registration-tokens:read.
         */
        get: operations["get-api-admin-registration-tokens"];
        put?: never;
        /**
         * Make an initial access token
         * @description API tokens need the scope registration-tokens:write.
         */
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
        /**
         * Take an initial access token back
         * @description API tokens need the scope registration-tokens:write.
         */
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
        /**
         * List protected APIs
         * @description API tokens need the scope resources:read.
         */
        get: operations["get-api-admin-resources"];
        put?: never;
        /**
         * Register a protected API
         * @description API tokens need the scope resources:write.
         */
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
        /**
         * Show a protected API
         * @description API tokens need the scope resources:read.
         */
        get: operations["get-api-admin-resources-id"];
        put?: never;
        post?: never;
        /**
         * Delete a protected API
         * @description API tokens need the scope resources:write.
         */
        delete: operations["delete-api-admin-resources-id"];
        options?: never;
        head?: never;
        /**
         * Change a protected API
         * @description API tokens need the scope resources:write.
         */
        patch: operations["patch-api-admin-resources-id"];
        trace?: never;
    };
    "/api/admin/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which outside services are used
         * @description API tokens need the scope services:read.
         */
        get: operations["get-api-admin-services"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who is signed in
         * @description API tokens need the scope sessions:read.
         */
        get: operations["get-api-admin-sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description API tokens need the scope sessions:write.
         */
        delete: operations["delete-api-admin-sessions-id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the service is used
         * @description API tokens need the scope stats:read.
         */
        get: operations["get-api-admin-stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users"];
        put?: never;
        /**
         * Create a user, or invite one
         * @description API tokens need the scope users:write.
         */
        post: operations["post-api-admin-users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a user
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users-id"];
        put?: never;
        post?: never;
        /**
         * Delete a user and all that belongs to them
         * @description API tokens need the scope users:write.
         */
        delete: operations["delete-api-admin-users-id"];
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description API tokens need the scope users:write.
         */
        patch: operations["patch-api-admin-users-id"];
        trace?: never;
    };
    "/api/admin/users/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user did, and what was done to them
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users-id-activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Applications that list a user, with roles
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users-id-applications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a user out
         * @description API tokens need the scope users:write.
         */
        post: operations["post-api-admin-users-id-disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a user in again
         * @description API tokens need the scope users:write.
         */
        post: operations["post-api-admin-users-id-enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user can show besides a password
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users-id-factors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Organizations of a user
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users-id-organizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What tokens would tell an application about a user
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users-id-preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/reset-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a user's second factors away
         * @description API tokens need the scope users:write.
         */
        post: operations["post-api-admin-users-id-reset-factors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a user the link to choose a new password
         * @description API tokens need the scope users:write.
         */
        post: operations["post-api-admin-users-id-reset-password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a user is signed in
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users-id-sessions"];
        put?: never;
        post?: never;
        /**
         * Sign a user out everywhere
         * @description API tokens need the scope users:write.
         */
        delete: operations["delete-api-admin-users-id-sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign a user out in one place
         * @description API tokens need the scope users:write.
         */
        delete: operations["delete-api-admin-users-id-sessions-sessionId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user may do in an application, and why
         * @description API tokens need the scope users:read.
         */
        get: operations["get-api-admin-users-id-why"];
        put?: never;
        post?: never;
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
    "/api/auth/organization/accept-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation */
        post: operations["post-api-auth-organization-accept-invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/cancel-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an invitation back */
        post: operations["post-api-auth-organization-cancel-invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/check-slug": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Is a slug free */
        post: operations["post-api-auth-organization-check-slug"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create an organization */
        post: operations["post-api-auth-organization-create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete an organization */
        post: operations["post-api-auth-organization-delete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/get-active-member": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller as a member of the active organization */
        get: operations["get-api-auth-organization-get-active-member"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/get-active-member-role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The role of a member */
        get: operations["get-api-auth-organization-get-active-member-role"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/get-full-organization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An organization with its members and invitations */
        get: operations["get-api-auth-organization-get-full-organization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/get-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an invitation to whom it is for */
        get: operations["get-api-auth-organization-get-invitation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/has-permission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** May the caller do all of this in an organization */
        post: operations["post-api-auth-organization-has-permission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/invite-member": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invite somebody by e-mail */
        post: operations["post-api-auth-organization-invite-member"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave an organization */
        post: operations["post-api-auth-organization-leave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's organizations */
        get: operations["get-api-auth-organization-list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/list-invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the invitations of an organization */
        get: operations["get-api-auth-organization-list-invitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/list-members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List members */
        get: operations["get-api-auth-organization-list-members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/list-user-invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations that wait for the caller */
        get: operations["get-api-auth-organization-list-user-invitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/reject-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turn an invitation down */
        post: operations["post-api-auth-organization-reject-invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/remove-member": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove a member */
        post: operations["post-api-auth-organization-remove-member"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/set-active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose the organization that the session is about */
        post: operations["post-api-auth-organization-set-active"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change an organization */
        post: operations["post-api-auth-organization-update"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/organization/update-member-role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a member another role */
        post: operations["post-api-auth-organization-update-member-role"];
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
    "/api/auth/two-factor/enable-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a passkey after the password */
        post: operations["post-api-auth-two-factor-enable-passkey"];
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
    "/api/consumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record what a user consumed */
        post: operations["post-api-consumption"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record what users consumed, many at once */
        post: operations["post-api-consumption-batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** May a user consume more, and how much is left */
        post: operations["post-api-consumption-check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set an amount aside */
        post: operations["post-api-consumption-reservations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/reservations/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Consume what was set aside */
        post: operations["post-api-consumption-reservations-id-confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/reservations/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give back what was set aside */
        post: operations["post-api-consumption-reservations-id-release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record what users consumed, line by line */
        post: operations["post-api-consumption-stream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/{userId}/{applicationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a user consumed in an application */
        get: operations["get-api-consumption-userId-applicationId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consumption/{userId}/{applicationId}/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of one key a user consumed */
        get: operations["get-api-consumption-userId-applicationId-key"];
        put?: never;
        post?: never;
        /**
         * Forget what a user consumed of one key
         * @description API tokens need the scope consumption:write.
         */
        delete: operations["delete-api-consumption-userId-applicationId-key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entitlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user may do in an application now
         * @description The caller shows an access token of a user, or the application's own and names the user. Roles, permissions and features are told as far as the scopes of the token, or those the application may ask for, reveal them.
         */
        get: operations["get-api-entitlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's organizations */
        get: operations["get-api-organizations"];
        put?: never;
        /** Create a client of a reseller */
        post: operations["post-api-organizations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/joinable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Organizations that the caller can join */
        get: operations["get-api-organizations-joinable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an organization to its people */
        get: operations["get-api-organizations-id"];
        put?: never;
        post?: never;
        /** Delete an organization */
        delete: operations["delete-api-organizations-id"];
        options?: never;
        head?: never;
        /** Change an organization */
        patch: operations["patch-api-organizations-id"];
        trace?: never;
    };
    "/api/organizations/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened in an organization */
        get: operations["get-api-organizations-id-activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Applications that an organization may use, with their roles */
        get: operations["get-api-organizations-id-applications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List and search the clients of a reseller */
        get: operations["get-api-organizations-id-clients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/clients/{clientId}/applications/{applicationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Let a client use an application */
        put: operations["put-api-organizations-id-clients-clientId-applications-applicationId"];
        post?: never;
        /** Let a client use it no more */
        delete: operations["delete-api-organizations-id-clients-clientId-applications-applicationId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List domains */
        get: operations["get-api-organizations-id-domains"];
        put?: never;
        /** Claim a domain */
        post: operations["post-api-organizations-id-domains"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/domains/{domainId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Give a domain up */
        delete: operations["delete-api-organizations-id-domains-domainId"];
        options?: never;
        head?: never;
        /** Say how people join by a domain */
        patch: operations["patch-api-organizations-id-domains-domainId"];
        trace?: never;
    };
    "/api/organizations/{id}/domains/{domainId}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look for the proof of a domain */
        post: operations["post-api-organizations-id-domains-domainId-verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List invitations */
        get: operations["get-api-organizations-id-invitations"];
        put?: never;
        /** Invite somebody */
        post: operations["post-api-organizations-id-invitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/invitations/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invite many */
        post: operations["post-api-organizations-id-invitations-bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back */
        delete: operations["delete-api-organizations-id-invitations-invitationId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/invitations/{invitationId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an invitation again */
        post: operations["post-api-organizations-id-invitations-invitationId-resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join an organization, or ask to */
        post: operations["post-api-organizations-id-join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/join-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who asked to join */
        get: operations["get-api-organizations-id-join-requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/join-requests/{requestId}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let somebody join */
        post: operations["post-api-organizations-id-join-requests-requestId-approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/join-requests/{requestId}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let somebody not join */
        post: operations["post-api-organizations-id-join-requests-requestId-reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave an organization */
        post: operations["post-api-organizations-id-leave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List and search members */
        get: operations["get-api-organizations-id-members"];
        put?: never;
        /** Add somebody of the reseller to a client */
        post: operations["post-api-organizations-id-members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member */
        delete: operations["delete-api-organizations-id-members-memberId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/members/{memberId}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a member's role */
        patch: operations["patch-api-organizations-id-members-memberId-role"];
        trace?: never;
    };
    "/api/organizations/{id}/members/{memberId}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A member's roles in applications */
        get: operations["get-api-organizations-id-members-memberId-roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/members/{memberId}/roles/{roleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Give a member a role of an application */
        put: operations["put-api-organizations-id-members-memberId-roles-roleId"];
        post?: never;
        /** Take such a role from a member */
        delete: operations["delete-api-organizations-id-members-memberId-roles-roleId"];
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
    "/api/public/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The logo of the service */
        get: operations["get-api-public-logo"];
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
    "/api/public/organization-logo/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The logo of an organization */
        get: operations["get-api-public-organization-logo-id"];
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
    "/api/user/billing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller bought */
        get: operations["get-api-user-billing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/billing/checkout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Buy a plan at Stripe */
        post: operations["post-api-user-billing-checkout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/billing/portal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change or end what the caller bought, at Stripe */
        post: operations["post-api-user-billing-portal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/consumption/{appId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the caller consumed in an application */
        get: operations["get-api-user-consumption-appId"];
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
    "/api/user/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's applications and plans */
        get: operations["get-api-user-subscription"];
        put?: never;
        post?: never;
        delete?: never;
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
    "/api/webhooks/stripe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An event of Stripe's
         * @description Answered once what follows from it is kept. Events come late, twice and out of order: of each only what it is about is read, and Stripe is asked how that is now.
         */
        post: operations["post-api-webhooks-stripe"];
        delete?: never;
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
        AccessAllowedApplication: {
            /** Format: date-time */
            allowedAt: string | null;
            icon: string | null;
            /** Format: uuid */
            id: string;
            isActive: boolean;
            name: string;
            slug: string;
        };
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
        AccessOrganizationRole: {
            /** Format: uuid */
            applicationId: string;
            applicationName: string;
            applicationSlug: string;
            /**
             * Format: date-time
             * @description When it was given
             */
            createdAt: string | null;
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
        AccountAbout: {
            /**
             * Format: date-time
             * @description When the owner's deletion of the account is final
             */
            deletesAt: string | null;
            hasPassword: boolean;
            /** Format: date-time */
            lastSignInAt: string | null;
            /** @description The language of mails */
            locale: string | null;
            logins: components["schemas"]["AccountLogin"][];
            secondFactors: string[];
            /**
             * Format: int64
             * @description How many are alive
             */
            sessions: number;
        };
        AccountActive: {
            /** Format: int64 */
            active: number;
        };
        AccountApplicationCount: {
            /**
             * Format: int64
             * @description How often people let it in during these days
             */
            grants: number;
            icon: string | null;
            id: string;
            name: string;
            slug: string;
            /**
             * Format: int64
             * @description Who have access by name
             */
            users: number;
        };
        AccountApplicationCounts: {
            /** Format: int64 */
            active: number;
            top: components["schemas"]["AccountApplicationCount"][];
            /** Format: int64 */
            total: number;
        };
        AccountBelongs: {
            /** @description Roles in applications that count there only */
            applicationRoles: components["schemas"]["AccountRoleThere"][];
            id: string;
            memberId: string;
            name: string;
            /** @enum {string} */
            role: "owner" | "admin" | "member";
            slug: string;
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
        AccountDay: {
            /**
             * Format: date
             * @description In UTC
             */
            day: string;
            /** Format: int64 */
            failures: number;
            /** Format: int64 */
            signIns: number;
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
        AccountEntry: {
            applicationActive: boolean;
            /** Format: date-time */
            createdAt: string | null;
            icon: string | null;
            id: string;
            /** @description The user's access, not the application */
            isActive: boolean;
            name: string;
            planName: string | null;
            roles: components["schemas"]["AccountRole"][];
            slug: string;
            /** @description That counts now */
            subscriptionPlanId: string | null;
        };
        AccountGiver: {
            id: string;
            kind: string;
            name: string | null;
        };
        AccountHeldDevice: {
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
        AccountHeldPasskey: {
            aaguid: string;
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            /** Format: date-time */
            lastUsedAt: string | null;
            name: string;
        };
        AccountHeldPermission: {
            /** @description As tokens name it */
            name: string;
            /** @description That hold it */
            roles: string[];
        };
        AccountHeldRole: {
            from: components["schemas"]["AccountReason"][];
            id: string;
            name: string;
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
        AccountMfaCounts: {
            /** Format: int64 */
            passkeys: number;
            /**
             * Format: int64
             * @description Of whom an administrator demands one by name
             */
            required: number;
            /** Format: double */
            share: number;
            /** Format: int64 */
            twoFactor: number;
            /**
             * Format: int64
             * @description Who have a second factor or a passkey
             */
            users: number;
        };
        AccountPasskey: {
            aaguid: string;
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            lastUsedAt: string | null;
            name: string;
        };
        AccountReason: {
            /** @description Who gave it, as far as the audit trail remembers */
            by: components["schemas"]["AccountGiver"] | null;
            /** @enum {string} */
            effect: "grants" | "refuses" | "asks";
            /** @description Of the plan, or of the organization */
            id: string | null;
            /** @description Of the plan or the organization, or why the user was banned */
            name: string | null;
            /** @enum {string} */
            rule: "user_banned" | "user_leaving" | "email_unverified" | "application_disabled" | "access_row" | "access_row_disabled" | "everyone" | "organization" | "administrator" | "no_access_row" | "second_factor" | "second_factor_of_user" | "role" | "default_role" | "organization_role" | "plan" | "default_plan" | "plan_ended" | "plan_expired" | "no_plan";
            /** Format: date-time */
            since: string | null;
            /** Format: date-time */
            until: string | null;
        };
        AccountRefusal: {
            description: string;
            error: string;
            /** @description As the explanation of the access names it */
            rule: string | null;
        };
        AccountRole: {
            id: string;
            name: string;
        };
        AccountRoleThere: {
            applicationId: string;
            applicationName: string;
            /** Format: date-time */
            createdAt: string | null;
            role: string;
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
        AccountSignInCounts: {
            byDay: components["schemas"]["AccountDay"][];
            /** Format: int64 */
            failures: number;
            /** Format: int64 */
            total: number;
        };
        AccountTotal: {
            /** Format: int64 */
            total: number;
        };
        AccountUsage: {
            /**
             * Format: date-time
             * @description At most a minute ago
             */
            countedAt: string | null;
            /** @description Those that most users consume */
            keys: components["schemas"]["AccountUsedKey"][];
        };
        AccountUsedKey: {
            applicationId: string;
            applicationName: string;
            applicationSlug: string;
            key: string;
            /** @description A decimal number: what all users have consumed, ever */
            total: string;
            /**
             * Format: int64
             * @description Who have consumed any
             */
            users: number;
        };
        AccountUserCounts: {
            /** Format: int64 */
            banned: number;
            /**
             * Format: int64
             * @description Of these days
             */
            new: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            unverified: number;
        };
        AccountUserOrganization: {
            id: string;
            isReseller: boolean;
            logo: string | null;
            memberId: string;
            name: string;
            /** @enum {string} */
            role: "owner" | "admin" | "member";
            slug: string;
        };
        ActivityResponseBody: {
            events: components["schemas"]["OrganizationActivity"][];
            nextCursor: string | null;
        };
        AddRolePermissionRequestBody: {
            permissionId: string;
        };
        AdminApplicationsResponseBody: {
            applications: components["schemas"]["AccountEntry"][];
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
        AdminDetailResponseBody: {
            account: components["schemas"]["AccountAbout"];
            applications: components["schemas"]["AccountEntry"][];
            user: components["schemas"]["User"];
        };
        AdminFactorsResponseBody: {
            /**
             * Format: int64
             * @description How many are left
             */
            backupCodes: number;
            /** @description An administrator demands one of this user */
            isMfaRequired: boolean;
            /** @description What the user can show: totp, passkey, otp, backup-code */
            methods: string[];
            passkeys: components["schemas"]["AccountHeldPasskey"][];
            /** @description One is demanded of this user, by an administrator or by policy */
            required: boolean;
            trustedDevices: components["schemas"]["AccountHeldDevice"][];
            twoFactorEnabled: boolean;
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
        AdminOrganizationsResponseBody: {
            organizations: components["schemas"]["AccountUserOrganization"][];
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
        AggregateResponseBody: {
            aggregate: components["schemas"]["ConsumptionAggregate"];
        };
        AggregatesResponseBody: {
            aggregates: components["schemas"]["ConsumptionAggregate"][];
        };
        AllowedApplicationsResponseBody: {
            applications: components["schemas"]["AccessAllowedApplication"][];
        };
        AnswerRequestBody: {
            accept: boolean;
            user_code: string;
        };
        AnswerResponseBody: {
            success: boolean;
        };
        ApitokenToken: {
            /** Format: date-time */
            createdAt: string | null;
            /** @description Id of the administrator; the token ends when they administer no longer */
            createdBy: string;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description The day of its last use
             */
            lastUsedOn: string | null;
            name: string;
            scopes: string[];
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
        ApplicationSecret: {
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: uuid */
            id: string;
            /** @description null for the one that the application was made with, and after a rotation */
            name: string | null;
        };
        AuditBreak: {
            id: string | null;
            /** @enum {string} */
            problem: "changed" | "missing" | "added";
            /** Format: int64 */
            sequence: number;
        };
        AuditEntry: {
            action: string;
            actor: components["schemas"]["AuditPerson"];
            address: string;
            applicationId: string | null;
            /** Format: date-time */
            at: string | null;
            details: {
                [key: string]: unknown;
            };
            hash: string | null;
            id: string;
            /** @description Id of the administrator who acted in the actor's name */
            impersonator: string | null;
            organizationId: string | null;
            requestId: string;
            /**
             * Format: int64
             * @description Place in the chain; null until it is sealed
             */
            sequence: number | null;
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
            kind: "user" | "application" | "token" | "console" | "system" | "anonymous";
            /** @description Of a user who still exists */
            name: string | null;
        };
        AuditPlace: {
            hash: string;
            /** Format: int64 */
            sequence: number;
        };
        AuditState: {
            /** @description The last event that retention removed */
            checkpoint: components["schemas"]["AuditPlace"] | null;
            /** @description Its hash, which stands for everything before: note both elsewhere and compare with: auth-service audit verify --known */
            headHash: string | null;
            lastVerification: components["schemas"]["AuditVerification"] | null;
            /** Format: date-time */
            oldestUnsealed: string | null;
            /**
             * Format: double
             * @description After how many days events are removed; null is never
             */
            retentionDays: number | null;
            /** Format: date-time */
            sealedAt: string | null;
            /**
             * Format: int64
             * @description Number of the last sealed event; 0 when there is none
             */
            sealedUpTo: number;
            /**
             * Format: int64
             * @description How many events wait to be sealed; counted up to 10000
             */
            unsealed: number;
        };
        AuditTrail: {
            events: components["schemas"]["AuditEntry"][];
            nextCursor: string | null;
        };
        AuditVerification: {
            /** Format: date-time */
            at: string | null;
            firstBroken: components["schemas"]["AuditBreak"] | null;
            /**
             * Format: int64
             * @description Number of the last event that was looked at and found to be what was sealed
             */
            upTo: number;
            whole: boolean;
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
        BillingPurchase: {
            applicationId: string | null;
            /** Format: date-time */
            boughtAt: string | null;
            /** @description With the period */
            ends: boolean;
            /** @description Of Stripe */
            id: string;
            /** Format: date-time */
            periodEnd: string | null;
            planId: string | null;
            /** @description Why nobody is on a plan for it */
            problem: string | null;
            /** @description As Stripe names the state of a subscription; active when it was paid once */
            status: string;
            userId: string | null;
        };
        BringMemberRequestBody: {
            /**
             * @description member unless given
             * @enum {string}
             */
            role?: "owner" | "admin" | "member";
            /** @description A member of the reseller */
            userId: string;
        };
        BrowseResponseBody: {
            /** Format: int64 */
            limit: number;
            list: components["schemas"]["SessionListed"][];
            nextCursor: string | null;
            /**
             * Format: int64
             * @description Not with a cursor
             */
            page?: number;
            /**
             * Format: int64
             * @description Not with a cursor. With a search it is counted up to 1000.
             */
            total?: number;
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
        ChangeDomainRequestBody: {
            /** @enum {string} */
            join: "off" | "approval" | "automatic";
        };
        ChangeEmailRequestBody: {
            /** @description Where the link of the mail leads in the end */
            callbackURL?: string;
            newEmail: string;
        };
        ChangeOwnMemberRequestBody: {
            /** @enum {string} */
            role: "owner" | "admin" | "member";
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
        CheckConsumptionRequestBody: {
            /** Format: uuid */
            applicationId: string;
            key: string;
            userId: string;
            /** @description What is to be consumed; nothing when left out */
            value?: number;
        };
        CheckConsumptionResponseBody: {
            /** @description Now: who needs to be sure consumes with enforce, or reserves */
            allowed: boolean;
            key: string;
            /** @description Absent without a limit */
            limit?: components["schemas"]["ConsumptionLimit"];
            /** @description A decimal number */
            total: string;
        };
        CheckSetupResponseBody: {
            appName: string;
            valid: boolean;
        };
        CheckoutRequestBody: {
            /**
             * Format: uuid
             * @description A price of a plan of an application that the caller may enter
             */
            priceId: string;
            /** @description A path here, or a URL of the origin of one of the application's redirect URIs; the member checkout is added to its query, done or cancelled. The page of the caller's plans unless given */
            returnTo?: string;
        };
        ClaimDomainRequestBody: {
            domain: string;
            /**
             * @description off unless given
             * @enum {string}
             */
            join?: "off" | "approval" | "automatic";
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
        ConfirmReservationRequestBody: {
            /** @description What was needed of it, the rest goes back; all when left out */
            value?: number;
        };
        ConsentRequestBody: {
            accept: boolean;
            /** @description The page's signed query */
            oauth_query?: string;
            /** @description The scopes allowed; all that were asked for when absent */
            scope?: string;
        };
        ConsumptionAggregate: {
            key: string;
            /** @description A decimal number */
            total: string;
            /** Format: date-time */
            updatedAt: string | null;
        };
        ConsumptionCredit: {
            /** Format: date-time */
            createdAt: string | null;
            /**
             * Format: date-time
             * @description Null is never; a revoked credit expired when it was revoked
             */
            expiresAt: string | null;
            /** @description A decimal number */
            granted: string;
            /** Format: uuid */
            id: string;
            key: string;
            /** @description A decimal number */
            left: string;
            note: string;
        };
        ConsumptionDocEvent: {
            /**
             * Format: uuid
             * @description An application may record its own consumption only
             */
            applicationId: string;
            /** @description Refuse what goes beyond a hard limit */
            enforce?: boolean;
            /** @description Events of an application with the same key count once */
            idempotencyKey?: string;
            /** @description What was consumed */
            key: string;
            /**
             * Format: date-time
             * @description When it was consumed; now when left out
             */
            timestamp?: string | null;
            userId: string;
            /** @description At most 18 digits before and 9 after the point, kept exactly; a negative number is a credit */
            value: number;
        };
        ConsumptionDocResult: {
            aggregate?: components["schemas"]["ConsumptionRecorded"];
            error?: components["schemas"]["ConsumptionError"];
            /**
             * Format: int64
             * @description Of the event, from 0
             */
            index: number;
            /** @description Absent without a limit */
            limit?: components["schemas"]["ConsumptionLimit"];
            success: boolean;
        };
        ConsumptionError: {
            code: string;
            message: string;
        };
        ConsumptionLimit: {
            /** @description Left beside the plan; used first */
            credits: string;
            /** @description What the plan allows in a window */
            limit: string;
            /**
             * @description A soft limit refuses nothing; it tells the overage
             * @enum {string}
             */
            mode: "hard" | "soft";
            /** @description By how much the limit is exceeded */
            overage: string;
            /** @description What may be consumed before the limit is reached, credits included */
            remaining: string;
            /** @description Of the same, by reservations that are open */
            reserved: string;
            /**
             * Format: date-time
             * @description When the window ends; null for a lifetime
             */
            resetsAt: string | null;
            /** @description Of what the plan allows, in this window */
            used: string;
            /** @enum {string} */
            window: "minute" | "hour" | "day" | "month" | "lifetime";
        };
        ConsumptionLine: {
            /** Format: date-time */
            createdAt: string | null;
            /** @description What credits gave; of confirm, release and expire what they got back */
            credits?: components["schemas"]["ConsumptionPart"][] | null;
            /**
             * Format: date-time
             * @description When it was consumed; of reserve, when it expires
             */
            happenedAt: string | null;
            /**
             * @description A total is the sum of use and confirm
             * @enum {string}
             */
            kind: "use" | "reserve" | "confirm" | "release" | "expire" | "grant" | "revoke";
            /** @description After the line; absent without a limit */
            limit?: components["schemas"]["ConsumptionLimit"];
            /**
             * Format: int64
             * @description From 1, without gaps
             */
            line: number;
            /** @description The reservation or the credit */
            reference?: string;
            /** @description After the line */
            total: string;
            /** @description A decimal number */
            value: string;
        };
        ConsumptionPart: {
            creditId: string;
            /** @description A decimal number */
            value: string;
        };
        ConsumptionPoint: {
            /** Format: date-time */
            startsAt: string | null;
            /** @description A decimal number */
            value: string;
        };
        ConsumptionRecorded: {
            key: string;
            /** @description A decimal number */
            total: string;
        };
        ConsumptionUsage: {
            key: string;
            /** @description A decimal number */
            total: string;
            /** Format: date-time */
            updatedAt: string | null;
            userEmail: string;
            userId: string;
            userName: string;
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
        CreateOwnRequestBody: {
            /** @description The caller becomes its owner; of a client only if they wish */
            join?: boolean;
            logo?: string | null;
            metadata?: Record<string, never> | null;
            name: string;
            /** @description The reseller whose client it becomes: the active organization unless given */
            parentId?: string;
            slug: string;
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
        CreatePriceRequestBody: {
            /**
             * Format: int64
             * @description In the currency's smallest unit
             */
            amount: number;
            /** @description usd unless given */
            currency?: string;
            /**
             * @description month unless given
             * @enum {string}
             */
            interval?: "month" | "year" | "one_time";
            name: string;
            /** @description A price that Stripe has already */
            stripePriceId?: string | null;
        };
        CreateRequestBody: {
            /**
             * Format: int64
             * @description 90 days unless given
             */
            expiresInSeconds?: number;
            /** @description What it is for */
            name: string;
            /** @description availableScopes lists them; * needs a superadmin */
            scopes: string[];
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
        CreateResponseBody: {
            token: components["schemas"]["ApitokenToken"];
            /** @description The token itself, shown this once */
            value: string;
        };
        CreateRoleRequestBody: {
            description?: string | null;
            /** @description Takes the place of the default role there is */
            isDefault?: boolean;
            name: string;
        };
        CreateSecretRequestBody: {
            /**
             * Format: date-time
             * @description Never unless given
             */
            expiresAt?: string | null;
            name: string;
        };
        CreateSecretResponseBody: {
            /** @description Shown this once */
            clientSecret: string;
            secret: components["schemas"]["ApplicationSecret"];
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
            address?: string;
            company?: string;
            /** Format: email */
            email: string;
            /** @description Mail the owner a link to choose the password */
            invite?: boolean;
            isMfaRequired?: boolean;
            name: string;
            /** @description Needed unless the owner is invited */
            password?: string;
            phone?: string;
            position?: string;
            /**
             * @default user
             * @enum {string}
             */
            role: "user" | "admin" | "superadmin";
        };
        CreateUserResponseBody: {
            user: components["schemas"]["User"];
        };
        CreateWebhookRequestBody: {
            description?: string;
            /** @description * alone stands for all types, also those to come */
            eventTypes: ("*" | "access.granted" | "access.revoked" | "plan.changed" | "roles.changed" | "subscription.changed" | "usage.threshold")[];
            /** @description true unless given */
            isEnabled?: boolean;
            /** @description https, at a public address */
            url: string;
        };
        CreateWebhookResponseBody: {
            /** @description Verifies what is sent; shown this once */
            secret: string;
            webhook: components["schemas"]["Webhook"];
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
        CreditResponseBody: {
            credit: components["schemas"]["ConsumptionCredit"];
        };
        DataStruct: {
            logo?: string | null;
            metadata?: Record<string, never> | null;
            name?: string;
            slug?: string;
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
        DisableUserRequestBody: {
            /**
             * Format: int64
             * @description Seconds; for good without it
             */
            expiresIn?: number;
            reason?: string;
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
        DocBatchBody: {
            events: components["schemas"]["ConsumptionDocEvent"][];
        };
        DocOKBody: {
            ok: boolean;
        };
        DocReceivedBody: {
            received: boolean;
        };
        DocResultsBody: {
            /** @description One per event, in their order */
            results: components["schemas"]["ConsumptionDocResult"][];
        };
        DocSignedOutBody: {
            success: boolean;
        };
        DocumentResponseBody: {
            document: components["schemas"]["RegistrationDocument"];
        };
        DomainResponseBody: {
            domain: components["schemas"]["OrganizationDomain"];
        };
        DoneResponseBody: {
            status: boolean;
        };
        DoneResponseBody2: {
            ok: boolean;
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
        EntitlementPlan: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        EntitlementSubscription: {
            /**
             * Format: date-time
             * @description null for never
             */
            expiresAt: string | null;
            /** @description null unless the status is active */
            plan: components["schemas"]["EntitlementPlan"] | null;
            /** @enum {string} */
            status: "active" | "expired" | "inactive" | "none";
        };
        Entitlements: {
            /** Format: uuid */
            applicationId: string;
            clientId: string;
            /** @description Of the plan; with the scope features */
            features?: Record<string, never>;
            /** @description Without it there is nothing below */
            hasAccess: boolean;
            /** @description For which the user acts; with the scope org */
            organizationId: string | null;
            /** @description With the scope permissions */
            permissions?: string[];
            /** @description With the scope roles */
            roles?: string[];
            /** @description The user, as the application's tokens name them */
            sub: string;
            /** @description With the scope features */
            subscription?: components["schemas"]["EntitlementSubscription"];
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
        GrantCreditRequestBody: {
            /**
             * Format: date-time
             * @description Never when left out
             */
            expiresAt?: string;
            key: string;
            note?: string;
            userId: string;
            /** @description At most 18 digits before and 9 after the point, kept exactly; a negative number is a credit */
            value: number;
        };
        GrantResellerRequestBody: {
            /**
             * Format: int64
             * @description How many clients it may have: 100 unless given
             */
            clientLimit?: number;
        };
        HealthResponseBody: {
            /** @enum {string} */
            status: "ok";
            version: string;
        };
        HeldRolesResponseBody: {
            roles: components["schemas"]["OrganizationHeldRole"][];
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
        InviteManyRequestBody: {
            emails: string[];
            /**
             * @description member unless given
             * @enum {string}
             */
            role?: "owner" | "admin" | "member";
        };
        InviteManyResponseBody: {
            /** @description One for each, in the same order */
            results: components["schemas"]["OrganizationOutcome"][];
        };
        InviteRequestBody: {
            email: string;
            /**
             * @description member unless given
             * @enum {string}
             */
            role?: "owner" | "admin" | "member";
        };
        JoinResponseBody: {
            /**
             * @description pending: somebody has to let the caller in
             * @enum {string}
             */
            status: "member" | "pending";
        };
        JoinableResponseBody: {
            organizations: components["schemas"]["OrganizationJoinable"][];
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
        LedgerResponseBody: {
            /** @description The newest first */
            lines: components["schemas"]["ConsumptionLine"][];
            /** @description Absent from the last page */
            nextCursor?: string;
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
            /**
             * Format: int64
             * @description With a search it is counted up to 1000
             */
            total: number;
            users: components["schemas"]["AccessApplicationUser"][];
        };
        ListApplicationsResponseBody: {
            applications: components["schemas"]["Application"][];
            /** @description Absent from the last page */
            nextCursor?: string;
        };
        ListClientsResponseBody: {
            clients: components["schemas"]["OrganizationClient"][];
            /** Format: int64 */
            limit: number;
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            total: number;
        };
        ListCreditsResponseBody: {
            /** @description The newest first, at most 1000 */
            credits: components["schemas"]["ConsumptionCredit"][];
        };
        ListDevicesResponseBody: {
            devices: components["schemas"]["MfaDevice"][];
        };
        ListDocumentsResponseBody: {
            documents: components["schemas"]["RegistrationDocument"][];
        };
        ListDomainsResponseBody: {
            domains: components["schemas"]["OrganizationDomain"][];
        };
        ListJoinRequestsResponseBody: {
            /** Format: int64 */
            limit: number;
            /** Format: int64 */
            page: number;
            requests: components["schemas"]["OrganizationJoinRequest"][];
            /** Format: int64 */
            total: number;
        };
        ListOwnInvitationsResponseBody: {
            invitations: components["schemas"]["OrganizationInvitation"][];
        };
        ListOwnMembersResponseBody: {
            /** Format: int64 */
            limit: number;
            members: components["schemas"]["OrganizationOwnMember"][];
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            total: number;
        };
        ListOwnResponseBody: {
            organizations: components["schemas"]["OrganizationOwn"][];
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
        ListResponseBody: {
            availableScopes: string[];
            tokens: components["schemas"]["ApitokenToken"][];
        };
        ListRolesResponseBody: {
            roles: components["schemas"]["AccessListedRole"][];
        };
        ListSecretsResponseBody: {
            secrets: components["schemas"]["ApplicationSecret"][];
        };
        ListTokensResponseBody: {
            tokens: components["schemas"]["RegistrationToken"][];
        };
        ListUsageResponseBody: {
            entries: components["schemas"]["ConsumptionUsage"][];
            /** @description Absent from the last page */
            nextCursor?: string;
        };
        ListUsersResponseBody: {
            /** Format: int64 */
            limit: number;
            nextCursor: string | null;
            /**
             * Format: int64
             * @description Not with a cursor
             */
            page?: number;
            /**
             * Format: int64
             * @description Not with a cursor. With a search or a filter it is counted up to 1000.
             */
            total?: number;
            users: components["schemas"]["UserListed"][];
        };
        ListWebhookDeliveriesResponseBody: {
            deliveries: components["schemas"]["WebhookDelivery"][];
            /** @description Absent from the last page */
            nextCursor?: string;
        };
        ListWebhooksResponseBody: {
            availableEventTypes: string[];
            webhooks: components["schemas"]["Webhook"][];
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
        OnwardResponseBody: {
            /**
             * Format: uri
             * @description A page of Stripe's, good for a while
             */
            url: string;
        };
        Organization: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            logo: string | null;
            /** @description An object as text */
            metadata: string | null;
            name: string;
            slug: string;
        };
        OrganizationActivity: {
            action: string;
            actorId: string;
            /** @enum {string} */
            actorKind: "user" | "application" | "token" | "console" | "system" | "anonymous";
            /** @description Of a user who still exists */
            actorName: string | null;
            /** Format: date-time */
            at: string | null;
            details: {
                [key: string]: unknown;
            };
            id: string;
            /** @description Whom it concerns */
            userId: string | null;
            userName: string | null;
        };
        OrganizationAdminAddRequestBody: {
            /**
             * @default member
             * @enum {string}
             */
            role: "owner" | "admin" | "member";
            userId: string;
        };
        OrganizationAdminBulkRequestBody: {
            emails: string[];
            /**
             * @default member
             * @enum {string}
             */
            role: "owner" | "admin" | "member";
        };
        OrganizationAdminBulkResponseBody: {
            results: components["schemas"]["OrganizationOutcome"][];
        };
        OrganizationAdminChangedResponseBody: {
            organization: components["schemas"]["OrganizationChanged"];
        };
        OrganizationAdminCreateRequestBody: {
            /** @description Address of a picture */
            logo?: string;
            metadata?: Record<string, never> | null;
            /** @description 1 to 100 characters */
            name: string;
            /** @description The account that will own it; the caller's by default, which also becomes active then */
            ownerId?: string;
            /** @description 1 to 50 of a-z, 0-9 and - */
            slug: string;
        };
        OrganizationAdminCreatedResponseBody: {
            organization: components["schemas"]["OrganizationCreated"];
        };
        OrganizationAdminFull: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            invitations: components["schemas"]["OrganizationInvitation"][];
            isReseller: boolean;
            logo: string | null;
            members: components["schemas"]["OrganizationMember"][];
            /** @description An object as text */
            metadata: string | null;
            name: string;
            /** @description The reseller that it is a client of */
            parentId: string | null;
            slug: string;
        };
        OrganizationAdminFullResponseBody: {
            organization: components["schemas"]["OrganizationAdminFull"];
        };
        OrganizationAdminInvitationResponseBody: {
            invitation: components["schemas"]["OrganizationInvitation"];
        };
        OrganizationAdminInvitationsResponseBody: {
            invitations: components["schemas"]["OrganizationInvitation"][];
        };
        OrganizationAdminInviteRequestBody: {
            email: string;
            /**
             * @default member
             * @enum {string}
             */
            role: "owner" | "admin" | "member";
        };
        OrganizationAdminListResponseBody: {
            /** Format: int64 */
            limit: number;
            organizations: components["schemas"]["OrganizationAdminListed"][];
            /** Format: int64 */
            page: number;
            /** Format: int64 */
            total: number;
        };
        OrganizationAdminListed: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            isReseller: boolean;
            logo: string | null;
            /** Format: int64 */
            memberCount: number;
            /** @description An object as text */
            metadata: string | null;
            name: string;
            /** @description The reseller that it is a client of */
            parentId: string | null;
            slug: string;
        };
        OrganizationAdminMemberResponseBody: {
            member: components["schemas"]["OrganizationMember"];
        };
        OrganizationAdminMembersResponseBody: {
            members: components["schemas"]["OrganizationMembers"];
        };
        OrganizationAdminRoleRequestBody: {
            /** @enum {string} */
            role: "owner" | "admin" | "member";
        };
        OrganizationAdminUpdateRequestBody: {
            logo?: string | null;
            metadata?: Record<string, never> | null;
            name?: string;
            slug?: string;
        };
        OrganizationAnswerRequestBody: {
            invitationId: string;
            /** @description Of the mail: shows that the caller reads what is sent to the address */
            token?: string;
        };
        OrganizationAnswerResponseBody: {
            invitation: components["schemas"]["OrganizationInvitation"];
            member: components["schemas"]["OrganizationMember"] | null;
        };
        OrganizationCancelRequestBody: {
            invitationId: string;
        };
        OrganizationChanged: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            logo: string | null;
            metadata?: Record<string, never> | null;
            name: string;
            slug: string;
        };
        OrganizationClient: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            logo: string | null;
            /** Format: int64 */
            memberCount: number;
            name: string;
            slug: string;
            /** Format: date-time */
            updatedAt: string | null;
        };
        OrganizationCreateRequestBody: {
            keepCurrentActiveOrganization?: boolean;
            /** @description Address of a picture */
            logo?: string;
            metadata?: Record<string, never> | null;
            /** @description 1 to 100 characters */
            name: string;
            /** @description 1 to 50 of a-z, 0-9 and - */
            slug: string;
            /** @description Not read: who is signed in becomes the owner */
            userId?: unknown;
        };
        OrganizationCreated: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            logo: string | null;
            members: components["schemas"]["OrganizationMember"][];
            metadata?: Record<string, never> | null;
            name: string;
            slug: string;
        };
        OrganizationDomain: {
            /** Format: date-time */
            checkedAt: string | null;
            /** Format: date-time */
            createdAt: string | null;
            /** @description As people write it */
            displayName: string;
            /** @description As the DNS has it */
            domain: string;
            /**
             * Format: int64
             * @description Checks in a row that did not find the record; after 7 the domain is only claimed again
             */
            failures: number;
            /** Format: uuid */
            id: string;
            /**
             * @description How people with a verified address there get in, once the domain is verified
             * @enum {string}
             */
            join: "off" | "approval" | "automatic";
            /** @description What proves the domain: it must stay */
            record: components["schemas"]["OrganizationRecord"];
            /** @enum {string} */
            status: "claimed" | "verified";
            /** Format: date-time */
            verifiedAt: string | null;
        };
        OrganizationFull: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            invitations: components["schemas"]["OrganizationInvitation"][];
            logo: string | null;
            members: components["schemas"]["OrganizationMember"][];
            /** @description An object as text */
            metadata: string | null;
            name: string;
            slug: string;
        };
        OrganizationHeldRole: {
            /** Format: uuid */
            applicationId: string;
            applicationName: string;
            applicationSlug: string;
            /**
             * Format: date-time
             * @description When it was given
             */
            createdAt: string | null;
            /** Format: uuid */
            id: string;
            name: string;
        };
        OrganizationInvitation: {
            /** Format: date-time */
            createdAt: string | null;
            email: string;
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            inviterId: string | null;
            organizationId: string;
            role: string;
            /** @enum {string} */
            status: "pending" | "accepted" | "rejected" | "canceled";
        };
        OrganizationInviteRequestBody: {
            email: string;
            /** @description The active organization by default */
            organizationId?: string;
            /** @description Sends a pending invitation once more, as it is */
            resend?: boolean;
            /** @description owner, admin or member; of several the strongest */
            role: string | string[];
            /** @description Not read: there are no teams */
            teamId?: unknown;
        };
        OrganizationJoinRequest: {
            /** Format: date-time */
            createdAt: string | null;
            domain: string;
            email: string;
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            status: "pending" | "rejected";
            userId: string;
        };
        OrganizationJoinable: {
            /** @description The domain of the caller's address */
            domain: string;
            id: string;
            /**
             * @description Whether somebody has to let the caller in
             * @enum {string}
             */
            join: "approval" | "automatic";
            logo: string | null;
            name: string;
            /**
             * @description What became of the caller's request
             * @enum {string|null}
             */
            request: "pending" | "rejected" | null;
            slug: string;
        };
        OrganizationMember: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            organizationId: string;
            role: string;
            user?: components["schemas"]["OrganizationPerson"];
            userId: string;
        };
        OrganizationMembers: {
            members: components["schemas"]["OrganizationMember"][];
            /** Format: int64 */
            total: number;
        };
        OrganizationOffer: {
            /** Format: date-time */
            createdAt: string | null;
            email: string;
            /** Format: date-time */
            expiresAt: string | null;
            /** @description Somebody can sign in with the invited address */
            hasAccount?: boolean;
            id: string;
            inviterEmail: string | null;
            inviterId: string | null;
            inviterName?: string;
            organizationId: string;
            /** @description Only with the token, as what follows */
            organizationLogo?: string;
            organizationName: string;
            organizationSlug: string;
            role: string;
            /** @enum {string} */
            status: "pending" | "accepted" | "rejected" | "canceled";
        };
        OrganizationOutcome: {
            email: string;
            /** @description null when the address is invited */
            error: components["schemas"]["OrganizationRefusal"] | null;
            /** @description null when it was refused */
            invitation: components["schemas"]["OrganizationInvitation"] | null;
        };
        OrganizationOwn: {
            /** Format: date-time */
            createdAt: string | null;
            id: string;
            /** @description It may have clients */
            isReseller: boolean;
            logo: string | null;
            /** @description null: the caller is no member, but manages it for its reseller */
            memberId: string | null;
            metadata: Record<string, never> | null;
            name: string;
            /** @description The reseller whose client it is */
            parentId: string | null;
            /**
             * @description What the caller may do there
             * @enum {string}
             */
            role: "owner" | "admin" | "member";
            slug: string;
            /** Format: date-time */
            updatedAt: string | null;
        };
        OrganizationOwnInvitation: {
            /** Format: date-time */
            createdAt: string | null;
            email: string;
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            inviterId: string | null;
            organizationId: string;
            organizationName: string;
            role: string;
            /** @enum {string} */
            status: "pending" | "accepted" | "rejected" | "canceled";
        };
        OrganizationOwnMember: {
            /** Format: date-time */
            createdAt: string | null;
            email: string;
            id: string;
            image: string | null;
            name: string;
            /** @enum {string} */
            role: "owner" | "admin" | "member";
            userId: string;
        };
        OrganizationPermissionRequestBody: {
            /** @description The active organization by default */
            organizationId?: string;
            /** @description Not read */
            permission?: unknown;
            /** @description Actions by kind of thing: all of them must be permitted */
            permissions?: {
                [key: string]: string[] | null;
            };
        };
        OrganizationPermissionResponseBody: {
            error: string | null;
            success: boolean;
        };
        OrganizationPerson: {
            email: string;
            id: string;
            image: string | null;
            name: string;
        };
        OrganizationRecord: {
            name: string;
            /** @enum {string} */
            type: "TXT";
            value: string;
        };
        OrganizationRefusal: {
            code: string;
            message: string;
        };
        OrganizationRemoveMemberRequestBody: {
            memberIdOrEmail: string;
            /** @description The active organization by default */
            organizationId?: string;
        };
        OrganizationRemovedResponseBody: {
            member: components["schemas"]["OrganizationMember"];
        };
        OrganizationRequestBody: {
            organizationId: string;
        };
        OrganizationRoleResponseBody: {
            role: string;
        };
        OrganizationRolesResponseBody: {
            roles: components["schemas"]["AccessOrganizationRole"][];
        };
        OrganizationSetActiveRequestBody: {
            /** @description null for none */
            organizationId?: string | null;
            organizationSlug?: string;
        };
        OrganizationSlugRequestBody: {
            slug: string;
        };
        OrganizationStatusResponseBody: {
            status: boolean;
        };
        OrganizationTier: {
            id: string;
            /** @description It may have clients */
            isReseller: boolean;
            name: string;
            /** @description The reseller whose client it is */
            parentId: string | null;
            slug: string;
        };
        OrganizationUpdateRequestBody: {
            data: components["schemas"]["DataStruct"];
            /** @description The active organization by default */
            organizationId?: string;
        };
        OrganizationUpdateRoleRequestBody: {
            memberId: string;
            /** @description The active organization by default */
            organizationId?: string;
            /** @description owner, admin or member; of several the strongest */
            role: string | string[];
        };
        OrganizationUsableApplication: {
            /** Format: date-time */
            allowedAt: string | null;
            icon: string | null;
            /** Format: uuid */
            id: string;
            isActive: boolean;
            name: string;
            /** @description By the reseller, who may take it back */
            passed: boolean;
            /** @description What members can be given there */
            roles: components["schemas"]["OrganizationUsableRole"][];
            slug: string;
        };
        OrganizationUsableRole: {
            description: string | null;
            /** Format: uuid */
            id: string;
            name: string;
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
            organizations: components["schemas"]["AccountBelongs"][];
            passkeys: components["schemas"]["AccountPasskey"][];
            profile: components["schemas"]["User"];
            secondFactors: string[];
            sessions: components["schemas"]["AccountSession"][];
            /** @description Where no second factor is asked for */
            trustedDevices: components["schemas"]["AccountDevice"][];
        };
        OwnInvitationResponseBody: {
            invitation: components["schemas"]["OrganizationInvitation"];
        };
        OwnMemberResponseBody: {
            member: components["schemas"]["OrganizationOwnMember"];
        };
        OwnProfileReadResponseBody: {
            /** @description The password was in a breach and should be changed */
            passwordCompromised: boolean;
            user: components["schemas"]["User"];
        };
        OwnProfileResponseBody: {
            user: components["schemas"]["User"];
        };
        OwnResponseBody: {
            organization: components["schemas"]["OrganizationOwn"];
        };
        OwnSessionsResponseBody: {
            sessions: components["schemas"]["AccountSession"][];
        };
        OwnSubscriptionsResponseBody: {
            subscriptions: components["schemas"]["SubscriptionOwnSubscription"][];
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
        PatchUserRequestBody: {
            address?: string | null;
            company?: string | null;
            /** @description Another one is unproved, unless emailVerified is true */
            email?: string;
            emailVerified?: boolean;
            image?: string | null;
            isMfaRequired?: boolean;
            /** @description en or fr: the language of mails */
            locale?: string | null;
            name?: string;
            phone?: string | null;
            position?: string | null;
            /** @description user, admin, superadmin; or a list of them */
            role?: string | string[];
        };
        PermissionResponseBody: {
            permission: components["schemas"]["AccessPermission"];
        };
        PlanResponseBody: {
            plan: components["schemas"]["SubscriptionPlan"];
        };
        PortalRequestBody: {
            /** @description A path here, or a URL of the origin of a redirect URI of one of the caller's applications. The page of the caller's plans unless given */
            returnTo?: string;
        };
        PreviewResponseBody: {
            /** @description The claims about the user, in a JWT or by introspection */
            accessToken: {
                [key: string]: unknown;
            } | null;
            /** @description Rules that must be met before there are tokens, as the explanation of the access names them */
            asks: string[];
            /** @description The claims about the user; null without the scope openid */
            idToken: {
                [key: string]: unknown;
            } | null;
            /** @description What is said in the place of tokens */
            refusal: components["schemas"]["AccountRefusal"] | null;
            scopes: string[];
            /** @description Null without the scope openid */
            userinfo: {
                [key: string]: unknown;
            } | null;
        };
        PriceResponseBody: {
            price: components["schemas"]["SubscriptionPrice"];
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
        PurchasesResponseBody: {
            /** @description Plans are sold, and Stripe's events are taken */
            enabled: boolean;
            purchases: components["schemas"]["BillingPurchase"][];
        };
        RecordConsumptionRequestBody: {
            /**
             * Format: uuid
             * @description An application may record its own consumption only
             */
            applicationId: string;
            /** @description Refuse with 429 what goes beyond a hard limit */
            enforce?: boolean;
            /** @description Events of an application with the same key count once: who sends one again gets the first answer */
            idempotencyKey?: string;
            /** @description What was consumed */
            key: string;
            /**
             * Format: date-time
             * @description When it was consumed; now when left out
             */
            timestamp?: string;
            userId: string;
            /** @description At most 18 digits before and 9 after the point, kept exactly; a negative number is a credit */
            value: number;
        };
        RecordConsumptionResponseBody: {
            aggregate: components["schemas"]["ConsumptionRecorded"];
            /** @description Absent without a limit */
            limit?: components["schemas"]["ConsumptionLimit"];
            success: boolean;
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
        ReplayWebhookRequestBody: {
            /** @description Also what has arrived */
            all?: boolean;
            /**
             * Format: date-time
             * @description When the first of it happened
             */
            from: string | null;
            /**
             * Format: date-time
             * @description Before when the last of it happened; now unless given
             */
            until?: string;
        };
        ReplayWebhookResponseBody: {
            /**
             * Format: int64
             * @description How many will be sent
             */
            deliveries: number;
            /** @description The same replay brings more */
            more: boolean;
        };
        ReservationResponseBody: {
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: uuid */
            id: string;
            key: string;
            /** @description Absent without a limit */
            limit?: components["schemas"]["ConsumptionLimit"];
            /** @description A decimal number */
            value: string;
        };
        ReserveConsumptionRequestBody: {
            /** Format: uuid */
            applicationId: string;
            /**
             * Format: int64
             * @description Seconds after which it goes back by itself; 300 when left out
             */
            expiresIn?: number;
            /** @description Who reserves with it again gets the same reservation */
            idempotencyKey?: string;
            key: string;
            userId: string;
            /** @description At most 18 digits before and 9 after the point, kept exactly; a negative number is a credit */
            value: number;
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
             * @description How long the old secrets go on working
             */
            graceSeconds?: number;
        };
        RotateSecretResponseBody: {
            clientSecret: string;
        };
        RotateWebhookSecretRequestBody: {
            /**
             * Format: int64
             * @description How long the secrets there are go on signing too; a day unless given
             */
            overlapSeconds?: number;
        };
        RotateWebhookSecretResponseBody: {
            secret: components["schemas"]["WebhookSecret"];
            /** @description The secret itself, shown this once */
            value: string;
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
        SeriesResponseBody: {
            /** @description At most 1000, in their order; nothing is 0 */
            points: components["schemas"]["ConsumptionPoint"][];
        };
        ServerEnabled: {
            enabled: boolean;
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
        ServicesResponseBody: {
            mail: boolean;
            /** @description By id; the five well-known ones always */
            providers: {
                [key: string]: components["schemas"]["ServerEnabled"];
            };
            stripe: boolean;
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
        SessionAdmin: {
            activeOrganizationId: string | null;
            browser: string | null;
            /** Format: date-time */
            createdAt: string | null;
            /** @description It is the one that asks */
            current: boolean;
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            /** @description Id of the administrator who acts for the user */
            impersonatedBy: string | null;
            ipAddress: string;
            /**
             * Format: date-time
             * @description To the day
             */
            lastUsedAt: string | null;
            /** @description How the user proved who they are (RFC 8176) */
            methods: string[];
            os: string | null;
            userAgent: string;
            userId: string;
        };
        SessionCurrent: {
            session: components["schemas"]["Session"];
            user: components["schemas"]["User"];
        };
        SessionListed: {
            activeOrganizationId: string | null;
            browser: string | null;
            /** Format: date-time */
            createdAt: string | null;
            /** @description It is the one that asks */
            current: boolean;
            /** Format: date-time */
            expiresAt: string | null;
            id: string;
            /** @description Id of the administrator who acts for the user */
            impersonatedBy: string | null;
            ipAddress: string;
            /**
             * Format: date-time
             * @description To the day
             */
            lastUsedAt: string | null;
            /** @description How the user proved who they are (RFC 8176) */
            methods: string[];
            os: string | null;
            userAgent: string;
            userEmail: string;
            userId: string;
            userName: string;
        };
        SetParentRequestBody: {
            /** @description The reseller whose client it becomes; null for none */
            parentId: string | null;
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
        StatsResponseBody: {
            applications: components["schemas"]["AccountApplicationCounts"];
            /** Format: int64 */
            days: number;
            mfa: components["schemas"]["AccountMfaCounts"];
            organizations: components["schemas"]["AccountTotal"];
            sessions: components["schemas"]["AccountActive"];
            signIns: components["schemas"]["AccountSignInCounts"];
            /** Format: date-time */
            since: string | null;
            /** Format: date-time */
            until: string | null;
            usage: components["schemas"]["AccountUsage"];
            users: components["schemas"]["AccountUserCounts"];
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
        SubscriptionOwnPlan: {
            description: string | null;
            features: Record<string, never>;
            /** Format: uuid */
            id: string;
            isDefault: boolean;
            name: string;
        };
        SubscriptionOwnSubscription: {
            /** @description Path at this service */
            applicationIcon: string | null;
            /** Format: uuid */
            applicationId: string;
            applicationName: string;
            applicationSlug: string;
            isActive: boolean;
            /** @description null without a subscription that counts now */
            plan: components["schemas"]["SubscriptionOwnPlan"] | null;
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
        TierResponseBody: {
            organization: components["schemas"]["OrganizationTier"];
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
        UpdateOwnRequestBody: {
            logo?: string | null;
            metadata?: Record<string, never> | null;
            name?: string;
            slug?: string;
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
        UpdateWebhookRequestBody: {
            description?: string;
            /** @description * alone stands for all types, also those to come */
            eventTypes?: ("*" | "access.granted" | "access.revoked" | "plan.changed" | "roles.changed" | "subscription.changed" | "usage.threshold")[];
            /** @description Disabling gives up what is on its way */
            isEnabled?: boolean;
            /** @description https, at a public address */
            url?: string;
        };
        UsableApplicationsResponseBody: {
            applications: components["schemas"]["OrganizationUsableApplication"][];
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
        UserListed: {
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
            /** Format: date-time */
            lastSignInAt: string | null;
            name: string;
            phone: string | null;
            position: string | null;
            role: string;
            twoFactorEnabled: boolean;
            /** Format: date-time */
            updatedAt: string;
        };
        UserSessionsResponseBody: {
            sessions: components["schemas"]["SessionAdmin"][];
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
            /** @description A human-readable explanation specific to this occurrence of the problem. */
            detail?: string;
            /** @description Optional list of individual error details */
            errors?: components["schemas"]["V2ErrorDetail"][] | null;
            /**
             * Format: uri
             * @description A URI reference that identifies the specific occurrence of the problem.
             */
            instance?: string;
            /**
             * Format: int64
             * @description HTTP status code
             */
            status?: number;
            /** @description A short, human-readable summary of the problem type. This value should not change between occurrences of the error. */
            title?: string;
            /**
             * Format: uri
             * @description A URI reference to human-readable documentation for the error.
             * @default about:blank
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
        Webhook: {
            /** Format: uuid */
            applicationId: string;
            /** Format: date-time */
            createdAt: string | null;
            description: string;
            /** @description Why the service disabled it: failing or gone; null when somebody did */
            disabledReason: string | null;
            /** @description * alone stands for all types, also those to come */
            eventTypes: ("*" | "access.granted" | "access.revoked" | "plan.changed" | "roles.changed" | "subscription.changed" | "usage.threshold")[];
            /**
             * Format: date-time
             * @description null when the last attempt succeeded
             */
            failingSince: string | null;
            /** Format: uuid */
            id: string;
            isEnabled: boolean;
            /** @description All of them sign, oldest first */
            secrets: components["schemas"]["WebhookSecret"][];
            /** Format: date-time */
            updatedAt: string | null;
            url: string;
        };
        WebhookAttempt: {
            /** Format: date-time */
            at: string | null;
            /** Format: int64 */
            durationMs: number;
            /** @description Empty when it went well */
            problem: string;
            /** @description How the answer begins: 1024 bytes at most */
            responseExcerpt: string;
            /**
             * Format: int64
             * @description null without an answer
             */
            responseStatus: number | null;
        };
        WebhookDelivery: {
            /** Format: date-time */
            attemptedAt: string | null;
            /**
             * Format: int64
             * @description Since it happened, or was last replayed
             */
            attempts: number;
            /** Format: date-time */
            createdAt: string | null;
            /** Format: date-time */
            deliveredAt: string | null;
            /**
             * Format: int64
             * @description Of the last attempt, in milliseconds
             */
            durationMs: number;
            /**
             * Format: uuid
             * @description The webhook-id that is sent
             */
            eventId: string;
            /** Format: date-time */
            failedAt: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            nextAttemptAt: string | null;
            /** @description Of the last attempt; empty when it went well */
            problem: string;
            /**
             * Format: int64
             * @description Of the last attempt; null without an answer
             */
            responseStatus: number | null;
            /** @enum {string} */
            state: "pending" | "delivered" | "failed";
            type: string;
        };
        WebhookResponseBody: {
            webhook: components["schemas"]["Webhook"];
        };
        WebhookSecret: {
            /** Format: date-time */
            createdAt: string | null;
            /**
             * Format: date-time
             * @description null for the newest, which signs until another is made
             */
            expiresAt: string | null;
            /** @description Its last characters */
            hint: string;
            /** Format: uuid */
            id: string;
        };
        WebhookStoryResponseBody: {
            /** @description Oldest first, also those before a replay */
            attempts: components["schemas"]["WebhookAttempt"][];
            delivery: components["schemas"]["WebhookDelivery"];
            /** @description What is sent: type, timestamp and data */
            payload: Record<string, never>;
        };
        WhyResponseBody: {
            access: components["schemas"]["AccountReason"][];
            /** @description Nothing refuses; what asks must be met first */
            allowed: boolean;
            features: unknown;
            permissions: components["schemas"]["AccountHeldPermission"][];
            /** @description What the features come from */
            plan: components["schemas"]["AccountReason"];
            roles: components["schemas"]["AccountHeldRole"][];
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
                /** @description The identifier of a registered API, whatever the path */
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
    "get-api-admin-api-tokens": {
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
                    "application/json": components["schemas"]["ListResponseBody"];
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
    "post-api-admin-api-tokens": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateResponseBody"];
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
    "delete-api-admin-api-tokens-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    "get-api-admin-applications": {
        parameters: {
            query?: {
                /** @description Beginning of the slug, or of a word of the name */
                search?: string;
                sort?: "createdAt" | "updatedAt" | "name" | "slug";
                order?: "asc" | "desc";
                /** @description nextCursor of the page before, in the same order */
                cursor?: string;
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description The application */
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
                /** @description The application */
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
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
    "get-api-admin-applications-id-consumption": {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The application */
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
                    "application/json": components["schemas"]["ListUsageResponseBody"];
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
    "get-api-admin-applications-id-consumption-credits": {
        parameters: {
            query: {
                userId: string;
            };
            header?: never;
            path: {
                /** @description The application */
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
                    "application/json": components["schemas"]["ListCreditsResponseBody"];
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
    "post-api-admin-applications-id-consumption-credits": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The application */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantCreditRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditResponseBody"];
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
    "delete-api-admin-applications-id-consumption-credits-creditId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application */
                id: string;
                /** @description The credit */
                creditId: string;
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
    "get-api-admin-applications-id-consumption-ledger": {
        parameters: {
            query: {
                userId: string;
                key: string;
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The application */
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
                    "application/json": components["schemas"]["LedgerResponseBody"];
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
    "get-api-admin-applications-id-consumption-series": {
        parameters: {
            query: {
                key: string;
                /** @description All users together when left out */
                userId?: string;
                /** @description Of the calendar in UTC */
                interval?: "hour" | "day" | "month";
                /** @description A day, 30 days or a year before the end when left out, by the interval */
                from?: string;
                /** @description Now when left out */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The application */
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
                    "application/json": components["schemas"]["SeriesResponseBody"];
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
                /** @description The application */
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                id: string;
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                id: string;
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
                id: string;
                planId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
    "post-api-admin-applications-id-plans-planId-prices": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                planId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePriceRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceResponseBody"];
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
    "delete-api-admin-applications-id-plans-planId-prices-priceId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                planId: string;
                priceId: string;
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
    "get-api-admin-applications-id-roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                id: string;
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
                id: string;
                roleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                roleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                roleId: string;
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
                id: string;
                roleId: string;
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
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
    "get-api-admin-applications-id-secrets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application */
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
                    "application/json": components["schemas"]["ListSecretsResponseBody"];
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
    "post-api-admin-applications-id-secrets": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSecretRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateSecretResponseBody"];
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
    "delete-api-admin-applications-id-secrets-secretId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                secretId: string;
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
    "get-api-admin-applications-id-users": {
        parameters: {
            query?: {
                /** @description How words of the name or the e-mail address begin, whatever their case */
                search?: string;
                page?: number;
                limit?: number;
            };
            header?: never;
            path: {
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                id: string;
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
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                userId: string;
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
                id: string;
                userId: string;
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                id: string;
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
    "get-api-admin-applications-id-webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application */
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
                    "application/json": components["schemas"]["ListWebhooksResponseBody"];
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
    "post-api-admin-applications-id-webhooks": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The application */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateWebhookResponseBody"];
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
    "get-api-admin-applications-id-webhooks-webhookId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
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
                    "application/json": components["schemas"]["WebhookResponseBody"];
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
    "delete-api-admin-applications-id-webhooks-webhookId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
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
    "patch-api-admin-applications-id-webhooks-webhookId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhookRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookResponseBody"];
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
    "get-api-admin-applications-id-webhooks-webhookId-deliveries": {
        parameters: {
            query?: {
                state?: "pending" | "delivered" | "failed";
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
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
                    "application/json": components["schemas"]["ListWebhookDeliveriesResponseBody"];
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
    "get-api-admin-applications-id-webhooks-webhookId-deliveries-deliveryId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
                deliveryId: string;
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
                    "application/json": components["schemas"]["WebhookStoryResponseBody"];
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
    "post-api-admin-applications-id-webhooks-webhookId-deliveries-deliveryId-replay": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
                deliveryId: string;
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
                    "application/json": components["schemas"]["WebhookStoryResponseBody"];
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
    "post-api-admin-applications-id-webhooks-webhookId-replay": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayWebhookRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayWebhookResponseBody"];
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
    "post-api-admin-applications-id-webhooks-webhookId-secrets": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateWebhookSecretRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotateWebhookSecretResponseBody"];
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
    "delete-api-admin-applications-id-webhooks-webhookId-secrets-secretId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
                secretId: string;
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
    "post-api-admin-applications-id-webhooks-webhookId-test": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The application */
                id: string;
                webhookId: string;
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
                    "application/json": components["schemas"]["WebhookStoryResponseBody"];
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
    "get-api-admin-audit": {
        parameters: {
            query?: {
                /** @description Id of a user: who did it, in whose name it was done, or whom it concerns */
                user?: string;
                /** @description Id of the user, application or token that did it */
                actor?: string;
                /** @description Beginning of the action, e.g. session. */
                action?: string;
                /** @description Kind of thing, e.g. application */
                target?: string;
                targetId?: string;
                /** @description Id of the organization in which it happened */
                organization?: string;
                /** @description Id of the application that it concerns */
                application?: string;
                /** @description Words that all occur in the event, its details, or the names of who is in it. A page looks through 2000 events and may be short of events though there is a nextCursor. */
                text?: string;
                /** @description RFC 3339 */
                from?: string;
                /** @description RFC 3339, exclusive */
                until?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
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
                    "application/json": components["schemas"]["AuditTrail"];
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
    "get-api-admin-audit-export": {
        parameters: {
            query?: {
                /** @description ndjson when left out */
                format?: "ndjson" | "csv";
                /** @description Id of a user: who did it, in whose name it was done, or whom it concerns */
                user?: string;
                /** @description Id of the user, application or token that did it */
                actor?: string;
                /** @description Beginning of the action, e.g. session. */
                action?: string;
                /** @description Kind of thing, e.g. application */
                target?: string;
                targetId?: string;
                /** @description Id of the organization in which it happened */
                organization?: string;
                /** @description Id of the application that it concerns */
                application?: string;
                /** @description Words that all occur in the event */
                text?: string;
                /** @description RFC 3339 */
                from?: string;
                /** @description RFC 3339, exclusive */
                until?: string;
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
                    "application/x-ndjson": string;
                    "text/csv": string;
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
    "get-api-admin-audit-verify": {
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
                    "application/json": components["schemas"]["AuditState"];
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
    "get-api-admin-billing": {
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
                    "application/json": components["schemas"]["PurchasesResponseBody"];
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The application */
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The application */
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
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
    "get-api-admin-organizations": {
        parameters: {
            query?: {
                /** @description Beginning of the slug or of a word of the name */
                search?: string;
                page?: number;
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
                    "application/json": components["schemas"]["OrganizationAdminListResponseBody"];
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
    "post-api-admin-organizations": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationAdminCreateRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationAdminCreatedResponseBody"];
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
    "get-api-admin-organizations-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["OrganizationAdminFullResponseBody"];
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
    "delete-api-admin-organizations-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    "patch-api-admin-organizations-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationAdminUpdateRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationAdminChangedResponseBody"];
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
    "get-api-admin-organizations-id-applications": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["AllowedApplicationsResponseBody"];
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
    "put-api-admin-organizations-id-applications-applicationId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                applicationId: string;
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
    "delete-api-admin-organizations-id-applications-applicationId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                applicationId: string;
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
    "get-api-admin-organizations-id-invitations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["OrganizationAdminInvitationsResponseBody"];
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
    "post-api-admin-organizations-id-invitations": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationAdminInviteRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationAdminInvitationResponseBody"];
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
    "post-api-admin-organizations-id-invitations-bulk": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationAdminBulkRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationAdminBulkResponseBody"];
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
    "delete-api-admin-organizations-id-invitations-invitationId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                invitationId: string;
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
    "post-api-admin-organizations-id-invitations-invitationId-resend": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                invitationId: string;
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
                    "application/json": components["schemas"]["OrganizationAdminInvitationResponseBody"];
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
    "get-api-admin-organizations-id-members": {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description Beginning of the address or of a word of the name */
                search?: string;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["OrganizationAdminMembersResponseBody"];
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
    "post-api-admin-organizations-id-members": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationAdminAddRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationAdminMemberResponseBody"];
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
    "delete-api-admin-organizations-id-members-memberId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description Id of the membership or of the account, or the e-mail address */
                memberId: string;
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
    "patch-api-admin-organizations-id-members-memberId-role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description Id of the membership or of the account */
                memberId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationAdminRoleRequestBody"];
            };
        };
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
    "get-api-admin-organizations-id-members-memberId-roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description The member's own id, or that of the user */
                memberId: string;
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
                    "application/json": components["schemas"]["OrganizationRolesResponseBody"];
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
    "put-api-admin-organizations-id-members-memberId-roles-roleId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description The member's own id, or that of the user */
                memberId: string;
                /** @description A role of an application that the organization may use */
                roleId: string;
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
    "delete-api-admin-organizations-id-members-memberId-roles-roleId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description The member's own id, or that of the user */
                memberId: string;
                /** @description A role of an application that the organization may use */
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
    "put-api-admin-organizations-id-parent": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetParentRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TierResponseBody"];
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
    "put-api-admin-organizations-id-reseller": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["GrantResellerRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TierResponseBody"];
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
    "delete-api-admin-organizations-id-reseller": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description The initial access token */
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description The resource */
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
                /** @description The resource */
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
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
    "get-api-admin-services": {
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
                    "application/json": components["schemas"]["ServicesResponseBody"];
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
    "get-api-admin-sessions": {
        parameters: {
            query?: {
                page?: number;
                limit?: number;
                /** @description nextCursor of the page before, in the place of page */
                cursor?: string;
                userId?: string;
                /** @description How words of the user's name or e-mail address begin */
                search?: string;
                /** @description Those alone in which an administrator acts for the user */
                impersonated?: boolean;
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
                    "application/json": components["schemas"]["BrowseResponseBody"];
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
    "delete-api-admin-sessions-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    "get-api-admin-stats": {
        parameters: {
            query?: {
                days?: number;
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
                    "application/json": components["schemas"]["StatsResponseBody"];
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
                limit?: number;
                /** @description nextCursor of the page before, in the place of page */
                cursor?: string;
                /** @description How words of the name or the e-mail address begin, whatever their case */
                search?: string;
                /** @description createdAt by default */
                sort?: "name" | "email" | "createdAt" | "lastSignInAt" | "";
                /** @description By default desc for times, asc for texts */
                order?: "asc" | "desc" | "";
                role?: "user" | "admin" | "superadmin" | "";
                state?: "active" | "banned" | "unverified" | "";
                mfa?: "on" | "off" | "required" | "";
                /** @description Id of an application that lists the user */
                application?: string;
                /** @description Id of an organization that the user is a member of */
                organization?: string;
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
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
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
    "get-api-admin-users-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["AdminDetailResponseBody"];
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
    "delete-api-admin-users-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    "patch-api-admin-users-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
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
    "get-api-admin-users-id-activity": {
        parameters: {
            query?: {
                /** @description Beginning of the action, e.g. session. */
                action?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["AuditTrail"];
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
    "get-api-admin-users-id-applications": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["AdminApplicationsResponseBody"];
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
    "post-api-admin-users-id-disable": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DisableUserRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
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
    "post-api-admin-users-id-enable": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
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
    "get-api-admin-users-id-factors": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["AdminFactorsResponseBody"];
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
    "get-api-admin-users-id-organizations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["AdminOrganizationsResponseBody"];
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
    "get-api-admin-users-id-preview": {
        parameters: {
            query: {
                applicationId: string;
                /** @description As if the user worked for this one, of which they must be a member */
                organizationId?: string;
                /** @description Separated by spaces; without any, all that the application may ask for */
                scope?: string;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["PreviewResponseBody"];
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
    "post-api-admin-users-id-reset-factors": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
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
                    "application/json": components["schemas"]["DoneResponseBody2"];
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
    "post-api-admin-users-id-reset-password": {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice */
                "Idempotency-Key"?: string;
            };
            path: {
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
    "get-api-admin-users-id-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["UserSessionsResponseBody"];
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
    "delete-api-admin-users-id-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    "delete-api-admin-users-id-sessions-sessionId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                sessionId: string;
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
    "get-api-admin-users-id-why": {
        parameters: {
            query: {
                applicationId: string;
                /** @description What the user may do while they work for this one, of which they must be a member */
                organizationId?: string;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["WhyResponseBody"];
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
                /** @description The id at the provider */
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
                /** @description 100 by default, 1000 at most */
                limit?: number;
                offset?: number;
                /** @description A member of the user; newest first without it */
                sortBy?: string;
                sortDirection?: "asc" | "desc" | "";
                /** @description Upper and lower case count the same */
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
                code?: string;
                state?: string;
                iss?: string;
                error?: string;
                error_description?: string;
                /** @description Apple: the name, the first time */
                user?: string;
            };
            header?: never;
            path: {
                /** @description The provider's id */
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
                /** @description The provider's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description As the mail carried it */
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
                /** @description The code of the error */
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
                /** @description As the mail carried it */
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
                /** @description As a JSON answer of ours led to it */
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
                /** @description code */
                response_type?: string;
                client_id: string;
                /** @description Exactly one of the registered ones */
                redirect_uri?: string;
                /** @description Names with spaces between */
                scope?: string;
                state?: string;
                nonce?: string;
                /** @description Of PKCE (RFC 7636) */
                code_challenge?: string;
                /** @description S256 */
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
                code?: string;
                state?: string;
                iss?: string;
                error?: string;
                error_description?: string;
                /** @description Apple: the name, the first time */
                user?: string;
            };
            header?: never;
            path: {
                /** @description The provider's id */
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
                /** @description The provider's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description Bearer and an initial access token, where registration needs one */
                Authorization?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description Bearer and the client's registration access token */
                Authorization?: string;
            };
            path: {
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
                /** @description Bearer and the client's registration access token */
                Authorization?: string;
            };
            path: {
                clientId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description Bearer and the client's registration access token */
                Authorization?: string;
            };
            path: {
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
    "post-api-auth-organization-accept-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationAnswerRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationAnswerResponseBody"];
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
    "post-api-auth-organization-cancel-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationCancelRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationInvitation"];
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
    "post-api-auth-organization-check-slug": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationSlugRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationStatusResponseBody"];
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
    "post-api-auth-organization-create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationCreateRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationCreated"];
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
    "post-api-auth-organization-delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
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
    "get-api-auth-organization-get-active-member": {
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
                    "application/json": components["schemas"]["OrganizationMember"];
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
    "get-api-auth-organization-get-active-member-role": {
        parameters: {
            query?: {
                /** @description The caller by default */
                userId?: string;
                /** @description The active organization by default */
                organizationId?: string;
                organizationSlug?: string;
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
                    "application/json": components["schemas"]["OrganizationRoleResponseBody"];
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
    "get-api-auth-organization-get-full-organization": {
        parameters: {
            query?: {
                /** @description The active organization by default */
                organizationId?: string;
                organizationSlug?: string;
                /** @description 100 by default */
                membersLimit?: number;
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
                    "application/json": components["schemas"]["OrganizationFull"] | null;
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
    "get-api-auth-organization-get-invitation": {
        parameters: {
            query: {
                id: string;
                /** @description Of the mail: then nobody needs to be signed in */
                token?: string;
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
                    "application/json": components["schemas"]["OrganizationOffer"];
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
    "post-api-auth-organization-has-permission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationPermissionRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationPermissionResponseBody"];
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
    "post-api-auth-organization-invite-member": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationInviteRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationInvitation"];
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
    "post-api-auth-organization-leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationMember"];
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
    "get-api-auth-organization-list": {
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
                    "application/json": components["schemas"]["Organization"][] | null;
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
    "get-api-auth-organization-list-invitations": {
        parameters: {
            query?: {
                /** @description The active organization by default */
                organizationId?: string;
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
                    "application/json": components["schemas"]["OrganizationInvitation"][] | null;
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
    "get-api-auth-organization-list-members": {
        parameters: {
            query?: {
                /** @description The active organization by default */
                organizationId?: string;
                organizationSlug?: string;
                /** @description 100 by default, 1000 at most */
                limit?: number;
                offset?: number;
                /** @description createdAt, role, id, userId or organizationId; the oldest first without it */
                sortBy?: string;
                sortDirection?: "asc" | "desc" | "";
                /** @description createdAt, role, id, userId or organizationId */
                filterField?: string;
                filterOperator?: "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "in" | "not_in" | "contains" | "starts_with" | "ends_with";
                filterValue?: string[] | null;
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
                    "application/json": components["schemas"]["OrganizationMembers"];
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
    "get-api-auth-organization-list-user-invitations": {
        parameters: {
            query?: {
                /** @description Refused: the caller's own address counts */
                email?: string;
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
                    "application/json": components["schemas"]["OrganizationOwnInvitation"][] | null;
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
    "post-api-auth-organization-reject-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationAnswerRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationAnswerResponseBody"];
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
    "post-api-auth-organization-remove-member": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationRemoveMemberRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationRemovedResponseBody"];
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
    "post-api-auth-organization-set-active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationSetActiveRequestBody"];
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
                    "application/json": components["schemas"]["Organization"] | null;
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
    "post-api-auth-organization-update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationUpdateRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationChanged"];
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
    "post-api-auth-organization-update-member-role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationUpdateRoleRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationMember"];
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
                /** @description What the authenticator shows; the e-mail address by default */
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
                /** @description The page that gets the token, or error=INVALID_TOKEN */
                callbackURL: string;
            };
            header?: never;
            path: {
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
                "application/json": components["schemas"]["EmailRequestBody"];
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
                "application/json": components["schemas"]["SignUpRequestBody"];
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
    "post-api-auth-two-factor-enable-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
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
    "post-api-auth-two-factor-generate-backup-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description As the mail carried it */
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
    "post-api-consumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordConsumptionRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordConsumptionResponseBody"];
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
    "post-api-consumption-batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DocBatchBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocResultsBody"];
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
    "post-api-consumption-check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckConsumptionRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckConsumptionResponseBody"];
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
    "post-api-consumption-reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReserveConsumptionRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReservationResponseBody"];
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
    "post-api-consumption-reservations-id-confirm": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reservation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmReservationRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordConsumptionResponseBody"];
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
    "post-api-consumption-reservations-id-release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reservation */
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
                    "application/json": components["schemas"]["RecordConsumptionResponseBody"];
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
    "post-api-consumption-stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
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
    "get-api-consumption-userId-applicationId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
                applicationId: string;
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
                    "application/json": components["schemas"]["AggregatesResponseBody"];
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
    "get-api-consumption-userId-applicationId-key": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
                applicationId: string;
                key: string;
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
                    "application/json": components["schemas"]["AggregateResponseBody"];
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
    "delete-api-consumption-userId-applicationId-key": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
                applicationId: string;
                key: string;
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
    "get-api-entitlements": {
        parameters: {
            query?: {
                /** @description Whose; needed with the application's own token, which a user's token needs not */
                userId?: string;
                /** @description For which organization the user acts; with the application's own token */
                organizationId?: string;
            };
            header?: {
                /** @description The ETag of the answer that the caller has */
                "If-None-Match"?: string;
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
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entitlements"];
                };
            };
            /** @description The caller has this answer */
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
                    "application/json": components["schemas"]["NativeError"];
                };
            };
        };
    };
    "get-api-organizations": {
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
                    "application/json": components["schemas"]["ListOwnResponseBody"];
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
    "post-api-organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOwnRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnResponseBody"];
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
    "get-api-organizations-joinable": {
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
                    "application/json": components["schemas"]["JoinableResponseBody"];
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
    "get-api-organizations-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
                    "application/json": components["schemas"]["OwnResponseBody"];
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
    "delete-api-organizations-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
    "patch-api-organizations-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateOwnRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnResponseBody"];
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
    "get-api-organizations-id-activity": {
        parameters: {
            query?: {
                /** @description Beginning of the action, e.g. organization.member_ */
                action?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The organization */
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
                    "application/json": components["schemas"]["ActivityResponseBody"];
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
    "get-api-organizations-id-applications": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
                    "application/json": components["schemas"]["UsableApplicationsResponseBody"];
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
    "get-api-organizations-id-clients": {
        parameters: {
            query?: {
                /** @description Beginning of the slug or of a word of the name */
                search?: string;
                page?: number;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The reseller */
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
                    "application/json": components["schemas"]["ListClientsResponseBody"];
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
    "put-api-organizations-id-clients-clientId-applications-applicationId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reseller */
                id: string;
                clientId: string;
                applicationId: string;
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
    "delete-api-organizations-id-clients-clientId-applications-applicationId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reseller */
                id: string;
                clientId: string;
                applicationId: string;
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
    "get-api-organizations-id-domains": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
                    "application/json": components["schemas"]["ListDomainsResponseBody"];
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
    "post-api-organizations-id-domains": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimDomainRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainResponseBody"];
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
    "delete-api-organizations-id-domains-domainId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                domainId: string;
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
    "patch-api-organizations-id-domains-domainId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                domainId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeDomainRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainResponseBody"];
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
    "post-api-organizations-id-domains-domainId-verify": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                domainId: string;
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
                    "application/json": components["schemas"]["DomainResponseBody"];
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
    "get-api-organizations-id-invitations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
                    "application/json": components["schemas"]["ListOwnInvitationsResponseBody"];
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
    "post-api-organizations-id-invitations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnInvitationResponseBody"];
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
    "post-api-organizations-id-invitations-bulk": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteManyRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteManyResponseBody"];
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
    "delete-api-organizations-id-invitations-invitationId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                invitationId: string;
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
    "post-api-organizations-id-invitations-invitationId-resend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                invitationId: string;
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
                    "application/json": components["schemas"]["OwnInvitationResponseBody"];
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
    "post-api-organizations-id-join": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
                    "application/json": components["schemas"]["JoinResponseBody"];
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
    "get-api-organizations-id-join-requests": {
        parameters: {
            query?: {
                status?: "pending" | "rejected";
                page?: number;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The organization */
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
                    "application/json": components["schemas"]["ListJoinRequestsResponseBody"];
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
    "post-api-organizations-id-join-requests-requestId-approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                requestId: string;
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
                    "application/json": components["schemas"]["OwnMemberResponseBody"];
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
    "post-api-organizations-id-join-requests-requestId-reject": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                requestId: string;
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
    "post-api-organizations-id-leave": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
    "get-api-organizations-id-members": {
        parameters: {
            query?: {
                /** @description Beginning of the address or of a word of the name */
                search?: string;
                /** @description Only members with this role */
                role?: "owner" | "admin" | "member";
                page?: number;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The organization */
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
                    "application/json": components["schemas"]["ListOwnMembersResponseBody"];
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
    "post-api-organizations-id-members": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A client of the caller's reseller */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BringMemberRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnMemberResponseBody"];
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
    "delete-api-organizations-id-members-memberId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                /** @description The member's own id, or that of the user */
                memberId: string;
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
    "patch-api-organizations-id-members-memberId-role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                /** @description The member's own id, or that of the user */
                memberId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOwnMemberRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnMemberResponseBody"];
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
    "get-api-organizations-id-members-memberId-roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                /** @description The member's own id, or that of the user */
                memberId: string;
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
                    "application/json": components["schemas"]["HeldRolesResponseBody"];
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
    "put-api-organizations-id-members-memberId-roles-roleId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                /** @description The member's own id, or that of the user */
                memberId: string;
                /** @description A role of an application that the organization may use */
                roleId: string;
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
    "delete-api-organizations-id-members-memberId-roles-roleId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
                id: string;
                /** @description The member's own id, or that of the user */
                memberId: string;
                /** @description A role of an application that the organization may use */
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
    "get-api-public-config": {
        parameters: {
            query?: {
                /** @description An application whose name the page should show */
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
    "get-api-public-logo": {
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
    "get-api-public-logo-clientId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    "get-api-public-organization-logo-id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization */
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
                /** @description Scopes, separated by spaces */
                scope: string;
                /** @description Only the meanings at these resources */
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
    "get-api-user-billing": {
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
                    "application/json": components["schemas"]["PurchasesResponseBody"];
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
    "post-api-user-billing-checkout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckoutRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnwardResponseBody"];
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
    "post-api-user-billing-portal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PortalRequestBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnwardResponseBody"];
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
    "get-api-user-consumption-appId": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appId: string;
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
                    "application/json": components["schemas"]["AggregatesResponseBody"];
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
                    "application/json": components["schemas"]["OwnProfileReadResponseBody"];
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
    "get-api-user-subscription": {
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
                    "application/json": components["schemas"]["OwnSubscriptionsResponseBody"];
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
    "post-api-webhooks-stripe": {
        parameters: {
            query?: never;
            header: {
                /** @description t=<Unix time>,v1=<HMAC-SHA256 of time, a dot and the body> */
                "Stripe-Signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocReceivedBody"];
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
