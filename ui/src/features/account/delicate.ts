import { ref, shallowRef } from 'vue'
import { proving, withheld } from '@/features/account/proof'
import { errorText } from '@/shared/api/errors'

/**
 * One of several delicate changes at a time, each made by a password that a dialog asks for: `asked` is the change the
 * dialog is open for, `refusal` why the last try was refused.
 */
export function usePasswordChange<Change extends string>(
  make: (change: Change, password: string) => Promise<unknown>,
  { hasFactor, busy }: { hasFactor: () => boolean; busy: () => boolean },
) {
  const asked = shallowRef<Change>()
  const refusal = ref<string>()

  function ask(change: Change) {
    refusal.value = undefined
    asked.value = change
  }

  function dismiss() {
    asked.value = undefined
  }

  async function confirm(password: string) {
    const change = asked.value
    if (change === undefined || busy()) return
    refusal.value = undefined
    try {
      if ((await proving(() => make(change, password), hasFactor())) !== withheld) dismiss()
    } catch (cause) {
      refusal.value = errorText(cause)
    }
  }

  return { asked, refusal, ask, dismiss, confirm }
}
