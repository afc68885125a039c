import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import {
  activityText,
  byDay,
  changesOf,
  connectTrouble,
  passwordSchema,
  profileOf,
  profileSchema,
} from '@/features/account/model'

const t = (key: string, values?: Record<string, unknown>) =>
  values === undefined ? key : `${key} ${JSON.stringify(values)}`
const stored = { name: 'Ada', phone: null, company: 'Engines', position: null, address: null, locale: 'fr' }

describe('a profile', () => {
  it('is told to the server only where it changed', () => {
    const before = profileOf(stored)
    expect(before).toEqual({
      name: 'Ada',
      phone: '',
      company: 'Engines',
      position: '',
      address: '',
      locale: 'fr',
    })
    expect(changesOf(before, { ...before, company: '', phone: ' 123 ' })).toEqual({
      company: '',
      phone: '123',
    })
    expect(changesOf(before, { ...before, name: 'Ada ' })).toEqual({})
  })

  it('has a name', () => {
    const check = (name: string) => v.safeParse(profileSchema(t), { ...profileOf(stored), name }).success
    expect(check('Ada')).toBe(true)
    expect(check('  ')).toBe(false)
    expect(check('a'.repeat(101))).toBe(false)
  })
})

describe('a new password', () => {
  it.each([
    ['', 'long enough', false],
    ['old', 'short', false],
    ['old', 'x'.repeat(129), false],
    ['old', 'long enough', true],
  ])('%j to %j: %s', (current, next, fits) => {
    expect(v.safeParse(passwordSchema(t), { current, next, others: true }).success).toBe(fits)
  })
})

describe('activity', () => {
  it('is told in words, with the name of what it is about', () => {
    expect(activityText({ action: 'session.started', details: {} }, t)).toBe('activity.sessionStarted')
    expect(activityText({ action: 'passkey.added', details: { name: 'Laptop' } }, t)).toContain('Laptop')
  })

  it('shows what it has no words for by name', () => {
    expect(activityText({ action: 'comet.seen', details: {} }, t)).toBe('comet.seen')
  })

  it('is grouped by days, in its order', () => {
    const at = (day: number, hour: number) => ({ at: new Date(2026, 0, day, hour).toISOString() })
    const days = byDay([at(3, 10), at(3, 2), at(2, 23)], 'en')
    expect(days.map(({ events }) => events.length)).toEqual([2, 1])
    expect(days[0]!.label).toBe('Saturday, January 3, 2026')
  })
})

describe('connecting an account elsewhere', () => {
  it.each([
    ['account_already_linked_to_different_user', 'taken'],
    ['access_denied', 'refused'],
    ['state_mismatch', 'late'],
    ['comet', 'other'],
  ])('that comes to nothing (%s) is explained', (code, reason) => {
    expect(connectTrouble(code, t)).toBe(`signIns.trouble.${reason}`)
  })
})
