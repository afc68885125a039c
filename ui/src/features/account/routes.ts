import type { RouteRecordRaw } from 'vue-router'

export const accountRoutes: RouteRecordRaw[] = [
  {
    path: 'profile',
    component: () => import('@/features/account/pages/ProfilePage.vue'),
    meta: { title: 'profile.title' },
  },
  {
    path: 'profile/security',
    component: () => import('@/features/account/pages/SecurityPage.vue'),
    meta: { title: 'security.title' },
  },
  { path: 'profile/mfa', redirect: '/profile/security' },
  {
    path: 'profile/sessions',
    component: () => import('@/features/account/pages/SessionsPage.vue'),
    meta: { title: 'sessions.title' },
  },
  {
    path: 'profile/applications',
    component: () => import('@/features/account/pages/ConnectedPage.vue'),
    meta: { title: 'connected.title' },
  },
  {
    path: 'profile/activity',
    component: () => import('@/features/account/pages/ActivityPage.vue'),
    meta: { title: 'activity.title' },
  },
  {
    path: 'profile/data',
    component: () => import('@/features/account/pages/DataPage.vue'),
    meta: { title: 'data.title' },
  },
]
