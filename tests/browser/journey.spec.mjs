import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oidc from 'openid-client'
import { engines } from '../support/service.mjs'
import { expectAccessible } from './accessibility.mjs'
import { startRelyingParty } from './relying-party.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

const person = { name: 'Grace Hopper', email: 'grace@example.com', password: 'correct horse battery staple' }

for (const engine of engines) {
  test.describe(`on ${engine.name}`, () => {
    test.skip(Boolean(engine.skip), String(engine.skip))
    let service, party

    test.beforeEach(async ({ watch }) => {
      service = await startService({ engine: engine.name })
      party = await startRelyingParty()
      watch.allow(service.url, party.url)
    })
    test.afterEach(async ({ watch }) => {
      watch.end()
      await party?.stop()
      await service?.stop()
    })

    test('from the set-up link to somebody signed in to an application', async ({
      page,
      newPerson,
      watch,
    }) => {
      await test.step('the printed link creates the administrator, once', async () => {
        const link = await service.setupLink()
        await page.goto(link)
        await page.getByLabel('Name').fill('Ada Lovelace')
        await page.getByLabel('Email').fill('ada@example.com')
        await page
          .getByRole('textbox', { name: 'Password', exact: true })
          .fill('an engine that weaves numbers')
        await page.getByLabel('Password again').fill('an engine that weaves numbers')
        await page.getByRole('button', { name: 'Create and sign in' }).click()
        await expect(page).toHaveURL(`${service.url}/admin/dashboard`)
        await expect(page.getByRole('heading', { name: 'Get ready' })).toBeVisible()
        await expectAccessible(page)
        const main = page.getByRole('navigation', { name: 'Main' })
        await main.getByRole('link', { name: 'Applications' }).click()
        await expect(page.getByRole('heading', { name: 'Register your first application' })).toBeVisible()
        await expectAccessible(page)

        watch.expectLine(/status of 404 .*\/api\/public\/setup/)
        const late = await newPerson()
        await late.goto(link)
        await expect(late.getByRole('heading', { name: 'This set-up link does not work' })).toBeVisible()
      })

      let clientId, clientSecret
      await test.step('the wizard creates an application and shows its secret once', async () => {
        await page.getByRole('link', { name: 'Create an application' }).click()
        await page.getByRole('button', { name: 'Web application' }).click()
        await page.getByLabel('Name').fill('Tide Tables')
        await expect(page.getByLabel('Client id')).toHaveValue('tide-tables')
        await page.getByLabel('Redirect URIs').fill(party.redirectURI)
        await page.getByRole('checkbox', { name: 'offline_access' }).click()
        await page.getByRole('checkbox', { name: 'roles' }).click()
        await page.getByRole('button', { name: 'Continue' }).click()
        await expect(page.getByRole('heading', { name: 'Is this right?' })).toBeVisible()
        await page.getByRole('button', { name: 'Create application' }).click()

        const dialog = page.getByRole('dialog', { name: 'Keep this secret now' })
        const value = (term) =>
          dialog
            .locator('dl > div')
            .filter({ has: page.getByText(term, { exact: true }) })
            .locator('code')
            .innerText()
        await expect(dialog).toBeVisible()
        clientId = await value('Client id')
        clientSecret = await value('Client secret')
        expect(clientId).toBe('tide-tables')
        expect(clientSecret).toMatch(/^[0-9a-f]{64}$/)
        await page.keyboard.press('Escape')
        await expect(dialog, 'not lost by a slip').toBeVisible()
        await expectAccessible(page)
        await dialog.getByRole('button', { name: 'I have stored it' }).click()
      })

      await test.step('the integration tab is filled with the values of the application', async () => {
        await expect(page).toHaveURL(/\/admin\/applications\/[^/]+\/integration$/)
        const code = page.locator('pre')
        await expect(code).toContainText(`'${clientId}'`)
        await expect(code).toContainText(`'${service.url}'`)
        await expect(code).toContainText(party.redirectURI)
        await page.reload()
        await expect(code).toContainText(clientId)
        expect(await page.content()).not.toContain(clientSecret)
      })

      await party.configure({
        issuer: service.url,
        clientId,
        clientSecret,
        scope: 'openid profile email offline_access roles',
      })
      const guest = await newPerson()
      await test.step('somebody registers and is told that access is missing', async () => {
        await guest.goto(`${service.url}/register`)
        await guest.getByLabel('Name').fill(person.name)
        await guest.getByLabel('Email').fill(person.email)
        await guest.getByRole('textbox', { name: 'Password', exact: true }).fill(person.password)
        await guest.getByRole('button', { name: 'Create account' }).click()
        await expect(guest.getByRole('heading', { name: 'Profile' })).toBeVisible()

        await guest.goto(`${party.url}/login`)
        await expect(guest.getByRole('heading', { name: 'You have no access to Tide Tables' })).toBeVisible()
        await guest.getByRole('button', { name: 'Back to Tide Tables' }).click()
        await expect(guest.getByRole('heading', { name: 'Not signed in: access_denied' })).toBeVisible()
      })

      await test.step('the administrator grants access', async () => {
        const tabs = page.getByRole('navigation', { name: 'Parts of the application' })
        await tabs.getByRole('link', { name: 'Users' }).click()
        await page.getByRole('link', { name: 'Grant access' }).click()
        await page.getByRole('dialog').getByRole('searchbox').fill('grace')
        await page.getByRole('button', { name: 'Grant access to Grace Hopper' }).click()
        await expect(page.getByText('Grace Hopper has access now')).toBeVisible()
        await page.keyboard.press('Escape')
        await expect(page.getByRole('row', { name: /Grace Hopper/ })).toBeVisible()
      })

      await test.step('the application signs the person in', async () => {
        const browser = await newPerson()
        await browser.goto(party.url)
        await browser.getByRole('link', { name: 'Sign in' }).click()
        await expect(browser.getByText('to continue to Tide Tables')).toBeVisible()
        await browser.getByLabel('Email').fill(person.email)
        await browser.getByRole('textbox', { name: 'Password' }).fill(person.password)
        await browser.getByRole('button', { name: 'Sign in' }).click()
        await expect(
          browser.getByRole('heading', { name: 'Allow Tide Tables to use your account?' }),
        ).toBeVisible()
        await browser.getByRole('button', { name: 'Allow' }).click()
        await expect(browser.getByRole('heading', { name: 'Welcome, Grace Hopper' })).toBeVisible()

        await browser.getByRole('link', { name: 'Sign in' }).click()
        await expect(
          browser.getByRole('heading', { name: 'Welcome, Grace Hopper' }),
          'asked once',
        ).toBeVisible()
        expect(party.signIns).toHaveLength(2)
      })

      await test.step('the tokens are what they should be', async () => {
        const [{ tokens, userinfo }] = party.signIns
        const keySet = createRemoteJWKSet(new URL(`${service.url}/api/auth/jwks`))
        const { payload, protectedHeader } = await jwtVerify(tokens.id_token, keySet, {
          issuer: service.url,
          audience: clientId,
        })
        expect(protectedHeader.alg).toBe('RS256')
        expect(payload).toMatchObject({ name: person.name, email: person.email, roles: ['user'] })
        expect(userinfo).toMatchObject({ sub: payload.sub, email: person.email, roles: ['user'] })
        const refreshed = await oidc.refreshTokenGrant(party.config(), tokens.refresh_token)
        expect(refreshed.claims().sub).toBe(payload.sub)
        await expect(oidc.refreshTokenGrant(party.config(), tokens.refresh_token)).rejects.toMatchObject({
          error: 'invalid_grant',
        })
      })
    })
  })
}
