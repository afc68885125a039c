import { administer } from '../support/administrator.mjs'
import { engines } from '../support/service.mjs'
import { expectAccessible } from './accessibility.mjs'
import { openAccount, signIn, signOut } from './acts.mjs'
import { Mailbox } from './mailbox.mjs'
import { startRelyingParty } from './relying-party.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

for (const engine of engines) {
  test.describe(`what is mailed, on ${engine.name},`, () => {
    test.skip(Boolean(engine.skip), String(engine.skip))
    let service, admin, mailbox

    test.beforeAll(async () => {
      mailbox = await Mailbox.open()
      service = await startService({
        engine: engine.name,
        env: { ...mailbox.env, MAGIC_LINK: 'true', EMAIL_CODE: 'true' },
      })
      admin = await administer(service)
    })
    test.afterAll(async () => {
      await service?.stop()
      await mailbox?.close()
    })
    test.beforeEach(({ watch }) => watch.allow(service.url))

    const profile = (page) => page.getByRole('heading', { level: 1, name: 'Profile' })

    test('proves an address', async ({ page }) => {
      const person = await admin.createPerson()
      await openAccount(page, service, person, '/profile', 'Profile')
      await expect(page.getByText('Not confirmed')).toBeVisible()
      await page.getByRole('button', { name: 'Confirm', exact: true }).click()
      await expect(page.getByText(`We sent a link to ${person.email}.`)).toBeVisible()

      await page.goto((await mailbox.link(person.email)).href)
      await expect(page.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(profile(page)).toBeVisible()
      await expect(page.getByText('Confirmed', { exact: true })).toBeVisible()
    })

    test('changes an address, which opens the account from then on', async ({ page }) => {
      const person = await admin.createPerson()
      const email = `new-${person.email}`
      await openAccount(page, service, person, '/profile', 'Profile')
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      await page.getByRole('dialog').getByLabel('New email').fill(email)
      await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByText('Look into your inbox')).toBeVisible()
      await page.goto((await mailbox.link(email)).href)
      await expect(page.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible()
      await signOut(page, service)
      await openAccount(page, service, { ...person, email }, '/profile', 'Profile')
    })

    test('replaces a forgotten password on the way to an application, once', async ({ page, watch }) => {
      const party = await startRelyingParty()
      watch.allow(party.url)
      const person = await admin.createPerson()
      const application = await admin.createApplication({
        name: 'Tide Tables',
        redirectUris: [party.redirectURI],
      })
      await admin.grantAccess(application, person)
      await party.configure({
        issuer: service.url,
        clientId: application.slug,
        clientSecret: application.clientSecret,
        scope: 'openid profile',
      })
      await page.goto(`${party.url}/login`)
      await page.getByRole('link', { name: 'Forgot your password?' }).click()
      await expect(page.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible()
      await page.getByLabel('Email').fill(person.email)
      await page.getByRole('button', { name: 'Send the link' }).click()
      await expect(page.getByRole('heading', { name: 'Look into your inbox' })).toBeVisible()
      await expectAccessible(page)

      const link = await mailbox.link(person.email)
      await page.goto(link.href)
      await expect(page.getByRole('heading', { name: 'Set a new password' })).toBeVisible()
      const password = 'another correct horse'
      await page.getByRole('textbox', { name: 'New password' }).fill(password)
      await page.getByRole('button', { name: 'Set password' }).click()
      await expect(page.getByRole('heading', { name: 'Your password is set' })).toBeVisible()
      await page.getByRole('link', { name: 'Go to sign-in' }).click()
      await expect(page.getByText('to continue to Tide Tables')).toBeVisible()
      await signIn(page, { ...person, password })
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()

      await page.goto(link.href)
      await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible()
      watch.end()
      await party.stop()
    })

    test('signs in by a link, in the browser that asked for it', async ({ page, newPerson }) => {
      const person = await admin.createPerson()
      await page.goto(`${service.url}/login?redirectTo=/profile/sessions`)
      await page.getByLabel('Email').fill(person.email)
      await page.getByRole('button', { name: 'Email me a link' }).click()
      await expect(page.getByText(`We sent a link to ${person.email}`)).toBeVisible()
      await expectAccessible(page)
      const { href } = await mailbox.link(person.email)

      const elsewhere = await newPerson()
      await elsewhere.goto(href)
      await expect(
        elsewhere.getByRole('heading', { name: 'This link belongs to another browser' }),
      ).toBeVisible()
      await page.goto(href)
      await expect(page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible()

      await signOut(page, service)
      await page.goto(href)
      await expect(page.getByRole('alert')).toContainText('This link does not work any more')
    })

    test('signs in by a code', async ({ page, watch }) => {
      const person = await admin.createPerson()
      await page.goto(`${service.url}/login`)
      await page.getByLabel('Email').fill(person.email)
      await page.getByRole('button', { name: 'Email me a code' }).click()
      const code = page.getByLabel('Six-digit code')
      await expect(code).toBeFocused()
      await expectAccessible(page)
      const [, right] = (await mailbox.take(person.email, /code/)).text.match(/^ +(\d{6})\r?$/m)

      watch.expectLine(/status of 400 .*\/sign-in\/email-otp/)
      await code.fill(right === '000000' ? '000001' : '000000')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('alert')).toBeVisible()
      await code.fill(right)
      await page.keyboard.press('Enter')
      await expect(profile(page)).toBeVisible()
    })
  })
}
