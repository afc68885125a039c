import common from '@locales/fr/common.json'
import console from '@locales/fr/console.json'
import errors from '@locales/fr/errors.json'
import factors from '@locales/fr/factors.json'

export default { ...common, ...console, ...factors, errors: { ...common.errors, ...errors.errors } }
