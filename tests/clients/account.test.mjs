import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { authClient } from './auth-client.mjs'
import { Mailbox } from './mailbox.mjs'
import { onEachEngine } from './world.mjs'

const another = 'another correct horse'

/** Settings of a service whose mail arrives in the world's mailbox. */
const withMail =
  (env = {}) =>
  async (world) => {
    world.mailbox = await Mailbox.open()
    return { ...world.mailbox.env, ...env }
  }

function people(world) {
  const stranger = () => ({
    name: 'Alan Mathison Turing',
    email: `alan-${randomBytes(4).toString('hex')}@example.com`,
    password: 'a machine that thinks',
  })
  /** The real client in a browser that was never here. */
  function browser() {
    const visitor = world.visitor()
    const client = authClient(visitor)
    return { client, visitor }
  }
  /** Somebody who has just signed up. */
  async function newcomer() {
    const account = stranger()
    const { client, visitor } = browser()
    const { data, error } = await client.signUp.email(account)
    assert.equal(error, null)
    return { account, client, visitor, user: data.user }
  }
  const good = ({ data, error }) => {
    assert.equal(error, null)
    return data
  }
  const refused = ({ error }, status, code) => assert.deepEqual([error?.status, error?.code], [status, code])
  return { stranger, browser, newcomer, good, refused }
}

onEachEngine('the Better Auth client, about one’s own account,', withMail(), (world) => {
  const { stranger, browser, newcomer, good, refused } = people(world)

  it('updates the profile', async () => {
    const { client } = await newcomer()
    assert.deepEqual(
      good(await client.updateUser({ name: 'Alan', image: 'https://x.example/a.png', phone: '+44' })),
      {
        status: true,
      },
    )
    let { user } = good(await client.getSession())
    assert.equal(user.name, 'Alan')
    assert.equal(user.image, 'https://x.example/a.png')
    assert.equal(user.phone, '+44')
    good(await client.updateUser({ image: null }))
    user = good(await client.getSession()).user
    assert.equal(user.image, null)
    refused(await client.updateUser({ unknown: 1 }), 400, 'NO_FIELDS_TO_UPDATE')
    refused(await client.updateUser({ email: 'b@example.com' }), 400, 'EMAIL_CAN_NOT_BE_UPDATED')
    refused(await client.updateUser({ role: 'admin' }), 400, 'FIELD_NOT_ALLOWED')
  })

  it('ends sessions', async () => {
    const { account, client } = await newcomer()
    const [second, third] = [browser().client, browser().client]
    good(await second.signIn.email(account))
    good(await third.signIn.email(account))
    const { session } = good(await third.getSession())
    good(await client.revokeSession({ token: session.token }))
    assert.equal((await third.getSession()).data, null)
    good(await client.revokeOtherSessions())
    assert.equal((await second.getSession()).data, null)
    assert.equal(good(await client.listSessions()).length, 1)
    good(await client.revokeSessions())
    assert.equal((await client.getSession()).data, null)
    assert.equal((await client.listSessions()).error.status, 401)
  })

  it('chooses no organization that one does not belong to', async () => {
    const { client } = await newcomer()
    const { session } = good(await client.updateSession({ activeOrganizationId: null }))
    assert.equal(session.activeOrganizationId, null)
    refused(
      await client.updateSession({ activeOrganizationId: 'anything' }),
      403,
      'USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION',
    )
  })

  it('changes and verifies the password', async () => {
    const { account, client } = await newcomer()
    const elsewhere = browser().client
    good(await elsewhere.signIn.email(account))
    assert.deepEqual(good(await client.verifyPassword({ password: account.password })), { status: true })
    refused(await client.verifyPassword({ password: another }), 400, 'INVALID_PASSWORD')
    const changed = good(
      await client.changePassword({
        currentPassword: account.password,
        newPassword: another,
        revokeOtherSessions: true,
      }),
    )
    assert.equal(changed.user.email, account.email)
    assert.equal(good(await client.getSession()).session.token, changed.token)
    assert.equal((await elsewhere.getSession()).data, null)
    const kept = await client.changePassword({ currentPassword: another, newPassword: account.password })
    assert.equal(good(kept).token, null)
    assert.match((await world.mailbox.take(account.email, /password/i)).subject, /password/i)
  })

  it('lists the ways to sign in and keeps the last one', async () => {
    const { client, user } = await newcomer()
    const [way, ...others] = good(await client.listAccounts())
    assert.deepEqual(
      [way.providerId, way.accountId, way.userId, way.scopes, others.length],
      ['credential', user.id, user.id, [], 0],
    )
    refused(await client.unlinkAccount({ providerId: 'credential' }), 400, 'FAILED_TO_UNLINK_LAST_ACCOUNT')
  })

  it('resets a forgotten password', async () => {
    const { account, client } = await newcomer()
    const forgetful = browser()
    const asked = good(
      await forgetful.client.requestPasswordReset({ email: account.email, redirectTo: '/reset-password' }),
    )
    const unknown = good(await forgetful.client.requestPasswordReset({ email: stranger().email }))
    assert.deepEqual(unknown, asked)
    const link = await world.mailbox.link(account.email)
    const { status, headers } = await forgetful.visitor.navigate(link)
    assert.equal(status, 302)
    const page = new URL(headers.location)
    assert.equal(page.pathname, '/reset-password')
    const token = page.searchParams.get('token')
    good(await forgetful.client.resetPassword({ newPassword: another, token }))
    refused(await forgetful.client.resetPassword({ newPassword: another, token }), 400, 'INVALID_TOKEN')
    assert.equal((await client.getSession()).data, null, 'the reset ended the sessions')
    good(await forgetful.client.signIn.email({ email: account.email, password: another }))
  })

  it('verifies the address', async () => {
    const { account, client } = await newcomer()
    good(await client.sendVerificationEmail({ email: account.email, callbackURL: '/welcome' }))
    const link = await world.mailbox.link(account.email)
    const token = link.searchParams.get('token')
    assert.deepEqual(good(await browser().client.verifyEmail({ query: { token } })), {
      status: true,
      user: null,
    })
    assert.equal(good(await client.getSession()).user.emailVerified, true)
    refused(await browser().client.verifyEmail({ query: { token } }), 401, 'INVALID_TOKEN')
    const { headers } = await world.visitor().navigate(link)
    assert.equal(headers.location, '/welcome?error=INVALID_TOKEN')
  })

  it('changes the address', async () => {
    const [{ account, client }, other] = [await newcomer(), await newcomer()]
    const newEmail = stranger().email
    const free = good(await client.changeEmail({ newEmail, callbackURL: '/profile' }))
    assert.equal(good(await client.getSession()).user.email, account.email)
    const { headers } = await world.visitor().navigate(await world.mailbox.link(newEmail))
    assert.equal(headers.location, '/profile')
    assert.equal(good(await client.getSession()).user.email, newEmail)
    assert.ok((await world.mailbox.take(account.email)).text.includes(newEmail), 'the old address is told')
    good(await browser().client.signIn.email({ ...account, email: newEmail }))
    assert.deepEqual(good(await client.changeEmail({ newEmail: other.account.email })), free)
  })

  it('deletes the account, which a sign-in brings back', async () => {
    const { account, client, visitor } = await newcomer()
    assert.equal(good(await client.deleteUser({ callbackURL: '/bye' })).success, true)
    const { headers } = await visitor.navigate(await world.mailbox.link(account.email))
    assert.equal(headers.location, '/bye')
    assert.equal((await client.getSession()).data, null)
    good(await client.signIn.email(account))
    refused(await client.deleteUser({ password: another }), 400, 'INVALID_PASSWORD')
    assert.equal(good(await client.deleteUser({ password: account.password })).success, true)
    assert.equal((await client.getSession()).data, null)
  })
})

onEachEngine(
  'the Better Auth client, where addresses must be verified,',
  withMail({ REQUIRE_EMAIL_VERIFICATION: 'true', ACCOUNT_DELETION_GRACE: '0' }),
  (world) => {
    const { stranger, browser, good, refused } = people(world)

    it('lets nobody in before', async () => {
      const { client, visitor } = browser()
      const account = stranger()
      const up = good(await client.signUp.email({ ...account, callbackURL: '/welcome' }))
      assert.ok(!up.token)
      refused(await client.signIn.email(account), 403, 'EMAIL_NOT_VERIFIED')
      const { headers } = await visitor.navigate(await world.mailbox.link(account.email))
      assert.equal(headers.location, '/welcome')
      good(await client.signIn.email(account))

      const again = good(await browser().client.signUp.email({ ...account, password: another }))
      assert.deepEqual(Object.keys(again).sort(), Object.keys(up).sort())
      assert.deepEqual(Object.keys(again.user).sort(), Object.keys(up.user).sort())
      refused(
        await browser().client.signIn.email({ ...account, password: another }),
        401,
        'INVALID_EMAIL_OR_PASSWORD',
      )

      good(await client.deleteUser({ password: account.password }))
      refused(await client.signIn.email(account), 401, 'INVALID_EMAIL_OR_PASSWORD')
    })
  },
)
