import '@fontsource-variable/inter/index.css'
import '@/auth/auth.css'
import { createApp } from 'vue'
import { RouterView } from 'vue-router'
import auth from '@locales/en/auth.json'
import common from '@locales/en/common.json'
import { pageQuery, uiLocales } from '@/auth/query'
import { router } from '@/auth/router'
import { i18n, setUpLocale } from '@/shared/i18n'

await setUpLocale(
  { ...common, ...auth },
  { fr: async () => (await import('@/auth/messages.fr')).default },
  uiLocales(pageQuery()),
  async () => (await import('@/auth/messages.en')).default,
)
createApp(RouterView).use(i18n).use(router).mount('#app')
