import type { RouteRecordRaw } from 'vue-router'

export const dashboardRoutes: RouteRecordRaw[] = [
  {
    path: 'admin/dashboard',
    meta: { admin: true, title: 'dashboard.title' },
    component: () => import('@/features/dashboard/pages/DashboardPage.vue'),
  },
]
