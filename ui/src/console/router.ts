import { nextTick, watch } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { accountRoutes } from '@/features/account/routes'
import { applicationRoutes } from '@/features/applications/routes'
import { auditRoutes } from '@/features/audit/routes'
import { dashboardRoutes } from '@/features/dashboard/routes'
import { organizationRoutes } from '@/features/organizations/routes'
import { sessionRoutes } from '@/features/sessions/routes'
import { userRoutes } from '@/features/users/routes'
import { configQuery } from '@/shared/api/config'
import { queryClient } from '@/shared/api/query'
import { sessionQuery, toSignIn } from '@/shared/api/session'
import { completeMessages, currentLocale, translate } from '@/shared/i18n'
import { pageSubject } from '@/shared/lib/page'
import { isAdmin } from '@/shared/lib/roles'
import '@/shared/lib/routeMeta'

export const router = createRouter({
  history: createWebHistory(),
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is still experimental
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : { top: 0 }),
  routes: [
    { path: '/', redirect: '/admin' },
    {
      path: '/',
      component: () => import('@/console/layouts/ConsoleLayout.vue'),
      children: [
        { path: 'admin', redirect: '/admin/dashboard', meta: { admin: true } },
        ...dashboardRoutes,
        ...applicationRoutes,
        ...userRoutes,
        ...organizationRoutes,
        ...sessionRoutes,
        ...auditRoutes,
        ...accountRoutes,
        {
          path: ':unknown(.*)',
          component: () => import('@/console/pages/NotFoundPage.vue'),
          meta: { title: 'notFound.title' },
        },
      ],
    },
  ],
})

router.beforeEach(async (to) => {
  let session
  try {
    session = await queryClient.query(sessionQuery)
  } catch {
    // The layout shows why the session could not be read.
    return true
  }
  if (session === null) {
    toSignIn(to.fullPath)
    return false
  }
  if (!to.meta.admin) return true
  if (!isAdmin(session.user.role)) return '/profile'
  await completeMessages()
  return true
})

function showTitle() {
  const { title } = router.currentRoute.value.meta
  const config = queryClient.getQueryData(configQuery.queryKey)
  document.title = [pageSubject.value, title && translate(title), config?.appName].filter(Boolean).join(' · ')
}

router.afterEach(() => void nextTick(showTitle))
watch([pageSubject, currentLocale], showTitle)
void queryClient.query(configQuery).then(showTitle)
