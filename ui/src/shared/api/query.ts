import { MutationCache, QueryCache, QueryClient } from '@tanstack/vue-query'
import { ApiError } from '@/shared/api/errors'
import { toSignIn } from '@/shared/api/session'

function onError(failure: unknown) {
  if (failure instanceof ApiError && failure.status === 401) toSignIn()
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
