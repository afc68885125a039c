import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as oidc from 'openid-client'
import { connect, signIn } from './relying-party.mjs'
import { onEachEngine } from './world.mjs'

onEachEngine('consumption', {}, (world) => {
  /** Calls the service with an access token, as the server of an application does. */
  async function call(config, accessToken, method, path, body) {
    const headers = new Headers(body && { 'content-type': 'application/json' })
    const url = new URL(`/api/consumption${path}`, world.service.url)
    const response = await oidc.fetchProtectedResource(
      config,
      accessToken,
      url,
      method,
      body && JSON.stringify(body),
      headers,
    )
    return { status: response.status, ...(await response.json()) }
  }

  const entry = (application, account, value) => ({
    applicationId: application.id,
    userId: account.id,
    key: 'api_calls-1',
    value,
  })

  for (const kind of ['opaque token', 'JWT']) {
    it(`is recorded by an application with its own ${kind}`, async () => {
      const { application, account } = await world.applicationWithPerson()
      const config = await connect(world.service, application)
      const resource = kind === 'JWT' ? { resource: world.service.url } : {}
      const { access_token: token } = await oidc.clientCredentialsGrant(config, {
        scope: 'roles',
        ...resource,
      })
      assert.equal(token.split('.').length === 3, kind === 'JWT')

      const first = await call(config, token, 'POST', '', entry(application, account, 0.1))
      assert.deepEqual(first, { status: 200, success: true, aggregate: { key: 'api_calls-1', total: '0.1' } })
      const second = await call(config, token, 'POST', '', entry(application, account, 0.2))
      assert.equal(second.aggregate.total, '0.3')

      const of = `/${account.id}/${application.id}`
      const { aggregates } = await call(config, token, 'GET', of)
      assert.deepEqual(
        aggregates.map(({ key, total }) => [key, total]),
        [['api_calls-1', '0.3']],
      )
      const { aggregate } = await call(config, token, 'GET', `${of}/api_calls-1`)
      assert.equal(aggregate.total, '0.3')
      const seen = await world.admin.visitor.call(
        'GET',
        `/api/admin/applications/${application.id}/consumption`,
      )
      assert.equal(seen.entries[0].userEmail, account.email)
    })
  }

  it('is nobody else’s to record', async () => {
    const { application, account } = await world.applicationWithPerson()
    const config = await connect(world.service, application)
    const stranger = await connect(world.service, await world.admin.createApplication())
    const foreign = await oidc.clientCredentialsGrant(stranger, { scope: 'roles' })
    const { tokens } = await signIn(config, application, world.visitor(), { account, scope: 'openid' })
    for (const token of [foreign.access_token, tokens.access_token, 'nobody']) {
      const response = await fetch(new URL('/api/consumption', world.service.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(entry(application, account, 1)),
      })
      assert.equal(response.status, 403)
      assert.equal((await response.json()).error.code, 'CONS_004')
    }
  })
})
