import { api, unwrap } from '@/shared/api/client'
import { localRedirect, returnAddress } from '@/auth/query'
import { resuming } from '@/auth/factors'

export function publicClient(id: string) {
  return unwrap(api.GET('/api/auth/oauth2/public-client', { params: { query: { client_id: id } } }))
}

/** What the scopes of protected APIs mean, as their registry tells it. */
export async function scopeMeanings(scope: string, resource: string[]) {
  const { scopes } = await unwrap(api.GET('/api/public/scopes', { params: { query: { scope, resource } } }))
  return scopes
}

/** Answers the consent question; the result says where the browser goes. */
export function answerConsent(accept: boolean, query: string) {
  return unwrap(api.POST('/api/auth/oauth2/consent', { body: { accept, oauth_query: query } }))
}

/** What a device is waiting for: who asks, for what, and where it was started. */
export function deviceRequest(userCode: string) {
  return unwrap(api.GET('/api/auth/oauth2/device', { params: { query: { user_code: userCode } } }))
}

export function answerDevice(userCode: string, accept: boolean) {
  return unwrap(api.POST('/api/auth/oauth2/device', { body: { user_code: userCode, accept } }))
}

/** Mails a link that proves an address; it leads back to the page that says so, with what waits for it. */
export function sendVerification(email: string, search: string) {
  return unwrap(
    api.POST('/api/auth/send-verification-email', {
      body: { email, callbackURL: returnAddress('/verify-email', search, 'verified=true') },
    }),
  )
}

/** Begins signing in at another provider; the answer says where. */
export function beginSocial(provider: string, search: string) {
  return unwrap(
    api.POST('/api/auth/sign-in/social', {
      body: {
        provider,
        callbackURL: localRedirect(search) ?? '/admin',
        errorCallbackURL: returnAddress('/login', search),
        ...resuming(),
      },
    }),
  )
}

export function mailLink(email: string, search: string) {
  return unwrap(
    api.POST('/api/auth/sign-in/magic-link', {
      body: {
        email,
        callbackURL: localRedirect(search) ?? '/admin',
        errorCallbackURL: returnAddress('/login', search),
        ...resuming(),
      },
    }),
  )
}

export function mailCode(email: string) {
  return unwrap(api.POST('/api/auth/email-otp/send-verification-otp', { body: { email, type: 'sign-in' } }))
}

export function signInByCode(email: string, otp: string) {
  return unwrap(api.POST('/api/auth/sign-in/email-otp', { body: { email, otp, ...resuming() } }))
}
