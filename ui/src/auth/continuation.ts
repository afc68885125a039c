import { useRouter } from 'vue-router'
import type { SignInResult } from '@/shared/api/paths'
import { isAdmin } from '@/shared/lib/roles'
import { passwordNote } from '@/auth/passwordNote'
import { carriedQuery, localRedirect, pageQuery } from '@/auth/query'

export type Continuation =
  | { kind: 'leave'; url: string }
  | { kind: 'step'; page: '/verify-mfa' | '/enroll-mfa' }
  | { kind: 'verifyEmail' }

const harmful = /^\s*(javascript|data|vbscript):/i

/** Addresses come from the server, which checks them; script addresses are refused here all the same. */
export function leave(url: string): void {
  if (harmful.test(url)) throw new Error('refused address')
  location.assign(url)
}

/** Where a person goes after signing in, registering or proving a factor. */
export function continuation(answer: SignInResult, search: string): Continuation {
  if (answer.twoFactorRedirect) return { kind: 'step', page: answer.enrol ? '/enroll-mfa' : '/verify-mfa' }
  if (answer.redirect && answer.url) return { kind: 'leave', url: answer.url }
  if (answer.user !== undefined && !answer.token) return { kind: 'verifyEmail' }
  return { kind: 'leave', url: localRedirect(search) ?? home(answer) }
}

/** The console sends on whoever is no administrator; a password that others know is to be changed first. */
function home({ user, passwordCompromised }: SignInResult): string {
  if (passwordCompromised) return '/profile/security'
  return user === undefined || isAdmin(user.role) ? '/admin' : '/profile'
}

/** Goes where an answer leads; false when the person has to look into their mail first. */
export function useContinuation() {
  const router = useRouter()
  const search = pageQuery()

  return async function goOn(answer: SignInResult): Promise<boolean> {
    if (answer.passwordCompromised) passwordNote.write()
    // Told with the password, it is still true after the second step.
    const next = continuation({ ...answer, passwordCompromised: passwordNote.written() }, search)
    if (next.kind === 'verifyEmail') return false
    if (next.kind === 'leave') leave(next.url)
    else await router.push(`${next.page}${carriedQuery(search)}`)
    return true
  }
}
