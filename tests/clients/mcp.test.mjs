import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { freePort } from '../support/service.mjs'
import { Agent } from './mcp-client.mjs'
import { startMcpServer } from './mcp-server.mjs'
import { onEachEngine } from './world.mjs'

const scope = 'notes.greet'
const redirectUrl = 'http://localhost:7777/callback'

onEachEngine('an MCP server and the client of its SDK', { CLIENT_REGISTRATION: 'open' }, (world) => {
  let mcp

  before(async () => {
    const port = await freePort()
    await world.admin.registerAPI({
      identifier: `http://localhost:${port}/mcp`,
      name: 'Notes',
      scopes: [{ name: scope, description: 'Greet people in your name' }],
      accessTokenLifetime: 300,
      openScopes: true,
    })
    mcp = await startMcpServer({ issuer: world.service.url, port, requiredScopes: [scope] })
  })
  after(() => mcp?.stop())

  const applicationWithPerson = (settings) =>
    world.applicationWithPerson({
      isPublic: true,
      redirectUris: [redirectUrl],
      allowedScopes: ['openid', 'offline_access', scope],
      ...settings,
    })

  it('discovers, authorizes for the resource and calls a tool', async () => {
    const { application, account } = await applicationWithPerson()
    const agent = new Agent({ visitor: world.visitor(), account, clientId: application.slug, redirectUrl })
    const client = await agent.connect(mcp.resource)

    const { searchParams } = agent.requests[0]
    assert.equal(searchParams.get('resource'), mcp.resource)
    assert.equal(searchParams.get('scope'), scope, 'what the metadata of the resource asks for')
    assert.equal(searchParams.get('code_challenge_method'), 'S256')
    assert.equal(agent.arrived.searchParams.get('iss'), world.service.url)
    assert.equal(agent.arrived.searchParams.get('state'), agent.state())

    const { access_token: token, expires_in: life } = agent.tokens()
    const claims = decodeJwt(token)
    assert.equal(decodeProtectedHeader(token).alg, 'ES256')
    assert.equal(claims.aud, mcp.resource)
    assert.equal(claims.scope, scope)
    assert.equal(life, 300)

    const { tools } = await client.listTools()
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['greet'],
    )
    const { content } = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })
    assert.equal(content[0].text, `Hello Ada, from ${account.id} by ${application.slug}`)
    await client.close()
  })

  it('registers itself when it is new', async () => {
    const account = await world.admin.createPerson()
    const agent = new Agent({ visitor: world.visitor(), account, redirectUrl })
    const client = await agent.connect(mcp.resource)
    const registered = agent.clientInformation()
    assert.equal(registered.client_secret, undefined)
    assert.equal(registered.token_endpoint_auth_method, 'none')
    assert.ok(registered.scope.split(' ').includes(scope))
    const { content } = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })
    assert.equal(content[0].text, `Hello Ada, from ${account.id} by ${registered.client_id}`)
    await client.close()

    const again = await agent.connect(mcp.resource)
    assert.equal(agent.requests.length, 1, 'the token is kept')
    await again.close()
  })

  it('goes on with a refresh token when the access token is refused', async () => {
    const { application, account } = await applicationWithPerson()
    const agent = new Agent({ visitor: world.visitor(), account, clientId: application.slug, redirectUrl })
    await agent.authorize(mcp.resource, { scope: `${scope} offline_access` })
    const { refresh_token: first } = agent.tokens()
    agent.saveTokens({ ...agent.tokens(), access_token: 'expired' })

    const client = await agent.connect(mcp.resource)
    const { content } = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })
    assert.match(content[0].text, /^Hello Ada/)
    await client.close()
    assert.equal(agent.requests.length, 1, 'nobody was asked again')
    assert.notEqual(agent.tokens().refresh_token, first)
    const { aud, scope: granted } = decodeJwt(agent.tokens().access_token)
    assert.equal(aud, mcp.resource)
    assert.equal(granted, `${scope} offline_access`)
  })

  it('is refused without the right, and for another API', async () => {
    const { application, account } = await applicationWithPerson({ allowedScopes: ['openid'] })
    const agent = new Agent({ visitor: world.visitor(), account, clientId: application.slug, redirectUrl })
    await assert.rejects(agent.connect(mcp.resource), /sent to/)
    assert.equal(agent.arrived.searchParams.get('error'), 'invalid_scope')

    const { resource } = await world.admin.registerAPI({
      identifier: `http://localhost:${await freePort()}/mcp`,
      name: 'Other',
      scopes: [{ name: scope }],
      allowedApplications: [],
    })
    const other = await applicationWithPerson()
    const astray = new Agent({
      visitor: world.visitor(),
      account: other.account,
      clientId: other.application.slug,
      redirectUrl,
    })
    astray.validateResourceURL = () => new URL(resource.identifier)
    await assert.rejects(astray.connect(mcp.resource), /sent to/)
    assert.equal(astray.arrived.searchParams.get('error'), 'invalid_target')

    await world.admin.changeAPI(resource, { allowedApplications: null })
    await assert.rejects(astray.connect(mcp.resource), UnauthorizedError)
    assert.equal(decodeJwt(astray.tokens().access_token).aud, resource.identifier)
  })
})
