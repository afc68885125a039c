import type { components, paths } from '@/shared/api/schema'

type Schemas = components['schemas']

/** A request without parameters or body that answers with JSON. */
type Answer<T> = {
  parameters: { query?: never; header?: never; path?: never; cookie?: never }
  requestBody?: never
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } }
}

/** The same with a body. */
type Call<Body, T> = Omit<Answer<T>, 'requestBody'> & {
  requestBody: { content: { 'application/json': Body } }
}

/** The same with parameters in the address. */
type Question<Query, T> = Omit<Answer<T>, 'parameters'> & {
  parameters: Omit<Answer<T>['parameters'], 'query'> & { query: Query }
}

type WithAnswer<Operation, T> = Omit<Operation, 'responses'> & Pick<Answer<T>, 'responses'>

export interface CurrentSession {
  session: Schemas['Session']
  user: Schemas['User']
}

/**
 * What any way of signing in, or a step of one, leads to: a session, the next page of an authorization, or a second
 * factor to prove or to set up.
 */
export interface SignInResult {
  redirect?: boolean
  url?: string
  token?: string | null
  user?: Schemas['User']
  session?: Schemas['Session']
  twoFactorRedirect?: boolean
  enrol?: boolean
  /** The password that was just used is known to others. */
  passwordCompromised?: boolean
}

export type FactorMethod = 'totp' | 'passkey' | 'otp' | 'backup-code'

/** The step that a sign-in, or a request for a stronger one, waits at. */
export interface FactorChallenge {
  methods: string[]
  enrol: boolean
}

export interface NewAuthenticator {
  totpURI: string
  backupCodes: string[]
}

export interface Passkey {
  id: string
  name: string | null
  credentialID: string
  deviceType: string
  backedUp: boolean
  createdAt: string
  aaguid: string | null
  lastUsedAt?: string | null
}

interface Resumable {
  oauth_query?: string
}

interface Proof extends Resumable {
  code: string
  trustDevice?: boolean
}

export type PublicConfig = Omit<Schemas['PublicConfigResponseBody'], 'application'> & {
  application: Schemas['ServerPublicApplication'] | null
}

export type PublicClient = Schemas['PublicClientResponseBody']

interface Status {
  status: boolean
  message?: string
}

export interface ProfileChange {
  name?: string
  phone?: string
  company?: string
  position?: string
  address?: string
  locale?: string
}

/** One way into an account: its password ("credential") or an account elsewhere. */
export interface WayIn {
  id: string
  providerId: string
  accountId: string
  createdAt: string
}

export interface TrustedDevice {
  id: string
  userAgent: string
  ipAddress: string
  createdAt: string
  lastUsedAt: string
  expiresAt: string
}

/** Where an account is signed in. */
export interface OwnSession {
  id: string
  current: boolean
  userAgent: string
  ipAddress: string
  createdAt: string
  lastUsedAt: string
}

/** An application that an account let in. */
export interface ConnectedApplication {
  id: string
  clientId: string
  name: string
  icon: string | null
  url: string | null
  scopes: string[]
  connectedAt: string
  lastUsedAt: string | null
  offline: boolean
}

/** Something that happened to an account, as its owner may see it. */
export interface ActivityEvent {
  id: string
  at: string
  action: string
  by: 'you' | 'administrator' | 'application' | 'service' | 'unknown'
  target: string
  targetId: string | null
  details: Record<string, unknown>
  address: string | null
}

/** What somebody may do in an organization. */
export type MemberRole = 'owner' | 'admin' | 'member'

export interface Organization {
  id: string
  name: string
  slug: string
  logo: string | null
}

/** What an invitation tells whom it is for. */
export interface Invitation {
  id: string
  email: string
  role: string
  status: string
  expiresAt: string
  organizationId: string
  organizationName: string
  organizationSlug?: string
  inviterEmail?: string | null
  // Told to whoever has the link of the mail.
  organizationLogo?: string | null
  inviterName?: string | null
  hasAccount?: boolean
}

type Removal = {
  parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
  requestBody?: never
  responses: { 204: { headers: Record<string, unknown>; content?: never } }
}

/** Answers that the document leaves out or cannot express. */
interface OwnPaths {
  '/.well-known/openid-configuration': { get: Answer<{ issuer: string }> }
  '/api/auth/get-session': { get: Answer<CurrentSession | null> }
  '/api/auth/sign-out': { post: Answer<{ success: boolean }> }
  '/api/auth/sign-in/email': {
    post: WithAnswer<paths['/api/auth/sign-in/email']['post'], SignInResult>
  }
  '/api/auth/sign-up/email': {
    post: WithAnswer<paths['/api/auth/sign-up/email']['post'], SignInResult>
  }
  '/api/auth/sign-in/social': {
    post: Call<
      Resumable & { provider: string; callbackURL: string; errorCallbackURL: string },
      { url: string; redirect: boolean }
    >
  }
  '/api/auth/sign-in/magic-link': {
    post: Call<Resumable & { email: string; callbackURL: string; errorCallbackURL: string }, Status>
  }
  '/api/auth/email-otp/send-verification-otp': {
    post: Call<{ email: string; type: 'sign-in' }, { success: boolean }>
  }
  '/api/auth/sign-in/email-otp': { post: Call<Resumable & { email: string; otp: string }, SignInResult> }
  '/api/auth/request-password-reset': { post: Call<{ email: string; redirectTo: string }, Status> }
  '/api/auth/reset-password': { post: Call<{ newPassword: string; token: string }, Status> }
  '/api/auth/send-verification-email': { post: Call<{ email: string; callbackURL: string }, Status> }
  '/api/auth/two-factor/challenge': { get: Answer<FactorChallenge> }
  '/api/auth/two-factor/enable': { post: Call<{ password?: string }, NewAuthenticator> }
  '/api/auth/two-factor/enable-passkey': {
    post: Call<{ password?: string }, { status: boolean; backupCodes: string[] }>
  }
  '/api/auth/two-factor/disable': { post: Call<{ password?: string }, Status> }
  '/api/auth/two-factor/generate-backup-codes': {
    post: Call<{ password?: string }, { status: boolean; backupCodes: string[] }>
  }
  '/api/auth/two-factor/verify-totp': { post: Call<Proof, SignInResult> }
  '/api/auth/two-factor/verify-otp': { post: Call<Proof, SignInResult> }
  '/api/auth/two-factor/verify-backup-code': { post: Call<Proof, SignInResult> }
  '/api/auth/two-factor/send-otp': { post: Call<Record<string, never>, Status> }
  '/api/auth/passkey/generate-register-options': {
    get: Question<{ name?: string; authenticatorAttachment?: string }, PublicKeyCredentialCreationOptionsJSON>
  }
  '/api/auth/passkey/verify-registration': {
    post: Call<Resumable & { response: object; name?: string }, Passkey & SignInResult>
  }
  '/api/auth/passkey/generate-authenticate-options': { get: Answer<PublicKeyCredentialRequestOptionsJSON> }
  '/api/auth/passkey/verify-authentication': {
    post: Call<Resumable & { response: object; trustDevice?: boolean }, SignInResult>
  }
  '/api/auth/passkey/list-user-passkeys': { get: Answer<Passkey[]> }
  '/api/auth/passkey/update-passkey': { post: Call<{ id: string; name: string }, { passkey: Passkey }> }
  '/api/auth/passkey/delete-passkey': { post: Call<{ id: string }, Status> }
  '/api/auth/update-user': { post: Call<ProfileChange, Status> }
  '/api/auth/change-email': { post: Call<{ newEmail: string; callbackURL: string }, Status> }
  '/api/auth/change-password': {
    post: Call<
      { currentPassword: string; newPassword: string; revokeOtherSessions: boolean },
      { token: string | null }
    >
  }
  '/api/auth/verify-password': { post: Call<{ password: string }, Status> }
  '/api/auth/delete-user': { post: Call<{ password?: string }, { success: boolean; message?: string }> }
  '/api/auth/list-accounts': { get: Answer<WayIn[]> }
  '/api/auth/link-social': {
    post: Call<
      { provider: string; callbackURL: string; errorCallbackURL: string },
      { url: string; redirect: boolean }
    >
  }
  '/api/auth/unlink-account': { post: Call<{ providerId: string; accountId: string }, Status> }
  '/api/auth/organization/list': { get: Answer<Organization[]> }
  '/api/auth/organization/get-active-member-role': {
    get: Question<{ organizationId: string }, { role: string }>
  }
  '/api/auth/organization/set-active': { post: Call<{ organizationId: string }, Organization | null> }
  '/api/auth/organization/get-invitation': { get: Question<{ id: string; token?: string }, Invitation> }
  '/api/auth/organization/list-user-invitations': { get: Answer<Invitation[]> }
  '/api/auth/organization/accept-invitation': {
    post: Call<{ invitationId: string; token?: string }, { invitation: Invitation | null }>
  }
  '/api/auth/organization/reject-invitation': {
    post: Call<{ invitationId: string; token?: string }, { invitation: Invitation | null }>
  }
  '/api/auth/revoke-other-sessions': { post: Answer<Status> }
  '/api/user/trusted-devices': { get: Answer<{ devices: TrustedDevice[] }> }
  '/api/user/trusted-devices/{id}': { delete: Removal }
  '/api/user/sessions': { get: Answer<{ sessions: OwnSession[] }> }
  '/api/user/sessions/{id}': { delete: Removal }
  '/api/user/applications': { get: Answer<{ applications: ConnectedApplication[] }> }
  '/api/user/applications/{id}': { delete: Removal }
  '/api/user/audit': {
    get: Question<
      { limit?: number; cursor?: string; action?: string },
      { events: ActivityEvent[]; nextCursor: string | null }
    >
  }
  '/api/auth/oauth2/public-client': {
    get: WithAnswer<paths['/api/auth/oauth2/public-client']['get'], PublicClient>
  }
  '/api/public/config': { get: WithAnswer<paths['/api/public/config']['get'], PublicConfig> }
}

export interface ServicePaths extends Omit<paths, keyof OwnPaths>, OwnPaths {}
