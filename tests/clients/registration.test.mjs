import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as oidc from 'openid-client'
import { requestAuthorization } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

const redirectURI = 'https://app.example.com/callback'
const options = { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] }

onEachEngine('openid-client that registers itself', { CLIENT_REGISTRATION: 'open' }, (world) => {
  const register = (metadata, auth) =>
    oidc.dynamicClientRegistration(
      new URL(world.service.url),
      { client_name: 'Newcomer', redirect_uris: [redirectURI], scope: 'openid email', ...metadata },
      auth,
      options,
    )

  // conformance: RFC 7591 §3
  for (const [method, auth] of [
    ['client_secret_basic', oidc.ClientSecretBasic()],
    ['client_secret_post', oidc.ClientSecretPost()],
    ['none', oidc.None()],
  ]) {
    it(`signs somebody in with ${method}`, async () => {
      const config = await register({ token_endpoint_auth_method: method }, auth)
      const client = config.clientMetadata()
      assert.equal(Boolean(client.client_secret), method !== 'none')
      const account = await world.admin.createPerson()
      const application = { slug: client.client_id, redirectURI }
      const { url, checks } = await requestAuthorization(config, application, { scope: 'openid email' })
      const { target, pages } = await world.visitor().authorize(url, { account })
      assert.deepEqual(pages, ['/login', '/oauth2/consent'], 'nobody vouched for it: consent is asked')
      const tokens = await oidc.authorizationCodeGrant(config, target, checks)
      assert.equal(tokens.claims().sub, account.id)
      assert.equal(tokens.claims().aud, client.client_id)
      const info = await oidc.fetchUserInfo(config, tokens.access_token, account.id)
      assert.equal(info.email, account.email)
    })
  }

  // conformance: RFC 7592 §2
  it('shows, changes and removes itself', async () => {
    const config = await register({}, oidc.ClientSecretBasic())
    const {
      registration_client_uri: uri,
      registration_access_token: token,
      ...client
    } = config.clientMetadata()
    const call = (method, authorization, body) =>
      fetch(uri, {
        method,
        headers: { authorization: `Bearer ${authorization}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
    const shown = await (await call('GET', token)).json()
    assert.equal(shown.client_id, client.client_id)
    assert.equal(shown.client_name, 'Newcomer')
    assert.equal((await call('GET', 'nonsense')).status, 401)

    const changed = await call('PUT', token, {
      client_id: client.client_id,
      client_name: 'Old hand',
      redirect_uris: [redirectURI],
    })
    assert.equal(changed.status, 200)
    const { client_name, registration_access_token: next } = await changed.json()
    assert.equal(client_name, 'Old hand')
    assert.equal((await call('DELETE', next ?? token)).status, 204)
    assert.equal((await call('GET', next ?? token)).status, 401)
    await assert.rejects(oidc.refreshTokenGrant(config, 'anything'), { status: 401 })
  })

  it('is refused with a redirect URI that nobody may have', async () => {
    await assert.rejects(register({ redirect_uris: ['http://app.example.com/cb'] }), {
      status: 400,
      error: 'invalid_redirect_uri',
    })
    await assert.rejects(register({ redirect_uris: [`${redirectURI}#a`] }), { error: 'invalid_redirect_uri' })
    await assert.rejects(register({ scope: 'roles' }), { error: 'invalid_client_metadata' })
  })
})

onEachEngine('openid-client where registration is closed', {}, (world) => {
  it('finds no registration', async () => {
    const metadata = { redirect_uris: [redirectURI] }
    await assert.rejects(
      oidc.dynamicClientRegistration(new URL(world.service.url), metadata, undefined, options),
      /registration_endpoint/,
    )
  })
})
