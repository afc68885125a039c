import { fileURLToPath } from 'node:url'
import { administer, password as secret } from '../support/administrator.mjs'
import { Visitor } from '../support/visitor.mjs'
import { expectAccessible } from './accessibility.mjs'
import { oneTimeCode } from './authenticator.mjs'
import { messages } from './messages.mjs'
import { startService } from './service.mjs'
import { expect, test as watched } from './watch.mjs'

const screens = fileURLToPath(new URL('test-results/screens/', import.meta.url))

/** Gives somebody an authenticator app. */
async function protect(service, { email, password }) {
  const visitor = new Visitor(service.url)
  await visitor.call('POST', '/api/auth/sign-in/email', { email, password })
  const { totpURI } = await visitor.call('POST', '/api/auth/two-factor/enable', { password })
  const key = new URL(totpURI).searchParams.get('secret')
  await visitor.call('POST', '/api/auth/two-factor/verify-totp', { code: oneTimeCode(key) })
  return { key }
}

/** What a device shows that waits to be let in. */
async function startDevice(service, application) {
  const answer = await fetch(`${service.url}/api/auth/oauth2/device_authorization`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: application.slug, scope: 'openid profile' }),
  })
  return (await answer.json()).user_code
}

/** A service with people and applications, and one that nobody has set up yet. */
const test = watched.extend({
  world: [
    async ({}, use) => {
      const service = await startService({
        engine: 'SQLite',
        env: {
          OIDC_PROVIDERS: 'acme',
          OIDC_ACME_NAME: 'Acme Inc.',
          OIDC_ACME_ISSUER: 'https://acme.example',
          OIDC_ACME_CLIENT_ID: 'auth-service',
          OIDC_ACME_CLIENT_SECRET: 'never used',
        },
      })
      const empty = await startService({ engine: 'SQLite' })
      const admin = await administer(service)
      const application = await admin.createApplication({
        name: 'Tide Tables',
        description: 'High and low water for every harbour of the coast.',
      })
      await admin.createApplication({ name: 'Harbour Radio', isPublic: true, isActive: false })
      const person = await admin.createPerson()
      const outsider = await admin.createPerson('Katherine Johnson')
      await admin.grantAccess(application, person)
      await admin.giveRole(application, person, {
        name: 'harbour-master',
        permissions: [
          { resource: 'berths', action: 'write' },
          { resource: 'berths.prices', action: 'read' },
        ],
      })
      const authorize = ({ slug, redirectURI, allowedScopes }) =>
        `/api/auth/oauth2/authorize?${new URLSearchParams({
          response_type: 'code',
          client_id: slug,
          redirect_uri: redirectURI,
          scope: allowedScopes.join(' '),
          state: 'any',
          code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
          code_challenge_method: 'S256',
        })}`
      const shared = await admin.createApplication({ name: 'Berth Book', allowedScopes: ['openid', 'org'] })
      for (const each of [person, outsider]) await admin.grantAccess(shared, each)
      await admin.verify(person)
      const member = await admin.enter(person)
      for (const name of ['Harbour Office', 'Société des remorqueurs de la baie']) {
        const { id } = await admin.invite(await admin.createOrganization(name), person.email, 'admin')
        await member.call('POST', '/api/auth/organization/accept-invitation', { invitationId: id })
      }
      const pilots = await admin.createOrganization('Pilot Station')
      const invitation = await admin.invite(pilots, person.email)
      const cookiesOf = async ({ email, password }, code) => {
        const visitor = new Visitor(service.url)
        await visitor.call('POST', '/api/auth/sign-in/email', { email, password })
        if (code) await visitor.call('POST', '/api/auth/two-factor/verify-totp', { code, trustDevice: true })
        return visitor.cookies
      }
      const guarded = await admin.createPerson('Mary Somerville')
      const { key } = await protect(service, guarded)
      const device = await admin.createApplication({
        name: 'Harbour Display',
        isPublic: true,
        client: { grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] },
      })
      await admin.grantAccess(device, person)
      await use({
        service,
        empty,
        application,
        person,
        pilots,
        authorize: authorize(application),
        authorizeShared: authorize(shared),
        invitation: `/accept-invitation?id=${invitation.id}`,
        deviceCode: () => startDevice(service, device),
        cookies: {
          admin: admin.visitor.cookies,
          person: await cookiesOf(person),
          outsider: await cookiesOf(outsider),
          guarded: await cookiesOf(guarded, oneTimeCode(key, 1)),
          // Half a sign-in lasts ten minutes, less than all these tests.
          pending: () => cookiesOf(guarded),
        },
      })
      await service.stop()
      await empty.stop()
    },
    { scope: 'worker' },
  ],
})

const signOut = '/api/auth/oauth2/end-session'
const mobileOnly = ({ width }) => width < 800
const ofOrganization = (path) => (world) => `/admin/organizations/${world.pilots.id}${path}`
const ofPerson = (path) => (world) => `/admin/users/${world.person.id}${path}`
const tab = (path) => (world) => `/admin/applications/${world.application.id}${path}`
const named = (text) => text.replace('{application}', 'Tide Tables')

/**
 * Every page. `words` is what shows, in the language of the browser, that the page is there; `act` brings it into the
 * state to look at.
 */
const pages = [
  { name: 'login', at: '/login', words: ({ auth }) => auth.login.title },
  { name: 'login-for-application', at: (world) => world.authorize, words: ({ auth }) => auth.login.title },
  {
    name: 'login-empty',
    at: '/login',
    words: ({ auth }) => auth.login.title,
    async act(page, { auth }) {
      await page.getByRole('button', { name: auth.login.submit }).click()
      await expect(page.getByText(auth.invalid.emailMissing)).toBeVisible()
      await expect(page.getByLabel(auth.field.email)).toBeFocused()
    },
  },
  {
    name: 'login-refused',
    at: '/login',
    words: ({ auth }) => auth.login.title,
    lines: [/status of 401 .*\/sign-in\/email/],
    async act(page, { auth }) {
      await page.getByLabel(auth.field.email).fill('nobody@example.com')
      await page.getByRole('textbox', { name: auth.field.password }).fill('not the password')
      await page.getByRole('button', { name: auth.login.submit }).click()
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  { name: 'register', at: '/register', words: ({ auth }) => auth.register.title },
  {
    name: 'register-weak',
    at: '/register',
    words: ({ auth }) => auth.register.title,
    async act(page, { auth }) {
      await page.getByRole('textbox', { name: auth.field.password }).fill('1234')
      await page.getByRole('button', { name: auth.register.submit }).click()
      await expect(page.getByText(auth.invalid.name)).toBeVisible()
    },
  },
  {
    name: 'consent',
    as: 'person',
    at: (world) => world.authorize,
    words: ({ auth }) => named(auth.consent.ask),
  },
  {
    name: 'no-access',
    as: 'outsider',
    at: (world) => world.authorize,
    words: ({ auth }) => named(auth.noAccess.heading),
  },
  {
    name: 'sign-out',
    as: 'person',
    at: signOut,
    words: ({ language }) =>
      ({ en: 'Do you want to sign out?', fr: 'Voulez-vous vous déconnecter ?' })[language],
  },
  {
    name: 'sign-out-mistaken',
    as: 'person',
    at: `${signOut}?id_token_hint=none&post_logout_redirect_uri=https%3A%2F%2Fapp.example.com%2F`,
    lines: [/status of 400 .*\/end-session/],
    words: ({ language }) =>
      ({ en: 'Do you want to sign out?', fr: 'Voulez-vous vous déconnecter ?' })[language],
  },
  {
    name: 'signed-out',
    at: signOut,
    words: ({ language }) => ({ en: 'You are signed out', fr: 'Vous êtes déconnecté' })[language],
  },
  {
    name: 'sign-out-refused',
    at: `${signOut}?id_token_hint=none`,
    lines: [/status of 400 .*\/end-session/],
    words: ({ language }) =>
      ({ en: 'This sign-out cannot go on', fr: 'Cette déconnexion ne peut pas continuer' })[language],
  },
  {
    name: 'select-org',
    as: 'person',
    at: (world) => world.authorizeShared,
    words: ({ auth }) => auth.organization.heading,
  },
  {
    name: 'select-org-none',
    as: 'outsider',
    at: (world) => world.authorizeShared,
    words: ({ auth }) => auth.organization.none,
  },
  {
    name: 'accept-invitation',
    as: 'person',
    at: (world) => world.invitation,
    words: ({ auth }) => auth.invitation.heading.replace('{organization}', 'Pilot Station'),
  },
  {
    name: 'accept-invitation-signed-out',
    at: (world) => world.invitation,
    lines: [/status of 401 .*\/get-invitation/],
    words: ({ auth }) => auth.invitation.waiting,
  },
  {
    name: 'accept-invitation-stranger',
    as: 'outsider',
    at: (world) => world.invitation,
    lines: [/status of 403 .*\/get-invitation/],
    words: ({ auth }) => auth.invitation.stranger,
  },
  { name: 'accept-invitation-gone', at: '/accept-invitation', words: ({ auth }) => auth.invitation.gone },
  { name: 'verify-mfa', as: 'pending', at: '/verify-mfa', ready: (page, { auth }) => page.getByLabel(auth.code.digits) },
  {
    name: 'verify-mfa-backup-refused',
    as: 'pending',
    at: '/verify-mfa',
    words: ({ auth }) => auth.verify.heading,
    lines: [/status of 401 .*\/verify-backup-code/],
    async act(page, { auth }) {
      await page.getByRole('button', { name: auth.verify.backup }).click()
      await page.getByLabel(auth.code.backup).fill('aaaaa-bbbbb')
      await page.getByRole('button', { name: auth.verify.confirm }).click()
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'verify-mfa-over',
    at: '/verify-mfa',
    words: ({ auth }) => auth.verify.over,
    lines: [/status of 401 .*\/challenge/],
  },
  {
    name: 'enroll-mfa',
    as: 'outsider',
    at: '/enroll-mfa',
    words: ({ auth }) => auth.enrol.heading,
    ready: (page, { auth }) => page.getByRole('button', { name: auth.enrol.app }),
  },
  {
    name: 'enroll-mfa-app',
    as: 'outsider',
    at: '/enroll-mfa',
    async act(page, { auth }) {
      await page.getByRole('button', { name: auth.enrol.app }).click()
      await page.getByRole('textbox', { name: auth.field.password }).fill(secret)
      await page.getByRole('button', { name: auth.enrol.next }).click()
      await expect(page.getByRole('img', { name: auth.authenticator.qr })).toBeVisible()
    },
  },
  { name: 'forgot-password', at: '/forgot-password', words: ({ auth }) => auth.forgot.heading },
  { name: 'reset-password', at: '/reset-password?token=any', words: ({ auth }) => auth.reset.heading },
  { name: 'reset-password-invalid', at: '/reset-password', words: ({ auth }) => auth.reset.invalid },
  { name: 'verify-email', at: '/verify-email', words: ({ auth }) => auth.verifyEmail.heading },
  { name: 'verify-email-done', at: '/verify-email?verified=true', words: ({ auth }) => auth.verifyEmail.done },
  {
    name: 'verify-email-invalid',
    at: '/verify-email?verified=true&error=INVALID_TOKEN',
    words: ({ auth }) => auth.verifyEmail.invalid,
  },
  { name: 'device', as: 'person', at: '/device', words: ({ auth }) => auth.device.heading, ready: (page, { auth }) => page.getByLabel(auth.device.code) },
  {
    name: 'device-half-a-code',
    as: 'person',
    at: '/device?user_code=BCDF',
    words: ({ auth }) => auth.device.heading,
    async act(page, { auth }) {
      await page.getByRole('button', { name: auth.device.continue }).click()
      await expect(page.getByText(auth.device.codeMissing)).toBeVisible()
    },
  },
  {
    name: 'device-unknown-code',
    as: 'person',
    at: '/device?user_code=BCDF-GHJK',
    words: ({ auth }) => auth.device.heading,
    lines: [/status of 4\d\d .*\/oauth2\/device/],
    async act(page, { auth }) {
      await page.getByRole('button', { name: auth.device.continue }).click()
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'device-ask',
    as: 'person',
    at: async (world) => `/device?user_code=${await world.deviceCode()}`,
    async act(page, { auth }) {
      await page.getByRole('button', { name: auth.device.continue }).click()
      await expect(page.getByText(auth.device.beware)).toBeVisible()
    },
  },
  {
    name: 'device-denied',
    as: 'person',
    at: async (world) => `/device?user_code=${await world.deviceCode()}`,
    async act(page, { auth }) {
      await page.getByRole('button', { name: auth.device.continue }).click()
      await page.getByRole('button', { name: auth.consent.deny }).click()
      await expect(page.getByRole('heading', { name: auth.device.denied })).toBeVisible()
    },
  },
  { name: 'error', at: '/error?error=client_disabled', words: ({ auth }) => auth.errorPage.heading },
  {
    name: 'error-of-authorize',
    at: '/api/auth/oauth2/authorize?response_type=code&client_id=unknown',
    lines: [/status of 400 .*\/authorize/],
  },
  {
    name: 'setup',
    on: 'empty',
    at: async (world) => (await world.empty.setupLink()).replace(world.empty.url, ''),
    words: ({ auth }) => auth.setup.heading,
  },
  { name: 'setup-closed', at: '/setup', words: ({ auth }) => auth.setup.closed },
  { name: 'login-before-setup', on: 'empty', at: '/login', words: ({ auth }) => auth.login.title },
  {
    name: 'dashboard',
    as: 'admin',
    at: '/admin',
    words: ({ console }) => console.dashboard.title,
    ready: (page, { console }) => page.getByRole('heading', { name: console.dashboard.top }),
  },
  {
    name: 'users',
    as: 'admin',
    at: '/admin/users',
    words: ({ console }) => console.users.title,
    ready: (page) => page.getByRole('link', { name: 'Katherine Johnson' }),
  },
  {
    name: 'users-nobody',
    as: 'admin',
    at: '/admin/users?search=zeppelin',
    words: ({ console }) => console.users.title,
    ready: (page, { console }) => page.getByRole('heading', { name: console.users.nobody }),
  },
  {
    name: 'users-new',
    as: 'admin',
    at: '/admin/users/new',
    async act(page, { console }) {
      await page.getByRole('button', { name: console.users.create }).click()
      await expect(page.getByText(console.users.invalid.name)).toBeVisible()
    },
  },
  { name: 'user', as: 'admin', at: ofPerson(''), ready: (page, { console }) => page.getByRole('heading', { name: console.users.facts }) },
  {
    name: 'user-ban',
    as: 'admin',
    at: ofPerson(''),
    async act(page, { console }) {
      await page.getByRole('button', { name: console.users.ban.action }).click()
      await expect(page.getByRole('dialog').getByLabel(console.users.ban.reason)).toBeVisible()
    },
  },
  {
    name: 'user-applications',
    as: 'admin',
    at: ofPerson('/applications'),
    ready: (page, { console }) => page.getByRole('heading', { name: console.users.why.tokens }),
  },
  {
    name: 'user-organizations',
    as: 'admin',
    at: ofPerson('/organizations'),
    ready: (page) => page.getByText('Harbour Office'),
  },
  {
    name: 'user-sessions',
    as: 'admin',
    at: ofPerson('/sessions'),
    ready: (page, { console }) => page.getByRole('button', { name: console.users.endAll }),
  },
  {
    name: 'user-security',
    as: 'admin',
    at: ofPerson('/security'),
    ready: (page, { console }) => page.getByText(console.users.factorsText),
  },
  {
    name: 'user-activity',
    as: 'admin',
    at: ofPerson('/activity'),
    async act(page) {
      await page.locator('summary').first().click()
      await expect(page.locator('details[open] dl')).toBeVisible()
    },
  },
  {
    name: 'organizations',
    as: 'admin',
    at: '/admin/organizations',
    words: ({ console }) => console.organizations.title,
    ready: (page) => page.getByRole('link', { name: 'Harbour Office' }),
  },
  {
    name: 'organizations-new',
    as: 'admin',
    at: '/admin/organizations/new',
    async act(page, { console }) {
      await page.getByRole('button', { name: console.organizations.create }).click()
      await expect(page.getByText(console.organizations.invalid.name)).toBeVisible()
    },
  },
  {
    name: 'organization',
    as: 'admin',
    at: ofOrganization(''),
    ready: (page, { console }) => page.getByLabel(console.organizations.searchMember),
  },
  {
    name: 'organization-invitations',
    as: 'admin',
    at: ofOrganization('/invitations'),
    ready: (page, { console }) => page.getByRole('heading', { name: console.organizations.waiting }),
  },
  {
    name: 'organization-settings',
    as: 'admin',
    at: ofOrganization('/settings'),
    ready: (page, { console }) => page.getByText(console.organizations.isResellerText),
  },
  {
    name: 'admin-sessions',
    as: 'admin',
    at: '/admin/sessions',
    words: ({ console }) => console.adminSessions.title,
    ready: (page, { console }) => page.getByText(console.adminSessions.yours),
  },
  {
    name: 'audit',
    as: 'admin',
    at: '/admin/audit',
    words: ({ console }) => console.audit.title,
    ready: (page) => page.locator('summary').first(),
  },
  {
    name: 'audit-none',
    as: 'admin',
    at: '/admin/audit?text=zeppelin',
    words: ({ console }) => console.audit.title,
    ready: (page, { console }) => page.getByRole('heading', { name: console.events.none }),
  },
  {
    name: 'applications',
    as: 'admin',
    at: '/admin/applications',
    words: ({ console }) => console.applications.title,
    ready: (page) => page.getByRole('link', { name: 'Tide Tables' }),
  },
  {
    name: 'applications-no-match',
    as: 'admin',
    at: '/admin/applications?search=zeppelin',
    words: ({ console }) => console.applications.title,
    ready: (page) => page.getByRole('heading', { name: 'zeppelin' }),
  },
  {
    name: 'user-menu',
    as: 'admin',
    at: '/admin/applications',
    when: ({ width }) => width >= 1024,
    words: ({ console }) => console.applications.title,
    async act(page, { console }) {
      await page.getByRole('button', { name: 'Ada Lovelace' }).click()
      await expect(page.getByRole('menuitem', { name: console.nav.signOut })).toBeVisible()
    },
  },
  {
    name: 'menu',
    as: 'admin',
    at: '/admin/applications',
    when: mobileOnly,
    words: ({ console }) => console.applications.title,
    async act(page, { console }) {
      await page.getByRole('button', { name: console.nav.openMenu }).click()
      await expect(page.getByRole('dialog').getByRole('link', { name: console.nav.profile })).toBeVisible()
    },
  },
  {
    name: 'new-application',
    as: 'admin',
    at: '/admin/applications/new',
    words: ({ console }) => console.applications.new,
  },
  {
    name: 'new-application-details',
    as: 'admin',
    at: '/admin/applications/new',
    words: ({ console }) => console.applications.new,
    async act(page, { console }) {
      await page.getByRole('button', { name: console.kind.web }).click()
      await page.getByRole('button', { name: console.wizard.next }).click()
      await expect(page.getByText(console.applications.invalid.name)).toBeVisible()
    },
  },
  {
    name: 'new-application-review',
    as: 'admin',
    at: '/admin/applications/new',
    words: ({ console }) => console.applications.new,
    async act(page, { console }) {
      await page.getByRole('button', { name: console.kind.spa }).click()
      await page.getByLabel(console.applications.field.name).fill('Chart Room')
      await page
        .getByLabel(console.applications.field.redirectUris)
        .fill('https://charts.example.com/callback')
      await page.getByRole('button', { name: console.wizard.next }).click()
      await expect(page.getByRole('heading', { name: console.wizard.reviewAsk })).toBeVisible()
    },
  },
  {
    name: 'application',
    as: 'admin',
    at: tab(''),
    words: () => 'Tide Tables',
    ready: (page, { console }) => page.getByText(console.overview.id, { exact: true }),
  },
  {
    name: 'application-integration',
    as: 'admin',
    at: tab('/integration'),
    words: () => 'Tide Tables',
    ready: (page) => page.locator('pre'),
  },
  {
    name: 'application-users',
    as: 'admin',
    at: tab('/users'),
    words: () => 'Tide Tables',
    ready: (page) => page.getByRole('row', { name: /Grace Brewster Hopper/ }),
  },
  {
    name: 'application-users-grant',
    as: 'admin',
    at: tab('/users/grant'),
    ready: (page) => page.getByRole('dialog').getByText('Katherine Johnson'),
  },
  {
    name: 'application-roles',
    as: 'admin',
    at: tab('/roles'),
    words: () => 'Tide Tables',
    ready: (page) => page.getByRole('rowheader', { name: 'berths.prices' }),
  },
  {
    name: 'application-roles-new',
    as: 'admin',
    at: tab('/roles/new'),
    ready: (page, { console }) => page.getByRole('dialog', { name: console.roles.new }),
  },
  {
    name: 'application-roles-new-permission',
    as: 'admin',
    at: tab('/roles/new-permission'),
    ready: (page, { console }) => page.getByRole('dialog', { name: console.permissions.new }),
  },
  {
    name: 'application-protocol',
    as: 'admin',
    at: tab('/protocol'),
    words: () => 'Tide Tables',
    ready: (page, { console }) => page.getByRole('heading', { name: console.protocol.logout }),
  },
  {
    name: 'application-protocol-unsaved',
    as: 'admin',
    at: tab('/protocol'),
    ready: (page, { console }) => page.getByRole('heading', { name: console.protocol.logout }),
    async act(page, { console }) {
      const dpop = page.getByRole('switch', { name: console.protocol.dpop })
      const before = await dpop.isChecked()
      await dpop.click()
      await page.getByRole('button', { name: console.settings.save }).click()
      await expect(page.getByText(console.settings.saved)).toBeVisible()
      await page.reload()
      await expect(dpop).toBeChecked({ checked: !before })
      await dpop.click()
      await expect(page.getByRole('button', { name: console.settings.save })).toBeVisible()
    },
  },
  {
    name: 'application-settings',
    as: 'admin',
    at: tab('/settings'),
    words: () => 'Tide Tables',
    ready: (page, { console }) => page.getByRole('button', { name: console.settings.deleteAction }),
  },
  {
    name: 'application-settings-delete',
    as: 'admin',
    at: tab('/settings'),
    async act(page, { console }) {
      await page.getByRole('button', { name: console.settings.deleteAction }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  { name: 'profile', as: 'admin', at: '/profile', words: ({ console }) => console.profile.title },
  { name: 'profile-of-user', as: 'person', at: '/profile', words: ({ console }) => console.profile.title },
  {
    name: 'security',
    as: 'person',
    at: '/profile/security',
    words: ({ console }) => console.security.title,
    ready: (page, { console }) => page.getByRole('button', { name: console.password.change }),
  },
  {
    name: 'security-guarded',
    as: 'guarded',
    at: '/profile/security',
    words: ({ console }) => console.security.title,
    ready: (page, { console }) => page.getByRole('button', { name: console.devices.forget }),
  },
  {
    name: 'security-weak-password',
    as: 'person',
    at: '/profile/security',
    ready: (page, { console }) => page.getByRole('button', { name: console.password.change }),
    async act(page, { console }) {
      await page.getByLabel(console.password.next, { exact: true }).fill('1234')
      await page.getByRole('button', { name: console.password.change }).click()
      await expect(page.getByText(console.password.invalid.current)).toBeVisible()
    },
  },
  {
    name: 'profile-unsaved',
    as: 'person',
    at: '/profile',
    words: ({ console }) => console.profile.title,
    async act(page, { console }) {
      await page.getByLabel(console.profile.company).fill('Harbour office')
      await expect(page.getByRole('button', { name: console.settings.save })).toBeVisible()
    },
  },
  {
    name: 'sessions',
    as: 'guarded',
    at: '/profile/sessions',
    words: ({ console }) => console.sessions.title,
    ready: (page, { console }) => page.getByText(console.sessions.this),
  },
  {
    name: 'sessions-end-others',
    as: 'guarded',
    at: '/profile/sessions',
    async act(page, { console }) {
      await page.getByRole('button', { name: console.sessions.endOthers }).click()
      await expect(page.getByRole('dialog', { name: console.sessions.endOthersTitle })).toBeVisible()
    },
  },
  {
    name: 'connected-none',
    as: 'outsider',
    at: '/profile/applications',
    words: ({ console }) => console.connected.title,
    ready: (page, { console }) => page.getByRole('heading', { name: console.connected.empty }),
  },
  {
    name: 'activity',
    as: 'guarded',
    at: '/profile/activity',
    words: ({ console }) => console.activity.title,
    ready: (page, { console }) => page.getByText(console.activity.totpEnabled),
  },
  {
    name: 'data',
    as: 'person',
    at: '/profile/data',
    words: ({ console }) => console.data.title,
  },
  {
    name: 'data-delete',
    as: 'person',
    at: '/profile/data',
    async act(page, { console }) {
      await page.getByRole('button', { name: console.data.deleteAction }).click()
      await expect(page.getByRole('dialog').getByLabel(console.password.current)).toBeVisible()
    },
  },
  { name: 'not-found', as: 'admin', at: '/admin/nowhere', words: ({ console }) => console.notFound.heading },
]

const desktop = { width: 1440, height: 900 }
const mobile = { width: 390, height: 844 }

/** In each language, how a page is looked at, one after the other without loading it again. */
const looks = {
  en: [
    { look: 'desktop-dark', viewport: desktop, colorScheme: 'dark' },
    { look: 'desktop-light', viewport: desktop, colorScheme: 'light' },
    { look: 'mobile-light', viewport: mobile, colorScheme: 'light' },
    { look: 'mobile-dark', viewport: mobile, colorScheme: 'dark' },
  ],
  fr: [
    { look: 'mobile-french', viewport: mobile, colorScheme: 'light' },
    { look: 'narrow-french', viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
  ],
}

test.describe.configure({ mode: 'parallel' })

for (const language of ['en', 'fr']) {
  test.describe(language, () => {
    test.use({ locale: { en: 'en-US', fr: 'fr-FR' }[language] })
    const words = messages(language)

    for (const entry of pages) {
      const shown = looks[language].filter(({ viewport }) => !entry.when || entry.when(viewport))
      if (shown.length === 0) continue

      test(entry.name, async ({ page, context, world, watch }) => {
        const apply = async ({ viewport, colorScheme }) => {
          await page.setViewportSize(viewport)
          await page.emulateMedia({ colorScheme })
        }
        const { url } = world[entry.on ?? 'service']
        watch.allow(url)
        for (const line of entry.lines ?? []) watch.expectLine(line)
        if (entry.as) {
          const cookies = world.cookies[entry.as]
          await context.addCookies(typeof cookies === 'function' ? await cookies() : cookies)
        }
        await apply(shown[0])
        const path = typeof entry.at === 'function' ? await entry.at(world) : entry.at
        await page.goto(`${url}${path}`)
        if (entry.words) {
          await expect(page.getByRole('heading', { level: 1, name: entry.words(words) })).toBeVisible()
        }
        if (entry.ready) await expect(entry.ready(page, words)).toBeVisible()
        await entry.act?.(page, words, world)
        await page.evaluate(() => document.fonts.ready)
        await expect(page.locator('html')).toHaveAttribute('lang', language)
        expect(await page.title(), 'the page has a title').not.toBe('')

        for (const { look, ...settings } of shown) {
          await test.step(look, async () => {
            await apply(settings)
            // Colours on their way from one theme to the other would be judged as they stand.
            await page.screenshot({ path: `${screens}${entry.name}-${look}.png`, animations: 'disabled' })
            const width = await page.evaluate(() => document.documentElement.scrollWidth)
            expect.soft(width, 'nothing is cut off at the side').toBeLessThanOrEqual(settings.viewport.width)
            await expectAccessible(page)
          })
        }
      })
    }
  })
}
