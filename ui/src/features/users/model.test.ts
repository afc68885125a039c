import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { highestRole, newUserSchema, reasonTone, stateOf } from '@/features/users/model'

const now = new Date('2026-11-24T12:00:00Z')

describe('stateOf', () => {
  it.each([
    [{ banned: false, banExpires: null, emailVerified: true }, 'active'],
    [{ banned: false, banExpires: null, emailVerified: false }, 'unverified'],
    [{ banned: true, banExpires: null, emailVerified: false }, 'banned'],
    [{ banned: true, banExpires: '2026-11-25T00:00:00Z', emailVerified: true }, 'banned'],
    [{ banned: true, banExpires: '2026-11-23T00:00:00Z', emailVerified: true }, 'active'],
  ])('%o is %s', (user, state) => {
    expect(stateOf(user, now)).toBe(state)
  })
})

it('names the role that says most', () => {
  expect(['user', 'user,admin', 'admin,superadmin', ''].map(highestRole)).toEqual([
    'user',
    'admin',
    'superadmin',
    'user',
  ])
})

it('colours reasons by what they do', () => {
  expect((['grants', 'refuses', 'asks'] as const).map((effect) => reasonTone({ effect }))).toEqual([
    'ok',
    'bad',
    'warn',
  ])
})

describe('a new user', () => {
  const schema = newUserSchema((key) => key)
  const person = { name: 'Ada', email: 'ada@example.com', password: '', invite: true }

  it('needs a password unless invited', () => {
    expect(v.safeParse(schema, person).success).toBe(true)
    expect(v.safeParse(schema, { ...person, invite: false }).issues?.[0].message).toBe(
      'users.invalid.password',
    )
    expect(v.safeParse(schema, { ...person, invite: false, password: 'long enough' }).success).toBe(true)
  })

  it.each([
    [{ name: '  ' }, 'users.invalid.name'],
    [{ email: 'ada' }, 'users.invalid.email'],
  ])('refuses %o', (change, message) => {
    expect(v.safeParse(schema, { ...person, ...change }).issues?.[0].message).toBe(message)
  })
})
