import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import '@/console/console.css'
import { createApp } from 'vue'
import { VueQueryPlugin } from '@tanstack/vue-query'
import common from '@locales/en/common.json'
import console from '@locales/en/console.json'
import errors from '@locales/en/errors.json'
import factors from '@locales/en/factors.json'
import App from '@/console/App.vue'
import { nuxtUi } from '@/console/lib/nuxt-ui'
import { router } from '@/console/router'
import { queryClient } from '@/shared/api/query'
import { i18n, setUpLocale } from '@/shared/i18n'

await setUpLocale(
  { ...common, ...console, ...factors, errors: { ...common.errors, ...errors.errors } },
  { fr: async () => (await import('@/console/messages.fr')).default },
)
createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient }).use(nuxtUi).mount('#app')
