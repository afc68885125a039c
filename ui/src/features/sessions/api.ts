import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'
import type { components } from '@/shared/api/schema'

export type ListedSession = components['schemas']['SessionListed']

export const sessionsPerPage = 25

export function sessionsQuery(search: string, impersonated: boolean, page: number) {
  return queryOptions({
    queryKey: ['sessions', 'list', search, impersonated, page],
    queryFn: () =>
      unwrap(
        api.GET('/api/admin/sessions', {
          params: {
            query: {
              page,
              limit: sessionsPerPage,
              ...(search && { search }),
              ...(impersonated && { impersonated }),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

export function useEndSession() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE('/api/admin/sessions/{id}', { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['sessions'] }),
  })
}
