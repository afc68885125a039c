import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'
import type { components } from '@/shared/api/schema'

export type Listed = components['schemas']['OrganizationAdminListed']
export type Organization = components['schemas']['OrganizationAdminFull']
export type Member = components['schemas']['OrganizationMember']
export type Invitation = components['schemas']['OrganizationInvitation']
export type Role = 'owner' | 'admin' | 'member'

export const organizationsPerPage = 25
export const membersPerPage = 50

const keys = {
  all: ['organizations'] as const,
  one: (id: string) => ['organizations', id] as const,
}
const of = (id: string) => ({ params: { path: { id } } })

export function organizationsQuery(search: string, page: number) {
  return queryOptions({
    queryKey: [...keys.all, 'list', search, page],
    queryFn: () =>
      unwrap(
        api.GET('/api/admin/organizations', {
          params: { query: { page, limit: organizationsPerPage, ...(search && { search }) } },
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

export function organizationQuery(id: string) {
  return queryOptions({
    queryKey: keys.one(id),
    queryFn: async () => (await unwrap(api.GET('/api/admin/organizations/{id}', of(id)))).organization,
  })
}

export function membersQuery(id: string, search: string, page: number) {
  return queryOptions({
    queryKey: [...keys.one(id), 'members', search, page],
    queryFn: async () =>
      (
        await unwrap(
          api.GET('/api/admin/organizations/{id}/members', {
            params: {
              path: { id },
              query: {
                limit: membersPerPage,
                offset: (page - 1) * membersPerPage,
                ...(search && { search }),
              },
            },
          }),
        )
      ).members,
    placeholderData: keepPreviousData,
  })
}

export function invitationsQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.one(id), 'invitations'],
    queryFn: async () =>
      (await unwrap(api.GET('/api/admin/organizations/{id}/invitations', of(id)))).invitations,
  })
}

/** What is done to organizations; everything that is shown of them is read again. */
export function useAction<V, R>(act: (value: V) => Promise<R>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.all }),
  })
}

export const create = async (body: { name: string; slug: string }) =>
  (await unwrap(api.POST('/api/admin/organizations', { body }))).organization

export const acts = {
  change: (id: string) => (body: { name?: string; slug?: string }) =>
    unwrap(api.PATCH('/api/admin/organizations/{id}', { ...of(id), body })),
  setReseller: (id: string) => async (reseller: boolean) => {
    if (reseller) await unwrap(api.PUT('/api/admin/organizations/{id}/reseller', { ...of(id), body: {} }))
    else await unwrap(api.DELETE('/api/admin/organizations/{id}/reseller', of(id)))
  },
  setRole:
    (id: string) =>
    ({ memberId, role }: { memberId: string; role: Role }) =>
      unwrap(
        api.PATCH('/api/admin/organizations/{id}/members/{memberId}/role', {
          params: { path: { id, memberId } },
          body: { role },
        }),
      ),
  removeMember: (id: string) => (memberId: string) =>
    unwrap(
      api.DELETE('/api/admin/organizations/{id}/members/{memberId}', { params: { path: { id, memberId } } }),
    ),
  invite: (id: string) => (body: { emails: string[]; role: Role }) =>
    unwrap(api.POST('/api/admin/organizations/{id}/invitations/bulk', { ...of(id), body })),
  resend: (id: string) => (invitationId: string) =>
    unwrap(
      api.POST('/api/admin/organizations/{id}/invitations/{invitationId}/resend', {
        params: { path: { id, invitationId } },
      }),
    ),
  withdraw: (id: string) => (invitationId: string) =>
    unwrap(
      api.DELETE('/api/admin/organizations/{id}/invitations/{invitationId}', {
        params: { path: { id, invitationId } },
      }),
    ),
}

/** Removes the organization; what is known of it is forgotten once no page shows it any more. */
export function useRemoveOrganization(id: string) {
  const cache = useQueryClient()
  const { mutateAsync, isPending } = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/admin/organizations/{id}', of(id))),
  })
  return {
    remove: mutateAsync,
    isPending,
    forget: () => {
      cache.removeQueries({ queryKey: keys.one(id) })
      return cache.invalidateQueries({ queryKey: keys.all })
    },
  }
}
