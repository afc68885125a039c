import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import '@/console/console.css'
import { createApp } from 'vue'
import { VueQueryPlugin } from '@tanstack/vue-query'
import common from '@locales/en/common.json'
import console from '@locales/en/console.json'
import factors from '@locales/en/factors.json'
import App from '@/console/App.vue'
import { nuxtUi } from '@/console/lib/nuxt-ui'
import { router } from '@/console/router'
import { queryClient } from '@/shared/api/query'
import { completeMessages, i18n, setUpLocale } from '@/shared/i18n'

await setUpLocale(
  { ...common, ...console, ...factors },
  { fr: async () => (await import('@/console/messages.fr')).default },
  [],
  async () => (await import('@/console/messages.en')).default,
)
// Not waited for: until they are here, a refusal is told in the server's words.
void completeMessages().catch(() => undefined)
createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient }).use(nuxtUi).mount('#app')
