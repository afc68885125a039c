import { describe, expect, it } from 'vitest'
import { initials, lines, slugify } from '@/shared/lib/text'

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['acme-portal', 'AP'],
    ['Jean Luc de la Tour', 'JT'],
    ['ada@example.org', 'A'],
    ['élise', 'É'],
    ['𝒳 one', '𝒳O'],
    ['', ''],
  ])('of %j are %j', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })
})

describe('slugify', () => {
  it.each([
    ['Café Zürich', 'cafe-zurich'],
    ['  My -- App!  ', 'my-app'],
    ['日本', ''],
    [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
  ])('makes %j into %j', (name, slug) => {
    expect(slugify(name)).toBe(slug)
  })
})

describe('lines', () => {
  it('ignores blanks and empty lines', () => {
    expect(lines(' a \n\n\tb\r\n')).toEqual(['a', 'b'])
  })
})
