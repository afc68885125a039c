import { describe, expect, it, vi } from 'vitest'
import { answer, asking, proving, withheld } from '@/features/account/proof'
import { ApiError } from '@/shared/api/errors'

/** A change that the server refuses once. */
function refusedOnce(code: string) {
  return vi
    .fn()
    .mockRejectedValueOnce(new ApiError(403, code, ''))
    .mockResolvedValue('done')
}

describe('a delicate change', () => {
  it('is made', async () => {
    expect(await proving(() => Promise.resolve('done'), false)).toBe('done')
    expect(asking.value).toBeUndefined()
  })

  it('is made after the password was shown', async () => {
    const change = refusedOnce('SESSION_NOT_FRESH')
    const outcome = proving(change, false)
    await vi.waitFor(() => {
      expect(asking.value).toBeDefined()
    })
    answer(true)
    expect(await outcome).toBe('done')
    expect(change).toHaveBeenCalledTimes(2)
  })

  it('is left when the person thinks better of it', async () => {
    const change = refusedOnce('SESSION_NOT_FRESH')
    const outcome = proving(change, false)
    await vi.waitFor(() => {
      expect(asking.value).toBeDefined()
    })
    answer(false)
    expect(await outcome).toBe(withheld)
    expect(change).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['SECOND_FACTOR_REQUIRED', false],
    ['SESSION_NOT_FRESH', true],
  ])('waits for the second factor (%s)', async (code, hasFactor) => {
    history.replaceState(null, '', '/profile/security')
    const assign = vi.spyOn(location, 'assign').mockReturnValue()
    expect(await proving(refusedOnce(code), hasFactor)).toBe(withheld)
    expect(assign).toHaveBeenCalledWith('/verify-mfa?redirectTo=%2Fprofile%2Fsecurity')
  })

  it('is refused for any other reason', async () => {
    await expect(proving(refusedOnce('INVALID_PASSWORD'), true)).rejects.toThrow()
  })
})
