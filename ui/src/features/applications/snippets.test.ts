import { describe, expect, it } from 'vitest'
import { snippet, type Integration, type Language } from '@/features/applications/snippets'

const languages: Language[] = ['node', 'go', 'curl']
const web: Integration = {
  kind: 'web',
  issuer: 'https://auth.example',
  clientId: 'shop',
  redirectUri: 'https://shop.example/cb?a=1',
  scopes: ['openid', 'email'],
}

describe('snippet', () => {
  it.each(languages)('in %s holds the real values and takes the secret from the environment', (language) => {
    const code = snippet(language, web)
    expect(code).toContain('https://auth.example')
    expect(code).toContain('shop')
    expect(code).toContain('CLIENT_SECRET')
  })

  it.each(languages)('in %s asks no secret of a public client', (language) => {
    expect(snippet(language, { ...web, kind: 'spa' })).not.toContain('SECRET')
  })

  it.each(languages)('in %s sends nobody anywhere for a machine', (language) => {
    const code = snippet(language, { ...web, kind: 'machine', redirectUri: '' })
    expect(code).not.toContain('redirect')
    expect(code).toContain('CLIENT_SECRET')
  })

  it('encodes the redirect URI where it is part of an address', () => {
    expect(snippet('curl', web)).toContain('redirect_uri=https%3A%2F%2Fshop.example%2Fcb%3Fa%3D1')
  })

  it('allows plain http only where the issuer has it', () => {
    expect(snippet('node', web)).not.toContain('allowInsecureRequests')
    expect(snippet('node', { ...web, issuer: 'http://localhost:3001' })).toContain('allowInsecureRequests')
  })
})
