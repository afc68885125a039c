/**
 * The page's query as the server wrote it. The signature covers its exact parameters, so it is kept before the
 * router can rewrite the address.
 */
const arrived = location.search

export function pageQuery(): string {
  return arrived
}

/** The signed authorization request that brought the browser here: everything up to and including its signature. */
export function oauthQuery(search: string): string | undefined {
  const pairs = search.replace(/^\?/, '').split('&')
  const end = pairs.findIndex((pair) => pair.startsWith('sig='))
  return end === -1 ? undefined : pairs.slice(0, end + 1).join('&')
}

/** What pages are told about themselves; it means nothing to the next one. */
const ownParameters = new Set(['error', 'error_description', 'token', 'verified'])

/** The query that goes on from page to page: a signed request as it is, a wish where to go, nothing of this page. */
export function carriedQuery(search: string): string {
  const pairs = search.replace(/^\?/, '').split('&').filter(Boolean)
  const end = pairs.findIndex((pair) => pair.startsWith('sig='))
  const kept = pairs.filter((pair, index) => index <= end || !ownParameters.has(pair.split('=')[0]!))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

/**
 * A page of ours, with what goes on to it, as the address a mail or another provider leads back to. The server takes
 * few characters there as they are.
 */
export function returnAddress(path: string, search: string, more = ''): string {
  const query = [carriedQuery(search).slice(1), more].filter(Boolean).join('&')
  const safe = query.replace(/[^\w\-.+/=&%@]/gu, (letter) => {
    const encoded = encodeURIComponent(letter)
    return encoded === letter ? `%${letter.charCodeAt(0).toString(16).toUpperCase()}` : encoded
  })
  return safe === '' ? path : `${path}?${safe}`
}

/** A redirectTo that stays on this origin; anything else is ignored. */
export function localRedirect(search: string): string | undefined {
  const target = new URLSearchParams(search).get('redirectTo')
  if (target === null || !target.startsWith('/')) return undefined
  // Browsers drop tabs and newlines from addresses and read a backslash as a slash, so "/\t/host" leaves the origin.
  const plain = target.replace(/[\t\n\r]/g, '')
  return /^\/[/\\]/.test(plain) ? undefined : plain
}

export function clientId(search: string): string | undefined {
  return new URLSearchParams(search).get('client_id') ?? undefined
}

/** The languages an application asks for (OpenID Connect Core §3.1.2.1). */
export function uiLocales(search: string): string[] {
  return new URLSearchParams(search).get('ui_locales')?.split(' ').filter(Boolean) ?? []
}

/** The address an application expects the person to sign in with; a hint of another kind is no address. */
export function loginHint(search: string): string {
  const hint = new URLSearchParams(search).get('login_hint') ?? ''
  return hint.includes('@') ? hint : ''
}

/** The address that an invitation was sent to, when the person is on the way to accept it: no other one will do. */
export function invitedAddress(search: string): string | undefined {
  return localRedirect(search)?.startsWith('/accept-invitation?') ? loginHint(search) || undefined : undefined
}
