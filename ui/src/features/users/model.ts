import * as v from 'valibot'
import type { ListedUser, Reason } from '@/features/users/api'

type Translate = (key: string) => string

export type State = 'active' | 'banned' | 'unverified'

/** What to know first of an account: a ban hides everything else. */
export function stateOf(
  { banned, banExpires, emailVerified }: Pick<ListedUser, 'banned' | 'banExpires' | 'emailVerified'>,
  now = new Date(),
): State {
  if (banned && (banExpires === null || new Date(banExpires) > now)) return 'banned'
  return emailVerified ? 'active' : 'unverified'
}

export const tones = { active: 'ok', banned: 'bad', unverified: 'warn' } as const

/** The role that says most, of a list with commas. */
export function highestRole(role: string): 'superadmin' | 'admin' | 'user' {
  const roles = role.split(',')
  if (roles.includes('superadmin')) return 'superadmin'
  return roles.includes('admin') ? 'admin' : 'user'
}

export function reasonTone({ effect }: Pick<Reason, 'effect'>): 'ok' | 'bad' | 'warn' {
  return effect === 'grants' ? 'ok' : effect === 'refuses' ? 'bad' : 'warn'
}

/** The choices of how long a ban lasts, in seconds; 0 is for ever. */
export const banLengths = { day: 86_400, week: 604_800, month: 2_592_000, ever: 0 } as const

export const shortestPassword = 8

export function newUserSchema(t: Translate) {
  return v.pipe(
    v.object({
      name: v.pipe(v.string(), v.trim(), v.nonEmpty(t('users.invalid.name'))),
      email: v.pipe(v.string(), v.trim(), v.email(t('users.invalid.email'))),
      password: v.string(),
      invite: v.boolean(),
    }),
    v.forward(
      v.check(
        ({ invite, password }) => invite || password.length >= shortestPassword,
        t('users.invalid.password'),
      ),
      ['password'],
    ),
  )
}
