import {
  AtSign,
  Building2,
  Fingerprint,
  IdCard,
  KeyRound,
  MapPin,
  Phone,
  RefreshCw,
  Sparkles,
  UserRound,
} from '@lucide/vue'
import { hasMessage } from '@/shared/i18n'

const icons = {
  openid: Fingerprint,
  profile: UserRound,
  email: AtSign,
  offline_access: RefreshCw,
  roles: IdCard,
  permissions: KeyRound,
  features: Sparkles,
  org: Building2,
  address: MapPin,
  phone: Phone,
}

export interface Scope {
  name: string
  icon: typeof KeyRound
  /** Message key of its description; scopes of the application's own are shown by name. */
  message: string | undefined
}

/**
 * What a request asks the person to agree to, in its order and without repetition: its scopes, or where claims ask
 * for more, what the server says that comes to.
 */
export function requestedScopes(query: string): Scope[] {
  const asked = new URLSearchParams(query)
  return namedScopes((asked.get('consent') ?? asked.get('scope'))?.split(' ').filter(Boolean) ?? [])
}

export function namedScopes(names: readonly string[]): Scope[] {
  return [...new Set(names)].map((name) => ({
    name,
    icon: Object.hasOwn(icons, name) ? icons[name as keyof typeof icons] : KeyRound,
    message: hasMessage(`scope.${name}`) ? `scope.${name}` : undefined,
  }))
}
