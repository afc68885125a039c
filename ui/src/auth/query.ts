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
