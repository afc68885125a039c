import type { Stats } from '@/features/dashboard/api'

export interface Step {
  key: 'application' | 'people' | 'mfa' | 'mail' | 'provider'
  done: boolean
  to: string
}

/** What makes a new service useful, in the order in which it is done. */
export function steps(
  stats: Pick<Stats, 'applications' | 'users'>,
  services: { mail: boolean; providers: Record<string, { enabled: boolean }> },
  protectedSelf: boolean,
): Step[] {
  return [
    { key: 'application', done: stats.applications.total > 0, to: '/admin/applications/new' },
    { key: 'people', done: stats.users.total > 1, to: '/admin/users/new' },
    { key: 'mfa', done: protectedSelf, to: '/profile/security' },
    { key: 'mail', done: services.mail, to: '' },
    { key: 'provider', done: Object.values(services.providers).some(({ enabled }) => enabled), to: '' },
  ]
}

/** How the second half of the days stands against the first, as a share; nothing where there is nothing to compare with. */
export function trend(counts: readonly number[]): number | undefined {
  const half = Math.floor(counts.length / 2)
  const sum = (part: readonly number[]) => part.reduce((total, count) => total + count, 0)
  const before = sum(counts.slice(0, half))
  return before === 0 ? undefined : sum(counts.slice(counts.length - half)) / before - 1
}
