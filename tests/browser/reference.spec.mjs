import { expectAccessible } from './accessibility.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

/** The API reference that the service shows by itself. Whatever breaks its policy is noticed by the watch. */
for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    let service
    test.beforeEach(async ({ watch }) => {
      service = await startService({ engine: 'SQLite' })
      watch.allow(service.url)
    })
    test.afterEach(async ({ watch }) => {
      watch.end()
      await service?.stop()
    })

    test('the API reference shows operations, by keyboard too', async ({ page }) => {
      const { status, headers } = await page.goto(`${service.url}/docs`).then((answer) => ({
        status: answer.status(),
        headers: answer.headers(),
      }))
      expect(status).toBe(200)
      expect(headers['content-security-policy']).not.toContain('unsafe')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('auth-service API')
      expect(await page.locator('details').count()).toBeGreaterThan(150)

      const operation = page.locator('details', { has: page.locator('[id="post-api-admin-applications"]') })
      await expect(operation.getByText('redirectUris').first()).toBeHidden()
      await operation.locator('summary').focus()
      await page.keyboard.press('Enter')
      await expect(operation.getByText('redirectUris').first()).toBeVisible()
      await expect(operation.getByRole('heading', { name: 'Refusals' })).toBeVisible()
      await expect(operation.getByText('AUTH_014')).toBeVisible()
      expect(await operation.evaluate((e) => getComputedStyle(e).borderTopLeftRadius)).toBe('8px') // styles are let in
      await expectAccessible(page)

      await page.goto(`${service.url}/docs#get-api-user-profile`)
      await expect(page.locator('[id="get-api-user-profile"]')).toBeVisible()
    })
  })
}
