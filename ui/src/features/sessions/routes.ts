import type { RouteRecordRaw } from 'vue-router'

export const sessionRoutes: RouteRecordRaw[] = [
  {
    path: 'admin/sessions',
    meta: { admin: true, title: 'adminSessions.title' },
    component: () => import('@/features/sessions/pages/SessionListPage.vue'),
  },
]
