import assert from 'node:assert/strict'
import * as oidc from 'openid-client'

/** openid-client for an application, with every check it has: ID tokens are verified through the key set too. */
export function connect(service, application, { auth, algorithm } = {}) {
  return oidc.discovery(
    new URL(service.url),
    application.slug,
    {
      client_secret: application.clientSecret,
      id_token_signed_response_alg: application.idTokenSignedResponseAlg,
    },
    auth ?? (application.clientSecret ? oidc.ClientSecretBasic(application.clientSecret) : oidc.None()),
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks], algorithm },
  )
}

/** An authorization request with PKCE, state and nonce. */
export async function requestAuthorization(config, application, { scope, ...parameters }) {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    ...(scope.split(' ').includes('openid') && { expectedNonce: oidc.randomNonce(), idTokenExpected: true }),
  }
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: application.redirectURI,
    scope,
    state: checks.expectedState,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...(checks.expectedNonce && { nonce: checks.expectedNonce }),
    ...parameters,
  })
  return { url, checks }
}

/** Signs somebody in by the authorization code flow. Keeps what tests go on with. */
export async function signIn(config, application, visitor, { account, scope, resource, ...parameters }) {
  const { url, checks } = await requestAuthorization(config, application, {
    scope,
    ...(resource && { resource }),
    ...parameters,
  })
  const { target, pages } = await visitor.authorize(url, { account })
  assert.equal(target.origin, new URL(application.redirectURI).origin, `sent to ${target}`)
  const tokens = await oidc.authorizationCodeGrant(config, target, checks, resource && { resource })
  return { tokens, pages, target, checks }
}
