import * as v from 'valibot'
import type { ActivityEvent, ProfileChange } from '@/shared/api/paths'
import { longest, shortest } from '@/shared/lib/strength'

export type Translate = (key: string, values?: Record<string, unknown>) => string

export interface Profile extends Required<ProfileChange> {
  locale: string
}

interface Stored {
  name: string
  phone: string | null
  company: string | null
  position: string | null
  address: string | null
  locale?: string | null
}

/** The profile as a form holds it: nothing said is an empty text. */
export function profileOf(user: Stored): Profile {
  return {
    name: user.name,
    phone: user.phone ?? '',
    company: user.company ?? '',
    position: user.position ?? '',
    address: user.address ?? '',
    locale: user.locale ?? '',
  }
}

/** What a form changed; the server is told nothing else. */
export function changesOf(before: Profile, after: Profile): ProfileChange {
  const changed = Object.entries(after)
    .map(([field, value]) => [field, (value as string).trim()] as const)
    .filter(([field, value]) => value !== before[field as keyof Profile])
  return Object.fromEntries(changed)
}

export function profileSchema(t: Translate) {
  const text = v.pipe(v.string(), v.maxLength(200, t('profile.invalid.long')))
  return v.object({
    name: v.pipe(
      v.string(),
      v.trim(),
      v.nonEmpty(t('profile.invalid.name')),
      v.maxLength(100, t('profile.invalid.nameLong')),
    ),
    phone: text,
    company: text,
    position: text,
    address: text,
    locale: v.string(),
  })
}

export function emailSchema(t: Translate) {
  return v.object({
    email: v.pipe(v.string(), v.trim(), v.email(t('profile.invalid.email'))),
  })
}

/** The current password is only asked of those who have one. */
export function passwordSchema(t: Translate) {
  return v.object({
    current: v.pipe(v.string(), v.nonEmpty(t('password.invalid.current'))),
    next: v.pipe(
      v.string(),
      v.minLength(shortest, t('password.invalid.short', { n: shortest })),
      v.maxLength(longest, t('password.invalid.long', { n: longest })),
    ),
    others: v.boolean(),
  })
}

function text(details: Record<string, unknown>, name: string): string {
  const value = details[name]
  return typeof value === 'string' ? value : ''
}

/** What happened, in words; actions without words of their own are shown by name. */
export function activityText(event: Pick<ActivityEvent, 'action' | 'details'>, t: Translate): string {
  const named = { name: text(event.details, 'name'), provider: text(event.details, 'provider') }
  switch (event.action) {
    case 'session.started':
      return t('activity.sessionStarted')
    case 'session.ended':
      return t('activity.sessionEnded')
    case 'session.proved':
      return t('activity.sessionProved')
    case 'session.organization_changed':
      return t('activity.organizationChanged')
    case 'sign_in.refused':
      return t('activity.signInRefused')
    case 'sign_in.throttled':
      return t('activity.signInThrottled')
    case 'sign_in.challenged':
      return t('activity.signInChallenged')
    case 'user.created':
      return t('activity.userCreated')
    case 'user.updated':
      return t('activity.userUpdated')
    case 'user.role_changed':
      return t('activity.roleChanged')
    case 'user.banned':
      return t('activity.userBanned')
    case 'user.unbanned':
      return t('activity.userUnbanned')
    case 'user.impersonated':
      return t('activity.impersonated')
    case 'user.deletion_scheduled':
      return t('activity.deletionScheduled')
    case 'user.restored':
      return t('activity.userRestored')
    case 'user.exported':
      return t('activity.userExported')
    case 'user.email_verified':
      return t('activity.emailVerified')
    case 'user.email_changed':
      return t('activity.emailChanged')
    case 'user.password_changed':
      return t('activity.passwordChanged')
    case 'user.password_reset':
      return t('activity.passwordReset')
    case 'user.password_set':
      return t('activity.passwordSet')
    case 'password.compromised':
      return t('activity.passwordCompromised')
    case 'totp.proposed':
      return t('activity.totpProposed')
    case 'totp.enabled':
      return t('activity.totpEnabled')
    case 'otp.enabled':
      return t('activity.otpEnabled')
    case 'two_factor.disabled':
      return t('activity.factorDisabled')
    case 'backup_codes.replaced':
      return t('activity.backupReplaced')
    case 'backup_code.used':
      return t('activity.backupUsed')
    case 'trusted_device.added':
      return t('activity.deviceTrusted')
    case 'trusted_device.revoked':
      return t('activity.deviceForgotten')
    case 'passkey.added':
      return t('activity.passkeyAdded', named)
    case 'passkey.renamed':
      return t('activity.passkeyRenamed', named)
    case 'passkey.removed':
      return t('activity.passkeyRemoved', named)
    case 'passkey.refused':
      return t('activity.passkeyRefused')
    case 'passkey.clone_suspected':
      return t('activity.passkeyCloned')
    case 'account.linked':
      return t('activity.accountLinked', named)
    case 'account.unlinked':
      return t('activity.accountUnlinked', named)
    case 'consent.given':
      return t('activity.consentGiven')
    case 'application.disconnected':
      return t('activity.disconnected')
    case 'grant.revoked':
    case 'user.grants_revoked':
      return t('activity.grantRevoked')
    default:
      return event.action
  }
}

/** The mark beside an event: what asks for a second look stands out. */
export function activityIcon({ action }: Pick<ActivityEvent, 'action'>): string {
  if (/refused|banned|throttled|compromised|clone/.test(action)) return 'i-lucide-shield-alert'
  const [kind] = action.split('.')
  switch (kind) {
    case 'session':
      return 'i-lucide-log-in'
    case 'passkey':
    case 'totp':
    case 'otp':
    case 'two_factor':
    case 'backup_code':
    case 'backup_codes':
    case 'trusted_device':
    case 'password':
      return 'i-lucide-key-round'
    case 'consent':
    case 'grant':
    case 'application':
    case 'account':
      return 'i-lucide-plug'
    default:
      return 'i-lucide-circle-user-round'
  }
}

/** Days as people group them: one heading each, newest first, in the order they came. */
export function byDay<E extends { at: string }>(
  events: readonly E[],
  locale: string,
): { day: string; label: string; events: E[] }[] {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full' })
  const days: { day: string; label: string; events: E[] }[] = []
  for (const event of events) {
    const at = new Date(event.at)
    const day = `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`
    const last = days.at(-1)
    if (last?.day === day) last.events.push(event)
    else days.push({ day, label: format.format(at), events: [event] })
  }
  return days
}

/** Why connecting an account elsewhere came to nothing. */
export function connectTrouble(code: string, t: Translate): string {
  switch (code) {
    case 'account_already_linked_to_different_user':
      return t('signIns.trouble.taken')
    case 'access_denied':
      return t('signIns.trouble.refused')
    case 'please_restart_the_process':
    case 'state_mismatch':
    case 'unable_to_link_account':
      return t('signIns.trouble.late')
    default:
      return t('signIns.trouble.other')
  }
}
