import type { RouteRecordRaw } from 'vue-router'

export const accountRoutes: RouteRecordRaw[] = [
  {
    path: 'profile',
    component: () => import('@/features/account/pages/ProfilePage.vue'),
    meta: { title: 'profile.title' },
  },
]
