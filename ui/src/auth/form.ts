import { nextTick, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import * as v from 'valibot'
import { longest, shortest } from '@/shared/lib/strength'
import { ApiError } from '@/shared/api/errors'

/** Rules carry message keys, so that a shown error follows a change of language. */
export const rules = {
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('invalid.name'), v.maxLength(100, 'invalid.nameLong')),
  email: v.pipe(v.string(), v.trim(), v.nonEmpty('invalid.emailMissing'), v.email('invalid.email')),
  password: v.pipe(v.string(), v.nonEmpty('invalid.passwordMissing')),
  newPassword: v.pipe(
    v.string(),
    v.minLength(shortest, 'invalid.passwordShort'),
    v.maxLength(longest, 'invalid.passwordLong'),
  ),
}

type Schema = v.GenericSchema<Record<string, unknown>, Record<string, unknown>>

/** State of a small form: checks on submit, points at the first fault, keeps the server's refusal. */
export function useForm<S extends Schema>(schema: S, values: () => v.InferInput<S>) {
  const { t } = useI18n()
  const faults = ref<Record<string, string>>({})
  const failure = ref<unknown>()
  const busy = ref(false)

  function error(field: string): string | undefined {
    const key = faults.value[field]
    return key === undefined ? undefined : t(key, { shortest, longest })
  }

  async function submit(event: Event, send: (data: v.InferOutput<S>) => Promise<unknown>) {
    if (busy.value) return
    const form = event.target as HTMLFormElement
    const checked = v.safeParse(schema, values())
    faults.value = {}
    failure.value = undefined
    if (!checked.success) {
      for (const issue of checked.issues) {
        const field = v.getDotPath(issue)
        if (field !== null) faults.value[field] ??= issue.message
      }
      await nextTick()
      form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
      return
    }
    busy.value = true
    try {
      await send(checked.output)
    } catch (cause) {
      failure.value = cause
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, error, submit }
}

/** The authorization request no longer holds, or was answered: only the application can start a new one. */
export function isStale(failure: unknown): boolean {
  return failure instanceof ApiError && ['invalid_signature', 'invalid_request_uri'].includes(failure.code)
}
