import assert from 'node:assert/strict'
import { it } from 'node:test'
import { decodeProtectedHeader } from 'jose'
import * as oidc from 'openid-client'
import { connect, requestAuthorization, signIn } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

onEachEngine('authorization code flow', {}, (world) => {
  it('publishes the same metadata for OpenID Connect and OAuth', async () => {
    const application = await world.admin.createApplication()
    for (const algorithm of ['oidc', 'oauth2']) {
      const metadata = (await connect(world.service, application, { algorithm })).serverMetadata()
      assert.equal(metadata.issuer, world.service.url)
      assert.equal(metadata.authorization_response_iss_parameter_supported, true)
      assert.deepEqual(metadata.code_challenge_methods_supported, ['S256'])
      for (const alg of ['RS256', 'ES256', 'EdDSA']) {
        assert.ok(metadata.id_token_signing_alg_values_supported.includes(alg), alg)
      }
      for (const method of ['client_secret_basic', 'client_secret_post', 'none']) {
        assert.ok(metadata.token_endpoint_auth_methods_supported.includes(method), method)
      }
    }
  })

  it('signs somebody in to a confidential client with client_secret_basic', async () => {
    const { application, account } = await world.applicationWithPerson()
    await world.admin.giveRole(application, account, {
      name: 'editor',
      permissions: [
        { resource: 'docs', action: 'read' },
        { resource: 'docs', action: 'write' },
      ],
    })
    assert.match(application.slug, /-/, 'a client id that the library percent-encodes')
    const config = await connect(world.service, application)
    const visitor = world.visitor()
    const scope = 'openid profile email roles permissions features'

    const { tokens, pages } = await signIn(config, application, visitor, { account, scope })

    assert.deepEqual(pages, ['/login', '/oauth2/consent'])
    assert.equal(decodeProtectedHeader(tokens.id_token).alg, 'RS256')
    assert.equal(tokens.token_type, 'bearer')
    assert.equal(tokens.refresh_token, undefined)
    const claims = tokens.claims()
    assert.equal(claims.sub, account.id)
    assert.equal(claims.name, 'Grace Brewster Hopper')
    assert.equal(claims.given_name, 'Grace Brewster')
    assert.equal(claims.family_name, 'Hopper')
    assert.equal(claims.email, account.email)
    assert.ok(claims.roles.includes('editor'), claims.roles)
    assert.deepEqual(claims.permissions.toSorted(), ['docs', 'docs.write'])
    assert.deepEqual(claims.features, {})

    const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
    for (const name of ['name', 'email', 'email_verified', 'roles', 'permissions', 'features']) {
      assert.deepEqual(info[name], claims[name], name)
    }

    const again = await signIn(config, application, visitor, { scope })
    assert.deepEqual(again.pages, [], 'signed in and consented already')
    assert.equal(again.tokens.claims().sub, account.id)
  })

  it('signs somebody in to a confidential client with client_secret_post', async () => {
    const { application, account } = await world.applicationWithPerson()
    const config = await connect(world.service, application, {
      auth: oidc.ClientSecretPost(application.clientSecret),
    })
    const { tokens } = await signIn(config, application, world.visitor(), { account, scope: 'openid' })
    assert.equal(tokens.claims().sub, account.id)
    assert.equal(tokens.claims().email, undefined, 'not asked for')
  })

  it('signs somebody in to a public client', async () => {
    const { application, account } = await world.applicationWithPerson({ isPublic: true })
    assert.equal(application.clientSecret, undefined)
    const config = await connect(world.service, application)
    const { tokens } = await signIn(config, application, world.visitor(), { account, scope: 'openid email' })
    assert.equal(tokens.claims().email, account.email)
  })

  for (const idTokenSignedResponseAlg of ['ES256', 'EdDSA', 'PS256']) {
    it(`signs ID tokens by ${idTokenSignedResponseAlg} for an application that wants it`, async () => {
      const { application, account } = await world.applicationWithPerson({ idTokenSignedResponseAlg })
      const config = await connect(world.service, application)
      const { tokens } = await signIn(config, application, world.visitor(), { account, scope: 'openid' })
      assert.equal(decodeProtectedHeader(tokens.id_token).alg, idTokenSignedResponseAlg)
    })
  }

  it('refuses a wrong secret and a wrong verifier', async () => {
    const { application, account } = await world.applicationWithPerson()
    const config = await connect(world.service, application)
    const visitor = world.visitor()
    const redeem = async (client, change) => {
      const { url, checks } = await requestAuthorization(config, application, { scope: 'openid' })
      const { target } = await visitor.authorize(url, { account })
      return oidc.authorizationCodeGrant(client, target, { ...checks, ...change })
    }
    const stranger = await connect(world.service, { ...application, clientSecret: 'f'.repeat(64) })
    await assert.rejects(redeem(stranger), (error) => error.status === 401)
    await assert.rejects(redeem(config, { pkceCodeVerifier: oidc.randomPKCECodeVerifier() }), {
      error: 'invalid_grant',
    })
    await redeem(config)
  })

  it('answers prompt=none with login_required when nobody is signed in', async () => {
    const application = await world.admin.createApplication()
    const config = await connect(world.service, application)
    const { url, checks } = await requestAuthorization(config, application, {
      scope: 'openid',
      prompt: 'none',
    })
    const { target, pages } = await world.visitor().authorize(url)
    assert.deepEqual(pages, [])
    await assert.rejects(oidc.authorizationCodeGrant(config, target, checks), { error: 'login_required' })
    assert.equal(target.searchParams.get('iss'), world.service.url)
  })

  it('keeps the query of a redirect URI', async () => {
    const application = await world.admin.createApplication({
      redirectUris: ['https://app.example.com/cb?from=auth'],
    })
    const config = await connect(world.service, application)
    const { url } = await requestAuthorization(config, application, { scope: 'openid', prompt: 'none' })
    const { target } = await world.visitor().authorize(url)
    assert.equal(target.searchParams.get('from'), 'auth')
    assert.equal(target.searchParams.get('error'), 'login_required')
  })

  it('tells the client that consent was denied', async () => {
    const { application, account } = await world.applicationWithPerson()
    const config = await connect(world.service, application)
    const { url, checks } = await requestAuthorization(config, application, { scope: 'openid' })
    const { target } = await world.visitor().authorize(url, { account, accept: false })
    await assert.rejects(oidc.authorizationCodeGrant(config, target, checks), { error: 'access_denied' })
  })

  it('keeps out who has no access, until it is given', async () => {
    const application = await world.admin.createApplication()
    const account = await world.admin.createPerson()
    const config = await connect(world.service, application)
    const visitor = world.visitor()
    const { url } = await requestAuthorization(config, application, { scope: 'openid' })
    const { target } = await visitor.authorize(url, { account })
    assert.equal(target.pathname, '/no-access')

    const silent = await requestAuthorization(config, application, { scope: 'openid', prompt: 'none' })
    const refusal = await visitor.authorize(silent.url)
    await assert.rejects(oidc.authorizationCodeGrant(config, refusal.target, silent.checks), {
      error: 'access_denied',
    })

    await world.admin.grantAccess(application, account)
    const { tokens } = await signIn(config, application, visitor, { scope: 'openid' })
    assert.equal(tokens.claims().sub, account.id)
  })

  it('redeems a code once and ends what came of it when it is replayed', async () => {
    const { application, account } = await world.applicationWithPerson()
    const config = await connect(world.service, application)
    const { tokens, target, checks } = await signIn(config, application, world.visitor(), {
      account,
      scope: 'openid offline_access',
    })
    await oidc.fetchUserInfo(config, tokens.access_token, account.id)

    await assert.rejects(oidc.authorizationCodeGrant(config, target, checks), { error: 'invalid_grant' })
    await assert.rejects(
      oidc.fetchUserInfo(config, tokens.access_token, account.id),
      (error) => error.status === 401 && error.cause[0].parameters.error === 'invalid_token',
    )
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' })
  })

  it('sends nobody to an address that is not registered', async () => {
    const application = await world.admin.createApplication()
    const config = await connect(world.service, application)
    const { url } = await requestAuthorization(config, application, {
      scope: 'openid',
      redirect_uri: `${application.redirectURI}/more`,
    })
    const { status, headers } = await world.visitor().navigate(url)
    assert.equal(status, 400)
    assert.match(headers['content-type'], /^text\/html/)
    assert.equal(headers.location, undefined)
  })
})
