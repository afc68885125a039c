import assert from 'node:assert/strict'
import { before, it } from 'node:test'
import { decodeJwt, exportJWK, generateKeyPair } from 'jose'
import * as oidc from 'openid-client'
import { connect, requestAuthorization } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

const scope = 'openid email offline_access'

onEachEngine('openid-client, with every lock there is', {}, (world) => {
  let keys, jwks

  before(async () => {
    keys = await generateKeyPair('ES256', { extractable: true })
    jwks = {
      keys: [
        {
          ...(await exportJWK(keys.publicKey)),
          kid: 'k1',
          use: 'sig',
          alg: 'ES256',
        },
      ],
    }
  })

  /** A client that signs, and somebody who may enter its application. */
  async function registered(client, settings = {}) {
    const { application, account } = await world.applicationWithPerson({
      idTokenSignedResponseAlg: 'ES256',
      ...settings,
      client: {
        jwks,
        token_endpoint_auth_method: 'private_key_jwt',
        ...client,
      },
    })
    const key = { key: keys.privateKey, kid: 'k1' }
    const config = await connect(world.service, application, {
      auth: oidc.PrivateKeyJwt(key),
    })
    return { application, account, config, key }
  }

  const parametersOf = ({ url }) => Object.fromEntries(url.searchParams)

  // conformance: RFC 7523 §2.2
  it('authenticates by private_key_jwt', async () => {
    const { application, account, config } = await registered()
    const { url, checks } = await requestAuthorization(config, application, {
      scope,
    })
    const { target } = await world.visitor().authorize(url, { account })
    const tokens = await oidc.authorizationCodeGrant(config, target, checks)
    assert.equal(tokens.claims().sub, account.id)
    const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    const { active } = await oidc.tokenIntrospection(config, renewed.access_token)
    assert.equal(active, true)
    await oidc.tokenRevocation(config, renewed.access_token)
    assert.equal((await oidc.tokenIntrospection(config, renewed.access_token)).active, false)

    const stranger = await generateKeyPair('ES256')
    const forged = await connect(world.service, application, {
      auth: oidc.PrivateKeyJwt({ key: stranger.privateKey, kid: 'k1' }),
    })
    await assert.rejects(oidc.clientCredentialsGrant(forged), {
      error: 'invalid_client',
      status: 401,
    })
    const bySecret = await connect(world.service, {
      ...application,
      clientSecret: 'f'.repeat(64),
    })
    await assert.rejects(oidc.clientCredentialsGrant(bySecret), {
      status: 401,
    })
  })

  // conformance: RFC 9126 §2.1
  // conformance: RFC 9126 §4
  it('pushes its authorization requests', async () => {
    const { application, account, config } = await registered({
      require_pushed_authorization_requests: true,
    })
    const request = await requestAuthorization(config, application, {
      scope,
      login_hint: account.email,
    })
    const visitor = world.visitor()

    const { target: refused } = await visitor.authorize(request.url)
    assert.equal(refused.searchParams.get('error'), 'invalid_request', 'what was not pushed is refused')

    const url = await oidc.buildAuthorizationUrlWithPAR(config, parametersOf(request))
    assert.deepEqual([...url.searchParams.keys()].toSorted(), ['client_id', 'request_uri'])
    const { target } = await visitor.authorize(url, { account })
    const tokens = await oidc.authorizationCodeGrant(config, target, request.checks)
    assert.equal(tokens.claims().email, account.email)

    await assert.rejects(
      oidc.buildAuthorizationUrlWithPAR(config, {
        ...parametersOf(request),
        redirect_uri: 'https://evil.example',
      }),
      { status: 400 },
    )
  })

  // conformance: RFC 9101 §5
  it('signs its authorization requests, by value and pushed', async () => {
    const { application, account, config, key } = await registered({
      require_signed_request_object: true,
      request_object_signing_alg: 'ES256',
    })
    const request = await requestAuthorization(config, application, { scope })
    const visitor = world.visitor()
    const { target: refused } = await visitor.authorize(request.url)
    assert.ok(refused.searchParams.get('error'), 'what was not signed is refused')

    const signed = await oidc.buildAuthorizationUrlWithJAR(config, parametersOf(request), key)
    assert.ok(signed.searchParams.has('request'))
    const { target } = await visitor.authorize(signed, { account })
    const tokens = await oidc.authorizationCodeGrant(config, target, request.checks)
    assert.equal(tokens.claims().sub, account.id)

    const again = await requestAuthorization(config, application, { scope })
    const { searchParams } = await oidc.buildAuthorizationUrlWithJAR(config, parametersOf(again), key)
    const pushed = await oidc.buildAuthorizationUrlWithPAR(config, searchParams)
    const { target: second } = await visitor.authorize(pushed)
    await oidc.authorizationCodeGrant(config, second, again.checks)

    const stranger = await generateKeyPair('ES256')
    const forged = await oidc.buildAuthorizationUrlWithJAR(config, parametersOf(request), {
      key: stranger.privateKey,
      kid: 'k1',
    })
    const { status, headers } = await visitor.navigate(forged)
    assert.equal(status, 400, 'nothing in it can be trusted, so nobody is sent anywhere')
    assert.equal(headers.location, undefined)
  })

  // conformance: RFC 9449 §5
  // conformance: RFC 9449 §7
  for (const isPublic of [false, true]) {
    it(`binds the tokens of a ${isPublic ? 'public' : 'confidential'} client to a key (DPoP)`, async () => {
      const { application, account } = await world.applicationWithPerson({
        isPublic,
        client: { dpop_bound_access_tokens: true },
      })
      const config = await connect(world.service, application)
      const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'))
      const { url, checks } = await requestAuthorization(config, application, {
        scope,
        dpop_jkt: await DPoP.calculateThumbprint(),
      })
      const { target } = await world.visitor().authorize(url, { account })
      const tokens = await oidc.authorizationCodeGrant(config, target, checks, undefined, { DPoP })
      assert.equal(tokens.token_type, 'dpop')
      const info = await oidc.fetchUserInfo(config, tokens.access_token, account.id, { DPoP })
      assert.equal(info.email, account.email)
      await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, account.id), { status: 401 })

      const thief = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'))
      await assert.rejects(
        oidc.fetchUserInfo(config, tokens.access_token, account.id, {
          DPoP: thief,
        }),
        {
          status: 401,
        },
      )
      if (isPublic) {
        await assert.rejects(
          oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, {
            DPoP: thief,
          }),
          {
            status: 400,
          },
        )
      }
      const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
      assert.equal(renewed.token_type, 'dpop')
      await assert.rejects(oidc.refreshTokenGrant(config, renewed.refresh_token ?? tokens.refresh_token), {
        status: 400,
      })
    })
  }

  // conformance: JARM §4.1
  it('reads answers that are signed', async () => {
    const { application, account, config } = await registered({
      authorization_signed_response_alg: 'ES256',
    })
    oidc.useJwtResponseMode(config)
    const { url, checks } = await requestAuthorization(config, application, {
      scope,
    })
    assert.equal(url.searchParams.get('response_mode'), 'jwt')
    const { target } = await world.visitor().authorize(url, { account })
    assert.deepEqual([...target.searchParams.keys()], ['response'])
    const tokens = await oidc.authorizationCodeGrant(config, target, checks)
    assert.equal(tokens.claims().sub, account.id)
  })

  // conformance: fapi2/metadata
  it('does all of it at once, as FAPI 2.0 with message signing asks for', async () => {
    const api = {
      identifier: `https://bank.example/${world.service.url.length}`,
      name: 'Bank',
    }
    await world.admin.registerAPI(api)
    const { application, account, config, key } = await registered({
      require_pushed_authorization_requests: true,
      require_signed_request_object: true,
      request_object_signing_alg: 'ES256',
      authorization_signed_response_alg: 'ES256',
      dpop_bound_access_tokens: true,
    })
    oidc.useJwtResponseMode(config)
    const keyPair = await oidc.randomDPoPKeyPair('ES256')
    const DPoP = oidc.getDPoPHandle(config, keyPair)
    const request = await requestAuthorization(config, application, {
      scope,
      resource: api.identifier,
    })
    const { searchParams } = await oidc.buildAuthorizationUrlWithJAR(config, parametersOf(request), key)
    const url = await oidc.buildAuthorizationUrlWithPAR(config, searchParams, {
      DPoP,
    })
    const { target } = await world.visitor().authorize(url, { account })

    const thief = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'))
    const tokens = await oidc.authorizationCodeGrant(config, target, request.checks, undefined, { DPoP })
    const claims = decodeJwt(tokens.access_token)
    assert.equal(claims.cnf.jkt, await DPoP.calculateThumbprint())
    assert.deepEqual(claims.aud, [api.identifier, `${world.service.url}/api/auth/oauth2/userinfo`])
    await oidc.fetchUserInfo(config, tokens.access_token, account.id, { DPoP })
    await assert.rejects(
      oidc.fetchUserInfo(config, tokens.access_token, account.id, {
        DPoP: thief,
      }),
      {
        status: 401,
      },
    )

    const other = await requestAuthorization(config, application, { scope })
    const again = await oidc.buildAuthorizationUrlWithJAR(config, parametersOf(other), key)
    const bound = await oidc.buildAuthorizationUrlWithPAR(config, again.searchParams, { DPoP })
    const { target: stolen } = await world.visitor().authorize(bound, { account })
    await assert.rejects(
      oidc.authorizationCodeGrant(config, stolen, other.checks, undefined, {
        DPoP: thief,
      }),
      { status: 400 },
    )
  })
})
