import { describe, expect, it, vi } from 'vitest'
import { openPage } from '@/auth/pages/testing'

const query = 'client_id=shop&scope=openid&exp=1&sig=abc%3D'
const session = { session: { id: 's1' }, user: { name: 'Ada', email: 'ada@example.org' } }
const signedIn = () => Response.json({ token: 't', user: { role: 'user' } })

function open(
  methods: string[],
  answers: Parameters<typeof openPage>[2] = {},
  {
    search = `?${query}`,
    current = null,
    enrol = false,
  }: { search?: string; current?: unknown; enrol?: boolean } = {},
) {
  vi.stubGlobal('PublicKeyCredential', function PublicKeyCredential() {
    throw new TypeError('not to be made')
  })
  return openPage(`/verify-mfa${search}`, () => import('@/auth/pages/VerifyMfaPage.vue'), {
    'GET /api/auth/two-factor/challenge': () => Response.json({ methods, enrol }),
    'GET /api/auth/get-session': () => Response.json(current),
    ...answers,
  })
}

describe('VerifyMfaPage', () => {
  it('offers what the sign-in can go on with, and nothing else', async () => {
    const { page } = await open(['totp', 'backup-code', 'carrier-pigeon'])
    expect(page.get('input').attributes('autocomplete')).toBe('one-time-code')
    expect(page.findAll('li').map((way) => way.text())).toEqual(['Backup code'])
  })

  it('goes on with the authorization, trusting the device when asked to', async () => {
    const { page, sent, assign, fill } = await open(['totp'], {
      'POST /api/auth/two-factor/verify-totp': () =>
        Response.json({ redirect: true, url: 'https://app.example/cb?code=1' }),
    })
    await page.get('input[type=checkbox]').setValue(true)
    await fill({ code: '123 456' })
    expect(sent).toEqual([
      {
        path: '/api/auth/two-factor/verify-totp',
        body: { code: '123456', trustDevice: true, oauth_query: query },
      },
    ])
    expect(assign).toHaveBeenCalledWith('https://app.example/cb?code=1')
  })

  it('asks the server for nothing with half a code', async () => {
    const { page, sent, fill } = await open(['totp'])
    await fill({ code: '123' })
    expect(sent).toEqual([])
    expect(page.get('input[name=code]').attributes('aria-invalid')).toBe('true')
  })

  it('starts over after a wrong code', async () => {
    const { page, assign, fill } = await open(['totp'], {
      'POST /api/auth/two-factor/verify-totp': () =>
        Response.json({ code: 'INVALID_CODE', message: 'Invalid code' }, { status: 401 }),
    })
    await fill({ code: '123456' })
    expect(page.get('[role=alert]').text()).toContain('This code is not right')
    const input = page.get<HTMLInputElement>('input[name=code]').element
    expect(input.value).toBe('')
    expect(document.activeElement).toBe(input)
    expect(assign).not.toHaveBeenCalled()
  })

  it('takes a backup code instead', async () => {
    const { sent, fill, press, assign } = await open(
      ['totp', 'backup-code'],
      { 'POST /api/auth/two-factor/verify-backup-code': signedIn },
      { search: '' },
    )
    await press('Backup code')
    await fill({ 'backup-code': ' abcde-fghij ' })
    expect(sent).toEqual([{ path: '/api/auth/two-factor/verify-backup-code', body: { code: 'abcde-fghij' } }])
    expect(assign).toHaveBeenCalledWith('/profile')
  })

  it('mails a code only when asked to', async () => {
    const { page, sent, press, fill } = await open(['otp'], {
      'POST /api/auth/two-factor/send-otp': () => Response.json({ status: true }),
      'POST /api/auth/two-factor/verify-otp': signedIn,
    })
    expect(sent).toEqual([])
    await press('Send the code')
    expect(page.text()).toContain('Code sent.')
    await fill({ code: '654321' })
    expect(sent.map(({ path }) => path)).toEqual([
      '/api/auth/two-factor/send-otp',
      '/api/auth/two-factor/verify-otp',
    ])
  })

  it('knows when the sign-in is over, and starts it again with the request', async () => {
    const { page } = await open(['totp'], {
      'GET /api/auth/two-factor/challenge': () =>
        Response.json({ code: 'INVALID_TWO_FACTOR_COOKIE', message: '' }, { status: 401 }),
    })
    expect(page.get('h1').text()).toBe('This sign-in has ended')
    expect(page.get('a').attributes('href')).toBe(`/login?${query}`)
  })

  it('shows who is asked when it is a check in between, and does not offer trust', async () => {
    const { page } = await open(['totp'], {}, { current: session })
    expect(page.text()).toContain('ada@example.org')
    expect(page.find('input[type=checkbox]').exists()).toBe(false)
  })

  it('leaves setting up to its own page', async () => {
    const { path } = await open(['totp'], {}, { enrol: true })
    await vi.waitFor(
      () => {
        expect(path()).toBe(`/enroll-mfa?${query}`)
      },
      { timeout: 20_000 },
    )
  })

  it('remembers what was used last', async () => {
    const { page, press } = await open(['totp', 'passkey'])
    expect(page.find('input[name=code]').exists()).toBe(false)
    await press('Authenticator app')
    expect(page.find('input[name=code]').exists()).toBe(true)
  })
})
