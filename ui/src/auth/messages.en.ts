import errors from '@locales/en/errors.json'
import factors from '@locales/en/factors.json'
import pages from '@locales/en/pages.json'

/** What the sign-in page does without at first. */
export default { ...pages, ...factors, ...errors }
