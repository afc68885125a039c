import { readonly, ref } from 'vue'
import { errorText } from '@/shared/api/errors'

export interface Notice {
  id: number
  tone: 'ok' | 'bad'
  text: string
}

const shown = ref<Notice[]>([])
let last = 0

function add(tone: Notice['tone'], text: string) {
  last += 1
  // A stack of more than three would cover the page and nobody would read it.
  shown.value = [...shown.value.slice(-2), { id: last, tone, text }]
}

export const notices = readonly(shown)

/** Short messages in the corner: what was done, or why it was not. */
export const notify = {
  done: (text: string) => {
    add('ok', text)
  },
  failure: (cause: unknown) => {
    add('bad', errorText(cause))
  },
  dismiss: (id: number) => {
    shown.value = shown.value.filter((notice) => notice.id !== id)
  },
}
