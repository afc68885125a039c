import { administer } from '../support/administrator.mjs'
import { engines } from '../support/service.mjs'
import { expectAccessible } from './accessibility.mjs'
import { signIn, signOut } from './acts.mjs'
import { oneTimeCode, plugIn, withoutAutofill } from './authenticator.mjs'
import { startRelyingParty } from './relying-party.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

async function backupCodes(within) {
  const codes = within.getByRole('list', { name: 'Backup codes' }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  return codes.allInnerTexts()
}

for (const engine of engines) {
  test.describe(`on ${engine.name}`, () => {
    test.skip(Boolean(engine.skip), String(engine.skip))
    let service, admin, person

    async function start(env) {
      service = await startService({ engine: engine.name, env })
      admin = await administer(service)
      person = await admin.createPerson()
    }
    /** An application that lets in nobody without a second factor. */
    async function demandingParty() {
      const party = await startRelyingParty()
      const application = await admin.createApplication({
        name: 'Tide Tables',
        redirectUris: [party.redirectURI],
        isMfaRequired: true,
      })
      await admin.grantAccess(application, person)
      await party.configure({
        issuer: service.url,
        clientId: application.slug,
        clientSecret: application.clientSecret,
        scope: 'openid profile',
      })
      return party
    }
    test.afterEach(async ({ watch }) => {
      watch.end()
      await service?.stop()
    })

    test('an authenticator app: set up, asked for, replaced by a backup code, spared by trust', async ({
      page,
      newPerson,
      watch,
    }) => {
      await start()
      watch.allow(service.url)
      let key, codes

      await test.step('is set up in the profile', async () => {
        await page.goto(`${service.url}/login?redirectTo=/profile/security`)
        await signIn(page, person)
        await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
        const ask = page.getByRole('dialog')
        await expectAccessible(page)
        await ask.getByLabel('Current password').fill(person.password)
        await ask.getByRole('button', { name: 'Continue' }).click()
        const scan = page.getByRole('dialog', { name: 'Authenticator app' })
        await expect(scan.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible()
        await expectAccessible(page)
        key = await scan.locator('code').innerText()
        watch.expectLine(/status of 401 .*\/verify-totp/)
        await scan.getByLabel('Six-digit code').fill('000000')
        await scan.getByRole('button', { name: 'Confirm' }).click()
        await expect(scan.getByText('This code is not right')).toBeVisible()
        await scan.getByLabel('Six-digit code').fill(oneTimeCode(key))
        await scan.getByRole('button', { name: 'Confirm' }).click()
        const put = page.getByRole('dialog', { name: 'Put these codes away' })
        codes = await backupCodes(put)
        await expectAccessible(page)
        await page.keyboard.press('Escape')
        await expect(put, 'not lost by a slip').toBeVisible()
        await put.getByRole('button', { name: 'I have put them away' }).click()
        await expect(page.getByRole('button', { name: 'Move to another phone' })).toBeVisible()
      })

      const laptop = await newPerson()
      await test.step('is asked for by the next sign-in, which trusts the browser', async () => {
        await laptop.goto(`${service.url}/login`)
        await signIn(laptop, person)
        await expect(laptop.getByRole('heading', { name: 'Confirm it is you' })).toBeVisible()
        const code = laptop.getByLabel('Six-digit code')
        await expect(code).toBeFocused()
        await expect(code).toHaveAttribute('autocomplete', 'one-time-code')
        await expectAccessible(laptop)
        await laptop.getByLabel('Trust this device').check()
        await code.fill(oneTimeCode(key, 1))
        await laptop.keyboard.press('Enter')
        await expect(laptop.getByRole('heading', { name: 'Profile' })).toBeVisible()
      })

      await test.step('is not asked for again there', async () => {
        await signOut(laptop, service)
        await laptop.goto(`${service.url}/login`)
        await signIn(laptop, person)
        await expect(laptop.getByRole('heading', { name: 'Profile' })).toBeVisible()
      })

      await test.step('a backup code stands in for it, once', async () => {
        const borrowed = await newPerson()
        await borrowed.goto(`${service.url}/login`)
        await signIn(borrowed, person)
        await borrowed.getByRole('button', { name: 'Backup code' }).click()
        await borrowed.getByLabel('Backup code').fill(codes[0])
        await borrowed.getByRole('button', { name: 'Confirm' }).click()
        await expect(borrowed.getByRole('heading', { name: 'Profile' })).toBeVisible()

        const later = await newPerson()
        await later.goto(`${service.url}/login`)
        await signIn(later, person)
        await later.getByRole('button', { name: 'Backup code' }).click()
        watch.expectLine(/status of 401 .*\/verify-backup-code/)
        await later.getByLabel('Backup code').fill(codes[0])
        await later.getByRole('button', { name: 'Confirm' }).click()
        await expect(later.getByRole('alert')).toContainText('used before')
      })

      await test.step('the trusted browser is forgotten', async () => {
        await page.reload()
        await page.getByRole('button', { name: /^Forget / }).click()
        await expect(page.getByText('You can trust a browser')).toBeVisible()
        await signOut(laptop, service)
        await laptop.goto(`${service.url}/login`)
        await signIn(laptop, person)
        await expect(laptop.getByLabel('Six-digit code')).toBeVisible()
      })
    })

    test('an application that demands a second factor has it set up on the way', async ({
      page,
      newPerson,
      watch,
    }) => {
      await start()
      const party = await demandingParty()
      watch.allow(service.url, party.url)

      await page.goto(`${party.url}/login`)
      await signIn(page, person)
      await expect(page.getByRole('heading', { name: 'Add a second step' })).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Authenticator app' }).click()
      await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible()
      await expectAccessible(page)
      const key = await page.locator('.font-mono.select-all').innerText()
      await page.getByLabel('Six-digit code').fill(oneTimeCode(key))
      await page.getByRole('button', { name: 'Confirm' }).click()
      await backupCodes(page)
      await expectAccessible(page)
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Download' }).click()
      expect((await download).suggestedFilename()).toBe('backup-codes.txt')
      await page.getByRole('button', { name: 'I have put them away' }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
      expect(party.signIns[0].tokens.claims().amr).toContain('mfa')

      const again = await newPerson()
      await again.goto(`${party.url}/login`)
      await signIn(again, person)
      await again.getByLabel('Six-digit code').fill(oneTimeCode(key, 1))
      await again.getByRole('button', { name: 'Confirm' }).click()
      await expect(again.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
      watch.end()
      await party.stop()
    })

    test('a passkey: added, used by button and by autofill, refused, removed', async ({ page, watch }) => {
      await start()
      watch.allow(service.url)
      const authenticator = await plugIn(page)
      const use = page.getByRole('button', { name: 'Use a passkey' })

      await test.step('is added and named', async () => {
        await page.goto(`${service.url}/login?redirectTo=/profile/security`)
        await signIn(page, person)
        await page.getByRole('button', { name: 'Add a passkey' }).click()
        await expect(page.getByText('Passkey added')).toBeVisible()
        expect(await authenticator.keys()).toHaveLength(1)
        await page.getByRole('button', { name: /^Rename / }).click()
        await page.getByRole('dialog').getByLabel('Name').fill('Harbour office')
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
        await expect(page.getByText('Harbour office')).toBeVisible()
        await expectAccessible(page)
      })

      await test.step('signs in by its button', async () => {
        await signOut(page, service)
        const release = await withoutAutofill(page)
        await page.goto(`${service.url}/login`)
        await use.click()
        await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible()
        await release()
      })

      await test.step('signs in from the suggestions of the email field', async () => {
        await signOut(page, service)
        await page.goto(`${service.url}/login`)
        await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible()
      })

      await test.step('does nothing for somebody it does not know', async () => {
        await signOut(page, service)
        await authenticator.verify(false)
        await page.goto(`${service.url}/login`)
        await use.click()
        await expect(use).toBeEnabled()
        await expect(page.getByRole('alert')).toHaveCount(0)
        await signIn(page, person)
        await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible()
        await authenticator.verify(true)
      })

      await test.step('opens nothing once it is removed', async () => {
        const remove = async () => {
          await page.getByRole('button', { name: 'Remove Harbour office' }).click()
          await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
        }
        await page.goto(`${service.url}/profile/security`)
        watch.expectLine(/status of 403 .*\/delete-passkey/)
        await remove()
        await expect(page.getByRole('heading', { name: 'Confirm it is you' })).toBeVisible()
        await use.click()
        await expect(page).toHaveURL(`${service.url}/profile/security`)
        await remove()
        await expect(page.getByText('Harbour office is removed')).toBeVisible()
        await signOut(page, service)
        await withoutAutofill(page, 1) // to the end: nothing may still be asking then
        await page.goto(`${service.url}/login`)
        watch.expectLine(/status of 401 .*\/passkey\/verify-authentication/)
        await use.click()
        await expect(page.getByRole('alert')).toContainText('not known here any more')
      })
    })

    test('a passkey is the second step where it may not be the only one', async ({ page, watch }) => {
      await start({ PASSKEY_SIGN_IN: 'false' })
      const party = await demandingParty()
      watch.allow(service.url, party.url)
      await plugIn(page)
      await page.goto(`${service.url}/login`)
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Use a passkey' })).toHaveCount(0)

      await page.goto(`${party.url}/login`)
      await signIn(page, person)
      await page.getByRole('button', { name: 'Passkey' }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()

      await signOut(page, service)
      await page.goto(`${party.url}/login`)
      await signIn(page, person)
      await expect(page.getByRole('heading', { name: 'Confirm it is you' })).toBeVisible()
      await page.getByRole('button', { name: 'Use a passkey' }).click()
      await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
      watch.end()
      await party.stop()
    })
  })
}
