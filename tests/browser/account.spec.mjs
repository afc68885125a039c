import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { administer } from '../support/administrator.mjs'
import { engines } from '../support/service.mjs'
import { expectAccessible } from './accessibility.mjs'
import { openAccount, signIn } from './acts.mjs'
import { startRelyingParty } from './relying-party.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

/** A service that knows stolen passwords by range, as Pwned Passwords does. */
async function startRangeService() {
  const stolen = new Set()
  const server = createServer((request, response) => {
    const prefix = request.url.slice(1)
    const lines = [...stolen]
      .filter((digest) => digest.startsWith(prefix))
      .map((digest) => `${digest.slice(prefix.length)}:3`)
    response.writeHead(200, { 'content-type': 'text/plain' }).end(lines.join('\r\n'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    leak: (password) => stolen.add(createHash('sha1').update(password).digest('hex').toUpperCase()),
    stop: () => server.close(),
  }
}

for (const engine of engines) {
  test.describe(`one's own account, on ${engine.name},`, () => {
    test.skip(Boolean(engine.skip), String(engine.skip))
    let service, admin, party, application, ranges

    test.beforeAll(async () => {
      ranges = await startRangeService()
      service = await startService({
        engine: engine.name,
        env: { NODE_ENV: 'development', FETCH_ALLOW_LOOPBACK: 'true', BREACHED_PASSWORDS_URL: ranges.url },
      })
      admin = await administer(service)
      party = await startRelyingParty()
      application = await admin.createApplication({ name: 'Tide Tables', redirectUris: [party.redirectURI] })
      await party.configure({
        issuer: service.url,
        clientId: application.slug,
        clientSecret: application.clientSecret,
        scope: 'openid profile email',
      })
    })
    test.afterAll(async () => {
      await service?.stop()
      await party?.stop()
      ranges?.stop()
    })
    test.beforeEach(({ watch }) => watch.allow(service.url, party.url))

    const welcome = (page, { name }) => page.getByRole('heading', { name: `Welcome, ${name}` })

    test('lists the applications that were let in, and takes it back', async ({ page }) => {
      const person = await admin.createPerson()
      await admin.grantAccess(application, person)
      await page.goto(`${party.url}/login`)
      await signIn(page, person)
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(welcome(page, person)).toBeVisible()

      await page.goto(`${service.url}/profile/applications`)
      await expect(page.getByRole('heading', { name: 'Tide Tables' })).toBeVisible()
      const scopes = page.getByRole('list', { name: 'What it may use' }).getByRole('listitem')
      await expect(scopes).toHaveText(['openid', 'profile', 'email'])
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Disconnect Tide Tables' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
      await expect(page.getByText('Tide Tables is disconnected')).toBeVisible()
      await expect(page.getByRole('heading', { name: 'No application yet' })).toBeVisible()

      await page.goto(`${party.url}/login`)
      await expect(page.getByRole('button', { name: 'Allow' }), 'it asks anew').toBeVisible()
    })

    test('can be taken along', async ({ page }) => {
      const person = await admin.createPerson()
      await openAccount(page, service, person, '/profile/data', 'Your data')
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: 'Download my data' }).click()
      const file = await download
      expect(file.suggestedFilename()).toBe('account.json')
      const { profile, sessions, accounts } = JSON.parse(await readFile(await file.path(), 'utf8'))
      expect(profile).toMatchObject({ id: person.id, name: person.name, email: person.email })
      expect(sessions).toHaveLength(1)
      expect(accounts.map(({ provider }) => provider)).toEqual(['credential'])
    })

    test('is deleted by whoever knows its password', async ({ page, watch }) => {
      const person = await admin.createPerson()
      await openAccount(page, service, person, '/profile/data', 'Your data')
      await page.getByRole('button', { name: 'Delete my account' }).click()
      const dialog = page.getByRole('dialog', { name: 'Delete your account?' })
      watch.expectLine(/status of 400 .*\/delete-user/)
      await dialog.getByLabel('Current password').fill('not the password')
      await dialog.getByRole('button', { name: 'Delete my account' }).click()
      await expect(dialog.getByText(/password is (wrong|not right)/i)).toBeVisible()
      await expectAccessible(page)
      await dialog.getByLabel('Current password').fill(person.password)
      await dialog.getByRole('button', { name: 'Delete my account' }).click()
      await expect(page).toHaveURL(`${service.url}/login`)
      await page.goto(`${service.url}/profile`)
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    })

    test('has a password that others know: the person is told and led to change it', async ({
      page,
      newPerson,
      watch,
    }) => {
      const person = await admin.createPerson('Mary Somerville', `mechanism of the heavens ${engine.name}`)
      await admin.grantAccess(application, person)
      ranges.leak(person.password)
      const known = 'Your password is known to others'

      await test.step('without stopping what an application waits for', async () => {
        const guest = await newPerson()
        await guest.goto(`${party.url}/login`)
        await signIn(guest, person)
        await expect(
          guest.getByRole('heading', { name: 'Allow Tide Tables to use your account?' }),
        ).toBeVisible()
        await expect(guest.getByText(known)).toBeVisible()
        await expectAccessible(guest)
        await guest.getByRole('button', { name: 'Allow' }).click()
        await expect(welcome(guest, person)).toBeVisible()
      })

      await test.step('on the page where it is changed', async () => {
        await page.goto(`${service.url}/login`)
        await signIn(page, person)
        await expect(page).toHaveURL(`${service.url}/profile/security`)
        await expect(page.getByText(known)).toBeVisible()
        await expectAccessible(page)
      })

      await test.step('on every other page, until it is put off', async () => {
        await page.getByRole('link', { name: 'Sessions' }).click()
        const warning = page.getByRole('region', { name: known })
        await expect(warning).toBeVisible()
        await expectAccessible(page)
        await warning.getByRole('link', { name: 'Change password' }).click()
        await expect(page.getByLabel('Current password')).toBeFocused()
        await page.goBack()
        await warning.getByRole('button', { name: 'Later' }).click()
        await expect(warning).toHaveCount(0)
        await page.reload()
        await expect(page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible()
        await expect(warning).toHaveCount(0)
      })

      await test.step('until it is changed', async () => {
        await page.getByRole('link', { name: 'Security' }).click()
        await page.getByLabel('Current password').fill(person.password)
        await page.getByLabel('New password', { exact: true }).fill('on the connexion of sciences')
        await watch.quiet(page)
        await page.getByRole('button', { name: 'Change password' }).click()
        await expect(page.getByText('Your password is changed')).toBeVisible()
        await expect(page.getByText(known)).toHaveCount(0)
        const later = await newPerson()
        await openAccount(
          later,
          service,
          { ...person, password: 'on the connexion of sciences' },
          '/profile',
          'Profile',
        )
        await expect(later.getByText(known)).toHaveCount(0)
      })
    })
  })
}
