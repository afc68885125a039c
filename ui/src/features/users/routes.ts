import type { RouteRecordRaw } from 'vue-router'

export const userRoutes: RouteRecordRaw[] = [
  {
    path: 'admin/users',
    meta: { admin: true, title: 'users.title' },
    children: [
      {
        path: '',
        component: () => import('@/features/users/pages/UserListPage.vue'),
        children: [{ path: 'new', component: () => import('@/features/users/pages/NewUserModal.vue') }],
      },
      {
        path: ':id',
        component: () => import('@/features/users/pages/UserPage.vue'),
        props: true,
        children: [
          { path: '', component: () => import('@/features/users/pages/OverviewTab.vue') },
          { path: 'applications', component: () => import('@/features/users/pages/ApplicationsTab.vue') },
          { path: 'organizations', component: () => import('@/features/users/pages/OrganizationsTab.vue') },
          { path: 'sessions', component: () => import('@/features/users/pages/SessionsTab.vue') },
          { path: 'security', component: () => import('@/features/users/pages/SecurityTab.vue') },
          { path: 'activity', component: () => import('@/features/users/pages/ActivityTab.vue') },
        ],
      },
    ],
  },
]
