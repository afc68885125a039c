import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import {
  detailsSchema,
  groupPermissions,
  isPublicKind,
  kindOf,
  kinds,
  permissionClaim,
  permissionSchema,
  redirectFault,
  settingsSchema,
  type Kind,
} from '@/features/applications/model'

const t = (key: string) => key

function faults(schema: v.GenericSchema, values: unknown) {
  const result = v.safeParse(schema, values)
  return result.success ? [] : result.issues.map((issue) => issue.message)
}

describe('redirectFault', () => {
  it.each([
    'https://app.example/cb?x=1',
    'http://localhost:3000/cb',
    'http://127.0.0.1/cb',
    'http://[::1]:8080/',
    'com.example.app:/callback',
  ])('accepts %s', (uri) => {
    expect(redirectFault(uri)).toBeUndefined()
  })

  it.each([
    ['app.example/cb', 'notAddress'],
    ['/cb', 'notAddress'],
    ['http://app.example/cb', 'insecure'],
    ['http://localhost.evil.example/cb', 'insecure'],
    ['https://app.example/cb#token', 'fragment'],
    ['https://app.example/cb#', 'fragment'],
    ['https://*.app.example/cb', 'wildcard'],
    ['javascript:alert(1)', 'harmful'],
    ['data:text/html,x', 'harmful'],
  ])('refuses %s as %s', (uri, fault) => {
    expect(redirectFault(uri)).toBe(fault)
  })
})

describe('the wizard', () => {
  const valid = {
    name: 'Shop',
    slug: 'shop',
    redirectUris: 'https://shop.example/cb',
    allowedScopes: ['openid'],
  }

  it('lets good details pass', () => {
    expect(faults(detailsSchema(t, 'web'), valid)).toEqual([])
  })

  it.each<[Partial<typeof valid>, string]>([
    [{ name: '  ' }, 'applications.invalid.name'],
    [{ name: 'a'.repeat(101) }, 'applications.invalid.nameLong'],
    [{ slug: '' }, 'applications.invalid.slug'],
    [{ slug: 'Shop_1' }, 'applications.invalid.slugForm'],
    [{ slug: 'a'.repeat(65) }, 'applications.invalid.slugLong'],
    [{ redirectUris: '\n' }, 'applications.invalid.redirectMissing'],
    [{ redirectUris: 'https://a.example\nhttp://b.example' }, 'applications.invalid.redirectInsecure'],
    [{ redirectUris: 'https://a.example\n https://a.example ' }, 'applications.invalid.redirectTwice'],
  ])('stops at %j', (change, message) => {
    expect(faults(detailsSchema(t, 'web'), { ...valid, ...change })).toContain(message)
  })

  it('asks no redirect URI of a machine', () => {
    expect(faults(detailsSchema(t, 'machine'), { ...valid, redirectUris: '' })).toEqual([])
  })
})

describe('settingsSchema', () => {
  const valid = { name: 'Shop', description: '', url: '', redirectUris: '', allowedScopes: [] }

  it('accepts a web address or none', () => {
    expect(faults(settingsSchema(t), valid)).toEqual([])
    expect(faults(settingsSchema(t), { ...valid, url: 'https://shop.example' })).toEqual([])
    expect(faults(settingsSchema(t), { ...valid, url: 'javascript:alert(1)' })).toEqual([
      'applications.invalid.url',
    ])
  })
})

describe('kindOf', () => {
  const uris: Record<Kind, string[]> = {
    spa: ['https://app.example/cb'],
    web: ['https://app.example/cb'],
    native: ['com.example.app:/cb'],
    machine: [],
  }

  it.each(kinds)('knows a %s again', (kind) => {
    expect(kindOf({ isPublic: isPublicKind(kind), redirectUris: uris[kind] })).toBe(kind)
  })
})

describe('permissions', () => {
  it('become the claims that the service sends', () => {
    expect(permissionClaim({ resource: 'invoices', action: 'read' })).toBe('invoices')
    expect(permissionClaim({ resource: 'invoices', action: 'write' })).toBe('invoices.write')
  })

  it.each([
    ['1st', 'applications.invalid.resourceForm'],
    ['in voices', 'applications.invalid.resourceForm'],
    ['', 'applications.invalid.resource'],
  ])('refuse the resource %j', (resource, message) => {
    expect(faults(permissionSchema(t), { resource, action: 'read' })).toContain(message)
  })

  it('are grouped by what stands before the first dot', () => {
    const groups = groupPermissions([
      { resource: 'reports', action: 'read' },
      { resource: 'invoices', action: 'write' },
      { resource: 'invoices.drafts', action: 'read' },
      { resource: 'invoices', action: 'read' },
    ])
    expect(groups.map(({ group, permissions }) => [group, permissions.map(permissionClaim)])).toEqual([
      ['invoices', ['invoices', 'invoices.drafts', 'invoices.write']],
      ['reports', ['reports']],
    ])
  })
})
