import type { Kind } from '@/features/applications/model'

export interface Integration {
  kind: Kind
  issuer: string
  clientId: string
  redirectUri: string
  scopes: readonly string[]
}

export type Language = 'node' | 'go' | 'curl'

/** Code that works as it stands: only the secret is left to the environment. */
export function snippet(language: Language, application: Integration): string {
  const machine = application.kind === 'machine'
  switch (language) {
    case 'node':
      return machine ? nodeMachine(application) : nodeLogin(application)
    case 'go':
      return machine ? goMachine(application) : goLogin(application)
    case 'curl':
      return machine ? curlMachine(application) : curlLogin(application)
  }
}

function isPublic({ kind }: Integration): boolean {
  return kind === 'spa' || kind === 'native'
}

function nodeDiscovery(application: Integration): string {
  const insecure = application.issuer.startsWith('http:')
  const [secret, authentication] = isPublic(application)
    ? ['undefined', 'client.None()']
    : ['process.env.CLIENT_SECRET', 'client.ClientSecretPost(process.env.CLIENT_SECRET)']
  const rest = insecure
    ? `\n  ${authentication},\n  { execute: [client.allowInsecureRequests] }, // plain http: development only`
    : `\n  ${authentication},`
  return `const config = await client.discovery(
  new URL('${application.issuer}'),
  '${application.clientId}',
  ${secret},${rest}
)`
}

function nodeLogin(application: Integration): string {
  return `// npm install openid-client@6
import * as client from 'openid-client'

${nodeDiscovery(application)}

// 1. Send the browser to the service; keep verifier and state in its session.
const verifier = client.randomPKCECodeVerifier()
const state = client.randomState()
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: '${application.redirectUri}',
  scope: '${application.scopes.join(' ')}',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
})

// 2. When the browser comes back to the redirect URI:
const tokens = await client.authorizationCodeGrant(config, currentUrl, {
  pkceCodeVerifier: verifier,
  expectedState: state,
})
console.log(tokens.claims())
`
}

function nodeMachine(application: Integration): string {
  return `// npm install openid-client@6
import * as client from 'openid-client'

${nodeDiscovery(application)}

const tokens = await client.clientCredentialsGrant(config)
console.log(tokens.access_token, tokens.expires_in)
`
}

function goLogin(application: Integration): string {
  const secret = isPublic(application) ? '' : '\tClientSecret: os.Getenv("CLIENT_SECRET"),\n'
  const scopes = application.scopes.map((scope) => `"${scope}"`).join(', ')
  return `// go get github.com/coreos/go-oidc/v3 golang.org/x/oauth2
provider, err := oidc.NewProvider(ctx, "${application.issuer}")
if err != nil {
	return err
}
config := oauth2.Config{
	ClientID:     "${application.clientId}",
${secret}	Endpoint:     provider.Endpoint(),
	RedirectURL:  "${application.redirectUri}",
	Scopes:       []string{${scopes}},
}

// 1. Send the browser to the service; keep verifier and state in its session.
verifier := oauth2.GenerateVerifier()
state := rand.Text()
http.Redirect(w, r, config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)), http.StatusFound)

// 2. When the browser comes back to the redirect URI, compare the state, then:
token, err := config.Exchange(ctx, r.FormValue("code"), oauth2.VerifierOption(verifier))
if err != nil {
	return err
}
raw, _ := token.Extra("id_token").(string)
idToken, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(ctx, raw)
`
}

function goMachine(application: Integration): string {
  return `// go get golang.org/x/oauth2
config := clientcredentials.Config{
	ClientID:     "${application.clientId}",
	ClientSecret: os.Getenv("CLIENT_SECRET"),
	TokenURL:     "${tokenEndpoint(application)}",
}
client := config.Client(ctx) // an *http.Client that fetches and renews the token
`
}

function tokenEndpoint({ issuer }: Integration): string {
  return `${issuer}/api/auth/oauth2/token`
}

function curlLogin(application: Integration): string {
  const authentication = isPublic(application)
    ? `-d client_id=${application.clientId}`
    : `-u "${application.clientId}:$CLIENT_SECRET"`
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: application.clientId,
    redirect_uri: application.redirectUri,
    scope: application.scopes.join(' '),
    code_challenge_method: 'S256',
  })
  return `# 1. A verifier and its challenge (PKCE)
VERIFIER=$(openssl rand -base64 48 | tr '+/' '-_' | tr -d '=\\n')
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')

# 2. Open this in a browser, sign in, and take the code from the address you come back to
echo "${application.issuer}/api/auth/oauth2/authorize?${query.toString()}&state=$(openssl rand -hex 16)&code_challenge=$CHALLENGE"

# 3. Exchange the code for tokens
curl ${tokenEndpoint(application)} \\
  ${authentication} \\
  -d grant_type=authorization_code \\
  --data-urlencode redirect_uri='${application.redirectUri}' \\
  -d code_verifier="$VERIFIER" \\
  -d code="$CODE"
`
}

function curlMachine(application: Integration): string {
  return `curl ${tokenEndpoint(application)} \\
  -u "${application.clientId}:$CLIENT_SECRET" \\
  -d grant_type=client_credentials
`
}
