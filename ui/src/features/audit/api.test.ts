import { describe, expect, it } from 'vitest'
import { asQuery, exportAddress } from '@/features/audit/api'

const none = { text: '', action: '', target: '', from: '', until: '' }

describe('asQuery', () => {
  it('leaves out what is empty', () => {
    expect(asQuery(none)).toEqual({})
    expect(asQuery({ ...none, action: 'session.' })).toEqual({ action: 'session.' })
  })

  it('covers whole days of the reader', () => {
    const { from, until } = asQuery({ ...none, from: '2026-11-23', until: '2026-11-23' })
    expect(new Date(until!).getTime() - new Date(from!).getTime()).toBe(86_400_000)
    expect(new Date(from!).getHours()).toBe(0)
  })
})

it('exports what is shown', () => {
  expect(exportAddress({ ...none, text: 'a b' }, 'csv')).toBe('/api/admin/audit/export?text=a+b&format=csv')
})
