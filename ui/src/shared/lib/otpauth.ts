/** The secret of an otpauth address in groups of four, for typing it by hand. */
export function manualKey(uri: string): string {
  const secret = URL.canParse(uri) ? new URL(uri).searchParams.get('secret') : null
  return (secret ?? '').replace(/(.{4})(?=.)/g, '$1 ')
}

/** The digits of a code as it was typed or pasted, without blanks and dashes. */
export function tidyCode(typed: string): string {
  return typed.replace(/\D/g, '').slice(0, 6)
}
