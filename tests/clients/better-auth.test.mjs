import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { oauthProviderClient } from '@better-auth/oauth-provider/client'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oidc from 'openid-client'
import { authClient } from './auth-client.mjs'
import { connect, requestAuthorization } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

onEachEngine('the Better Auth client', {}, (world) => {
  /** The real client in a browser that was never here. */
  function browser(plugins = []) {
    const visitor = world.visitor()
    const client = authClient(visitor, ...plugins)
    return { client, visitor }
  }

  const stranger = () => ({
    name: 'Alan Mathison Turing',
    email: `alan-${randomBytes(4).toString('hex')}@example.com`,
    password: 'a machine that thinks',
  })

  it('signs up, in and out', async () => {
    const { client } = browser()
    const account = stranger()

    const up = await client.signUp.email(account)
    assert.equal(up.error, null)
    assert.equal(up.data.user.email, account.email)
    assert.ok(up.data.token)
    assert.equal((await client.getSession()).data.user.id, up.data.user.id)

    const out = await client.signOut()
    assert.deepEqual(out.data, { success: true })
    assert.equal((await client.getSession()).data, null)

    const wrong = await client.signIn.email({ email: account.email, password: 'not the password' })
    assert.equal(wrong.error.status, 401)
    assert.equal(wrong.error.code, 'INVALID_EMAIL_OR_PASSWORD')
    const unknown = await client.signIn.email({ email: stranger().email, password: account.password })
    assert.deepEqual(unknown.error, wrong.error)
    assert.equal((await client.getSession()).data, null)

    const back = await client.signIn.email({ email: account.email.toUpperCase(), password: account.password })
    assert.equal(back.error, null)
    assert.equal(back.data.redirect, false)
    const { data } = await client.getSession()
    assert.equal(data.user.id, up.data.user.id)
    assert.equal(data.user.role, 'user')
    assert.equal(data.session.userId, up.data.user.id)
    assert.ok(data.session.expiresAt instanceof Date, 'dates as the client reads them')
  })

  it('says why an account was not created', async () => {
    const { client } = browser()
    const account = stranger()
    await client.signUp.email(account)
    const taken = await browser().client.signUp.email({ ...account, email: account.email.toUpperCase() })
    assert.equal(taken.error.status, 422)
    assert.equal(taken.error.code, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL')
    const short = await client.signUp.email({ ...stranger(), password: '1234567' })
    assert.equal(short.error.status, 400)
    assert.equal(short.error.code, 'PASSWORD_TOO_SHORT')
    const risen = await client.signUp.email({ ...stranger(), role: 'admin' })
    assert.equal(risen.error.status, 400)
    assert.equal(risen.error.code, 'FIELD_NOT_ALLOWED')
  })

  it('lists the sessions of the account', async () => {
    const account = stranger()
    const first = browser().client
    const { data: up } = await first.signUp.email(account)
    const second = browser().client
    await second.signIn.email(account)
    const { data: sessions } = await second.listSessions()
    assert.equal(sessions.length, 2)
    assert.ok(sessions.every((session) => session.userId === up.user.id))
    await first.signOut()
    assert.equal((await second.listSessions()).data.length, 1)
    const anonymous = await first.listSessions()
    assert.equal(anonymous.error.status, 401)
  })

  it('reads a JWT of the session from the header set-auth-jwt', async () => {
    const { client } = browser()
    const { data: up } = await client.signUp.email(stranger())
    let jwt
    await client.getSession({
      fetchOptions: { onSuccess: ({ response }) => (jwt = response.headers.get('set-auth-jwt')) },
    })
    const keySet = createRemoteJWKSet(new URL(`${world.service.url}/api/auth/jwks`))
    const { payload } = await jwtVerify(jwt, keySet, {
      issuer: world.service.url,
      audience: world.service.url,
      subject: up.user.id,
      requiredClaims: ['iat', 'exp'],
    })
    assert.equal(payload.email, up.user.email)
  })

  it('carries an authorization request through sign-in and consent', async (t) => {
    const { application, account } = await world.applicationWithPerson()
    const config = await connect(world.service, application)
    const { client, visitor } = browser([oauthProviderClient()])
    const { url, checks } = await requestAuthorization(config, application, { scope: 'openid email' })
    const { location } = (await visitor.navigate(url)).headers

    // The plugin reads the signed query from the page it runs in and the client leaves the page when told to.
    const page = { search: '', href: '' }
    const open = (address) => {
      page.href = new URL(address, world.service.url).href
      page.search = new URL(page.href).search
    }
    globalThis.window = { location: page }
    t.after(() => delete globalThis.window)

    open(location)
    const wrong = await client.signIn.email({ email: account.email, password: 'not the password' })
    assert.equal(wrong.error.code, 'INVALID_EMAIL_OR_PASSWORD')
    const signedIn = await client.signIn.email({ email: account.email, password: account.password })
    assert.equal(signedIn.data.redirect, true)
    const consentPage = new URL(signedIn.data.url, world.service.url)
    assert.equal(consentPage.pathname, '/oauth2/consent')
    assert.equal(page.href, signedIn.data.url, 'the client went on')

    open(signedIn.data.url)
    const consent = await client.oauth2.consent({ accept: true })
    assert.equal(consent.error, null)
    assert.equal(consent.data.redirect, true)
    const tokens = await oidc.authorizationCodeGrant(config, new URL(consent.data.url), checks)
    assert.equal(tokens.claims().sub, account.id)
    assert.equal(tokens.claims().email, account.email)
  })

  it('carries an authorization request through registration where that gives access', async () => {
    const application = await world.admin.createApplication({ grantOnRegister: true, skipConsent: true })
    const config = await connect(world.service, application)
    const { client, visitor } = browser()
    const { url, checks } = await requestAuthorization(config, application, { scope: 'openid roles' })
    const { headers } = await visitor.navigate(url)
    const oauth_query = new URL(headers.location, world.service.url).search.slice(1)
    const up = await client.signUp.email({ ...stranger(), oauth_query })
    assert.equal(up.error, null)
    assert.equal(up.data.redirect, true)
    const tokens = await oidc.authorizationCodeGrant(config, new URL(up.data.url), checks)
    assert.deepEqual(tokens.claims().roles, ['user'])
  })

  it('registers nobody through an application that is closed to that', async () => {
    const application = await world.admin.createApplication({ allowRegister: false })
    const config = await connect(world.service, application)
    const { client, visitor } = browser()
    const { url } = await requestAuthorization(config, application, { scope: 'openid' })
    const { headers } = await visitor.navigate(url)
    const oauth_query = new URL(headers.location, world.service.url).search.slice(1)
    const account = stranger()
    const up = await client.signUp.email({ ...account, oauth_query })
    assert.equal(up.error.status, 403)
    assert.ok(up.error.code, 'a stable code')
    const after = await client.signIn.email(account)
    assert.equal(after.error.code, 'INVALID_EMAIL_OR_PASSWORD', 'no account was made')
  })

  it('refuses an authorization request whose signature is not ours', async () => {
    const account = stranger()
    await browser().client.signUp.email(account)
    const forged = new URLSearchParams({
      response_type: 'code',
      client_id: 'x',
      exp: '99999999999',
      sig: 'forged',
    })
    const answer = await browser().client.signIn.email({ ...account, oauth_query: forged.toString() })
    assert.equal(answer.error.status, 400)
    assert.equal(answer.error.error, 'invalid_signature')
  })
})
