import * as v from 'valibot'
import type { Application } from '@/features/applications/api'
import { lines } from '@/shared/lib/text'

export const kinds = ['spa', 'web', 'native', 'machine'] as const
export type Kind = (typeof kinds)[number]

/** Browsers and phones cannot keep a secret. */
export function isPublicKind(kind: Kind): boolean {
  return kind === 'spa' || kind === 'native'
}

/** What the stored application looks like; the service itself only knows public and confidential clients. */
export function kindOf({ isPublic, redirectUris }: Pick<Application, 'isPublic' | 'redirectUris'>): Kind {
  if (isPublic) return redirectUris.length > 0 && redirectUris.every(isNativeUri) ? 'native' : 'spa'
  return redirectUris.length === 0 ? 'machine' : 'web'
}

function isNativeUri(uri: string): boolean {
  return !/^https?:\/\//i.test(uri) || isLoopback(uri)
}

function isLoopback(uri: string): boolean {
  return URL.canParse(uri) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(uri).hostname)
}

export type RedirectFault = 'notAddress' | 'fragment' | 'insecure' | 'harmful' | 'wildcard'

/** Why an address cannot receive authorization codes, or nothing when it can. */
export function redirectFault(uri: string): RedirectFault | undefined {
  if (!URL.canParse(uri)) return 'notAddress'
  const { protocol, host } = new URL(uri)
  if (/^(javascript|data|vbscript|file|blob|about):$/.test(protocol)) return 'harmful'
  if (uri.includes('#')) return 'fragment'
  if (host.includes('*') || uri.includes('*')) return 'wildcard'
  if (protocol === 'http:' && !isLoopback(uri)) return 'insecure'
  if (/^https?:$/.test(protocol) && host === '') return 'notAddress'
  return undefined
}

export const knownScopes = [
  'openid',
  'profile',
  'email',
  'offline_access',
  'roles',
  'permissions',
  'features',
  'org',
  'address',
  'phone',
] as const

export type Translate = (key: string, values?: Record<string, unknown>) => string

/** A text area of redirect URIs, one a line. */
export function redirectUrisRule(t: Translate, required: boolean) {
  return v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const uris = lines(dataset.value)
      if (required && uris.length === 0) {
        addIssue({ message: t('applications.invalid.redirectMissing') })
        return
      }
      for (const uri of uris) {
        const fault = redirectFault(uri)
        if (fault !== undefined) {
          addIssue({ message: redirectMessage(t, fault, uri) })
          return
        }
      }
      if (new Set(uris).size !== uris.length) {
        addIssue({ message: t('applications.invalid.redirectTwice') })
      }
    }),
  )
}

function redirectMessage(t: Translate, fault: RedirectFault, uri: string): string {
  switch (fault) {
    case 'notAddress':
      return t('applications.invalid.redirectAddress', { uri })
    case 'fragment':
      return t('applications.invalid.redirectFragment', { uri })
    case 'insecure':
      return t('applications.invalid.redirectInsecure', { uri })
    case 'wildcard':
      return t('applications.invalid.redirectWildcard', { uri })
    case 'harmful':
      return t('applications.invalid.redirectHarmful', { uri })
  }
}

export function nameRule(t: Translate) {
  return v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty(t('applications.invalid.name')),
    v.maxLength(100, t('applications.invalid.nameLong')),
  )
}

export function slugRule(t: Translate) {
  return v.pipe(
    v.string(),
    v.nonEmpty(t('applications.invalid.slug')),
    v.maxLength(64, t('applications.invalid.slugLong')),
    v.regex(/^[a-z0-9-]+$/, t('applications.invalid.slugForm')),
  )
}

export function detailsSchema(t: Translate, kind: Kind) {
  return v.object({
    name: nameRule(t),
    slug: slugRule(t),
    redirectUris: redirectUrisRule(t, kind !== 'machine'),
    allowedScopes: v.array(v.string()),
  })
}

export function settingsSchema(t: Translate) {
  return v.object({
    name: nameRule(t),
    description: v.pipe(v.string(), v.maxLength(500, t('applications.invalid.descriptionLong'))),
    url: v.pipe(
      v.string(),
      v.trim(),
      v.check(
        (url) => url === '' || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
        t('applications.invalid.url'),
      ),
    ),
    redirectUris: redirectUrisRule(t, false),
    allowedScopes: v.array(v.string()),
  })
}

const resourceForm = /^[a-zA-Z][a-zA-Z0-9._-]*$/

export function permissionSchema(t: Translate) {
  return v.object({
    resource: v.pipe(
      v.string(),
      v.trim(),
      v.nonEmpty(t('applications.invalid.resource')),
      v.maxLength(128, t('applications.invalid.resourceLong')),
      v.regex(resourceForm, t('applications.invalid.resourceForm')),
    ),
    action: v.picklist(['read', 'write']),
  })
}

export function roleSchema(t: Translate) {
  return v.object({
    name: v.pipe(
      v.string(),
      v.trim(),
      v.nonEmpty(t('applications.invalid.roleName')),
      v.maxLength(64, t('applications.invalid.roleNameLong')),
    ),
    description: v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(250, t('applications.invalid.roleDescriptionLong')),
    ),
    isDefault: v.boolean(),
  })
}

/** The claim a permission becomes: reading is the bare resource. */
export function permissionClaim({
  resource,
  action,
}: {
  resource: string
  action: 'read' | 'write'
}): string {
  return action === 'write' ? `${resource}.write` : resource
}

/** Permissions by what stands before the first dot of their resource, both in alphabetical order. */
export function groupPermissions<P extends { resource: string; action: 'read' | 'write' }>(
  permissions: readonly P[],
): { group: string; permissions: P[] }[] {
  const groups = new Map<string, P[]>()
  for (const permission of permissions) {
    const group = permission.resource.split('.')[0]!
    groups.set(group, [...(groups.get(group) ?? []), permission])
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([group, members]) => ({
      group,
      permissions: members.sort((a, b) => permissionClaim(a).localeCompare(permissionClaim(b))),
    }))
}
