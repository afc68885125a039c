import type { RouteRecordRaw } from 'vue-router'

export const organizationRoutes: RouteRecordRaw[] = [
  {
    path: 'admin/organizations',
    meta: { admin: true, title: 'organizations.title' },
    children: [
      {
        path: '',
        component: () => import('@/features/organizations/pages/OrganizationListPage.vue'),
        children: [
          { path: 'new', component: () => import('@/features/organizations/pages/NewOrganizationModal.vue') },
        ],
      },
      {
        path: ':id',
        component: () => import('@/features/organizations/pages/OrganizationPage.vue'),
        props: true,
        children: [
          { path: '', component: () => import('@/features/organizations/pages/MembersTab.vue') },
          {
            path: 'invitations',
            component: () => import('@/features/organizations/pages/InvitationsTab.vue'),
          },
          { path: 'settings', component: () => import('@/features/organizations/pages/SettingsTab.vue') },
        ],
      },
    ],
  },
]
