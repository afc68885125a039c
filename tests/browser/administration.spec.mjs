import { engines } from '../support/service.mjs'
import { administer } from '../support/administrator.mjs'
import { openAccount, signIn } from './acts.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

for (const engine of engines) {
  test.describe(`on ${engine.name}`, () => {
    test.skip(Boolean(engine.skip), String(engine.skip))
    let service, admin

    test.beforeEach(async ({ watch }) => {
      service = await startService({ engine: engine.name })
      watch.allow(service.url)
      admin = await administer(service)
    })
    test.afterEach(async ({ watch }) => {
      watch.end()
      await service?.stop()
    })

    test('a user from the first sign-in to the last', async ({ page, newPerson, watch }) => {
      const secret = 'lighthouse keepers sleep by day'
      await openAccount(page, service, admin.account, '/admin/users', 'Users')

      await test.step('an administrator creates the user, who signs in', async () => {
        await page.getByRole('link', { name: 'New user' }).click()
        const dialog = page.getByRole('dialog', { name: 'New user' })
        await dialog.getByLabel('Name').fill('Grace Darling')
        await dialog.getByLabel('Email').fill('grace@example.com')
        await dialog.getByLabel('Password').fill(secret)
        await dialog.getByRole('button', { name: 'Create user' }).click()
        await expect(page.getByRole('heading', { level: 1, name: 'Grace Darling' })).toBeVisible()
      })

      const user = await newPerson()
      await user.goto(`${service.url}/login`)
      await signIn(user, { email: 'grace@example.com', password: secret })
      await expect(user).toHaveURL(`${service.url}/profile`)

      await test.step('their session is seen and ended', async () => {
        await page.getByRole('link', { name: 'Sessions' }).last().click()
        await page.getByRole('button', { name: /^End the session of/ }).click()
        await expect(page.getByRole('heading', { name: 'Not signed in anywhere' })).toBeVisible()
        await user.goto(`${service.url}/profile`)
        await expect(user).toHaveURL(/\/login/)
      })

      await test.step('a ban keeps them out, with its reason, until it is lifted', async () => {
        const tabs = page.getByRole('navigation', { name: 'Sections of the user' })
        await tabs.getByRole('link', { name: 'Overview' }).click()
        await page.getByRole('button', { name: 'Ban the user' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('Reason').fill('Left the lamp unlit')
        await dialog.getByRole('button', { name: 'Ban the user' }).click()
        await expect(page.getByText('Left the lamp unlit')).toBeVisible()
        watch.expectLine(/status of 403 .*\/sign-in\/email/)
        await signIn(user, { email: 'grace@example.com', password: secret })
        await expect(user.getByRole('alert')).toBeVisible()
        await page.getByRole('button', { name: 'Lift the ban' }).click()
        await expect(page.getByRole('button', { name: 'Ban the user' })).toBeVisible()
        await user.getByRole('button', { name: 'Sign in' }).click()
        await expect(user).toHaveURL(`${service.url}/profile`)
      })

      await test.step('the trail tells of it, and can be taken away', async () => {
        await page.getByRole('link', { name: 'Audit log' }).click()
        await page.getByLabel('Search words').fill('unlit')
        await expect(page.getByText('user.banned')).toBeVisible()
        const saved = page.waitForEvent('download')
        await page.getByRole('link', { name: 'CSV' }).click()
        expect((await saved).suggestedFilename()).toMatch(/\.csv$/)
      })

      await test.step('deletion asks for the address', async () => {
        await page.getByRole('link', { name: 'Users' }).click()
        await page.getByLabel('Search by name or email').fill('darl')
        await page.getByRole('link', { name: 'Grace Darling' }).click()
        await page.getByRole('button', { name: 'Delete the user' }).click()
        const dialog = page.getByRole('dialog', { name: 'Delete Grace Darling?' })
        await expect(dialog.getByRole('button', { name: 'Delete the user' })).toBeDisabled()
        await dialog.getByRole('textbox').fill('grace@example.com')
        await dialog.getByRole('button', { name: 'Delete the user' }).click()
        await expect(page).toHaveURL(`${service.url}/admin/users`)
        await expect(page.getByRole('link', { name: 'Ada Lovelace' })).toBeVisible()
        await expect(page.getByRole('link', { name: 'Grace Darling' })).toBeHidden()
      })
    })
  })
}
