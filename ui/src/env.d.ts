/// <reference types="vite/client" />

declare module 'virtual:nuxt-ui-icons' {
  export const init: (add: (name: string, data: never) => boolean) => void
}
