import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'
import type { components } from '@/shared/api/schema'

export type ListedUser = components['schemas']['UserListed']
export type UserDetail = components['schemas']['AdminDetailResponseBody']
export type NewUser = components['schemas']['CreateUserRequestBody']
export type UserChange = components['schemas']['PatchUserRequestBody']
export type Reason = components['schemas']['AccountReason']

export interface Filters {
  search: string
  role: '' | 'user' | 'admin' | 'superadmin'
  state: '' | 'active' | 'banned' | 'unverified'
  mfa: '' | 'on' | 'off' | 'required'
  sort: '' | 'name' | 'email' | 'createdAt' | 'lastSignInAt'
}

export const usersPerPage = 25

const keys = {
  all: ['users'] as const,
  one: (id: string) => ['users', id] as const,
}

export function usersQuery(filters: Filters, page: number) {
  const chosen = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
  return queryOptions({
    queryKey: [...keys.all, 'list', filters, page],
    queryFn: () =>
      unwrap(api.GET('/api/admin/users', { params: { query: { ...chosen, page, limit: usersPerPage } } })),
    placeholderData: keepPreviousData,
  })
}

const of = (id: string) => ({ params: { path: { id } } })

export function userQuery(id: string) {
  return queryOptions({
    queryKey: keys.one(id),
    queryFn: () => unwrap(api.GET('/api/admin/users/{id}', of(id))),
  })
}

export function factorsQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.one(id), 'factors'],
    queryFn: () => unwrap(api.GET('/api/admin/users/{id}/factors', of(id))),
  })
}

export function organizationsQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.one(id), 'organizations'],
    queryFn: async () => (await unwrap(api.GET('/api/admin/users/{id}/organizations', of(id)))).organizations,
  })
}

export function sessionsQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.one(id), 'sessions'],
    queryFn: async () => (await unwrap(api.GET('/api/admin/users/{id}/sessions', of(id)))).sessions,
  })
}

export function activityQuery(id: string) {
  return {
    queryKey: [...keys.one(id), 'activity'],
    queryFn: ({ pageParam }: { pageParam: string }) =>
      unwrap(
        api.GET('/api/admin/users/{id}/activity', {
          params: { path: { id }, query: { limit: 30, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor,
  }
}

export function whyQuery(id: string, applicationId: string) {
  return queryOptions({
    queryKey: [...keys.one(id), 'why', applicationId],
    queryFn: () =>
      unwrap(api.GET('/api/admin/users/{id}/why', { params: { path: { id }, query: { applicationId } } })),
  })
}

export function previewQuery(id: string, applicationId: string) {
  return queryOptions({
    queryKey: [...keys.one(id), 'preview', applicationId],
    queryFn: () =>
      unwrap(
        api.GET('/api/admin/users/{id}/preview', { params: { path: { id }, query: { applicationId } } }),
      ),
  })
}

export function useCreateUser() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (body: NewUser) => (await unwrap(api.POST('/api/admin/users', { body }))).user,
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.all }),
  })
}

/** What is done to one account; everything that is shown of it is read again. */
export function useUserAction<V>(act: (value: V) => Promise<unknown>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.all }),
  })
}

/** Removes the account; what is known of it is forgotten once no page shows it any more. */
export function useRemoveUser(id: string) {
  const cache = useQueryClient()
  const { mutateAsync, isPending } = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/admin/users/{id}', of(id))),
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

export const acts = {
  change: (id: string) => (body: UserChange) =>
    unwrap(api.PATCH('/api/admin/users/{id}', { ...of(id), body })),
  disable: (id: string) => (body: { reason?: string; expiresIn?: number }) =>
    unwrap(api.POST('/api/admin/users/{id}/disable', { ...of(id), body })),
  enable: (id: string) => () => unwrap(api.POST('/api/admin/users/{id}/enable', of(id))),
  mailReset: (id: string) => () => unwrap(api.POST('/api/admin/users/{id}/reset-password', of(id))),
  resetFactors: (id: string) => () => unwrap(api.POST('/api/admin/users/{id}/reset-factors', of(id))),
  endSession: (id: string) => (sessionId: string) =>
    unwrap(api.DELETE('/api/admin/users/{id}/sessions/{sessionId}', { params: { path: { id, sessionId } } })),
  endSessions: (id: string) => () => unwrap(api.DELETE('/api/admin/users/{id}/sessions', of(id))),
}

/** The browser acts in the user's name from now on: every page is read again. */
export async function impersonate(userId: string, reason: string) {
  await unwrap(api.POST('/api/auth/admin/impersonate-user', { body: { userId, reason } }))
  window.location.assign('/profile')
}
