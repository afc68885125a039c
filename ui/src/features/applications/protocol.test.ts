import { describe, expect, it } from 'vitest'
import type { Application } from '@/features/applications/api'
import { protocolChange, protocolSchema, protocolState } from '@/features/applications/protocol'
import * as v from 'valibot'

const application = {
  id: '1',
  isPublic: false,
  requirePkce: true,
  idTokenSignedResponseAlg: 'RS256',
  client: {},
} as unknown as Application

describe('the protocol form', () => {
  it('shows what an application may do when nothing was said', () => {
    expect(protocolState(application).grantTypes).toEqual([
      'authorization_code',
      'refresh_token',
      'client_credentials',
    ])
    expect(protocolState({ ...application, isPublic: true }).grantTypes).not.toContain('client_credentials')
  })

  it('leaves the way to send a secret as it is', () => {
    expect(
      protocolChange(protocolState(application), application).client.token_endpoint_auth_method,
    ).toBeUndefined()
    const keyed = { ...application, client: { token_endpoint_auth_method: 'private_key_jwt' as const } }
    const state = { ...protocolState(keyed), authMethod: 'client_secret_basic' as const }
    expect(protocolChange(state, keyed).client.token_endpoint_auth_method).toBe('client_secret_basic')
  })

  it('stores lifetimes in seconds and empty ones as the service’s own', () => {
    const state = { ...protocolState(application), accessLife: '2.5', idLife: '' }
    const { client } = protocolChange(state, application)
    expect(client.access_token_lifetime).toBe(150)
    expect(client.id_token_lifetime).toBe(0)
    expect(protocolState({ ...application, client: { access_token_lifetime: 150 } }).accessLife).toBe('2.5')
  })

  it.each([
    ['jwks', '{"keys": 1}'],
    ['jwks', 'no json'],
    ['jwksUri', 'http://example.com/jwks'],
    ['accessLife', '0'],
    ['refreshGrace', '31'],
    ['postLogoutUris', 'https://example.com/#out'],
  ])('refuses %s %s', (name, value) => {
    const schema = protocolSchema((key) => key)
    const state = { ...protocolState(application), [name]: value }
    expect(v.safeParse(schema, state).success).toBe(false)
    expect(v.safeParse(schema, protocolState(application)).success).toBe(true)
  })
})
