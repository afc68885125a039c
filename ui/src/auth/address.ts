/** The protected APIs that a request names. */
export function requestedResources(query: string): string[] {
  return new URLSearchParams(query).getAll('resource')
}

/** The host a person is sent back to, or the scheme of a native application. */
export function destination(query: string): string {
  const target = new URLSearchParams(query).get('redirect_uri')
  if (target === null) return ''
  try {
    const { protocol, host } = new URL(target)
    return host || protocol
  } catch {
    return target
  }
}

/** An address that may be offered as a link. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  return /^https?:$/.test(new URL(address).protocol) ? address : undefined
}

/** Where this service serves the logo that an organization names. */
export function organizationLogo(id: string): string {
  return `/api/public/organization-logo/${encodeURIComponent(id)}`
}

/** An image that this service serves itself: pages load none from elsewhere. */
export function ownImage(address: string | null | undefined): string | undefined {
  if (!address || !URL.canParse(address, location.origin)) return undefined
  return new URL(address, location.origin).origin === location.origin ? address : undefined
}
