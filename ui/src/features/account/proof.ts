import { readonly, ref } from 'vue'
import { ApiError } from '@/shared/api/errors'

const waiting = ref<(proved: boolean) => void>()

/** Set while a person is asked for their password. */
export const asking = readonly(waiting)

export function answer(proved: boolean): void {
  waiting.value?.(proved)
  waiting.value = undefined
}

function ask(): Promise<boolean> {
  answer(false)
  return new Promise((resolve) => {
    waiting.value = resolve
  })
}

/** Goes to prove a second factor and comes back to this page. */
export function stepUp(): void {
  location.assign(`/verify-mfa?redirectTo=${encodeURIComponent(location.pathname)}`)
}

/** What a delicate change came to when the person had first to prove, elsewhere or not at all, who they are. */
export const withheld = Symbol('withheld')

/**
 * Makes a delicate change. When the server wants to know first that it is still the same person, they are asked, and
 * the change is tried once more.
 */
export async function proving<T>(change: () => Promise<T>, hasFactor: boolean): Promise<T | typeof withheld> {
  try {
    return await change()
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause
    const stale = cause.code === 'SESSION_NOT_FRESH'
    if (cause.code === 'SECOND_FACTOR_REQUIRED' || (stale && hasFactor)) {
      stepUp()
      return withheld
    }
    if (!stale) throw cause
    return (await ask()) ? change() : withheld
  }
}
