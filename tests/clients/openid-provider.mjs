import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'
import { providerStarter } from '../support/openid-provider.mjs'

export { credentials } from '../support/openid-provider.mjs'

export const startOpenIDProvider = providerStarter({ Provider, exportJWK, generateKeyPair })
