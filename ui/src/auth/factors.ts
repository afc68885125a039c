import { api, unwrap } from '@/shared/api/client'
import type { FactorMethod, SignInResult } from '@/shared/api/paths'
import { createPasskey, usePasskey } from '@/shared/lib/webauthn'
import { currentSession } from '@/auth/session'
import { oauthQuery, pageQuery } from '@/auth/query'

/** What goes along with every request that may end a sign-in: the authorization that waits for it. */
export function resuming(): { oauth_query?: string } {
  const query = oauthQuery(pageQuery())
  return query === undefined ? {} : { oauth_query: query }
}

export function challenge() {
  return unwrap(api.GET('/api/auth/two-factor/challenge'))
}

type Coded = Exclude<FactorMethod, 'passkey'>

/** Proves a factor by a code. */
export function proveByCode(method: Coded, code: string, trustDevice: boolean): Promise<SignInResult> {
  const init = { body: { code, ...(trustDevice && { trustDevice }), ...resuming() } }
  switch (method) {
    case 'totp':
      return unwrap(api.POST('/api/auth/two-factor/verify-totp', init))
    case 'otp':
      return unwrap(api.POST('/api/auth/two-factor/verify-otp', init))
    case 'backup-code':
      return unwrap(api.POST('/api/auth/two-factor/verify-backup-code', init))
  }
}

export function sendCode() {
  return unwrap(api.POST('/api/auth/two-factor/send-otp', { body: {} }))
}

/** Signs in, or proves the second factor of a sign-in, with a passkey. */
export async function proveByPasskey({ autofill = false, trustDevice = false } = {}): Promise<SignInResult> {
  const options = await unwrap(api.GET('/api/auth/passkey/generate-authenticate-options'))
  const response = await usePasskey(options, autofill)
  return unwrap(
    api.POST('/api/auth/passkey/verify-authentication', {
      body: { response, ...(trustDevice && { trustDevice }), ...resuming() },
    }),
  )
}

/** Whoever is signed in already shows the password they have before they add a factor. */
export async function asksPassword(): Promise<boolean> {
  if ((await currentSession()) === null) return false
  const ways = await unwrap(api.GET('/api/auth/list-accounts'))
  return ways.some((way) => way.providerId === 'credential')
}

export function beginAuthenticator(password?: string) {
  return unwrap(api.POST('/api/auth/two-factor/enable', { body: password === undefined ? {} : { password } }))
}

/**
 * Confirms a new authenticator app. The waiting authorization is left alone: codes last a minute, less than it takes
 * to put backup codes away.
 */
export function confirmAuthenticator(code: string): Promise<SignInResult> {
  return unwrap(api.POST('/api/auth/two-factor/verify-totp', { body: { code } }))
}

export async function enrolPasskey(name: string): Promise<SignInResult> {
  const options = await unwrap(
    api.GET('/api/auth/passkey/generate-register-options', { params: { query: { name } } }),
  )
  const response = await createPasskey(options)
  return unwrap(
    api.POST('/api/auth/passkey/verify-registration', { body: { response, name, ...resuming() } }),
  )
}

/** Goes on with an authorization now that the person is signed in; without one there is nowhere to go yet. */
export async function resume(): Promise<SignInResult> {
  const { oauth_query: query } = resuming()
  if (query === undefined) return {}
  return unwrap(api.POST('/api/auth/oauth2/continue', { body: { postLogin: true, oauth_query: query } }))
}
