import { describe, expect, it } from 'vitest'
import {
  carriedQuery,
  clientId,
  invitedAddress,
  localRedirect,
  loginHint,
  oauthQuery,
  returnAddress,
  uiLocales,
} from '@/auth/query'

describe('oauthQuery', () => {
  it('is the raw query up to and including its signature', () => {
    const signed =
      'response_type=code&client_id=shop&scope=openid+profile&exp=1795406719&sig=NsY%2FYDFkgs%2Bq%3D'
    expect(oauthQuery(`?${signed}`)).toBe(signed)
    expect(oauthQuery(`?${signed}&error=access_denied`)).toBe(signed)
  })

  it('is absent without a signature', () => {
    expect(oauthQuery('')).toBeUndefined()
    expect(oauthQuery('?client_id=shop&redirectTo=%2Fprofile')).toBeUndefined()
    expect(oauthQuery('?design=1&assig=2')).toBeUndefined()
  })
})

describe('localRedirect', () => {
  it.each(['/profile', '/admin/applications?search=a%26b', '/a/b#c'])('follows %s', (target) => {
    expect(localRedirect(`?redirectTo=${encodeURIComponent(target)}`)).toBe(target)
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n\\evil.example',
    'javascript:alert(1)',
    'profile',
    '',
  ])('ignores %j', (target) => {
    expect(localRedirect(`?redirectTo=${encodeURIComponent(target)}`)).toBeUndefined()
  })

  it('never resolves to another origin', () => {
    for (const target of [
      '/\t/evil.example',
      '/\r\n/evil.example',
      '/.//evil.example',
      '/%09/evil.example',
    ]) {
      const path = localRedirect(`?redirectTo=${encodeURIComponent(target)}`)
      if (path !== undefined)
        expect(new URL(path, 'https://auth.example').origin).toBe('https://auth.example')
    }
  })
})

describe('clientId', () => {
  it('is read from the query', () => {
    expect(clientId('?a=1&client_id=acme-portal')).toBe('acme-portal')
    expect(clientId('?a=1')).toBeUndefined()
  })
})

describe('hints of the application', () => {
  it('are read from the query', () => {
    expect(uiLocales('?ui_locales=fr-CA+en')).toEqual(['fr-CA', 'en'])
    expect(uiLocales('?a=1')).toEqual([])
    expect(loginHint('?login_hint=ada%40example.org')).toBe('ada@example.org')
    expect(loginHint('?login_hint=%2B33+6')).toBe('')
    expect(loginHint('')).toBe('')
  })
})

describe('carriedQuery', () => {
  it.each([
    ['', ''],
    ['?redirectTo=%2Fprofile&error=x&error_description=y', '?redirectTo=%2Fprofile'],
    ['?client_id=a&token=signed&sig=b&token=own&verified=true', '?client_id=a&token=signed&sig=b'],
    ['?token=own', ''],
  ])('of %j is %j', (search, carried) => {
    expect(carriedQuery(search)).toBe(carried)
  })
})

describe('returnAddress', () => {
  const accepted = /^\/(?!\/|\\|%2f|%5c)[\w\-.+/@]*(\?[\w\-.+/=&%@]*)?$/i

  it('is made of what the server takes, and still the same query', () => {
    const search = "?client_id=a&state=x*y~(z)!'é&sig=b%3D"
    const address = returnAddress('/reset-password', search)
    expect(address).toMatch(accepted)
    expect([...new URLSearchParams(address.split('?')[1])]).toEqual([...new URLSearchParams(search)])
  })

  it('takes more along behind the signature', () => {
    expect(returnAddress('/verify-email', '?a=1&sig=b', 'verified=true')).toBe(
      '/verify-email?a=1&sig=b&verified=true',
    )
    expect(returnAddress('/login', '')).toBe('/login')
  })
})

describe('invitedAddress', () => {
  const invitation = 'redirectTo=%2Faccept-invitation%3Fid%3Di1'

  it('is the only one that will do on the way to an invitation', () => {
    expect(invitedAddress(`?${invitation}&login_hint=ada%40example.org`)).toBe('ada@example.org')
    expect(invitedAddress(`?${invitation}`)).toBeUndefined()
    expect(invitedAddress('?redirectTo=%2Fprofile&login_hint=ada%40example.org')).toBeUndefined()
  })
})
