import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import type { Plugin } from 'vite'
import vue from '@vitejs/plugin-vue'
import ui from '@nuxt/ui/vite'
import i18n from '@intlify/unplugin-vue-i18n/vite'
import { componentThemes } from './ui.theme.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const authPages =
  /^\/(login|register|setup|no-access|error|select-org|forgot-password|reset-password|verify-mfa|enroll-mfa|verify-email|accept-invitation|device|oauth2\/[^?]*)(?=[/?]|$)/

/** Serves the two HTML entries in development as the server does in production. */
function entries(): Plugin {
  return {
    name: 'auth-service:entries',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (request.url && authPages.test(request.url)) request.url = '/auth.html'
        next()
      })
    },
  }
}

export default defineConfig({
  plugins: [
    entries(),
    vue(),
    i18n({
      include: [at('./locales/**')],
      runtimeOnly: false,
      dropMessageCompiler: true,
      strictMessage: true,
    }),
    ui({
      autoImport: false,
      colorMode: false,
      experimental: { componentDetection: true },
      icon: {
        clientBundle: {
          scan: {
            globInclude: ['src/**/*.{vue,ts}'],
            globExclude: ['src/**/*.test.ts', 'src/shared/api/schema.d.ts'],
          },
        },
      },
      ui: componentThemes,
    }),
  ],
  resolve: {
    alias: [
      { find: '@locales', replacement: at('./locales') },
      { find: '@', replacement: at('./src') },
      // UDrawer is unused and its dependency injects a style element, which style-src 'self' refuses.
      { find: /^vaul-vue$/, replacement: at('./src/console/lib/no-vaul.ts') },
      { find: /^vue-i18n$/, replacement: 'vue-i18n/dist/vue-i18n.runtime.mjs' },
    ],
  },
  define: {
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ['/api', '/.well-known', '/openapi.json'].map((path) => [path, 'http://localhost:3001']),
    ),
  },
  build: {
    target: 'es2022',
    // A font inlined as a data: address would be refused by font-src 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    // The first test of a file loads its modules, which takes long on a busy machine.
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
})
