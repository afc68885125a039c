import administration from '@locales/fr/administration.json'
import common from '@locales/fr/common.json'
import console from '@locales/fr/console.json'
import errors from '@locales/fr/errors.json'
import factors from '@locales/fr/factors.json'

export default {
  ...administration,
  ...common,
  ...console,
  ...factors,
  errors: { ...common.errors, ...errors.errors },
}
