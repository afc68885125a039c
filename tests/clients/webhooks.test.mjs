import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, it } from 'node:test'
import * as oidc from 'openid-client'
import { Webhook } from 'standardwebhooks'
import { connect } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

const settings = { NODE_ENV: 'development', FETCH_ALLOW_LOOPBACK: 'true' }

/** What docs/webhooks.md tells integrators to do, run as it stands there. */
async function documented() {
  const page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8')
  const [, code] = page.match(/```js\n([^]*?)```/)
  return import(`data:text/javascript,${encodeURIComponent(code)}`)
}

onEachEngine('webhooks', settings, (world) => {
  let receiver, url
  const messages = []
  const bell = new EventEmitter()

  before(async () => {
    receiver = createServer(async (request, response) => {
      messages.push({ headers: request.headers, body: await text(request) })
      response.writeHead(204).end()
      bell.emit('message')
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    url = `http://127.0.0.1:${receiver.address().port}/hook`
  })
  after(() => receiver?.close())

  /** The first message that came, or comes, of a type about an application. */
  async function message(type, application) {
    for (;;) {
      for (const one of messages) {
        const event = JSON.parse(one.body)
        if (event.type === type && event.data.applicationId === application.id) return one
      }
      await once(bell, 'message')
    }
  }

  async function webhook(application, eventTypes) {
    const { visitor } = world.admin
    const path = `/api/admin/applications/${application.id}/webhooks`
    const { webhook: made, secret } = await visitor.call('POST', path, { url, eventTypes })
    return { path: `${path}/${made.id}`, secret }
  }

  it('are verified by the library and as documented', async () => {
    const application = await world.admin.createApplication()
    const account = await world.admin.createPerson()
    const { path, secret } = await webhook(application, ['access.granted'])
    await world.admin.grantAccess(application, account)

    const { headers, body } = await message('access.granted', application)
    const { verify } = await documented()
    const event = {
      type: 'access.granted',
      timestamp: JSON.parse(body).timestamp,
      data: { applicationId: application.id, userId: account.id },
    }
    assert.deepEqual(new Webhook(secret).verify(body, headers), event)
    assert.deepEqual(verify(body, headers, secret), event)

    const { value } = await world.admin.visitor.call('POST', `${path}/secrets`, {})
    for (const [what, forged] of Object.entries({
      'another body': [body.replace('granted', 'revoked'), headers, secret],
      'another id': [body, { ...headers, 'webhook-id': 'other' }, secret],
      'an old message': [body, { ...headers, 'webhook-timestamp': '1700000000' }, secret],
      'no time': [body, { ...headers, 'webhook-timestamp': undefined }, secret],
      'no signature': [body, { ...headers, 'webhook-signature': undefined }, secret],
      'another secret': [body, headers, value],
    })) {
      assert.throws(() => new Webhook(forged[2]).verify(forged[0], forged[1]), what)
      assert.throws(() => verify(...forged), what)
    }
  })

  it('are verified by either secret while one takes the place of another', async () => {
    const { application, account } = await world.applicationWithPerson()
    const { path, secret } = await webhook(application, ['*'])
    const { value } = await world.admin.visitor.call('POST', `${path}/secrets`, { overlapSeconds: 600 })
    await world.admin.giveRole(application, account, { name: 'writer', permissions: [] })

    const { headers, body } = await message('roles.changed', application)
    const { verify } = await documented()
    for (const one of [secret, value]) {
      assert.equal(new Webhook(one).verify(body, headers).type, 'roles.changed')
      assert.equal(verify(body, headers, one).data.userId, account.id)
    }

    const config = await connect(world.service, application)
    const { access_token: token } = await oidc.clientCredentialsGrant(config)
    const address = new URL(`/api/entitlements?userId=${account.id}`, world.service.url)
    const now = await oidc.fetchProtectedResource(config, token, address, 'GET')
    assert.equal(now.status, 200)
    const told = await now.json()
    assert.deepEqual([told.sub, told.hasAccess], [account.id, true])
    const same = await oidc.fetchProtectedResource(
      config,
      token,
      address,
      'GET',
      undefined,
      new Headers({ 'if-none-match': now.headers.get('etag') }),
    )
    assert.equal(same.status, 304)
  })
})
