import { beforeEach, describe, expect, it, vi } from 'vitest'
import { errorText } from '@/shared/api/errors'
import { setUpLocale } from '@/shared/i18n'
import { createPasskey, isCancelled } from '@/shared/lib/webauthn'
import errors from '@locales/en/errors.json'

const options = {
  challenge: 'AAAA',
  rp: { id: 'localhost', name: 'x' },
  user: { id: 'AAAA', name: 'a', displayName: 'a' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
}

function browserAnswers(cause: Error) {
  vi.stubGlobal('PublicKeyCredential', function PublicKeyCredential() {
    throw cause
  })
  Object.defineProperty(navigator, 'credentials', {
    configurable: true,
    value: { create: () => Promise.reject(cause) },
  })
}

beforeEach(() => setUpLocale(errors, {}))

describe('what a browser says of passkeys', () => {
  it.each([
    ['NotAllowedError', 'No passkey was used. Try again, or choose another way.', true],
    ['AbortError', 'No passkey was used. Try again, or choose another way.', true],
    ['InvalidStateError', 'This device already holds a passkey for this account.', false],
    ['SecurityError', 'The browser could not use a passkey here.', false],
  ])('%s', async (name, text, cancelled) => {
    browserAnswers(new DOMException('no', name))
    const cause: unknown = await createPasskey(options).catch((failure: unknown) => failure)
    expect(errorText(cause)).toBe(text)
    expect(isCancelled(cause)).toBe(cancelled)
  })
})
