import { onScopeDispose, ref, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** The name of the one thing a page shows, for the breadcrumb and the window's title. */
export const pageSubject = ref<string>()

export function usePageSubject(name: MaybeRefOrGetter<string | undefined>): void {
  watchEffect(() => {
    pageSubject.value = toValue(name)
  })
  onScopeDispose(() => {
    pageSubject.value = undefined
  })
}
