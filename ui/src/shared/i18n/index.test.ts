import { beforeEach, describe, expect, it } from 'vitest'
import { preferredLocale } from '@/shared/i18n'

describe('preferredLocale', () => {
  beforeEach(() => {
    localStorage.clear()
  })

  it('is the first language wished for that we speak', () => {
    expect(preferredLocale(['se', 'fr-CA', 'en'])).toBe('fr')
    expect(preferredLocale(['FR'])).toBe('fr')
    expect(preferredLocale(['fry', 'se'])).toBe('en')
  })

  it('is the one chosen before, whatever is wished for', () => {
    localStorage.setItem('locale', 'en')
    expect(preferredLocale(['fr'])).toBe('en')
  })
})
