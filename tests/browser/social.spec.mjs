import { administer } from '../support/administrator.mjs'
import { engines } from '../support/service.mjs'
import { expectAccessible } from './accessibility.mjs'
import { openAccount, signIn, signOut } from './acts.mjs'
import { Mailbox } from './mailbox.mjs'
import { credentials, startOpenIDProvider } from './openid-provider.mjs'
import { startRelyingParty } from './relying-party.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

const people = {
  ada: { name: 'Ada Lovelace', email: 'ada@provider.example', email_verified: true },
  alan: { name: 'Alan Turing', email: 'alan@provider.example', email_verified: true },
  joan: { name: 'Joan Clarke', email: 'joan@provider.example', email_verified: true },
}

for (const engine of engines) {
  test.describe(`an account elsewhere, on ${engine.name},`, () => {
    test.skip(Boolean(engine.skip), String(engine.skip))
    let provider, mailbox, service, admin

    test.beforeAll(async () => {
      provider = await startOpenIDProvider(people)
      mailbox = await Mailbox.open()
      service = await startService({
        engine: engine.name,
        env: {
          ...mailbox.env,
          NODE_ENV: 'development',
          FETCH_ALLOW_LOOPBACK: 'true',
          OIDC_PROVIDERS: 'acme',
          OIDC_ACME_NAME: 'Acme Inc.',
          OIDC_ACME_ISSUER: provider.issuer,
          OIDC_ACME_CLIENT_ID: credentials.id,
          OIDC_ACME_CLIENT_SECRET: credentials.secret,
        },
      })
      provider.serve([`${service.url}/api/auth/oauth2/callback/acme`])
      admin = await administer(service)
    })
    test.afterAll(async () => {
      await service?.stop()
      await mailbox?.close()
      provider?.stop()
    })
    test.beforeEach(({ watch }) => watch.allow(service.url, provider.issuer))

    /** Signs in at the provider and lets the service have what it asks for. */
    async function agree(page, login) {
      await page.getByPlaceholder('Enter any login').fill(login)
      await page.getByPlaceholder('and password').fill('any')
      await page.getByRole('button', { name: 'Sign-in' }).click()
      await page.getByRole('button', { name: 'Continue' }).click()
    }

    test('opens a new one here, which cannot lose its only way in', async ({ page }) => {
      const { name, email } = people.ada
      await test.step('the account is made', async () => {
        await page.goto(`${service.url}/login`)
        await page.getByRole('button', { name: 'Continue with Acme Inc.' }).click()
        await agree(page, 'ada')
        await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible()
        await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(name)
      })

      const section = page.getByRole('region', { name: 'Connected sign-ins' })
      const disconnect = section.getByRole('button', { name: 'Disconnect Acme Inc.' })
      await test.step('its only way in stays, and the page says why', async () => {
        await page.getByRole('link', { name: 'Security' }).click()
        await expect(disconnect).toBeDisabled()
        await expect(disconnect).toHaveAccessibleDescription(/only way in/)
        await expectAccessible(page)
      })

      const password = 'a note on the engine'
      await test.step('a password is set by a mailed link', async () => {
        await page.getByRole('button', { name: 'Email me a link to set one' }).click()
        await expect(page.getByText(`We sent a link to ${email}`)).toBeVisible()
        await page.goto((await mailbox.link(email)).href)
        await page.getByRole('textbox', { name: 'New password' }).fill(password)
        await page.getByRole('button', { name: 'Set password' }).click()
        await expect(page.getByRole('heading', { name: 'Your password is set' })).toBeVisible()
      })

      await test.step('then it can be disconnected, and connected again', async () => {
        await openAccount(page, service, { email, password }, '/profile/security', 'Security')
        await disconnect.click()
        const ask = page.getByRole('dialog', { name: 'Disconnect Acme Inc.?' })
        await expectAccessible(page)
        await ask.getByRole('button', { name: 'Disconnect' }).click()
        await expect(page.getByText('Acme Inc. is disconnected')).toBeVisible()
        await section.getByRole('button', { name: 'Connect Acme Inc.', exact: true }).click()
        // The provider remembers who is there, and what was agreed to.
        await expect(page.getByText('Acme Inc. is connected')).toBeVisible()
        await expect(page).toHaveURL(`${service.url}/profile/security`)
        await expect(disconnect).toBeEnabled()
      })
    })

    test('is connected by whoever is signed in, and opens the account from then on', async ({
      page,
      newPerson,
    }) => {
      const person = await admin.createPerson('A. M. Turing')
      const connect = page.getByRole('button', { name: 'Connect Acme Inc.', exact: true })

      await test.step('not when it is refused there', async () => {
        await openAccount(page, service, person, '/profile/security', 'Security')
        await connect.click()
        await page.getByRole('link', { name: 'Cancel' }).click()
        await expect(page.getByRole('alert')).toContainText('access was refused there')
        await expect(page).toHaveURL(`${service.url}/profile/security`)
        await expectAccessible(page)
      })

      await test.step('by agreeing there', async () => {
        await connect.click()
        await agree(page, 'alan')
        await expect(page.getByRole('button', { name: 'Disconnect Acme Inc.' })).toBeVisible()
        await expect(connect).toHaveCount(0)
      })

      await test.step('and signs in', async () => {
        await signOut(page, service)
        await page.goto(`${service.url}/login`)
        await page.getByRole('button', { name: 'Continue with Acme Inc.' }).click()
        await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible()
        await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('A. M. Turing')
      })

      await test.step('but opens no second account', async () => {
        const other = await newPerson()
        await openAccount(other, service, await admin.createPerson(), '/profile/security', 'Security')
        await other.getByRole('button', { name: 'Connect Acme Inc.', exact: true }).click()
        await agree(other, 'alan')
        await expect(other.getByRole('alert')).toContainText('already opens another account here')
      })
    })

    test('signs in to an application', async ({ page, watch }) => {
      const party = await startRelyingParty()
      watch.allow(party.url)
      const application = await admin.createApplication({
        name: 'Tide Tables',
        redirectUris: [party.redirectURI],
        grantOnRegister: true,
      })
      await party.configure({
        issuer: service.url,
        clientId: application.slug,
        clientSecret: application.clientSecret,
        scope: 'openid profile',
      })
      await page.goto(`${party.url}/login`)
      await page.getByRole('button', { name: 'Continue with Acme Inc.' }).click()
      await agree(page, 'joan')
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(page.getByRole('heading', { name: `Welcome, ${people.joan.name}` })).toBeVisible()
      watch.end()
      await party.stop()
    })

    test('is of no use to whoever has an account here that it does not open', async ({ page }) => {
      const account = { name: 'Joan C.', email: 'mary@provider.example', password: 'correct horse battery' }
      people.mary = { name: 'Mary', email: account.email, email_verified: true }
      await admin.visitor.call('POST', '/api/admin/users', account)
      await page.goto(`${service.url}/login`)
      await page.getByRole('button', { name: 'Continue with Acme Inc.' }).click()
      await agree(page, 'mary')
      await expect(page.getByRole('alert')).toContainText('already an account with this email address')
      await signIn(page, account)
      await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible()
    })
  })
}
