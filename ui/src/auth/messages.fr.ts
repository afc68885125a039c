import auth from '@locales/fr/auth.json'
import common from '@locales/fr/common.json'
import errors from '@locales/fr/errors.json'
import factors from '@locales/fr/factors.json'
import pages from '@locales/fr/pages.json'

export default {
  ...common,
  ...auth,
  ...pages,
  ...factors,
  errors: { ...common.errors, ...errors.errors },
}
