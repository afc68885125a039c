import { hasMessage, translate } from '@/shared/i18n'

/** A refused or failed request, whatever dialect the server answered in. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: unknown,
    /** Seconds the server asks us to wait, when it does. */
    readonly retryAfter?: number,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

/** Stands for requests that never got an answer. */
export const unreachable = 'NETWORK'

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function seconds(headers: Headers): number | undefined {
  const value = Number(headers.get('retry-after') ?? headers.get('x-retry-after') ?? '')
  return Number.isFinite(value) && value > 0 ? Math.ceil(value) : undefined
}

/**
 * Reads the three error dialects of the service: the native API's {error: {code, message, details}}, the
 * authentication endpoints' {code, message} and OAuth's {error, error_description}.
 */
export function toApiError(response: Response, body: unknown): ApiError {
  const wait = seconds(response.headers)
  if (typeof body === 'object' && body !== null) {
    const outer = body as Record<string, unknown>
    if (typeof outer.error === 'object' && outer.error !== null) {
      const inner = outer.error as Record<string, unknown>
      return new ApiError(
        response.status,
        text(inner.code) ?? '',
        text(inner.message) ?? '',
        inner.details,
        wait,
      )
    }
    return new ApiError(
      response.status,
      text(outer.code) ?? text(outer.error) ?? '',
      text(outer.message) ?? text(outer.error_description) ?? '',
      outer.details,
      wait,
    )
  }
  return new ApiError(response.status, '', '', undefined, wait)
}

/** The sentence a person reads about a failure, in the current language. */
export function errorText(failure: unknown): string {
  if (!(failure instanceof ApiError)) return translate('errors.UNEXPECTED')
  if (failure.status === 429) {
    return failure.retryAfter === undefined
      ? translate('errors.TOO_MANY_REQUESTS')
      : translate('errors.TOO_MANY_REQUESTS_WAIT', { seconds: failure.retryAfter })
  }
  const key = `errors.${failure.code}`
  if (failure.code !== '' && hasMessage(key)) return translate(key)
  return failure.message || translate('errors.UNEXPECTED')
}
