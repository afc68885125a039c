import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import * as oidc from 'openid-client'
import { administer } from '../support/administrator.mjs'
import { Visitor } from '../support/visitor.mjs'
import { expectAccessible } from './accessibility.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

/** An application that takes its answers by form at one origin and goes on at another. */
async function startFormParty() {
  const answers = []
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, party.url)
    if (request.method === 'POST' && pathname === '/callback') {
      answers.push({ search, origin: request.headers.origin, form: new URLSearchParams(await text(request)) })
      return response.writeHead(303, { location: `${party.home}/received` }).end()
    }
    if (pathname === '/received') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      return response.end('<!doctype html><html lang="en"><title>Tide Tables</title><h1>Received</h1></html>')
    }
    return response.writeHead(204).end()
  }).listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address()
  const url = `http://localhost:${port}`
  const party = {
    url,
    home: `http://tides.localhost:${port}`,
    redirectURI: `${url}/callback`,
    answers,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return party
}

test.describe('an answer that the browser posts', () => {
  const state = `it's "quoted" & <tagged>`
  let service, party, application, person, config, verifier

  test.beforeEach(async ({ watch }) => {
    service = await startService({ engine: 'SQLite' })
    party = await startFormParty()
    watch.allow(service.url, party.url, party.home)
    const admin = await administer(service)
    application = await admin.createApplication({ name: 'Tide Tables', redirectUris: [party.redirectURI] })
    person = await admin.createPerson()
    await admin.grantAccess(application, person)
    config = await oidc.discovery(
      new URL(service.url),
      application.slug,
      application.clientSecret,
      undefined,
      { execute: [oidc.allowInsecureRequests] },
    )
  })
  test.afterEach(async ({ watch }) => {
    watch.end()
    await party?.stop()
    await service?.stop()
  })

  async function address(more = {}) {
    verifier = oidc.randomPKCECodeVerifier()
    return oidc.buildAuthorizationUrl(config, {
      redirect_uri: party.redirectURI,
      scope: 'openid profile',
      response_mode: 'form_post',
      login_hint: person.email,
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...more,
    }).href
  }

  /** Redeems the answer as openid-client reads it from a form. */
  function redeem() {
    const { form } = party.answers.at(-1)
    const request = new Request(party.redirectURI, { method: 'POST', body: form })
    return oidc.authorizationCodeGrant(config, request, { pkceCodeVerifier: verifier, expectedState: state })
  }

  test('after signing in and agreeing', async ({ page }) => {
    await page.goto(await address())
    await expect(page.getByLabel('Email')).toHaveValue(person.email)
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByRole('heading', { name: 'Received' })).toBeVisible()
    expect(page.url()).toBe(`${party.home}/received`)
    expect(party.answers).toMatchObject([{ search: '', origin: service.url }])
    expect([...party.answers[0].form.keys()]).toEqual(['code', 'state', 'iss'])
    expect((await redeem()).claims().sub).toBe(person.id)
  })

  test('with an error, and signed', async ({ page }) => {
    await page.goto(await address({ prompt: 'none' }))
    await expect(page.getByRole('heading', { name: 'Received' })).toBeVisible()
    expect(party.answers[0].form.get('error')).toBe('login_required')
    await page.goto(await address({ prompt: 'none', response_mode: 'form_post.jwt' }))
    await expect(page.getByRole('heading', { name: 'Received' })).toBeVisible()
    expect([...party.answers[1].form.keys()]).toEqual(['response'])
  })

  test('by a button where no script runs', async ({ browser }) => {
    const visitor = new Visitor(service.url)
    await visitor.authorize(await address({ response_mode: 'query' }), { account: person })
    const context = await browser.newContext({ javaScriptEnabled: false })
    await context.addCookies(visitor.cookies)
    const page = await context.newPage()
    await page.goto(await address())
    await expect(page.getByRole('heading', { name: 'Back to the application' })).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Continue' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Received' })).toBeVisible()
    expect((await redeem()).claims().sub).toBe(person.id)
    await context.close()
  })

  test('on a page that everybody can use', async ({ page, context }) => {
    const visitor = new Visitor(service.url)
    await visitor.authorize(await address({ response_mode: 'query' }), { account: person })
    await context.addCookies(visitor.cookies)
    await page.route('**/oauth2/authorize?*', async (route) => {
      const response = await route.fetch({ maxRedirects: 0 })
      const body = (await response.text()).replace(/<script>.*<\/script>/, '') // so that it stays
      await route.fulfill({ response, body })
    })
    await page.goto(await address())
    await expect(page.getByRole('heading', { name: 'Back to the application' })).toBeVisible()
    await expectAccessible(page)
  })
})
