import { addIcon } from '@iconify/vue'
import { init } from 'virtual:nuxt-ui-icons'
import type { Plugin } from 'vue'

/**
 * Takes the place of Nuxt UI's own plugin, which injects a style element and sets innerHTML: a strict style-src and
 * Trusted Types refuse both. Only the icons bundled at build time are kept; the colours are in console.css.
 */
export const nuxtUi: Plugin = {
  install() {
    init((name, data) => {
      const colon = name.indexOf(':')
      // A collection whose name holds a dash is also asked for with dashes only.
      if (name.slice(0, Math.max(colon, 0)).includes('-')) addIcon(name.replace(':', '-'), data)
      return addIcon(name, data)
    })
  },
}
