import { computed } from 'vue'
import { queryOptions, useQuery } from '@tanstack/vue-query'
import { api, unwrap } from '@/shared/api/client'
import { isAdmin } from '@/shared/lib/roles'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => unwrap(api.GET('/api/auth/get-session')),
  staleTime: 60_000,
})

/** Leaves for the sign-in page, which comes back here afterwards. */
export function toSignIn(path = location.pathname + location.search): void {
  location.assign(`/login?redirectTo=${encodeURIComponent(path)}`)
}

/** The signed-in person; pages are only shown to one. */
export function useSession() {
  const { data } = useQuery(sessionQuery)
  const user = computed(() => data.value?.user)
  return {
    user,
    sessionId: computed(() => data.value?.session.id),
    admin: computed(() => isAdmin(user.value?.role)),
  }
}

export async function signOut(): Promise<void> {
  await unwrap(api.POST('/api/auth/sign-out'))
  location.assign('/login')
}
