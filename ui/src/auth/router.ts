import { nextTick, watch } from 'vue'
import { createRouter, createWebHistory, type LocationQuery, type LocationQueryRaw } from 'vue-router'
import LoginPage from '@/auth/pages/LoginPage.vue'
import { usePublicConfig } from '@/auth/config'
import { pageQuery } from '@/auth/query'
import { completeMessages, currentLocale, translate } from '@/shared/i18n'
import '@/shared/lib/routeMeta'

/** Reads a query as forms write it; the router's own way would re-encode a signed one. */
function parseQuery(search: string): LocationQuery {
  const query: LocationQuery = {}
  const parameters = new URLSearchParams(search)
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name)
    query[name] = values.length > 1 ? values : (values[0] ?? '')
  }
  return query
}

function stringifyQuery(query: LocationQueryRaw = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string' || typeof one === 'number') parameters.append(name, String(one))
    }
  }
  return parameters.toString()
}

export const router = createRouter({
  history: createWebHistory(),
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is still experimental
  parseQuery,
  stringifyQuery,
  routes: [
    { path: '/login', component: LoginPage, meta: { title: 'login.title' } },
    {
      path: '/register',
      component: () => import('@/auth/pages/RegisterPage.vue'),
      meta: { title: 'register.title' },
    },
    {
      path: '/verify-mfa',
      component: () => import('@/auth/pages/VerifyMfaPage.vue'),
      meta: { title: 'verify.title' },
    },
    {
      path: '/enroll-mfa',
      component: () => import('@/auth/pages/EnrollMfaPage.vue'),
      meta: { title: 'enrol.title' },
    },
    {
      path: '/forgot-password',
      component: () => import('@/auth/pages/ForgotPasswordPage.vue'),
      meta: { title: 'forgot.title' },
    },
    {
      path: '/reset-password',
      component: () => import('@/auth/pages/ResetPasswordPage.vue'),
      meta: { title: 'reset.title' },
    },
    {
      path: '/verify-email',
      component: () => import('@/auth/pages/VerifyEmailPage.vue'),
      meta: { title: 'verifyEmail.title' },
    },
    {
      path: '/oauth2/consent',
      component: () => import('@/auth/pages/ConsentPage.vue'),
      meta: { title: 'consent.title' },
    },
    {
      path: '/no-access',
      component: () => import('@/auth/pages/NoAccessPage.vue'),
      meta: { title: 'noAccess.title' },
    },
    {
      path: '/select-org',
      component: () => import('@/auth/pages/SelectOrganizationPage.vue'),
      meta: { title: 'organization.title' },
    },
    {
      path: '/accept-invitation',
      component: () => import('@/auth/pages/AcceptInvitationPage.vue'),
      meta: { title: 'invitation.title' },
    },
    {
      path: '/device',
      component: () => import('@/auth/pages/DevicePage.vue'),
      meta: { title: 'device.heading' },
    },
    { path: '/setup', component: () => import('@/auth/pages/SetupPage.vue'), meta: { title: 'setup.title' } },
    {
      path: '/error',
      component: () => import('@/auth/pages/ErrorPage.vue'),
      meta: { title: 'errorPage.title' },
    },
    { path: '/:unknown(.*)', redirect: () => `/login${pageQuery()}` },
  ],
})

router.beforeEach(async (to) => {
  if (to.path !== '/login' || 'error' in to.query) await completeMessages()
})

const { appName } = usePublicConfig()

function showTitle() {
  const title = router.currentRoute.value.meta.title
  if (title) document.title = [translate(title), appName.value].filter(Boolean).join(' · ')
}

router.afterEach(() => void nextTick(showTitle))
watch([appName, currentLocale], showTitle)
