import type { SignInResult } from '@/shared/api/paths'
import { isAdmin } from '@/shared/lib/roles'
import { localRedirect } from '@/auth/query'

export type Continuation = { kind: 'leave'; url: string } | { kind: 'secondFactor' }

const harmful = /^\s*(javascript|data|vbscript):/i

/** Addresses come from the server, which checks them; script addresses are refused here all the same. */
export function leave(url: string): void {
  if (harmful.test(url)) throw new Error('refused address')
  location.assign(url)
}

/** Where a person goes after signing in or registering. */
export function continuation(answer: SignInResult, search: string): Continuation {
  if (answer.twoFactorRedirect) return { kind: 'secondFactor' }
  if (answer.redirect && answer.url) return { kind: 'leave', url: answer.url }
  const home = isAdmin(answer.user?.role) ? '/admin' : '/profile'
  return { kind: 'leave', url: localRedirect(search) ?? home }
}
