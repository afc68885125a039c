import assert from 'node:assert/strict'
import { it } from 'node:test'
import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import { connect, signIn } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

const device = 'urn:ietf:params:oauth:grant-type:device_code'
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
const accessToken = 'urn:ietf:params:oauth:token-type:access_token'

onEachEngine('openid-client without a browser of its own', {}, (world) => {
  const api = 'https://orders.example.com'

  async function television(settings) {
    const { application, account } = await world.applicationWithPerson({
      isPublic: true,
      redirectUris: ['https://app.example.com/callback'],
      client: { grant_types: [device, 'refresh_token'] },
      ...settings,
    })
    const visitor = world.visitor()
    await visitor.call('POST', '/api/auth/sign-in/email', account)
    const answer = (user_code, accept) =>
      visitor.call('POST', '/api/auth/oauth2/device', { user_code, accept })
    return { config: await connect(world.service, application), application, account, visitor, answer }
  }

  // conformance: RFC 8628 §3.1
  // conformance: RFC 8628 §3.4
  it('is allowed by a code that somebody types elsewhere', async () => {
    const { resource } = await world.admin.registerAPI({ identifier: api, name: 'Orders' })
    const { config, application, account, visitor, answer } = await television()
    const started = await oidc.initiateDeviceAuthorization(config, {
      scope: 'openid email offline_access',
      resource: resource.identifier,
    })
    assert.equal(new URL(started.verification_uri).origin, world.service.url)
    assert.ok(started.verification_uri_complete.endsWith(started.user_code))
    const query = new URLSearchParams({ user_code: started.user_code.toLowerCase() })
    const shown = await visitor.call('GET', `/api/auth/oauth2/device?${query}`)
    assert.equal(shown.client_id, application.slug)
    assert.deepEqual(shown.resources, [api])

    const polling = oidc.pollDeviceAuthorizationGrant(config, started)
    await answer(started.user_code, true)
    const tokens = await polling
    assert.equal(tokens.claims().sub, account.id)
    assert.ok(decodeJwt(tokens.access_token).aud.includes(api))
    const info = await oidc.fetchUserInfo(config, tokens.access_token, account.id)
    assert.equal(info.email, account.email)
    const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    assert.equal(renewed.claims().sub, account.id)

    await assert.rejects(oidc.pollDeviceAuthorizationGrant(config, { ...started, interval: 0.1 }), {
      error: 'invalid_grant',
    })
  })

  // conformance: RFC 8628 §3.5
  it('is refused, and so is who is not allowed to ask', async () => {
    const { config, answer } = await television()
    const started = await oidc.initiateDeviceAuthorization(config, { scope: 'openid' })
    await answer(started.user_code, false)
    await assert.rejects(oidc.pollDeviceAuthorizationGrant(config, started), { error: 'access_denied' })

    const other = await television({ client: {} })
    await assert.rejects(oidc.initiateDeviceAuthorization(other.config, { scope: 'openid' }), {
      error: 'unauthorized_client',
    })
  })

  // conformance: RFC 8693 §2.1
  // conformance: RFC 8693 §4.1
  it('exchanges a token for one that it calls another API with', async () => {
    const { application: shop, account } = await world.applicationWithPerson()
    const backend = await world.admin.createApplication({
      client: { grant_types: [exchange, 'client_credentials'] },
    })
    const front = 'https://front.example.com'
    const behind = 'https://behind.example.com'
    await world.admin.registerAPI({
      identifier: front,
      name: 'Front',
      allowedApplications: [shop.id, backend.id],
    })
    await world.admin.registerAPI({
      identifier: behind,
      name: 'Behind',
      allowedApplications: [backend.id],
      accessTokenLifetime: 60,
    })
    const web = await connect(world.service, shop)
    const { tokens } = await signIn(web, shop, world.visitor(), { account, scope: 'roles', resource: front })

    const service = await connect(world.service, backend)
    const own = await oidc.clientCredentialsGrant(service)
    const request = {
      subject_token: tokens.access_token,
      subject_token_type: accessToken,
      actor_token: own.access_token,
      actor_token_type: accessToken,
      resource: behind,
    }
    const exchanged = await oidc.genericGrantRequest(service, exchange, request)
    assert.equal(exchanged.issued_token_type, accessToken)
    assert.equal(exchanged.refresh_token, undefined)
    const claims = decodeJwt(exchanged.access_token)
    assert.equal(claims.aud, behind)
    assert.equal(claims.sub, account.id)
    assert.equal(claims.client_id, backend.slug)
    assert.equal(claims.act.sub, backend.slug)
    assert.ok(claims.exp - claims.iat <= 60)

    for (const [change, error] of [
      [{ subject_token: 'nonsense' }, 'invalid_request'],
      [{ actor_token: undefined, actor_token_type: undefined }, 'invalid_request'],
      [{ resource: 'https://nobody.example' }, 'invalid_target'],
      [{ scope: 'openid' }, 'invalid_scope'],
    ]) {
      const changed = Object.entries({ ...request, ...change }).filter(([, value]) => value !== undefined)
      await assert.rejects(oidc.genericGrantRequest(service, exchange, Object.fromEntries(changed)), {
        error,
      })
    }
    await assert.rejects(oidc.genericGrantRequest(web, exchange, request), { error: 'unauthorized_client' })
  })
})
