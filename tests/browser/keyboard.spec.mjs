import { administer } from '../support/administrator.mjs'
import { startRelyingParty } from './relying-party.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

let service, party, person

test.beforeAll(async () => {
  service = await startService({ engine: 'SQLite' })
  party = await startRelyingParty()
  const admin = await administer(service)
  const application = await admin.createApplication({
    name: 'Tide Tables',
    redirectUris: [party.redirectURI],
  })
  person = await admin.createPerson()
  await admin.grantAccess(application, person)
  await party.configure({
    issuer: service.url,
    clientId: application.slug,
    clientSecret: application.clientSecret,
    scope: 'openid profile',
  })
})

test.afterAll(async () => {
  await party?.stop()
  await service?.stop()
})

/** Presses Tab until something has the focus, and sees to it that one can see that it has. */
async function tabTo(page, target) {
  const presses = 20
  for (let pressed = 0; pressed < presses; pressed++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate((element) => element === document.activeElement)) {
      const style = await target.evaluate((element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element)
        return { outlineStyle, outlineWidth: Number.parseFloat(outlineWidth) }
      })
      expect(style.outlineStyle, 'the focus can be seen').not.toBe('none')
      expect(style.outlineWidth).toBeGreaterThanOrEqual(1)
      return
    }
  }
  throw new Error(`${presses} presses of Tab did not reach ${target}`)
}

test('signs in and consents by the keyboard alone', async ({ page, watch }) => {
  watch.allow(service.url, party.url)
  await page.goto(party.url)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')

  const email = page.getByLabel('Email')
  await expect(email).toBeVisible()
  await tabTo(page, email)
  await page.keyboard.type(person.email)
  await tabTo(page, page.getByRole('textbox', { name: 'Password' }))
  await page.keyboard.type(person.password)
  await page.keyboard.press('Enter')

  const allow = page.getByRole('button', { name: 'Allow' })
  await expect(allow).toBeVisible()
  await tabTo(page, allow)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
})

test('shows a mistake where it was made', async ({ page, watch }) => {
  watch.allow(service.url)
  await page.goto(`${service.url}/login`)
  const password = page.getByRole('textbox', { name: 'Password' })
  await tabTo(page, page.getByLabel('Email'))
  await page.keyboard.type(person.email)
  await tabTo(page, password)
  await page.keyboard.press('Enter')
  await expect(password).toBeFocused()
  await expect(password).toHaveAttribute('aria-invalid', 'true')
  await expect(password).toHaveAccessibleDescription('Enter your password.')
})

test('changes theme and language and keeps the choice', async ({ page, watch }) => {
  watch.allow(service.url)
  await page.goto(`${service.url}/login`)
  await tabTo(page, page.getByRole('button', { name: 'Français' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'English' })).toBeFocused()
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
  await tabTo(page, page.getByRole('button', { name: 'Passer au thème clair' }))
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await ground()
  await page.keyboard.press('Enter')
  await expect.poll(ground).not.toBe(dark)
  const light = await ground()
  await page.reload()
  await expect(page.getByRole('button', { name: 'English' })).toBeVisible()
  expect(await ground()).toBe(light)
})
