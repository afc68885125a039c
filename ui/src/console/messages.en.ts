import administration from '@locales/en/administration.json'
import errors from '@locales/en/errors.json'

/** What no page needs before something is refused, or before somebody administers. */
export default { ...administration, ...errors }
