import type { components, paths } from '@/shared/api/schema'

type Schemas = components['schemas']

/** A request without parameters or body that answers with JSON. */
type Answer<T> = {
  parameters: { query?: never; header?: never; path?: never; cookie?: never }
  requestBody?: never
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } }
}

type WithAnswer<Operation, T> = Omit<Operation, 'responses'> & Pick<Answer<T>, 'responses'>

export interface CurrentSession {
  session: Schemas['Session']
  user: Schemas['User']
}

/** What signing in or registering leads to: a session, the next page of an authorization, or a second factor. */
export interface SignInResult {
  redirect?: boolean
  url?: string
  token?: string | null
  user?: Schemas['User']
  twoFactorRedirect?: boolean
}

export type PublicConfig = Omit<Schemas['PublicConfigResponseBody'], 'application'> & {
  application: Schemas['ServerPublicApplication'] | null
}

export type PublicClient = Schemas['PublicClientResponseBody']

/** The documented paths, with the few answers that the document leaves out or cannot express. */
export interface ServicePaths extends Omit<
  paths,
  | '/api/auth/sign-in/email'
  | '/api/auth/sign-up/email'
  | '/api/public/config'
  | '/api/auth/oauth2/public-client'
> {
  '/.well-known/openid-configuration': { get: Answer<{ issuer: string }> }
  '/api/auth/get-session': { get: Answer<CurrentSession | null> }
  '/api/auth/sign-out': { post: Answer<{ success: boolean }> }
  '/api/auth/sign-in/email': {
    post: WithAnswer<paths['/api/auth/sign-in/email']['post'], SignInResult>
  }
  '/api/auth/sign-up/email': {
    post: WithAnswer<paths['/api/auth/sign-up/email']['post'], SignInResult>
  }
  '/api/auth/oauth2/public-client': {
    get: WithAnswer<paths['/api/auth/oauth2/public-client']['get'], PublicClient>
  }
  '/api/public/config': { get: WithAnswer<paths['/api/public/config']['get'], PublicConfig> }
}
