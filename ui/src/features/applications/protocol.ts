import * as v from 'valibot'
import type { Application } from '@/features/applications/api'
import { redirectUrisRule, type Translate } from '@/features/applications/model'
import { lines } from '@/shared/lib/text'
import type { components } from '@/shared/api/schema'

type Client = components['schemas']['ApplicationClient']

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
] as const
export type GrantType = (typeof grantTypes)[number]

export const signingAlgs = ['RS256', 'ES256', 'EdDSA', 'PS256'] as const

export const authMethods = [
  'client_secret_basic',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
] as const
export type AuthMethod = (typeof authMethods)[number]

/** Which of the four choices a stored method is: the two ways to send a secret are one to a person. */
function methodOf({ client }: Application): AuthMethod {
  const method = client.token_endpoint_auth_method
  return method === undefined || method === 'client_secret_post' || method === 'none'
    ? 'client_secret_basic'
    : method
}

/** Without a list an application may do what those of the first version could. */
function grantsOf({ client, isPublic }: Application): string[] {
  if (client.grant_types && client.grant_types.length > 0) return [...client.grant_types]
  return grantTypes.slice(0, isPublic ? 2 : 3)
}

const minutes = (seconds: number | undefined) => (seconds ? String(seconds / 60) : '')

/** What the form edits: texts, choices and switches. Lifetimes are minutes, empty for the service's own. */
export function protocolState(application: Application) {
  const { client } = application
  return {
    isNative: client.application_type === 'native',
    requirePkce: application.requirePkce,
    grantTypes: grantsOf(application),
    authMethod: methodOf(application),
    jwksUri: client.jwks_uri ?? '',
    jwks: client.jwks ? JSON.stringify(client.jwks, null, 2) : '',
    subjectDN: client.tls_client_auth_subject_dn ?? '',
    dpop: client.dpop_bound_access_tokens ?? false,
    certificates: client.tls_client_certificate_bound_access_tokens ?? false,
    pushed: client.require_pushed_authorization_requests ?? false,
    signed: client.require_signed_request_object ?? false,
    idTokenAlg: application.idTokenSignedResponseAlg,
    accessLife: minutes(client.access_token_lifetime),
    idLife: minutes(client.id_token_lifetime),
    refreshLife: minutes(client.refresh_token_lifetime),
    refreshGrace: client.refresh_grace ? String(client.refresh_grace) : '',
    pairwise: client.subject_type === 'pairwise',
    sectorUri: client.sector_identifier_uri ?? '',
    postLogoutUris: (client.post_logout_redirect_uris ?? []).join('\n'),
    backchannelUri: client.backchannel_logout_uri ?? '',
    frontchannelUri: client.frontchannel_logout_uri ?? '',
    policyUri: client.policy_uri ?? '',
    termsUri: client.tos_uri ?? '',
    admitsEveryone: client.admits_everyone ?? false,
  }
}

export type ProtocolState = ReturnType<typeof protocolState>

const seconds = (text: string) => Math.round(Number(text.trim() || 0) * 60)

/** The change that a form asks for; what it does not show stays as it is. */
export function protocolChange(state: ProtocolState, { isPublic, client }: Application) {
  const secret = state.authMethod === 'client_secret_basic'
  const kept = client.token_endpoint_auth_method
  const change: Client = {
    application_type: state.isNative ? 'native' : 'web',
    grant_types: state.grantTypes,
    jwks_uri: state.jwksUri.trim(),
    jwks: state.jwks.trim() === '' ? null : (JSON.parse(state.jwks) as unknown),
    tls_client_auth_subject_dn: state.authMethod === 'tls_client_auth' ? state.subjectDN.trim() : '',
    dpop_bound_access_tokens: state.dpop,
    tls_client_certificate_bound_access_tokens: state.certificates,
    require_pushed_authorization_requests: state.pushed,
    require_signed_request_object: state.signed,
    access_token_lifetime: seconds(state.accessLife),
    id_token_lifetime: seconds(state.idLife),
    refresh_token_lifetime: seconds(state.refreshLife),
    refresh_grace: isPublic ? 0 : Number(state.refreshGrace.trim() || 0),
    subject_type: state.pairwise ? 'pairwise' : 'public',
    sector_identifier_uri: state.pairwise ? state.sectorUri.trim() : '',
    post_logout_redirect_uris: lines(state.postLogoutUris),
    backchannel_logout_uri: state.backchannelUri.trim(),
    frontchannel_logout_uri: state.frontchannelUri.trim(),
    policy_uri: state.policyUri.trim(),
    tos_uri: state.termsUri.trim(),
    admits_everyone: state.admitsEveryone,
  }
  if (!isPublic && !(secret && (kept === undefined || kept === 'client_secret_post'))) {
    change.token_endpoint_auth_method = state.authMethod
  }
  return { requirePkce: state.requirePkce, idTokenSignedResponseAlg: state.idTokenAlg, client: change }
}

export function protocolSchema(t: Translate) {
  const address = v.pipe(
    v.string(),
    v.trim(),
    v.check((text) => text === '' || isSecure(text), t('protocol.invalid.https')),
  )
  const life = v.pipe(
    v.string(),
    v.trim(),
    v.check((text) => text === '' || Number(text) > 0, t('protocol.invalid.minutes')),
  )
  return v.object({
    jwksUri: address,
    jwks: v.pipe(
      v.string(),
      v.check((text) => text.trim() === '' || isKeySet(text), t('protocol.invalid.jwks')),
    ),
    accessLife: life,
    idLife: life,
    refreshLife: life,
    refreshGrace: v.pipe(
      v.string(),
      v.trim(),
      v.check(
        (text) => text === '' || (/^\d+$/.test(text) && Number(text) <= 30),
        t('protocol.invalid.grace'),
      ),
    ),
    sectorUri: address,
    postLogoutUris: redirectUrisRule(t, false),
    backchannelUri: address,
    policyUri: address,
    termsUri: address,
  })
}

function isSecure(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3})$/.test(hostname))
}

function isKeySet(text: string): boolean {
  try {
    const set: unknown = JSON.parse(text)
    return typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys)
  } catch {
    return false
  }
}
