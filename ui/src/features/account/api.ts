import { queryOptions } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'

export const ownSessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: () => unwrap(api.GET('/api/auth/list-sessions')),
})
