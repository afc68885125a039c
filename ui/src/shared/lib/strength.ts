export const shortest = 8
export const longest = 128

export type Strength = 0 | 1 | 2 | 3 | 4

/**
 * A hint, not a rule: length counts, and what makes a long password easy to guess (one repeated pattern, the
 * person's own name or address) does not. No kind of character is asked for.
 */
export function strength(password: string, personal: readonly string[] = []): Strength {
  if (password.length < shortest) return 0
  let rest = password.toLowerCase()
  for (const word of personal.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))) {
    if (word.length >= 3) rest = rest.replaceAll(word, '')
  }
  rest = rest.replace(/(.+?)\1+/gu, '$1').replace(/0?123456789?0?|qwerty|azerty|password|motdepasse/g, '')
  if (rest.length < shortest) return 1
  if (rest.length < 12) return 2
  return rest.length < 16 ? 3 : 4
}
