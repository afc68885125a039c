import createClient from 'openapi-fetch'
import { ApiError, toApiError, unreachable } from '@/shared/api/errors'
import type { ServicePaths } from '@/shared/api/paths'

export const api = createClient<ServicePaths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  // Looked up at each request, so that whatever replaces fetch later is used.
  fetch: (request) => fetch(request),
})

/** Turns an answer into its data, and anything else into an ApiError. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  let answer
  try {
    answer = await call
  } catch (cause) {
    throw new ApiError(0, unreachable, cause instanceof Error ? cause.message : '')
  }
  if (!answer.response.ok) throw toApiError(answer.response, answer.error)
  return answer.data as T
}
