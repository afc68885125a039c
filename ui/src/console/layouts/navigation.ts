export interface NavigationEntry {
  to: string
  icon: string
  /** Message key. */
  label: string
}

export const administration: NavigationEntry[] = [
  { to: '/admin/dashboard', icon: 'i-lucide-gauge', label: 'nav.dashboard' },
  { to: '/admin/applications', icon: 'i-lucide-layout-grid', label: 'nav.applications' },
  { to: '/admin/users', icon: 'i-lucide-users', label: 'nav.users' },
  { to: '/admin/organizations', icon: 'i-lucide-building-2', label: 'nav.organizations' },
  { to: '/admin/sessions', icon: 'i-lucide-monitor-smartphone', label: 'nav.adminSessions' },
  { to: '/admin/audit', icon: 'i-lucide-scroll-text', label: 'nav.audit' },
]

export const personal: NavigationEntry[] = [
  { to: '/profile', icon: 'i-lucide-circle-user-round', label: 'nav.profile' },
  { to: '/profile/security', icon: 'i-lucide-shield-check', label: 'nav.security' },
  { to: '/profile/sessions', icon: 'i-lucide-monitor-smartphone', label: 'nav.sessions' },
  { to: '/profile/applications', icon: 'i-lucide-plug', label: 'nav.connected' },
  { to: '/profile/activity', icon: 'i-lucide-history', label: 'nav.activity' },
  { to: '/profile/data', icon: 'i-lucide-archive', label: 'nav.data' },
]
