/** Up to two letters standing for a name: "Acme Portal" is AP. */
export function initials(name: string): string {
  const words = name
    .split('@')[0]!
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return letters.map((word) => String.fromCodePoint(word.codePointAt(0)!).toUpperCase()).join('')
}

/** A slug as the server accepts it: a-z, 0-9 and single dashes, at most 64 characters. */
export function slugify(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '')
}

/** The lines of a text area that say something. */
export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
