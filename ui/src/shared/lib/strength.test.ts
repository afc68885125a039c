import { describe, expect, it } from 'vitest'
import { strength } from '@/shared/lib/strength'

describe('strength', () => {
  it('asks for length, not for kinds of characters', () => {
    expect(strength('short')).toBe(0)
    expect(strength('lantern fox')).toBe(2)
    expect(strength('lantern fox ri')).toBe(3)
    expect(strength('lantern fox river moss')).toBe(4)
  })

  it.each(['aaaaaaaaaaaaaaaaaaaa', 'abcabcabcabcabcabc', 'password123456789', 'azertyazertyqwerty'])(
    'sees that %s is easy to guess',
    (password) => {
      expect(strength(password)).toBe(1)
    },
  )

  it('does not count the name and the address of the person', () => {
    const personal = ['Ada Lovelace', 'ada@example.org']
    expect(strength('adalovelace1843', personal)).toBe(1)
    expect(strength('adalovelace1843')).toBe(3)
  })
})
