import { ref } from 'vue'

/** Runs one thing at a time and keeps why it failed. */
export function useAction() {
  const busy = ref(false)
  const failure = ref<unknown>()

  async function run(action: () => Promise<unknown>) {
    if (busy.value) return
    busy.value = true
    failure.value = undefined
    try {
      await action()
    } catch (cause) {
      failure.value = cause
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, run }
}
