import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'
import type { ProfileChange, WayIn } from '@/shared/api/paths'
import { sessionQuery } from '@/shared/api/session'
import { createPasskey } from '@/shared/lib/webauthn'

const keys = {
  sessions: ['account', 'sessions'],
  ways: ['account', 'ways'],
  profile: ['account', 'profile'],
  passkeys: ['account', 'passkeys'],
  steps: ['account', 'steps'],
  devices: ['account', 'devices'],
  connected: ['account', 'connected'],
  activity: ['account', 'activity'],
} as const

export const ownSessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: async () => (await unwrap(api.GET('/api/user/sessions'))).sessions,
})

/** The ways into the account: a password, accounts elsewhere. */
export const waysInQuery = queryOptions({
  queryKey: keys.ways,
  queryFn: () => unwrap(api.GET('/api/auth/list-accounts')),
})

/** Whether the password was found among stolen ones; it is looked at when somebody signs in with it. */
export const profileQuery = queryOptions({
  queryKey: keys.profile,
  queryFn: () => unwrap(api.GET('/api/user/profile')),
  staleTime: 300_000,
})

export const passkeysQuery = queryOptions({
  queryKey: keys.passkeys,
  queryFn: () => unwrap(api.GET('/api/auth/passkey/list-user-passkeys')),
})

/** What this account can show after the password. */
export const secondStepsQuery = queryOptions({
  queryKey: keys.steps,
  queryFn: () => unwrap(api.GET('/api/auth/two-factor/challenge')),
})

export const trustedDevicesQuery = queryOptions({
  queryKey: keys.devices,
  queryFn: async () => (await unwrap(api.GET('/api/user/trusted-devices'))).devices,
})

export const connectedQuery = queryOptions({
  queryKey: keys.connected,
  queryFn: async () => (await unwrap(api.GET('/api/user/applications'))).applications,
})

export const activityQuery = infiniteQueryOptions({
  queryKey: keys.activity,
  queryFn: ({ pageParam }) =>
    unwrap(
      api.GET('/api/user/audit', {
        params: { query: { limit: 30, ...(pageParam !== '' && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: (page) => page.nextCursor,
})

/** A change after which the person, or what they hold, has to be read again. */
function useChange<V, T>(change: (values: V) => Promise<T>, ...stale: (readonly string[])[]) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })
}

const person = sessionQuery.queryKey

export function useChangeProfile() {
  return useChange((body: ProfileChange) => unwrap(api.POST('/api/auth/update-user', { body })), person)
}

export function useChangeEmail() {
  return useChange((newEmail: string) =>
    unwrap(
      api.POST('/api/auth/change-email', {
        body: { newEmail, callbackURL: '/verify-email?verified=true' },
      }),
    ),
  )
}

export function useVerifyEmail() {
  return useChange((email: string) =>
    unwrap(
      api.POST('/api/auth/send-verification-email', {
        body: { email, callbackURL: '/verify-email?verified=true' },
      }),
    ),
  )
}

export function useChangePassword() {
  return useChange(
    (body: { currentPassword: string; newPassword: string; revokeOtherSessions: boolean }) =>
      unwrap(api.POST('/api/auth/change-password', { body })),
    person,
    keys.profile,
    keys.sessions,
    keys.devices,
  )
}

/** Leaves for a provider to connect an account there; the answer says where. */
export function useConnect() {
  return useChange((provider: string) =>
    unwrap(
      api.POST('/api/auth/link-social', {
        body: {
          provider,
          callbackURL: `/profile/security?connected=${encodeURIComponent(provider)}`,
          errorCallbackURL: '/profile/security',
        },
      }),
    ),
  )
}

export function useUnlink() {
  return useChange(
    (way: WayIn) =>
      unwrap(
        api.POST('/api/auth/unlink-account', {
          body: { providerId: way.providerId, accountId: way.accountId },
        }),
      ),
    keys.ways,
  )
}

/** Mails a link by which whoever has no password yet sets one. */
export function useMailPasswordLink() {
  return useChange((email: string) =>
    unwrap(api.POST('/api/auth/request-password-reset', { body: { email, redirectTo: '/reset-password' } })),
  )
}

export function useVerifyPassword() {
  return useChange((password: string) =>
    unwrap(api.POST('/api/auth/verify-password', { body: { password } })),
  )
}

/** Accounts without a password are not asked for one. */
function withPassword(password: string) {
  return { body: password === '' ? {} : { password } }
}

export function useBeginAuthenticator() {
  return useChange((password: string) =>
    unwrap(api.POST('/api/auth/two-factor/enable', withPassword(password))),
  )
}

export function useConfirmAuthenticator() {
  return useChange(
    (code: string) => unwrap(api.POST('/api/auth/two-factor/verify-totp', { body: { code } })),
    person,
    keys.steps,
    keys.sessions,
  )
}

export function useRemoveAuthenticator() {
  return useChange(
    (password: string) => unwrap(api.POST('/api/auth/two-factor/disable', withPassword(password))),
    person,
    keys.steps,
    keys.sessions,
    keys.devices,
  )
}

export function useAskForPasskey() {
  return useChange(
    (password: string) => unwrap(api.POST('/api/auth/two-factor/enable-passkey', withPassword(password))),
    person,
    keys.steps,
  )
}

export function useNewBackupCodes() {
  return useChange((password: string) =>
    unwrap(api.POST('/api/auth/two-factor/generate-backup-codes', withPassword(password))),
  )
}

export function useAddPasskey() {
  return useChange(async (name: string) => {
    const options = await unwrap(
      api.GET('/api/auth/passkey/generate-register-options', { params: { query: { name } } }),
    )
    const response = await createPasskey(options)
    return unwrap(api.POST('/api/auth/passkey/verify-registration', { body: { response, name } }))
  }, keys.passkeys)
}

export function useRenamePasskey() {
  return useChange(
    (body: { id: string; name: string }) => unwrap(api.POST('/api/auth/passkey/update-passkey', { body })),
    keys.passkeys,
  )
}

export function useRemovePasskey() {
  return useChange(
    (id: string) => unwrap(api.POST('/api/auth/passkey/delete-passkey', { body: { id } })),
    person,
    keys.passkeys,
    keys.steps,
  )
}

export function useForgetDevice() {
  return useChange(
    (id: string) => unwrap(api.DELETE('/api/user/trusted-devices/{id}', { params: { path: { id } } })),
    keys.devices,
  )
}

export function useEndSession() {
  return useChange(
    (id: string) => unwrap(api.DELETE('/api/user/sessions/{id}', { params: { path: { id } } })),
    keys.sessions,
  )
}

export function useEndOtherSessions() {
  return useChange(() => unwrap(api.POST('/api/auth/revoke-other-sessions')), keys.sessions)
}

export function useDisconnect() {
  return useChange(
    (id: string) => unwrap(api.DELETE('/api/user/applications/{id}', { params: { path: { id } } })),
    keys.connected,
  )
}

export function useDeleteAccount() {
  return useChange((password: string) => unwrap(api.POST('/api/auth/delete-user', withPassword(password))))
}
