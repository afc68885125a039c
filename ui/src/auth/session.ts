import { api, unwrap } from '@/shared/api/client'

export function currentSession() {
  return unwrap(api.GET('/api/auth/get-session'))
}

export function signOut() {
  return unwrap(api.POST('/api/auth/sign-out'))
}
