import { api, unwrap } from '@/shared/api/client'
import type { Organization } from '@/shared/api/paths'

export interface Membership extends Organization {
  /** What the person may do there; nothing when it could not be told. */
  role: string | undefined
}

/** The organizations of the person, by name, each with what they may do in it. */
export async function memberships(): Promise<Membership[]> {
  const organizations = await unwrap(api.GET('/api/auth/organization/list'))
  const all = await Promise.all(
    organizations.map(async (organization) => ({ ...organization, role: await roleIn(organization.id) })),
  )
  return all.sort((a, b) => a.name.localeCompare(b.name))
}

/** A role is good to know; choosing goes without it. */
function roleIn(organizationId: string): Promise<string | undefined> {
  return unwrap(
    api.GET('/api/auth/organization/get-active-member-role', { params: { query: { organizationId } } }),
  ).then(
    ({ role }) => role,
    () => undefined,
  )
}

/** Invitations that wait for the person; none when their address is not proved. */
export async function waitingInvitations() {
  const invitations = await unwrap(api.GET('/api/auth/organization/list-user-invitations')).catch(() => [])
  return invitations.filter(({ status }) => status === 'pending')
}

/** Works in an organization from now on, and goes on with the authorization that asked which. */
export async function chooseOrganization(organizationId: string, query: string): Promise<string> {
  await unwrap(api.POST('/api/auth/organization/set-active', { body: { organizationId } }))
  const { url } = await unwrap(
    api.POST('/api/auth/oauth2/continue', { body: { postLogin: true, oauth_query: query } }),
  )
  return url
}

/** A member's role in words; organizations may have others of their own. */
export function roleText(role: string | undefined, t: (key: string) => string): string {
  switch (role) {
    case 'owner':
      return t('organization.role.owner')
    case 'admin':
      return t('organization.role.admin')
    case 'member':
      return t('organization.role.member')
    default:
      return role ?? ''
  }
}
