import type { RouteRecordRaw } from 'vue-router'

export const applicationRoutes: RouteRecordRaw[] = [
  {
    path: 'admin/applications',
    meta: { admin: true, title: 'applications.title' },
    children: [
      { path: '', component: () => import('@/features/applications/pages/ApplicationListPage.vue') },
      { path: 'new', component: () => import('@/features/applications/pages/NewApplicationPage.vue') },
      {
        path: ':id',
        component: () => import('@/features/applications/pages/ApplicationPage.vue'),
        props: true,
        children: [
          {
            path: '',
            component: () => import('@/features/applications/pages/OverviewTab.vue'),
          },
          {
            path: 'integration',
            component: () => import('@/features/applications/pages/IntegrationTab.vue'),
          },
          {
            path: 'users',
            component: () => import('@/features/applications/pages/UsersTab.vue'),
            children: [
              {
                path: 'grant',
                component: () => import('@/features/applications/pages/GrantAccessModal.vue'),
              },
            ],
          },
          {
            path: 'roles',
            component: () => import('@/features/applications/pages/RolesTab.vue'),
            children: [
              { path: 'new', component: () => import('@/features/applications/pages/NewRoleModal.vue') },
              {
                path: 'new-permission',
                component: () => import('@/features/applications/pages/NewPermissionModal.vue'),
              },
            ],
          },
          {
            path: 'protocol',
            component: () => import('@/features/applications/pages/ProtocolTab.vue'),
          },
          {
            path: 'settings',
            component: () => import('@/features/applications/pages/SettingsTab.vue'),
          },
        ],
      },
    ],
  },
]
