import { computed, ref } from 'vue'
import { api, unwrap } from '@/shared/api/client'
import type { PublicConfig } from '@/shared/api/paths'
import { clientId, pageQuery } from '@/auth/query'
import { readPreference, writePreference } from '@/shared/lib/storage'

const config = ref<PublicConfig>()
const failure = ref<unknown>()
// The last name seen, so that it does not pop in on each visit.
const lastName = ref(readPreference('appName') ?? '')
let loading: Promise<void> | undefined

async function load() {
  const client = clientId(pageQuery())
  try {
    config.value = await unwrap(
      api.GET('/api/public/config', { params: { query: client === undefined ? {} : { client_id: client } } }),
    )
    failure.value = undefined
    lastName.value = config.value.appName
    writePreference('appName', config.value.appName)
  } catch (cause) {
    failure.value = cause
    loading = undefined
  }
}

/** What the service offers, once it is known; nothing when it cannot be asked. */
export async function configLoaded(): Promise<PublicConfig | undefined> {
  loading ??= load()
  await loading
  return config.value
}

/** What pages may know before anybody signs in: the service's name, what is switched on, who asks. */
export function usePublicConfig() {
  loading ??= load()
  return { config, failure, appName: computed(() => config.value?.appName ?? lastName.value) }
}
