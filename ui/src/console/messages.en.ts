import errors from '@locales/en/errors.json'

/** What no page needs before something is refused. */
export default errors
