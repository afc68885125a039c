import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oidc from 'openid-client'
import { connect, signIn } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

const api = 'https://api.example.com'

onEachEngine('tokens', { OAUTH_VALID_AUDIENCES: `${api},https://other.example.com` }, (world) => {
  async function signedIn({ settings, ...parameters } = {}) {
    const { application, account } = await world.applicationWithPerson(settings)
    const config = await connect(world.service, application)
    const scope = 'openid email offline_access roles permissions features'
    const session = await signIn(config, application, world.visitor(), { account, scope, ...parameters })
    return { ...session, application, account, config }
  }

  const keySet = () => createRemoteJWKSet(new URL(`${world.service.url}/api/auth/jwks`))

  for (const isPublic of [false, true]) {
    it(`rotates refresh tokens of a ${isPublic ? 'public' : 'confidential'} client; a replay ends the family`, async () => {
      const { config, tokens, account } = await signedIn({ settings: { isPublic } })
      const second = await oidc.refreshTokenGrant(config, tokens.refresh_token)
      assert.notEqual(second.refresh_token, tokens.refresh_token)
      assert.notEqual(second.access_token, tokens.access_token)
      assert.equal(second.claims().sub, account.id)
      const third = await oidc.refreshTokenGrant(config, second.refresh_token)
      const info = await oidc.fetchUserInfo(config, third.access_token, account.id)
      assert.equal(info.email, account.email)

      await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' })

      await assert.rejects(oidc.refreshTokenGrant(config, third.refresh_token), { error: 'invalid_grant' })
      await assert.rejects(
        oidc.fetchUserInfo(config, third.access_token, account.id),
        (error) => error.status === 401,
      )
    })
  }

  it('narrows the scope of a refreshed token and never widens it', async () => {
    const { config, tokens, account } = await signedIn()
    const narrow = await oidc.refreshTokenGrant(config, tokens.refresh_token, { scope: 'openid' })
    assert.equal(narrow.scope, 'openid')
    const info = await oidc.fetchUserInfo(config, narrow.access_token, account.id)
    assert.equal(info.email, undefined)
    await assert.rejects(
      oidc.refreshTokenGrant(config, narrow.refresh_token ?? tokens.refresh_token, {
        scope: 'openid profile',
      }),
      { error: 'invalid_scope' },
    )
  })

  it('gives an application a token for itself', async () => {
    const application = await world.admin.createApplication()
    const config = await connect(world.service, application)
    const tokens = await oidc.clientCredentialsGrant(config, { scope: 'roles' })
    assert.equal(tokens.scope, 'roles')
    assert.equal(tokens.refresh_token, undefined)
    assert.equal(tokens.id_token, undefined)
    const about = await oidc.tokenIntrospection(config, tokens.access_token)
    assert.equal(about.active, true)
    assert.equal(about.client_id, application.slug)
    assert.equal(about.scope, 'roles')

    await assert.rejects(oidc.clientCredentialsGrant(config, { scope: 'openid' }), { error: 'invalid_scope' })
    await assert.rejects(oidc.clientCredentialsGrant(config, { scope: 'unknown' }), {
      error: 'invalid_scope',
    })
  })

  it('gives JWT access tokens for a resource', async () => {
    const { application, account } = await world.applicationWithPerson()
    await world.admin.giveRole(application, account, {
      name: 'auditor',
      permissions: [{ resource: 'ledger', action: 'read' }],
    })
    const config = await connect(world.service, application)
    const scope = 'openid email offline_access roles permissions features'
    const { tokens } = await signIn(config, application, world.visitor(), { account, scope, resource: api })
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token, { resource: api })

    for (const { access_token } of [tokens, refreshed]) {
      const { payload } = await jwtVerify(access_token, keySet(), {
        issuer: world.service.url,
        audience: api,
        subject: account.id,
        typ: 'at+jwt',
        requiredClaims: ['iat', 'exp', 'jti'],
      })
      assert.equal(payload.client_id, application.slug)
      assert.equal(payload.azp, application.slug)
      assert.deepEqual(payload.scope.split(' ').toSorted(), scope.split(' ').toSorted())
      assert.ok(payload.roles.includes('auditor'))
      assert.deepEqual(payload.permissions, ['ledger'])
      assert.deepEqual(payload.features, {})
      const info = await oidc.fetchUserInfo(config, access_token, account.id)
      assert.deepEqual(info.permissions, ['ledger'])
      assert.equal((await oidc.tokenIntrospection(config, access_token)).active, true)
    }
  })

  it('gives an application a JWT for itself', async () => {
    const application = await world.admin.createApplication()
    const config = await connect(world.service, application)
    const { access_token } = await oidc.clientCredentialsGrant(config, { scope: 'roles', resource: api })
    const { payload } = await jwtVerify(access_token, keySet(), {
      issuer: world.service.url,
      audience: api,
      typ: 'at+jwt',
    })
    assert.equal(payload.client_id, application.slug)
    await assert.rejects(
      oidc.clientCredentialsGrant(config, { scope: 'roles', resource: 'https://unknown.example.com' }),
      { error: 'invalid_target' },
    )
  })

  it('introspects the tokens of the asking application only', async () => {
    const { config, tokens, application, account } = await signedIn()
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      const about = await oidc.tokenIntrospection(config, token)
      assert.equal(about.active, true)
      assert.equal(about.sub, account.id)
      assert.equal(about.client_id, application.slug)
      assert.equal(about.iss, world.service.url)
    }
    const stranger = await connect(world.service, await world.admin.createApplication())
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      assert.deepEqual(await oidc.tokenIntrospection(stranger, token), { active: false })
    }
    assert.deepEqual(await oidc.tokenIntrospection(config, 'unknown'), { active: false })
  })

  it('revokes an opaque access token alone', async () => {
    const { config, tokens } = await signedIn()
    await oidc.tokenRevocation(config, tokens.access_token)
    assert.deepEqual(await oidc.tokenIntrospection(config, tokens.access_token), { active: false })
    await oidc.tokenRevocation(config, tokens.access_token)
    await oidc.refreshTokenGrant(config, tokens.refresh_token)
  })

  it('revokes a JWT of a person with what it came of, and one of the application itself', async () => {
    const { config, tokens } = await signedIn({ resource: api })
    await oidc.tokenRevocation(config, tokens.access_token)
    assert.deepEqual(await oidc.tokenIntrospection(config, tokens.access_token), { active: false })
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' })

    const own = await oidc.clientCredentialsGrant(config, { scope: 'roles', resource: api })
    const other = await oidc.clientCredentialsGrant(config, { scope: 'roles', resource: api })
    await oidc.tokenRevocation(config, own.access_token)
    assert.deepEqual(await oidc.tokenIntrospection(config, own.access_token), { active: false })
    assert.equal((await oidc.tokenIntrospection(config, other.access_token)).active, true)
  })

  it('revokes a refresh token with the access tokens that came of it', async () => {
    const { config, tokens } = await signedIn()
    await oidc.tokenRevocation(config, tokens.refresh_token)
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' })
    assert.deepEqual(await oidc.tokenIntrospection(config, tokens.access_token), { active: false })
    await oidc.tokenRevocation(config, 'unknown')
  })

  it('ends the tokens of who loses access', async () => {
    const { config, tokens, application, account } = await signedIn()
    await world.admin.visitor.call('DELETE', `/api/admin/applications/${application.id}/users/${account.id}`)
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token))
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false)
  })
})
