import { once } from 'node:events'
import { createServer } from 'node:http'
import * as oidc from 'openid-client'

/** A small web application that signs people in through the service, as its developer would write it. */
export async function startRelyingParty() {
  const pending = new Map()
  const signIns = []
  const visits = []
  let settings

  async function begin(response) {
    const checks = {
      pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
      idTokenExpected: true,
    }
    pending.set(checks.expectedState, checks)
    const target = oidc.buildAuthorizationUrl(settings.config, {
      redirect_uri: party.redirectURI,
      scope: settings.scope,
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    response.writeHead(302, { location: target.href }).end()
  }

  async function finish(url, response) {
    const state = url.searchParams.get('state')
    const checks = pending.get(state)
    pending.delete(state)
    let heading
    try {
      const tokens = await oidc.authorizationCodeGrant(settings.config, url, checks)
      const userinfo = await oidc.fetchUserInfo(settings.config, tokens.access_token, tokens.claims().sub)
      signIns.push({ tokens, userinfo })
      heading = `Welcome, ${userinfo.name}`
    } catch (error) {
      heading = `Not signed in: ${error.error ?? error.message}`
    }
    show(response, heading)
  }

  function show(response, heading) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(
      `<!doctype html><html lang="en"><title>Tide Tables</title><h1>${heading}</h1><a href="/login">Sign in</a></html>`,
    )
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url, party.url)
    visits.push(url)
    const answer = {
      '/': () => show(response, 'Tide Tables'),
      '/login': () => begin(response),
      '/callback': () => finish(url, response),
      '/front': () => show(response, 'Forgotten'),
      '/bye': () => show(response, 'Goodbye'),
    }[url.pathname]
    if (!answer) return response.writeHead(204).end()
    Promise.resolve(answer()).catch((error) => response.writeHead(500).end(error.stack))
  }).listen(0, 'localhost')
  await once(server, 'listening')

  const url = `http://localhost:${server.address().port}`
  const party = {
    url,
    redirectURI: `${url}/callback`,
    signIns,
    visits,
    async configure({ issuer, clientId, clientSecret, scope }) {
      const config = await oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, {
        execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
      })
      settings = { config, scope }
    },
    config: () => settings.config,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return party
}
