import { auth, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

/** What an MCP client keeps, and the browser it opens: a visitor who signs in and consents. */
export class Agent {
  requests = []
  #stored = {}
  #person
  #registered

  /** Without a client id the agent registers itself. */
  constructor({ visitor, account, clientId, redirectUrl = 'http://localhost:7777/callback', scope }) {
    this.#person = { visitor, account }
    this.#registered = clientId && { client_id: clientId }
    this.redirectUrl = redirectUrl
    this.clientMetadata = {
      client_name: 'An agent',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      ...(scope && { scope }),
    }
    if (!clientId) this.saveClientInformation = (information) => (this.#registered = information)
  }

  state = () => 'the agent’s state'
  clientInformation = () => this.#registered
  tokens = () => this.#stored.tokens
  saveTokens = (tokens) => (this.#stored.tokens = tokens)
  codeVerifier = () => this.#stored.verifier
  saveCodeVerifier = (verifier) => (this.#stored.verifier = verifier)
  redirectToAuthorization = (url) => this.requests.push(url)

  /** Connects to an MCP server, through authorization if it asks for that. Returns the connected client. */
  async connect(url) {
    try {
      return await this.#attempt(url)
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error
    }
    await this.authorize(url)
    return this.#attempt(url)
  }

  /** Gets tokens for an MCP server: opens the last authorization request, or makes one for the scope. */
  async authorize(serverUrl, { scope } = {}) {
    if (scope) await auth(this, { serverUrl, scope })
    const { visitor, account } = this.#person
    const { target } = await visitor.authorize(this.requests.at(-1), { account })
    this.arrived = target
    const authorizationCode = target.searchParams.get('code')
    if (authorizationCode === null) throw new Error(`sent to ${target}`)
    await auth(this, { serverUrl, authorizationCode })
  }

  async #attempt(url) {
    const client = new Client({ name: 'agent', version: '1.0.0' })
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider: this }))
    return client
  }
}
