import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { twoFactorClient } from 'better-auth/client/plugins'
import { authClient } from './auth-client.mjs'
import { onEachEngine } from './world.mjs'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The bytes of unpadded base32 (RFC 4648 §6). */
function fromBase32(text) {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)))
}

/** What an authenticator app shows (RFC 6238), so many steps from now. */
function codeOf(totpURI, steps = 0) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const key = fromBase32(new URL(totpURI).searchParams.get('secret'))
  const sum = createHmac('sha1', key).update(counter).digest()
  const number = sum.readUInt32BE(sum.at(-1) & 0xf) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

onEachEngine('the twoFactor plugin of the Better Auth client', {}, (world) => {
  /** The real client in a browser that was never here. */
  function browser() {
    const visitor = world.visitor()
    const asked = []
    const client = authClient(visitor, twoFactorClient({ onTwoFactorRedirect: () => asked.push(true) }))
    return { client, asked }
  }

  const stranger = () => ({
    name: 'Katherine Johnson',
    email: `katherine-${randomBytes(4).toString('hex')}@example.com`,
    password: 'trajectories by hand',
  })

  it('turns it on, asks for it, trusts a device and turns it off', async () => {
    const account = stranger()
    const { password } = account
    const { client } = browser()
    await client.signUp.email(account)

    const refused = await client.twoFactor.enable({ password: 'something else' })
    assert.equal(refused.error.status, 400)
    assert.equal(refused.error.code, 'INVALID_PASSWORD')
    const { data: app } = await client.twoFactor.enable({ password })
    assert.equal(app.backupCodes.length, 10)
    assert.equal((await client.twoFactor.getTotpUri({ password })).data.totpURI, app.totpURI)
    assert.equal((await client.getSession()).data.user.twoFactorEnabled, false)

    // The step before this one, so that the next two are left for signing in.
    const on = await client.twoFactor.verifyTotp({ code: codeOf(app.totpURI, -1) })
    assert.equal(on.error, null)
    assert.equal(on.data.user.twoFactorEnabled, true)
    const session = (await client.getSession()).data
    assert.equal(session.session.token, on.data.token)
    assert.equal(session.user.twoFactorEnabled, true)

    const phone = browser()
    const half = await phone.client.signIn.email(account)
    assert.equal(half.data.twoFactorRedirect, true)
    assert.deepEqual(half.data.twoFactorMethods, ['totp', 'backup-code'])
    assert.deepEqual(phone.asked, [true])
    assert.equal((await phone.client.getSession()).data, null)
    const code = codeOf(app.totpURI)
    const inside = await phone.client.twoFactor.verifyTotp({ code, trustDevice: true })
    assert.equal(inside.error, null)
    assert.equal((await phone.client.getSession()).data.session.token, inside.data.token)

    await phone.client.signOut()
    assert.ok((await phone.client.signIn.email(account)).data.token, 'a trusted device is not asked')
    assert.deepEqual(phone.asked, [true])

    const tablet = browser()
    await tablet.client.signIn.email(account)
    const again = await tablet.client.twoFactor.verifyTotp({ code })
    assert.equal(again.error.code, 'INVALID_CODE', 'a code opens once')
    const backup = await tablet.client.twoFactor.verifyBackupCode({ code: app.backupCodes[0] })
    assert.equal(backup.error, null)
    const renewed = await tablet.client.twoFactor.generateBackupCodes({ password })
    assert.equal(renewed.data.backupCodes.length, 10)
    assert.equal((await tablet.client.twoFactor.sendOtp()).error.code, 'OTP_NOT_CONFIGURED')

    assert.deepEqual((await tablet.client.twoFactor.disable({ password })).data, { status: true })
    assert.equal((await tablet.client.getSession()).data.user.twoFactorEnabled, false)
    assert.ok((await browser().client.signIn.email(account)).data.token)
  })

  it('gives up after five wrong codes', async () => {
    const account = stranger()
    const { client } = browser()
    await client.signUp.email(account)
    const { data: app } = await client.twoFactor.enable({ password: account.password })
    await client.twoFactor.verifyTotp({ code: codeOf(app.totpURI, -1) })
    const thief = browser().client
    await thief.signIn.email(account)
    const near = [-1, 0, 1].map((steps) => codeOf(app.totpURI, steps))
    const wrong = ['000000', '000001', '000002', '000003'].find((code) => !near.includes(code))
    for (let tries = 0; tries < 5; tries++) {
      assert.equal((await thief.twoFactor.verifyTotp({ code: wrong })).error.code, 'INVALID_CODE')
    }
    const late = await thief.twoFactor.verifyTotp({ code: codeOf(app.totpURI) })
    assert.equal(late.error.code, 'INVALID_TWO_FACTOR_COOKIE')
  })
})
