import { ApiError } from '@/shared/api/errors'

type Library = typeof import('@simplewebauthn/browser')
type CreationOptions = Parameters<Library['startRegistration']>[0]['optionsJSON']
type RequestOptions = Parameters<Library['startAuthentication']>[0]['optionsJSON']

let library: Promise<Library> | undefined

function load(): Promise<Library> {
  library ??= import('@simplewebauthn/browser')
  return library
}

/** Fetches what a ceremony needs ahead of the click that starts it: some browsers allow no wait in between. */
export function preparePasskeys(): void {
  if (passkeysSupported()) void load()
}

export function passkeysSupported(): boolean {
  return 'PublicKeyCredential' in window
}

/** Whether the browser offers passkeys among the suggestions of a text field. */
export async function autofillSupported(): Promise<boolean> {
  if (!passkeysSupported()) return false
  const { browserSupportsWebAuthnAutofill } = await load()
  return browserSupportsWebAuthnAutofill()
}

export const passkeyCodes = {
  cancelled: 'PASSKEY_CANCELLED',
  known: 'PASSKEY_KNOWN',
  failed: 'PASSKEY_FAILED',
} as const

/** The browser tells a refusal, a time-out and "none here" apart from nothing else, on purpose (WebAuthn §14.5.1). */
function refusal(cause: unknown): ApiError {
  const { name = '', message = '' } = cause as Partial<Error>
  const code = {
    AbortError: passkeyCodes.cancelled,
    NotAllowedError: passkeyCodes.cancelled,
    InvalidStateError: passkeyCodes.known,
  }[name]
  return new ApiError(0, code ?? passkeyCodes.failed, message)
}

/** Lets the person make a passkey; the answer goes to the server as it is. */
export async function createPasskey(options: object) {
  const { startRegistration } = await load()
  try {
    return await startRegistration({ optionsJSON: options as CreationOptions })
  } catch (cause) {
    throw refusal(cause)
  }
}

/** Lets the person use a passkey: by a dialog, or with autofill among the suggestions of the marked field. */
export async function usePasskey(options: object, autofill = false) {
  const { startAuthentication } = await load()
  try {
    return await startAuthentication({
      optionsJSON: options as RequestOptions,
      useBrowserAutofill: autofill,
    })
  } catch (cause) {
    throw refusal(cause)
  }
}

/** Takes back an open ceremony, so that another may start. */
export async function cancelPasskey(): Promise<void> {
  if (library === undefined) return
  const { WebAuthnAbortService } = await library
  WebAuthnAbortService.cancelCeremony()
}

export function isCancelled(failure: unknown): boolean {
  return failure instanceof ApiError && failure.code === passkeyCodes.cancelled
}
