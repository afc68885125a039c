import { createRemoteJWKSet, jwtVerify } from 'jose'
import { administer } from '../support/administrator.mjs'
import { startService } from './service.mjs'
import { startSinglePage } from './single-page.mjs'
import { expect, test } from './watch.mjs'

let service, app, application, person

test.beforeEach(async ({ watch }) => {
  service = await startService({ engine: 'SQLite' })
  app = await startSinglePage()
  watch.allow(service.url, app.url)
  const admin = await administer(service)
  application = await admin.createApplication({
    name: 'Tide Tables',
    isPublic: true,
    redirectUris: [app.redirectURI],
    client: { post_logout_redirect_uris: [app.postLogoutRedirectURI] },
  })
  person = await admin.createPerson()
  await admin.grantAccess(application, person)
  app.configure({
    issuer: service.url,
    clientId: application.slug,
    scope: 'openid profile email offline_access',
  })
})
test.afterEach(async ({ watch }) => {
  watch.end()
  await app?.stop()
  await service?.stop()
})

//conformance: basic/code-flow
//conformance: basic/refresh-token
//conformance: logout/rp-initiated
test('oidc-client-ts signs in, refreshes and signs out from a page of another origin', async ({ page }) => {
  const user = () =>
    page.evaluate(async () => {
      const { id_token, access_token, refresh_token, profile } = await window.manager.getUser()
      return { id_token, access_token, refresh_token, profile }
    })
  const signIn = async () => {
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Email').fill(person.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  const answers = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'fetch' || !response.url().startsWith(service.url)) return
    if (new URL(response.frame().url()).origin === app.url) answers.push(new URL(response.url()).pathname)
  })

  await test.step('the code is exchanged by the page itself', async () => {
    await page.goto(app.url)
    await expect(page.getByRole('heading', { name: 'Signed out' })).toBeVisible()
    await signIn()
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
    expect(await page.evaluate(() => window.returnedState)).toEqual({ page: 'harbour' })

    const { id_token, profile } = await user()
    const keySet = createRemoteJWKSet(new URL(`${service.url}/api/auth/jwks`))
    const { payload } = await jwtVerify(id_token, keySet, { issuer: service.url, audience: application.slug })
    expect(payload.sub).toBe(person.id)
    expect(profile).toMatchObject({ sub: person.id, email: person.email, email_verified: false })
  })

  await test.step('the page may read metadata, keys, tokens and userinfo', async () => {
    const keys = await page.evaluate(() => window.manager.metadataService.getSigningKeys())
    expect(keys.length).toBeGreaterThan(0)
    expect(new Set(answers)).toEqual(
      new Set([
        '/.well-known/openid-configuration',
        '/api/auth/jwks',
        '/api/auth/oauth2/token',
        '/api/auth/oauth2/userinfo',
      ]),
    )
  })

  await test.step('the tokens are renewed by a refresh token', async () => {
    const before = await user()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(page.getByRole('heading', { name: `Refreshed, ${person.name}` })).toBeVisible()
    const after = await user()
    expect(after.access_token).not.toBe(before.access_token)
    expect(after.refresh_token).not.toBe(before.refresh_token)
    expect(after.profile.sub).toBe(person.id)
  })

  await test.step('a token is revoked by the page', async () => {
    const { access_token } = await user()
    await page.evaluate(() => window.manager.revokeTokens(['access_token']))
    const answer = await fetch(`${service.url}/api/auth/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${access_token}` },
    })
    expect(answer.status).toBe(401)
  })

  await test.step('signing out ends the session at the service too', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { name: 'Signed out' })).toBeVisible()
    expect(new URL(page.url()).origin).toBe(app.url)
    await signIn()
    await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
  })
})
