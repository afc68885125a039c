import { createHmac } from 'node:crypto'

/** A security key inside the browser, which does what it is told (WebDriver's virtual authenticators, over CDP). */
export async function plugIn(page, { verifies = true } = {}) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  })
  const tell = (method, more = {}) => session.send(`WebAuthn.${method}`, { authenticatorId, ...more })
  return {
    /** Whether it knows its owner's finger. */
    verify: (isUserVerified) => tell('setUserVerified', { isUserVerified }),
    keys: async () => (await tell('getCredentials')).credentials,
  }
}

/** Keeps the next page from offering passkeys by itself, so that only its button uses one, so many times. */
export async function withoutAutofill(page, uses = Infinity) {
  let asked = 0
  await page.route('**/passkey/generate-authenticate-options', (route) => {
    asked++
    return asked === 1 || asked > 1 + uses ? undefined : route.continue()
  })
  return () => page.unrouteAll({ behavior: 'ignoreErrors' })
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const period = 30

/** What an authenticator app shows (RFC 6238), so many steps from now. */
export function oneTimeCode(key, ahead = 0) {
  const bits = [...key.replace(/\s/g, '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / period) + ahead))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const at = digest[19] & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
