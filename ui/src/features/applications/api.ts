import { toValue, type MaybeRefOrGetter } from 'vue'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'
import type { components } from '@/shared/api/schema'

export type Application = components['schemas']['Application']
export type NewApplication = components['schemas']['CreateApplicationRequestBody']
export type ApplicationChange = components['schemas']['UpdateApplicationRequestBody']
export type Role = components['schemas']['AccessListedRole']
export type Permission = components['schemas']['AccessPermission']
export type MemberList = components['schemas']['ListApplicationUsersResponseBody']
export type Member = components['schemas']['AccessApplicationUser']

const keys = {
  all: ['applications'] as const,
  one: (id: string) => ['applications', id] as const,
  members: (id: string) => ['applications', id, 'users'] as const,
  roles: (id: string) => ['applications', id, 'roles'] as const,
  permissions: (id: string) => ['applications', id, 'permissions'] as const,
}

type Id = MaybeRefOrGetter<string>

export const applicationsQuery = queryOptions({
  queryKey: keys.all,
  queryFn: async () => (await unwrap(api.GET('/api/admin/applications'))).applications,
})

export function applicationQuery(id: Id) {
  return queryOptions({
    queryKey: keys.one(toValue(id)),
    queryFn: async () =>
      (await unwrap(api.GET('/api/admin/applications/{id}', { params: { path: { id: toValue(id) } } })))
        .application,
  })
}

export const membersPerPage = 50

/** Who may enter, found by the beginning of the address or of a word of the name. */
export function membersQuery(id: string, search: string, page: number) {
  return queryOptions({
    queryKey: [...keys.members(id), search, page],
    queryFn: () =>
      unwrap(
        api.GET('/api/admin/applications/{id}/users', {
          params: { path: { id }, query: { limit: membersPerPage, page, ...(search && { search }) } },
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

export function rolesQuery(id: string) {
  return queryOptions({
    queryKey: keys.roles(id),
    queryFn: async () =>
      (await unwrap(api.GET('/api/admin/applications/{id}/roles', { params: { path: { id } } }))).roles,
  })
}

export function permissionsQuery(id: string) {
  return queryOptions({
    queryKey: keys.permissions(id),
    queryFn: async () =>
      (await unwrap(api.GET('/api/admin/applications/{id}/permissions', { params: { path: { id } } })))
        .permissions,
  })
}

/** People of the whole service, found by the beginning of their address or of a word of their name. */
export function peopleQuery(search: string, limit = 8) {
  return queryOptions({
    queryKey: ['users', 'search', search, limit],
    queryFn: () => unwrap(api.GET('/api/admin/users', { params: { query: { search, limit } } })),
    placeholderData: keepPreviousData,
  })
}

export const discoveryQuery = queryOptions({
  queryKey: ['discovery'],
  queryFn: () => unwrap(api.GET('/.well-known/openid-configuration')),
  staleTime: Infinity,
})

export function useCreateApplication() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: NewApplication) => unwrap(api.POST('/api/admin/applications', { body })),
    onSuccess: ({ application }) => {
      cache.setQueryData(keys.one(application.id), application)
      return cache.invalidateQueries({ queryKey: keys.all, exact: true })
    },
  })
}

export function useChangeApplication(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (body: ApplicationChange) =>
      (await unwrap(api.PATCH('/api/admin/applications/{id}', { params: { path: { id } }, body })))
        .application,
    onSuccess: (application) => {
      cache.setQueryData(keys.one(id), application)
      return cache.invalidateQueries({ queryKey: keys.all, exact: true })
    },
  })
}

export function useDeleteApplication(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/admin/applications/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      cache.removeQueries({ queryKey: keys.one(id) })
      return cache.invalidateQueries({ queryKey: keys.all, exact: true })
    },
  })
}

export function useRotateSecret(id: string) {
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/admin/applications/{id}/rotate-secret', { params: { path: { id } } })),
  })
}

export function useGrantAccess(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { userId: string; roleId?: string }) =>
      unwrap(api.POST('/api/admin/applications/{id}/users', { params: { path: { id } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.members(id) }),
  })
}

/** Shown at once and taken back if the server refuses: both changes can be undone by the same click. */
export function useChangeMember(id: string) {
  const cache = useQueryClient()
  const queryKey = keys.members(id)
  return useMutation({
    mutationFn: ({ userId, ...body }: { userId: string; isActive?: boolean; roleId?: string | null }) =>
      unwrap(
        api.PATCH('/api/admin/applications/{id}/users/{userId}', { params: { path: { id, userId } }, body }),
      ),
    onMutate: async ({ userId, ...change }) => {
      await cache.cancelQueries({ queryKey })
      const before = cache.getQueriesData<MemberList>({ queryKey })
      cache.setQueriesData<MemberList>(
        { queryKey },
        (list) =>
          list && {
            ...list,
            users: list.users.map((member) => (member.userId === userId ? { ...member, ...change } : member)),
          },
      )
      return { before }
    },
    onError: (_failure, _change, context) => {
      for (const [key, list] of context?.before ?? []) cache.setQueryData(key, list)
    },
    onSettled: () => cache.invalidateQueries({ queryKey }),
  })
}

export function useCreateRole(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { name: string; description?: string; isDefault?: boolean }) =>
      unwrap(api.POST('/api/admin/applications/{id}/roles', { params: { path: { id } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.roles(id) }),
  })
}

export function useCreatePermission(id: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { resource: string; action: 'read' | 'write' }) =>
      unwrap(api.POST('/api/admin/applications/{id}/permissions', { params: { path: { id } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.permissions(id) }),
  })
}

export function useTickPermission(id: string) {
  const cache = useQueryClient()
  const { queryKey } = rolesQuery(id)
  return useMutation({
    mutationFn: ({
      roleId,
      permissionId,
      granted,
    }: {
      roleId: string
      permissionId: string
      granted: boolean
    }) =>
      granted
        ? unwrap(
            api.POST('/api/admin/applications/{id}/roles/{roleId}/permissions', {
              params: { path: { id, roleId } },
              body: { permissionId },
            }),
          )
        : unwrap(
            api.DELETE('/api/admin/applications/{id}/roles/{roleId}/permissions/{permId}', {
              params: { path: { id, roleId, permId: permissionId } },
            }),
          ),
    onMutate: async ({ roleId, permissionId, granted }) => {
      await cache.cancelQueries({ queryKey })
      const before = cache.getQueryData(queryKey)
      cache.setQueryData(queryKey, (roles) =>
        roles?.map((role) => {
          if (role.id !== roleId) return role
          const others = role.permissionIds.filter((held) => held !== permissionId)
          return { ...role, permissionIds: granted ? [...others, permissionId] : others }
        }),
      )
      return { before }
    },
    onError: (_failure, _change, context) => {
      if (context?.before) cache.setQueryData(queryKey, context.before)
    },
    onSettled: () => cache.invalidateQueries({ queryKey }),
  })
}
