import { MutationCache, QueryCache, QueryClient } from '@tanstack/vue-query'
import { ApiError } from '@/shared/api/errors'
import { toSignIn } from '@/shared/api/session'

/** A wrong code is refused with 401 too; these say that there is no session any more. */
const signedOut = new Set(['UNAUTHORIZED', 'AUTH_001', 'AUTH_002', ''])

function onError(failure: unknown) {
  if (failure instanceof ApiError && failure.status === 401 && signedOut.has(failure.code)) toSignIn()
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only trouble on the way is worth a second try.
      retry: (count, failure) => count < 2 && (!(failure instanceof ApiError) || failure.status === 0),
    },
  },
})
