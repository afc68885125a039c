import { api, unwrap } from '@/shared/api/client'
import { ApiError } from '@/shared/api/errors'

/** What a mailed invitation names: itself, and what proves that its reader got the mail. */
export interface InvitationLink {
  id: string
  token: string | undefined
}

export function invitationLink(search: string): InvitationLink {
  const parameters = new URLSearchParams(search)
  return { id: parameters.get('id') ?? '', token: parameters.get('token') ?? undefined }
}

/** The page of an invitation, as an address to come back to. */
export function invitationAddress({ id, token }: InvitationLink, search = ''): string {
  const parameters = new URLSearchParams({ id, ...(token !== undefined && { token }) })
  const afterwards = new URLSearchParams(search).get('redirectTo')
  if (afterwards !== null) parameters.set('redirectTo', afterwards)
  return `/accept-invitation?${parameters.toString()}`
}

export function openInvitation({ id, token }: InvitationLink) {
  return unwrap(
    api.GET('/api/auth/organization/get-invitation', {
      params: { query: token === undefined ? { id } : { id, token } },
    }),
  )
}

export function answerInvitation({ id, token }: InvitationLink, accept: boolean) {
  const body = { invitationId: id, ...(token !== undefined && { token }) }
  return unwrap(
    accept
      ? api.POST('/api/auth/organization/accept-invitation', { body })
      : api.POST('/api/auth/organization/reject-invitation', { body }),
  )
}

/** Mails a link that proves the address of the person and leads back to the invitation. */
export function proveAddress(email: string, link: InvitationLink) {
  return unwrap(
    api.POST('/api/auth/send-verification-email', { body: { email, callbackURL: invitationAddress(link) } }),
  )
}

/** Why an invitation cannot be answered as things stand. */
export type Obstacle = 'signedOut' | 'stranger' | 'unproven' | 'gone'

/** Reads an obstacle from a refusal; anything else is a failure like any other. */
export function obstacle(cause: unknown): Obstacle | undefined {
  if (!(cause instanceof ApiError)) return undefined
  if (cause.status === 401) return 'signedOut'
  switch (cause.code) {
    case 'YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION':
      return 'stranger'
    case 'EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION':
      return 'unproven'
    case 'INVITATION_NOT_FOUND':
      return 'gone'
    default:
      // As the contract has it for one that cannot be read.
      return cause.code === '' && cause.status === 400 ? 'gone' : undefined
  }
}
