import { describe, expect, it } from 'vitest'
import { steps, trend } from '@/features/dashboard/model'

describe('trend', () => {
  it.each([
    [[], undefined],
    [[0, 0, 5, 5], undefined],
    [[2, 2, 3, 3], 0.5],
    [[4, 9, 1], -0.75],
  ])('of %o is %s', (counts, share) => {
    expect(trend(counts)).toBe(share)
  })
})

it('ticks off what is there', () => {
  const stats = {
    applications: { active: 1, total: 1, top: [] },
    users: { banned: 0, new: 1, total: 1, unverified: 0 },
  }
  const services = { mail: true, providers: { google: { enabled: false }, acme: { enabled: true } } }
  expect(steps(stats, services, false).map(({ key, done }) => [key, done])).toEqual([
    ['application', true],
    ['people', false],
    ['mfa', false],
    ['mail', true],
    ['provider', true],
  ])
})
