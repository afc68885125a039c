import { beforeAll, describe, expect, it } from 'vitest'
import generalEnglish from '@locales/en/common.json'
import codesEnglish from '@locales/en/errors.json'
import generalFrench from '@locales/fr/common.json'
import codesFrench from '@locales/fr/errors.json'
import { ApiError, errorText, toApiError } from '@/shared/api/errors'
import { setLocale, setUpLocale } from '@/shared/i18n'

const english = { errors: { ...generalEnglish.errors, ...codesEnglish.errors } }
const french = { errors: { ...generalFrench.errors, ...codesFrench.errors } }

beforeAll(() => setUpLocale(english, { fr: () => Promise.resolve(french) }))

function numbered(prefix: string, last: number) {
  return Array.from({ length: last }, (_, index) => `${prefix}_${String(index + 1).padStart(3, '0')}`)
}

describe('the registry of codes', () => {
  it('has a sentence in both languages for each', () => {
    const codes = [
      ...numbered('AUTH', 23),
      ...numbered('APP', 8),
      ...numbered('PERM', 7),
      ...numbered('ACC', 7),
      ...numbered('FED', 18),
      ...numbered('ADM', 2),
      ...numbered('SES', 1),
      ...numbered('MAIL', 2),
      ...numbered('PSK', 9),
      ...numbered('PWL', 10),
      ...numbered('REG', 4),
      ...numbered('RES', 4),
      ...numbered('SUB', 5),
      ...numbered('CONS', 8),
      ...numbered('BILL', 2),
      ...numbered('USR', 4),
      ...numbered('MFA', 13),
      ...numbered('ORG', 16),
      ...numbered('RSL', 3),
      ...numbered('DOM', 9),
      ...numbered('KEY', 1),
      ...numbered('HOOK', 8),
      ...numbered('ENT', 3),
      ...numbered('ATK', 8),
      ...numbered('IDM', 3),
      ...numbered('SRV', 7),
    ]
    expect(codes.filter((code) => !(code in english.errors))).toEqual([])
    expect(codes.filter((code) => !(code in french.errors))).toEqual([])
  })
})

describe('toApiError', () => {
  const plain = new Response(null, { status: 409 })

  it('reads the dialect of the native API', () => {
    const body = { error: { code: 'APP_003', message: 'taken', details: { slug: 'shop' } } }
    expect(toApiError(plain, body)).toMatchObject({
      status: 409,
      code: 'APP_003',
      message: 'taken',
      details: { slug: 'shop' },
    })
  })

  it('reads the dialect of authentication', () => {
    expect(toApiError(plain, { message: 'no', code: 'BANNED_USER' })).toMatchObject({ code: 'BANNED_USER' })
  })

  it('reads the dialect of OAuth', () => {
    expect(toApiError(plain, { error: 'invalid_signature', error_description: 'old' })).toMatchObject({
      code: 'invalid_signature',
      message: 'old',
    })
  })

  it.each([undefined, null, '', 'text', 5, []])('survives %j', (body) => {
    expect(toApiError(plain, body)).toMatchObject({ status: 409, code: '' })
  })
})

describe('errorText', () => {
  it('follows the language', async () => {
    const error = new ApiError(409, 'APP_003', 'Application slug already exists')
    expect(errorText(error)).toBe('Another application already uses this client id.')
    await setLocale('fr')
    expect(errorText(error)).toBe('Une autre application utilise déjà cet identifiant client.')
    await setLocale('en')
  })

  it('falls back to what the server said, then to a general sentence', () => {
    expect(errorText(new ApiError(400, 'NEW_CODE', 'Because.'))).toBe('Because.')
    expect(errorText(new ApiError(500, '', ''))).toBe('Something went wrong. Try again in a moment.')
    expect(errorText(new TypeError('x'))).toBe('Something went wrong. Try again in a moment.')
  })

  it('does not take an inner message group for a sentence', () => {
    expect(errorText(new ApiError(400, 'toString', 'Because.'))).toBe('Because.')
  })

  it('says how long to wait when it knows', () => {
    expect(errorText(new ApiError(429, 'AUTH_007', '', undefined, 12))).toContain('12 s')
    expect(errorText(new ApiError(429, '', ''))).toBe('Too many attempts. Wait a moment and try again.')
  })
})
