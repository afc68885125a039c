import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Visitor } from '../support/visitor.mjs'
import { installed, reserveApache } from './apache.mjs'
import { onEachEngine } from './world.mjs'

// Back-channel logout reaches Apache on this machine, without TLS.
const env = { NODE_ENV: 'development', FETCH_ALLOW_LOOPBACK: 'true' }

function withApache(world) {
  let apache, application, account

  before(async () => {
    apache = await reserveApache()
    const registered = await world.applicationWithPerson({
      redirectUris: [apache.redirectURI],
      skipConsent: true,
      client: {
        post_logout_redirect_uris: [apache.postLogoutRedirectURI],
        backchannel_logout_uri: apache.backchannelLogoutURI,
        backchannel_logout_session_required: true,
      },
    })
    application = registered.application
    account = registered.account
    await apache.start({ issuer: world.service.url, application })
  })
  after(() => apache?.stop())

  /** Somebody's browser: what it holds for Apache, and what for the service. */
  function browser() {
    const here = new Visitor(apache.url)
    const there = world.visitor()
    const open = async (path) => {
      const { status, body } = await here.navigate(path)
      assert.equal(status, 200, `${path}: ${body}\n${await apache.log()}`)
      return JSON.parse(body)
    }
    return {
      here,
      there,
      /** Opens a protected page as somebody signed in; returns the headers that reached the application. */
      open,
      async isSignedIn() {
        const { status, headers } = await here.navigate('/')
        if (status === 200) return true
        assert.equal(status, 302)
        assert.equal(new URL(headers.location).origin, world.service.url)
        return false
      },
      /** Opens a protected page and signs in on the way. */
      async signIn(path, credentials) {
        const first = await here.navigate(path)
        assert.equal(first.status, 302, first.body)
        const { target, pages } = await there.authorize(first.headers.location, credentials)
        const last = await here.navigate(target)
        assert.equal(last.status, 302, `${last.body}\n${await apache.log()}`)
        assert.equal(last.headers.location, `${apache.url}${path}`)
        return { pages, headers: await open(path) }
      },
    }
  }

  //conformance: basic/code-flow
  it('signs somebody in and tells the application who it is', async () => {
    const { pages, headers } = await browser().signIn('/ledger?page=2', { account })
    assert.deepEqual(pages, ['/login'])
    assert.equal(headers['x-remote-user'], account.email)
    assert.equal(headers['oidc_claim_iss'], world.service.url)
    assert.equal(headers['oidc_claim_aud'], application.slug)
    assert.equal(headers['oidc_claim_sub'], account.id)
    assert.equal(headers['oidc_claim_name'], account.name)
    assert.equal(headers['oidc_claim_email'], account.email)
    assert.match(headers['oidc_claim_roles'], /user/)
    assert.ok(headers['oidc_claim_sid'])
    assert.ok(headers['oidc_access_token'])
  })

  //conformance: basic/refresh-token
  it('refreshes', async () => {
    const person = browser()
    const { headers: before } = await person.signIn('/', { account })
    const query = new URLSearchParams({
      refresh: `${apache.url}/after`,
      access_token: before['oidc_access_token'],
    })
    const { status, headers } = await person.here.navigate(`/oidc?${query}`)
    assert.equal(status, 302)
    assert.equal(headers.location, `${apache.url}/after`, 'without an error')
    const after = await person.open('/after')
    assert.notEqual(after['oidc_access_token'], before['oidc_access_token'])
    assert.notEqual(after['oidc_refresh_token'], before['oidc_refresh_token'])
    assert.equal(after['x-remote-user'], account.email)
  })

  //conformance: logout/rp-initiated
  it('signs out here and at the service', async () => {
    const person = browser()
    await person.signIn('/', { account })
    const query = new URLSearchParams({ logout: apache.postLogoutRedirectURI })
    const leaving = await person.here.navigate(`/oidc?${query}`)
    assert.equal(leaving.status, 302)
    const back = await person.there.navigate(leaving.headers.location)
    assert.equal(back.status, 302, back.body)
    assert.equal(new URL(back.headers.location).origin, apache.url)
    assert.equal((await person.here.navigate(back.headers.location)).status, 200)
    assert.equal(await person.isSignedIn(), false)
    assert.equal(await person.there.call('GET', '/api/auth/get-session'), null)
    const { pages } = await person.signIn('/', { account })
    assert.deepEqual(pages, ['/login'], 'asked again')
  })

  //conformance: logout/backchannel
  it('forgets who signs out at the service, and nobody else', async () => {
    const person = browser()
    const elsewhere = browser()
    await person.signIn('/', { account })
    await elsewhere.signIn('/', { account })
    assert.equal(await person.isSignedIn(), true)

    await person.there.call('POST', '/api/auth/sign-out', {})

    const deadline = Date.now() + 20_000
    while (await person.isSignedIn()) {
      assert.ok(Date.now() < deadline, `nobody told Apache\n${await apache.log()}`)
      await sleep(50)
    }
    assert.equal(await elsewhere.isSignedIn(), true, 'another session of the same person')
  })
}

if (installed) onEachEngine('mod_auth_openidc', env, withApache)
