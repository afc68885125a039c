import { computed } from 'vue'
import { queryOptions, useQuery } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'
import { readPreference, writePreference } from '@/shared/lib/storage'

export const configQuery = queryOptions({
  queryKey: ['config'],
  queryFn: async () => {
    const config = await unwrap(api.GET('/api/public/config'))
    writePreference('appName', config.appName)
    return config
  },
  staleTime: Infinity,
})

/** The name people know this service by; the last one seen until it is loaded. */
export function useAppName() {
  const { data } = useQuery(configQuery)
  return computed(() => data.value?.appName ?? readPreference('appName') ?? '')
}
