import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { addresses, organizationSchema, slugOf } from '@/features/organizations/model'

describe('slugOf', () => {
  it.each([
    ['Harbour Office', 'harbour-office'],
    ['Société des remorqueurs', 'societe-des-remorqueurs'],
    [' — ', ''],
  ])('makes %s %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug)
  })
})

it('finds addresses between whatever', () => {
  expect(addresses('a@x.org, b@x.org;\n a@x.org nobody')).toEqual(['a@x.org', 'b@x.org'])
})

it('refuses what cannot be in an address', () => {
  const schema = organizationSchema((key) => key)
  expect(v.safeParse(schema, { name: 'A', slug: 'a-1' }).success).toBe(true)
  expect(v.safeParse(schema, { name: 'A', slug: 'A b' }).issues?.[0].message).toBe(
    'organizations.invalid.slug',
  )
  expect(v.safeParse(schema, { name: ' ', slug: 'a' }).issues?.[0].message).toBe('organizations.invalid.name')
})
