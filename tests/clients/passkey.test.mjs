import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { passkeyClient } from '@better-auth/passkey/client'
import { authClient } from './auth-client.mjs'
import { Authenticator } from './authenticator.mjs'
import { onEachEngine } from './world.mjs'

onEachEngine('the passkey plugin of the Better Auth client', {}, (world) => {
  /** The real client in a browser that was never here, on a device that the test holds. */
  function browser(t, device) {
    const visitor = world.visitor()
    globalThis.PublicKeyCredential = class {}
    Object.defineProperty(globalThis, 'navigator', { value: { credentials: device }, configurable: true })
    t.after(() => {
      delete globalThis.PublicKeyCredential
      delete globalThis.navigator
    })
    return authClient(visitor, passkeyClient())
  }

  const stranger = () => ({
    name: 'Mary Jackson',
    email: `mary-${randomBytes(4).toString('hex')}@example.com`,
    password: 'supersonic pressure tunnel',
  })

  it('adds a passkey, signs in by it, renames and removes it', async (t) => {
    const device = new Authenticator(world.service.url)
    const client = browser(t, device)
    const { data: up } = await client.signUp.email(stranger())

    const added = await client.passkey.addPasskey({ name: 'Laptop', authenticatorAttachment: 'platform' })
    assert.equal(added.error ?? null, null)
    assert.equal(added.data.name, 'Laptop')
    assert.equal(added.data.userId, up.user.id)
    assert.equal(added.data.transports, 'internal')
    assert.equal(added.data.deviceType, 'singleDevice')
    assert.equal(added.data.backedUp, false)
    assert.equal(added.data.aaguid, '00000000-0000-0000-0000-000000000000')

    const again = await client.passkey.addPasskey()
    assert.equal(again.error.code, 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED', 'the device was told what is there')

    const elsewhere = browser(t, device)
    const signedIn = await elsewhere.signIn.passkey()
    assert.equal(signedIn.error, null)
    assert.equal(signedIn.data.session.userId, up.user.id)
    assert.equal((await elsewhere.getSession()).data.user.id, up.user.id)

    const { data: list } = await elsewhere.passkey.listUserPasskeys()
    assert.equal(list.length, 1)
    assert.equal(list[0].counter, 1)
    assert.ok(list[0].createdAt instanceof Date, 'dates as the client reads them')
    assert.ok(list[0].lastUsedAt instanceof Date)

    const { id } = list[0]
    const renamed = await elsewhere.passkey.updatePasskey({ id, name: 'Desk' })
    assert.equal(renamed.data.passkey.name, 'Desk')
    const nameless = await elsewhere.passkey.updatePasskey({ id })
    assert.equal(nameless.error.status, 400)
    assert.equal(nameless.error.code, 'VALIDATION_ERROR')
    const unknown = await elsewhere.passkey.deletePasskey({ id: 'none' })
    assert.equal(unknown.error.status, 404)
    assert.equal(unknown.error.code, 'PASSKEY_NOT_FOUND')
    assert.deepEqual((await elsewhere.passkey.deletePasskey({ id })).data, { status: true })
    const gone = await browser(t, device).signIn.passkey()
    assert.equal(gone.error.status, 401)
    assert.equal(gone.error.code, 'PASSKEY_NOT_FOUND')
  })

  it('says why it refuses', async (t) => {
    const device = new Authenticator(world.service.url)
    const client = browser(t, device)
    const anonymous = await client.passkey.addPasskey()
    assert.equal(anonymous.error.status, 401)
    assert.equal(anonymous.error.code, 'UNAUTHORIZED')
    await client.signUp.email(stranger())
    assert.ok((await client.passkey.addPasskey({ name: 'Key' })).data)
    await client.signOut()

    device.userVerified = false
    const unverified = await client.signIn.passkey()
    assert.equal(unverified.error.status, 400)
    assert.equal(unverified.error.code, 'AUTHENTICATION_FAILED')
    assert.equal((await client.getSession()).data, null)

    device.userVerified = true
    device.origin = 'https://elsewhere.example.com'
    const elsewhere = await client.signIn.passkey()
    assert.equal(elsewhere.error.code, 'AUTHENTICATION_FAILED')

    device.origin = world.service.url
    assert.equal((await client.signIn.passkey()).error, null)
  })

  it('proves more in a session that a password began', async (t) => {
    const device = new Authenticator(world.service.url)
    const account = stranger()
    const client = browser(t, device)
    await client.signUp.email(account)
    await client.passkey.addPasskey({ name: 'Key' })
    await client.signOut()

    await client.signIn.email(account)
    const { data: list } = await client.passkey.listUserPasskeys()
    const refused = await client.passkey.deletePasskey({ id: list[0].id })
    assert.equal(refused.error.status, 403)
    assert.equal(refused.error.code, 'SECOND_FACTOR_REQUIRED')
    device.userVerified = false
    assert.equal((await client.signIn.passkey()).error, null)
    assert.deepEqual((await client.passkey.deletePasskey({ id: list[0].id })).data, { status: true })
  })
})
