export interface NavigationEntry {
  to: string
  icon: string
  /** Message key. */
  label: string
}

export const administration: NavigationEntry[] = [
  { to: '/admin/applications', icon: 'i-lucide-layout-grid', label: 'nav.applications' },
]

export const personal: NavigationEntry[] = [
  { to: '/profile', icon: 'i-lucide-circle-user-round', label: 'nav.profile' },
]
