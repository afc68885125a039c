import { beforeAll, describe, expect, it } from 'vitest'
import english from '@locales/en/pages.json'
import { destination, webAddress } from '@/auth/address'
import { requestedScopes } from '@/auth/scopes'
import { setUpLocale } from '@/shared/i18n'

beforeAll(() => setUpLocale(english, {}))

describe('requestedScopes', () => {
  it('keeps the order, drops repetitions, and names what it does not know', () => {
    const scopes = requestedScopes('scope=openid+billing%3Aread+email+openid&sig=x')
    expect(scopes.map(({ name, message }) => [name, message])).toEqual([
      ['openid', 'scope.openid'],
      ['billing:read', undefined],
      ['email', 'scope.email'],
    ])
  })

  it('is not fooled by names of built-in members', () => {
    const [scope] = requestedScopes('scope=constructor')
    expect(scope?.message).toBeUndefined()
    expect(scope?.icon).toBe(requestedScopes('scope=unknown')[0]?.icon)
  })

  it('shows what requested claims come to', () => {
    const scopes = requestedScopes('scope=openid&consent=openid+email&sig=x')
    expect(scopes.map(({ name }) => name)).toEqual(['openid', 'email'])
  })

  it('is empty without scopes', () => {
    expect(requestedScopes('client_id=a')).toEqual([])
  })
})

describe('destination', () => {
  it.each([
    ['https://shop.example:8443/cb?x=1', 'shop.example:8443'],
    ['com.example.app:/callback', 'com.example.app:'],
    ['https://good.example@evil.example/cb', 'evil.example'],
  ])('of %s is %s', (uri, host) => {
    expect(destination(`redirect_uri=${encodeURIComponent(uri)}`)).toBe(host)
  })
})

describe('webAddress', () => {
  it('lets only web addresses become links', () => {
    expect(webAddress('https://shop.example/terms')).toBe('https://shop.example/terms')
    expect(webAddress('javascript:alert(1)')).toBeUndefined()
    expect(webAddress('not an address')).toBeUndefined()
    expect(webAddress(undefined)).toBeUndefined()
  })
})
