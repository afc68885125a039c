import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Visitor } from './visitor.mjs'

export const credentials = { id: 'auth-service', secret: 'the provider gave it/to us+' }

/**
 * Returns what starts an OpenID provider elsewhere, which learns its client's address when the service has one. Provider
 * is the class of the package `oidc-provider`; the other two are of `jose`.
 */
export const providerStarter = ({ Provider, exportJWK, generateKeyPair }) => async (people) => {
  let answer
  const server = createServer((request, response) =>
    request.url === '/favicon.ico' ? response.writeHead(204).end() : answer(request, response),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${server.address().port}`
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }
  return {
    issuer,

    /** Makes the service a client. What it knew of another one is forgotten. */
    serve(redirectUris) {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: credentials.id,
            client_secret: credentials.secret,
            redirect_uris: redirectUris,
            grant_types: ['authorization_code', 'refresh_token'],
            id_token_signed_response_alg: 'ES256',
          },
        ],
        jwks: { keys: [key] },
        cookies: { keys: ['keeps its own cookies'] },
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        scopes: ['openid', 'profile', 'email'],
        pkce: { required: () => true },
        issueRefreshToken: () => true,
        ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Grant: 600, Interaction: 600, Session: 600, RefreshToken: 600 },
        findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
      })
      // Its pages ask for a font of another origin, which tests have no use for.
      provider.use(async (context, next) => {
        await next()
        if (typeof context.body === 'string') context.body = context.body.replace(/@import [^;]+;/, '')
      })
      answer = provider.callback()
    },

    /** Goes through the provider's pages as one of its people, and returns where they lead: back to the service. */
    async visit(address, login, { refuse = false } = {}) {
      const person = new Visitor(issuer)
      let page = new URL(address)
      for (let steps = 0; page.origin === issuer; steps++) {
        assert.ok(steps < 8, `going in circles at ${page}`)
        const { status, headers, body } = await person.navigate(page)
        if (status >= 300 && status < 400) {
          page = new URL(headers.location, issuer)
          continue
        }
        assert.equal(status, 200, body)
        if (refuse) {
          page = new URL(`${page.pathname}/abort`, issuer)
          continue
        }
        const [, prompt] = body.match(/name="prompt" value="(\w+)"/)
        const form = new URLSearchParams({ prompt, login, password: 'any' })
        const sent = await person.fetch(page, { method: 'POST', body: form })
        page = new URL(sent.headers.get('location'), issuer)
      }
      return page
    },

    stop: () => server.close(),
  }
}
