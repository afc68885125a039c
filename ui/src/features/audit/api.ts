import { queryOptions } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'

/** What the trail is narrowed by; what is empty is not looked at. */
export interface Filter {
  text: string
  action: string
  target: string
  /** Days, as YYYY-MM-DD in the reader's time zone; until is included. */
  from: string
  until: string
}

/** The filter as the API wants it: moments, and no empty member. */
export function asQuery({ from, until, ...rest }: Filter): Record<string, string> {
  const query: Record<string, string> = { ...rest }
  if (from) query.from = new Date(`${from}T00:00:00`).toISOString()
  if (until) {
    const end = new Date(`${until}T00:00:00`)
    end.setDate(end.getDate() + 1)
    query.until = end.toISOString()
  }
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
}

export function trailQuery(filter: Filter) {
  return {
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }: { pageParam: string }) =>
      unwrap(
        api.GET('/api/admin/audit', {
          params: { query: { ...asQuery(filter), limit: 50, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor,
  }
}

export const sealQuery = queryOptions({
  queryKey: ['audit', 'seal'],
  queryFn: () => unwrap(api.GET('/api/admin/audit/verify')),
})

export function exportAddress(filter: Filter, format: 'ndjson' | 'csv'): string {
  return `/api/admin/audit/export?${new URLSearchParams({ ...asQuery(filter), format })}`
}
