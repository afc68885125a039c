import type { RouteRecordRaw } from 'vue-router'

export const auditRoutes: RouteRecordRaw[] = [
  {
    path: 'admin/audit',
    meta: { admin: true, title: 'audit.title' },
    component: () => import('@/features/audit/pages/AuditPage.vue'),
  },
]
