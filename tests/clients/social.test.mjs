import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, it } from 'node:test'
import { genericOAuthClient } from 'better-auth/client/plugins'
import * as oidc from 'openid-client'
import { authClient } from './auth-client.mjs'
import { credentials, startOpenIDProvider } from './openid-provider.mjs'
import { connect, requestAuthorization } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

const people = {
  ada: { name: 'Ada Lovelace', email: 'ada@provider.example', email_verified: true },
  alan: { name: 'Alan Turing', email: 'alan@provider.example', email_verified: true },
  grace: { name: 'Grace Hopper', email: 'grace@provider.example', email_verified: false },
  joan: { name: 'Joan Clarke', email: 'joan@provider.example', email_verified: true },
}
const provider = await startOpenIDProvider(people)
after(() => provider.stop())

const env = {
  NODE_ENV: 'development',
  FETCH_ALLOW_LOOPBACK: 'true',
  OIDC_PROVIDERS: 'acme',
  OIDC_ACME_NAME: 'Acme Inc.',
  OIDC_ACME_ISSUER: provider.issuer,
  OIDC_ACME_CLIENT_ID: credentials.id,
  OIDC_ACME_CLIENT_SECRET: credentials.secret,
}

onEachEngine('sign-in with an OpenID provider', env, (world) => {
  before(() => provider.serve([`${world.service.url}/api/auth/oauth2/callback/acme`]))

  /** The real client in a browser that was never here. */
  function browser() {
    const visitor = world.visitor()
    const client = authClient(visitor, genericOAuthClient())
    return { client, visitor }
  }

  const targets = { callbackURL: '/dash', newUserCallbackURL: '/welcome', errorCallbackURL: '/failed' }

  /** Goes to the provider and back, and returns where the service leads then. */
  async function roundTrip(visitor, { data, error }, login, choices) {
    assert.equal(error, null)
    const back = await provider.visit(data.url, login, choices)
    const { status, headers, body } = await visitor.navigate(back)
    assert.equal(status, 302, body)
    return headers.location
  }

  it('tells pages which providers there are', async () => {
    const { providers } = await world.visitor().call('GET', '/api/public/config')
    assert.deepEqual(providers, [{ id: 'acme', name: 'Acme Inc.', kind: 'oidc' }])
  })

  it('welcomes somebody new, and knows them when they are back', async () => {
    const first = browser()
    const start = await first.client.signIn.oauth2({ providerId: 'acme', ...targets })
    assert.equal(start.data.redirect, true)
    assert.equal(await roundTrip(first.visitor, start, 'ada'), '/welcome')
    const { data } = await first.client.getSession()
    assert.equal(data.user.name, 'Ada Lovelace')
    assert.equal(data.user.email, 'ada@provider.example')
    assert.equal(data.user.emailVerified, true)

    const second = browser()
    const again = await second.client.signIn.social({ provider: 'acme', ...targets })
    assert.equal(await roundTrip(second.visitor, again, 'ada'), '/dash')
    assert.equal((await second.client.getSession()).data.user.id, data.user.id)
  })

  it('lets nobody in twice with one answer, nor in another browser', async () => {
    const { client, visitor } = browser()
    const { data } = await client.signIn.social({ provider: 'acme', ...targets })
    const back = await provider.visit(data.url, 'ada')
    const foreign = await world.visitor().navigate(back)
    assert.match(foreign.headers.location, /error=state_mismatch$/)
    assert.equal((await visitor.navigate(back)).headers.location, '/dash')
    assert.match((await visitor.navigate(back)).headers.location, /error=please_restart_the_process$/)
  })

  it('tells the page of the client what was refused', async () => {
    const { client, visitor } = browser()
    const start = await client.signIn.social({ provider: 'acme', ...targets })
    const location = await roundTrip(visitor, start, 'ada', { refuse: true })
    assert.match(location, /^\/failed\?error=access_denied&error_description=/)
    assert.equal((await client.getSession()).data, null)
    const unknown = await client.signIn.social({ provider: 'unknown' })
    assert.equal(unknown.error.status, 404)
    assert.equal(unknown.error.code, 'PROVIDER_NOT_FOUND')
  })

  it('opens no account by an address that is not verified on both sides', async () => {
    const password = randomBytes(12).toString('hex')
    for (const login of ['grace', 'joan']) {
      const { email, name } = people[login]
      const up = await browser().client.signUp.email({ email, name, password })
      assert.equal(up.error, null)
      const { client, visitor } = browser()
      const start = await client.signIn.social({ provider: 'acme', ...targets })
      assert.equal(await roundTrip(visitor, start, login), '/failed?error=account_not_linked')
      assert.equal((await client.getSession()).data, null)
    }
  })

  it('links an account for whoever is signed in, and keeps its tokens', async () => {
    const { client, visitor } = browser()
    const email = `${randomBytes(6).toString('hex')}@example.com`
    const up = await client.signUp.email({ email, name: 'A. Turing', password: randomBytes(12).toString('hex') })
    const start = await client.linkSocial({ provider: 'acme', callbackURL: '/profile' })
    assert.equal(await roundTrip(visitor, start, 'alan'), '/profile')

    const other = browser()
    const signIn = await other.client.signIn.oauth2({ providerId: 'acme', ...targets })
    assert.equal(await roundTrip(other.visitor, signIn, 'alan'), '/dash')
    assert.equal((await other.client.getSession()).data.user.id, up.data.user.id)

    const info = await client.accountInfo({ query: { accountId: 'alan' } })
    assert.equal(info.error, null)
    assert.equal(info.data.user.email, 'alan@provider.example')
    assert.equal(info.data.data.sub, 'alan')
    const held = await client.getAccessToken({ providerId: 'acme' })
    assert.equal(held.error, null)
    assert.ok(held.data.accessTokenExpiresAt > new Date())
    assert.deepEqual(held.data.scopes, ['openid', 'profile', 'email'])
    const renewed = await client.refreshToken({ providerId: 'acme' })
    assert.equal(renewed.error, null)
    assert.notEqual(renewed.data.accessToken, held.data.accessToken)
    assert.equal(renewed.data.accountId, 'alan')
    const now = await client.getAccessToken({ providerId: 'acme', accountId: 'alan' })
    assert.equal(now.data.accessToken, renewed.data.accessToken)

    const owner = browser()
    await owner.client.signUp.email({ email: `b${email}`, name: 'B', password: randomBytes(12).toString('hex') })
    const taken = await owner.client.oauth2.link({ providerId: 'acme', ...targets })
    const location = await roundTrip(owner.visitor, taken, 'alan')
    assert.equal(location, '/failed?error=account_already_linked_to_different_user')
  })

  it('carries an authorization request through', async () => {
    const application = await world.admin.createApplication({ grantOnRegister: true, skipConsent: true })
    const config = await connect(world.service, application)
    const { client, visitor } = browser()
    const { url, checks } = await requestAuthorization(config, application, { scope: 'openid email' })
    const { headers } = await visitor.navigate(url)
    const oauth_query = new URL(headers.location, world.service.url).search.slice(1)
    people.newcomer = { name: 'New Comer', email: 'newcomer@provider.example', email_verified: true }
    const start = await client.signIn.social({ provider: 'acme', ...targets, oauth_query })
    const location = await roundTrip(visitor, start, 'newcomer')
    const tokens = await oidc.authorizationCodeGrant(config, new URL(location), checks)
    assert.equal(tokens.claims().email, 'newcomer@provider.example')
  })
})
