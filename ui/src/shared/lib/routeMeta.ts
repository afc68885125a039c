import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Message key of the page's title. */
    title?: string
    /** Set on pages of the administration, which ordinary users may not open. */
    admin?: boolean
  }
}
