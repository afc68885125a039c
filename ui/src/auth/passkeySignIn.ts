import { onBeforeUnmount, onMounted } from 'vue'
import { ApiError } from '@/shared/api/errors'
import type { SignInResult } from '@/shared/api/paths'
import { autofillSupported, cancelPasskey, isCancelled, preparePasskeys } from '@/shared/lib/webauthn'
import { proveByPasskey } from '@/auth/factors'

/** Below the five minutes that a challenge lasts. */
const renewal = 4 * 60 * 1000

/**
 * Offers passkeys among the suggestions of the page's username field for as long as the page is open. What becomes of
 * it is told to the page.
 */
export function usePasskeyAutofill(
  enabled: () => Promise<boolean>,
  signedIn: (answer: SignInResult) => Promise<unknown>,
  failed: (cause: unknown) => void,
) {
  let open = true
  let round = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function offer() {
    const current = ++round
    clearTimeout(timer)
    timer = setTimeout(() => void offer(), renewal)
    try {
      await signedIn(await proveByPasskey({ autofill: true }))
    } catch (cause) {
      if (!open || current !== round || isCancelled(cause)) return
      // Not reaching the server is told when something is asked of it; nobody asked yet.
      if (cause instanceof ApiError && cause.status > 0) failed(cause)
    }
  }

  async function start() {
    if (open && (await enabled()) && (await autofillSupported())) await offer()
  }

  function stop() {
    round++
    clearTimeout(timer)
  }

  onMounted(() => {
    preparePasskeys()
    void start()
  })
  onBeforeUnmount(() => {
    open = false
    stop()
    void cancelPasskey()
  })

  return { stop, start }
}
