import { api, unwrap } from '@/shared/api/client'

export function currentSession() {
  return unwrap(api.GET('/api/auth/get-session'))
}

export function signOut() {
  return unwrap(api.POST('/api/auth/sign-out'))
}

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
