import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const sha256 = (data) => createHash('sha256').update(data).digest()

/** A byte string in CBOR (RFC 8949 §3.1). */
function bytes(data) {
  const head = Buffer.alloc(3)
  head[0] = 0x59
  head.writeUInt16BE(data.length, 1)
  return Buffer.concat([head, data])
}

/** A text of at most 23 letters in CBOR. */
const text = (value) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])

/** The COSE_Key of a P-256 key for ES256 (RFC 9053 §7.1.1). */
function coseKey(publicKey) {
  const { x, y } = publicKey.export({ format: 'jwk' })
  const coordinate = (value) => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(value, 'base64url')])
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    coordinate(x),
    Buffer.from([0x22]),
    coordinate(y),
  ])
}

const present = 0x01
const verified = 0x04
const attested = 0x40

/** What navigator.credentials is on a page of the origin, for a device that holds passkeys in memory. */
export class Authenticator {
  #passkeys = []

  constructor(origin) {
    this.origin = origin
    this.userVerified = true
  }

  create = async ({ publicKey: options }) => {
    const known = options.excludeCredentials?.map(({ id }) => Buffer.from(id).toString('base64url')) ?? []
    if (this.#passkeys.some(({ id }) => known.includes(id.toString('base64url')))) {
      throw new DOMException('It is there already.', 'InvalidStateError')
    }
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const passkey = {
      id: randomBytes(16),
      rpId: options.rp.id,
      user: Buffer.from(options.user.id),
      privateKey,
      counter: 0,
    }
    this.#passkeys.push(passkey)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(passkey.id.length)
    const authenticatorData = Buffer.concat([
      this.#data(passkey, attested),
      Buffer.alloc(16), // an AAGUID that says nothing
      length,
      passkey.id,
      coseKey(publicKey),
    ])
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.from([0xa0]),
      text('authData'),
      bytes(authenticatorData),
    ])
    return this.#credential(passkey, {
      attestationObject,
      clientDataJSON: this.#clientData('webauthn.create', options.challenge),
      getTransports: () => ['internal'],
    })
  }

  get = async ({ publicKey: options }) => {
    const allowed = options.allowCredentials?.map(({ id }) => Buffer.from(id).toString('base64url')) ?? []
    const passkey = this.#passkeys.find(
      ({ id, rpId }) =>
        rpId === options.rpId && (allowed.length === 0 || allowed.includes(id.toString('base64url'))),
    )
    if (!passkey) throw new DOMException('There is none.', 'NotAllowedError')
    passkey.counter++
    const authenticatorData = this.#data(passkey, 0)
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge)
    return this.#credential(passkey, {
      authenticatorData,
      clientDataJSON,
      signature: sign(
        'sha256',
        Buffer.concat([authenticatorData, sha256(clientDataJSON)]),
        passkey.privateKey,
      ),
      userHandle: passkey.user,
    })
  }

  #data({ rpId, counter }, flags) {
    const rest = Buffer.alloc(5)
    rest[0] = flags | present | (this.userVerified ? verified : 0)
    rest.writeUInt32BE(counter, 1)
    return Buffer.concat([sha256(rpId), rest])
  }

  #clientData(type, challenge) {
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: Buffer.from(challenge).toString('base64url'),
        origin: this.origin,
        crossOrigin: false,
      }),
    )
  }

  #credential({ id }, response) {
    return {
      id: id.toString('base64url'),
      rawId: id,
      response,
      type: 'public-key',
      authenticatorAttachment: 'platform',
      getClientExtensionResults: () => ({}),
    }
  }
}
