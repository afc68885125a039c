import { queryOptions } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'
import type { components } from '@/shared/api/schema'

export type Stats = components['schemas']['StatsResponseBody']

export function statsQuery(days: number) {
  return queryOptions({
    queryKey: ['stats', days],
    queryFn: () => unwrap(api.GET('/api/admin/stats', { params: { query: { days } } })),
  })
}

export const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: () => unwrap(api.GET('/api/admin/services')),
})

export const lastSessionsQuery = queryOptions({
  queryKey: ['sessions', 'last'],
  queryFn: async () =>
    (await unwrap(api.GET('/api/admin/sessions', { params: { query: { limit: 5 } } }))).list,
})
