import { describe, expect, it } from 'vitest'
import { relativeTime } from '@/shared/lib/time'

describe('relativeTime', () => {
  const now = new Date('2026-11-23T12:00:00Z')

  it.each([
    ['2026-11-23T11:59:40Z', 'now'],
    ['2026-11-23T11:45:00Z', '15 minutes ago'],
    ['2026-11-22T12:00:00Z', 'yesterday'],
    ['2026-11-30T12:00:00Z', 'next week'],
    ['2024-11-20T12:00:00Z', '2 years ago'],
  ])('says %s is %s', (at, words) => {
    expect(relativeTime(new Date(at), now, 'en')).toBe(words)
  })

  it('speaks French', () => {
    expect(relativeTime(new Date('2026-11-20T12:00:00Z'), now, 'fr')).toBe('il y a 3 jours')
  })
})
