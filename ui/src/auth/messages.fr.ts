import auth from '@locales/fr/auth.json'
import common from '@locales/fr/common.json'
import errors from '@locales/fr/errors.json'

export default { ...common, ...auth, ...errors }
