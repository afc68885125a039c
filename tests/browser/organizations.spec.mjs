import { administer } from '../support/administrator.mjs'
import { engines } from '../support/service.mjs'
import { expectAccessible } from './accessibility.mjs'
import { openAccount, signIn } from './acts.mjs'
import { Mailbox } from './mailbox.mjs'
import { startRelyingParty } from './relying-party.mjs'
import { startService } from './service.mjs'
import { expect, test } from './watch.mjs'

for (const engine of engines) {
  test.describe(`organizations, on ${engine.name},`, () => {
    test.skip(Boolean(engine.skip), String(engine.skip))
    let service, admin, mailbox, party, application
    let count = 0

    test.beforeAll(async () => {
      mailbox = await Mailbox.open()
      service = await startService({ engine: engine.name, env: mailbox.env })
      admin = await administer(service)
      party = await startRelyingParty()
      application = await admin.createApplication({
        name: 'Tide Tables',
        redirectUris: [party.redirectURI],
        allowedScopes: ['openid', 'profile', 'org'],
      })
      await party.configure({
        issuer: service.url,
        clientId: application.slug,
        clientSecret: application.clientSecret,
        scope: 'openid profile org',
      })
    })
    test.afterAll(async () => {
      await service?.stop()
      await party?.stop()
      await mailbox?.close()
    })
    test.beforeEach(({ watch }) => watch.allow(service.url, party.url))

    const join = (page) => page.getByRole('button', { name: 'Join' })

    test('an invitation opens an account, and is accepted by one click', async ({
      page,
      watch,
    }) => {
      const office = await admin.createOrganization('Harbour Office')
      const email = `newcomer-${++count}@example.com`
      await admin.invite(office, email, 'admin')
      await page.goto((await mailbox.link(email)).href)
      await expect(page.getByRole('heading', { name: 'Join Harbour Office?' })).toBeVisible()
      await expect(page.getByText(/Ada Lovelace .* invites you. Your role: Administrator./)).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('link', { name: 'Create an account' }).click()
      await expect(page.getByLabel('Email')).toHaveValue(email)
      await expect(page.getByLabel('Email')).not.toBeEditable()
      await expectAccessible(page)
      await page.getByLabel('Name').fill('New Comer')
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill('a berth for everybody')
      await page.getByRole('button', { name: 'Create account' }).click()
      await expect(join(page)).toBeVisible()
      await expectAccessible(page)
      await join(page).click()
      await expect(page.getByRole('heading', { name: 'You are now in Harbour Office' })).toBeVisible()
      await page.getByRole('link', { name: 'Go to your account' }).click()
      await expect(page.getByText('Confirmed', { exact: true }), 'the mail proved the address').toBeVisible()
      watch.expectLine(/status of 400 .*\/get-invitation/)
      await page.goBack()
      await expect(page.getByRole('heading', { name: 'This invitation no longer works' })).toBeVisible()
    })

    test('an invitation is for nobody else', async ({ page, watch }) => {
      const invited = await admin.createPerson()
      const stranger = await admin.createPerson('Katherine Johnson')
      await admin.invite(await admin.createOrganization('Pilot Station'), invited.email)
      const { href } = await mailbox.link(invited.email)
      await openAccount(page, service, stranger, '/profile', 'Profile')
      watch.expectLine(/status of 403 .*\/get-invitation/)
      await page.goto(href)
      await expect(page.getByRole('heading', { name: 'This invitation is for somebody else' })).toBeVisible()
      await expect(page.getByText(stranger.email)).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Use another account' }).click()
      await page.getByRole('link', { name: 'Sign in' }).click()
      await expect(page.getByText('to answer your invitation')).toBeVisible()
      await signIn(page, invited)
      await join(page).click()
      await expect(page.getByRole('heading', { name: 'You are now in Pilot Station' })).toBeVisible()
    })

    test('an invitation can be declined, or withdrawn', async ({ page, newPerson, watch }) => {
      const yard = await admin.createOrganization('Boat Yard')
      const [unwilling, late] = [await admin.createPerson(), await admin.createPerson()]
      await admin.invite(yard, unwilling.email)
      await page.goto((await mailbox.link(unwilling.email)).href)
      await page.getByRole('link', { name: 'Sign in' }).click()
      await signIn(page, unwilling)
      await page.getByRole('button', { name: 'Decline' }).click()
      await expect(page.getByRole('heading', { name: 'Invitation declined' })).toBeVisible()
      await expectAccessible(page)

      const { id } = await admin.invite(yard, late.email)
      await admin.visitor.call('POST', '/api/auth/organization/cancel-invitation', { invitationId: id })
      const guest = await newPerson()
      watch.expectLine(/status of 400 .*\/get-invitation/)
      await guest.goto((await mailbox.link(late.email)).href)
      await expect(guest.getByRole('heading', { name: 'This invitation no longer works' })).toBeVisible()
      await expectAccessible(guest)
    })

    /** Somebody with access to the application who joined organizations by their invitations. */
    async function memberOf(...organizations) {
      const person = await admin.createPerson()
      await admin.grantAccess(application, person)
      const visitor = await admin.enter(person)
      for (const organization of organizations) {
        const { id } = await admin.invite(organization, person.email)
        const token = (await mailbox.link(person.email)).searchParams.get('token')
        await visitor.call('POST', '/api/auth/organization/accept-invitation', { invitationId: id, token })
      }
      return person
    }

    test('one is chosen on the way to an application, by the keyboard too', async ({ page }) => {
      const [quay, mole] = [await admin.createOrganization('North Quay'), await admin.createOrganization('East Mole')]
      const person = await memberOf(quay, mole)
      await page.goto(`${party.url}/login`)
      await signIn(page, person)
      await expect(page.getByRole('heading', { name: 'Choose an organization' })).toBeVisible()
      const choices = page.getByRole('list', { name: 'Your organizations' }).getByRole('button')
      await expect(choices).toHaveText([/East Mole.*Member/, /North Quay.*Member/])
      await expectAccessible(page)
      await choices.nth(1).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
      expect(party.signIns.at(-1).tokens.claims()).toMatchObject({ org_id: quay.id, org_slug: quay.slug })
    })

    test('who is in none is told what to do, and can join one on the way', async ({ page }) => {
      const person = await memberOf()
      await page.goto(`${party.url}/login`)
      await signIn(page, person)
      await expect(page.getByRole('heading', { name: 'You belong to no organization yet' })).toBeVisible()
      await expectAccessible(page)

      await admin.invite(await admin.createOrganization('Rope Walk'), person.email)
      await admin.verify(person)
      await page.reload()
      await page.getByRole('link', { name: /Rope Walk/ }).click()
      await join(page).click()
      await page.getByRole('button', { name: /Rope Walk/ }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(page.getByRole('heading', { name: `Welcome, ${person.name}` })).toBeVisible()
    })

    test('who is in none can go back to the application', async ({ page }) => {
      const person = await memberOf()
      await page.goto(`${party.url}/login`)
      await signIn(page, person)
      await page.getByRole('button', { name: 'Back to Tide Tables' }).click()
      await expect(page.getByRole('heading', { name: 'Not signed in: access_denied' })).toBeVisible()
    })
  })
}
