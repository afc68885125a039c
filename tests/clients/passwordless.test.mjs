import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { emailOTPClient, magicLinkClient } from 'better-auth/client/plugins'
import { authClient } from './auth-client.mjs'
import { Mailbox } from './mailbox.mjs'
import { onEachEngine } from './world.mjs'

const mailbox = await Mailbox.open()
after(() => mailbox.close())

onEachEngine('sign-in by mail', { ...mailbox.env, MAGIC_LINK: 'true', EMAIL_CODE: 'true' }, (world) => {
  /** The real client in a browser that was never here. */
  function browser() {
    const visitor = world.visitor()
    const client = authClient(visitor, magicLinkClient(), emailOTPClient())
    return { client, visitor }
  }

  it('works with the plugin magicLink', async () => {
    const { email } = await world.admin.createPerson()
    const { client } = browser()
    const sent = await client.signIn.magicLink({ email, callbackURL: '/home' })
    assert.deepEqual(sent, { data: { status: true }, error: null })
    const { searchParams } = await mailbox.link(email)
    assert.equal(searchParams.get('callbackURL'), '/home')
    const query = { token: searchParams.get('token') }

    const elsewhere = await browser().client.magicLink.verify({ query })
    assert.equal(elsewhere.error.status, 403)
    const { data, error } = await client.magicLink.verify({ query })
    assert.equal(error, null)
    assert.equal(data.user.email, email)
    assert.equal(data.user.emailVerified, true)
    assert.equal((await client.getSession()).data.user.email, email)
    assert.equal((await client.magicLink.verify({ query })).error.code, 'INVALID_TOKEN')
  })

  it('works with the plugin emailOTP', async () => {
    const { email } = await world.admin.createPerson()
    const { client } = browser()
    const sent = await client.emailOtp.sendVerificationOtp({ email, type: 'sign-in' })
    assert.deepEqual(sent, { data: { success: true }, error: null })
    const [, otp] = (await mailbox.take(email)).text.match(/^ +(\d{6})\r?$/m)

    assert.equal((await browser().client.signIn.emailOtp({ email, otp })).error.code, 'INVALID_OTP')
    const { data, error } = await client.signIn.emailOtp({ email, otp })
    assert.equal(error, null)
    assert.ok(data.token)
    assert.equal(data.user.email, email)
    assert.equal((await client.getSession()).data.user.email, email)
    assert.equal((await client.signIn.emailOtp({ email, otp })).error.code, 'INVALID_OTP')
  })
})
