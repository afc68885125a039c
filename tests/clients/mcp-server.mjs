import { once } from 'node:events'
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { z } from 'zod'

const metadataPath = '/.well-known/oauth-protected-resource/mcp'

/**
 * An MCP server over streamable HTTP that takes access tokens of the service: it verifies the JWT by the published
 * keys and passes on the metadata that the service keeps of it.
 */
export async function startMcpServer({ issuer, port, requiredScopes }) {
  const origin = `http://localhost:${port}`
  const resource = `${origin}/mcp`
  const keySet = createRemoteJWKSet(new URL(`${issuer}/api/auth/jwks`))
  const verifier = {
    async verifyAccessToken(token) {
      const { payload } = await jwtVerify(token, keySet, {
        issuer,
        audience: resource,
        typ: 'at+jwt',
        requiredClaims: ['sub', 'client_id', 'exp'],
      }).catch((cause) => {
        throw new InvalidTokenError(cause.code)
      })
      return {
        token,
        clientId: payload.client_id,
        scopes: payload.scope.split(' '),
        expiresAt: payload.exp,
        resource: new URL(resource),
        extra: { subject: payload.sub },
      }
    },
  }

  const app = createMcpExpressApp({ host: 'localhost' })
  app.get(metadataPath, async (_request, response) => {
    const query = new URLSearchParams({ resource })
    const answer = await fetch(`${issuer}/.well-known/oauth-protected-resource?${query}`)
    response
      .status(answer.status)
      .type('json')
      .send(await answer.text())
  })
  app.use(
    '/mcp',
    requireBearerAuth({
      verifier,
      requiredScopes,
      resourceMetadataUrl: `${origin}${metadataPath}`,
      expectedResource: resource,
    }),
  )
  app.post('/mcp', async (request, response) => {
    const server = describe()
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true })
    response.on('close', () => server.close())
    await server.connect(transport)
    await transport.handleRequest(request, response, request.body)
  })
  app.all('/mcp', (_request, response) => response.status(405).set('Allow', 'POST').end())

  const listener = app.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  return {
    resource,
    async stop() {
      listener.closeAllConnections()
      listener.close()
      await once(listener, 'close')
    },
  }
}

/** What the server can do. */
function describe() {
  const server = new McpServer({ name: 'notes', version: '1.0.0' })
  server.registerTool(
    'greet',
    { description: 'Greets, and says who asked.', inputSchema: { name: z.string() } },
    ({ name }, { authInfo }) => ({
      content: [
        { type: 'text', text: `Hello ${name}, from ${authInfo.extra.subject} by ${authInfo.clientId}` },
      ],
    }),
  )
  return server
}
