import common from '@locales/fr/common.json'
import console from '@locales/fr/console.json'
import errors from '@locales/fr/errors.json'

export default { ...common, ...console, ...errors }
