import { describe, expect, it } from 'vitest'
import { manualKey, tidyCode } from '@/shared/lib/otpauth'

describe('manualKey', () => {
  it('shows the secret in groups of four', () => {
    expect(manualKey('otpauth://totp/A:b?secret=JBSWY3DPEHPK3PXPAB&issuer=A')).toBe('JBSW Y3DP EHPK 3PXP AB')
  })

  it.each(['', 'nonsense', 'otpauth://totp/A:b'])('has nothing to show of %j', (uri) => {
    expect(manualKey(uri)).toBe('')
  })
})

describe('tidyCode', () => {
  it.each([
    ['123 456', '123456'],
    ['123-456\n', '123456'],
    ['1234567', '123456'],
    ['abc', ''],
  ])('reads %j as %j', (typed, code) => {
    expect(tidyCode(typed)).toBe(code)
  })
})
