import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, it } from 'node:test'
import { text } from 'node:stream/consumers'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oidc from 'openid-client'
import { connect, requestAuthorization, signIn } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

const bye = 'https://app.example.com/bye'
const settings = { NODE_ENV: 'development', FETCH_ALLOW_LOOPBACK: 'true' }

onEachEngine('logging out', settings, (world) => {
  let receiver, url
  const notices = []

  before(async () => {
    receiver = createServer(async (request, response) => {
      notices.push({ path: request.url, body: new URLSearchParams(await text(request)) })
      response.writeHead(200, { 'cache-control': 'no-store' }).end()
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    url = `http://127.0.0.1:${receiver.address().port}`
  })
  after(() => receiver?.close())

  const leaving = () =>
    world.applicationWithPerson({
      client: { post_logout_redirect_uris: [bye], backchannel_logout_uri: `${url}/logout` },
    })

  it('ends the session, tells the application and comes back', async () => {
    const { application, account } = await leaving()
    const config = await connect(world.service, application)
    const metadata = config.serverMetadata()
    for (const name of ['backchannel', 'frontchannel']) {
      assert.equal(metadata[`${name}_logout_supported`], true)
      assert.equal(metadata[`${name}_logout_session_supported`], true)
    }
    const visitor = world.visitor()
    const { tokens } = await signIn(config, application, visitor, { account, scope: 'openid' })
    const state = oidc.randomState()

    const { status, headers } = await visitor.navigate(
      oidc.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token,
        post_logout_redirect_uri: bye,
        state,
      }),
    )

    assert.equal(status, 302)
    assert.equal(headers.location, `${bye}?state=${state}`)
    const notice = notices.at(-1)
    assert.equal(notice.path, '/logout')
    assert.deepEqual([...notice.body.keys()], ['logout_token'])
    const { payload } = await jwtVerify(
      notice.body.get('logout_token'),
      createRemoteJWKSet(new URL(metadata.jwks_uri)),
      {
        issuer: world.service.url,
        audience: application.slug,
        typ: 'logout+jwt',
        requiredClaims: ['iat', 'exp', 'jti'],
      },
    )
    const { sub, sid } = tokens.claims()
    assert.deepEqual({ sub: payload.sub, sid: payload.sid }, { sub, sid })
    assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} })
    assert.equal(payload.nonce, undefined)

    const silent = await requestAuthorization(config, application, { scope: 'openid', prompt: 'none' })
    const { target } = await visitor.authorize(silent.url)
    await assert.rejects(oidc.authorizationCodeGrant(config, target, silent.checks), {
      error: 'login_required',
    })
    await assert.rejects(
      oidc.fetchUserInfo(config, tokens.access_token, sub),
      (error) => error.status === 401,
    )
  })

  it('asks when the application shows no ID token', async () => {
    const { application, account } = await leaving()
    const config = await connect(world.service, application)
    const visitor = world.visitor()
    await signIn(config, application, visitor, { account, scope: 'openid' })
    const { status, headers, body } = await visitor.navigate(
      oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: bye }),
    )
    assert.equal(status, 200)
    assert.equal(headers.location, undefined)
    assert.match(body, /Do you want to sign out\?/)
    const again = await requestAuthorization(config, application, { scope: 'openid', prompt: 'none' })
    const { target } = await visitor.authorize(again.url)
    assert.ok(target.searchParams.get('code'), 'still signed in')
  })
})
