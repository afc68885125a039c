import * as oidc from 'openid-client'
import { administer } from '../support/administrator.mjs'
import { Visitor } from '../support/visitor.mjs'
import { expectAccessible } from './accessibility.mjs'
import { startRelyingParty } from './relying-party.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

test.describe('signing out of an application', () => {
  let service, party, application, person, cookies

  test.beforeEach(async ({ watch, context }) => {
    service = await startService({ engine: 'SQLite' })
    party = await startRelyingParty()
    watch.allow(service.url, party.url)
    const admin = await administer(service)
    application = await admin.createApplication({
      name: 'Tide Tables',
      redirectUris: [party.redirectURI],
      skipConsent: true,
      client: {
        post_logout_redirect_uris: [`${party.url}/bye`],
        frontchannel_logout_uri: `${party.url}/front?from=auth`,
      },
    })
    person = await admin.createPerson()
    await admin.grantAccess(application, person)
    await party.configure({
      issuer: service.url,
      clientId: application.slug,
      clientSecret: application.clientSecret,
      scope: 'openid profile',
    })
    const visitor = new Visitor(service.url)
    await visitor.call('POST', '/api/auth/sign-in/email', { email: person.email, password: person.password })
    cookies = visitor.cookies
    await context.addCookies(cookies)
  })
  test.afterEach(async ({ watch }) => {
    watch.end()
    await party?.stop()
    await service?.stop()
  })

  const enter = async (page) => {
    await page.goto(`${party.url}/login`)
    await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
    return party.signIns.at(-1).tokens
  }
  const leave = (parameters) => oidc.buildEndSessionUrl(party.config(), parameters).href
  const expectForgotten = (sid) => {
    const frames = party.visits.filter(({ pathname }) => pathname === '/front')
    expect(frames.map(({ search }) => search)).toEqual([
      `?from=auth&iss=${encodeURIComponent(service.url)}&sid=${sid}`,
    ])
  }

  test('at once, through a page that loads the frames of applications', async ({ page }) => {
    const tokens = await enter(page)
    await page.goto(
      leave({ id_token_hint: tokens.id_token, post_logout_redirect_uri: `${party.url}/bye`, state: 'over' }),
    )
    await expect(page.getByRole('heading', { name: 'Goodbye' })).toBeVisible()
    expect(page.url()).toBe(`${party.url}/bye?state=over`)
    expectForgotten(tokens.claims().sid)
    await page.goto(`${party.url}/login`)
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })

  test('after a question, by the keyboard', async ({ page }) => {
    const tokens = await enter(page)
    await page.goto(leave({ post_logout_redirect_uri: `${party.url}/bye` }))
    await expect(page.getByRole('heading', { name: 'Do you want to sign out?' })).toBeVisible()
    await expect(page.getByText(`Tide Tables asks to sign you out`)).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Goodbye' })).toBeVisible()
    expect(page.url()).toBe(`${party.url}/bye`)
    expectForgotten(tokens.claims().sid)
  })

  test('not at all', async ({ page }) => {
    await enter(page)
    await page.goto(leave({}))
    await page.getByRole('link', { name: 'Stay signed in' }).click()
    await expect(page).toHaveURL(`${service.url}/profile`)
    await enter(page)
  })

  test('when a frame never answers', async ({ page }) => {
    await page.route(
      ({ pathname }) => pathname === '/front',
      () => {},
    )
    const tokens = await enter(page)
    await page.goto(leave({ id_token_hint: tokens.id_token, post_logout_redirect_uri: `${party.url}/bye` }), {
      waitUntil: 'commit',
    })
    await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
    await expectAccessible(page)
    await expect(page.getByRole('heading', { name: 'Goodbye' })).toBeVisible()
  })

  test('without scripts', async ({ browser, watch }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    await watch.attach(context)
    await context.addCookies(cookies)
    const page = await context.newPage()
    const tokens = await enter(page)
    await page.goto(
      leave({ id_token_hint: tokens.id_token, post_logout_redirect_uri: `${party.url}/bye`, state: 's' }),
    )
    await expect(page.getByRole('link', { name: 'Continue to Tide Tables' })).toBeVisible()
    expectForgotten(tokens.claims().sid)
    await expect(page).toHaveURL(`${party.url}/bye?state=s`)
    await context.close()
  })
})
