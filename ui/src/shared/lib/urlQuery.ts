import { ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** A text kept in the address, so that a filtered page can be reloaded, shared and gone back to. */
export function useUrlQuery(name: string): Ref<string> {
  const route = useRoute()
  const router = useRouter()

  function inAddress(): string {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }

  const text = ref(inAddress())
  watch(inAddress, (value) => {
    text.value = value
  })
  watch(text, (value) => {
    if (value === inAddress()) return
    void router.replace({ query: { ...route.query, [name]: value === '' ? undefined : value } })
  })
  return text
}
