/** Reads a preference; private windows may refuse storage, then there is none. */
export function readPreference(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keeps a preference if the browser allows it; null forgets it. */
export function writePreference(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // The choice then lasts for this page only.
  }
}

/** Reads what lasts as long as the browser's tab. */
export function readNote(key: string): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keeps something as long as the browser's tab; null forgets it. */
export function writeNote(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, value)
  } catch {
    // The page goes on without it.
  }
}
