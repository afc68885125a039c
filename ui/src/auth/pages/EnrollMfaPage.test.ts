import { describe, expect, it, vi } from 'vitest'
import { openPage } from '@/auth/pages/testing'

const query = 'client_id=shop&scope=openid&exp=1&sig=abc%3D'
const authenticator = {
  totpURI: 'otpauth://totp/CIRCLE:ada?secret=JBSWY3DPEHPK3PXP&issuer=CIRCLE&digits=6&period=30',
  backupCodes: ['aaaaa-bbbbb', 'ccccc-ddddd'],
}

function open(answers: Parameters<typeof openPage>[2] = {}, search = `?${query}`) {
  return openPage(`/enroll-mfa${search}`, () => import('@/auth/pages/EnrollMfaPage.vue'), {
    'GET /api/auth/two-factor/challenge': () => Response.json({ methods: ['totp', 'passkey'], enrol: true }),
    'GET /api/auth/get-session': () => Response.json(null),
    'GET /api/auth/list-accounts': () => Response.json([{ id: 'a1', providerId: 'credential' }]),
    'POST /api/auth/two-factor/enable': () => Response.json(authenticator),
    'POST /api/auth/two-factor/verify-totp': () => Response.json({ token: 't', user: { role: 'user' } }),
    'POST /api/auth/oauth2/continue': () =>
      Response.json({ redirect: true, url: 'https://app.example/cb?code=1' }),
    ...answers,
  })
}

const app = 'Authenticator appAn app on your phone that shows a new code every 30 seconds.'

describe('EnrollMfaPage', () => {
  it('sets up an app, shows the backup codes once, then goes on with the authorization', async () => {
    const { page, sent, assign, press, fill } = await open()
    await press(app)
    expect(page.text()).toContain('JBSW Y3DP EHPK 3PXP')
    await vi.waitFor(
      () => {
        expect(page.find('svg[role=img] path').attributes('d')).toMatch(/^M\d/)
      },
      { timeout: 20_000 },
    )
    await fill({ code: '123456' })
    expect(page.text()).toContain('aaaaa-bbbbb')
    expect(assign).not.toHaveBeenCalled()
    expect(sent.at(-1)).toEqual({ path: '/api/auth/two-factor/verify-totp', body: { code: '123456' } })
    await press('I have put them away')
    expect(sent.at(-1)).toEqual({
      path: '/api/auth/oauth2/continue',
      body: { postLogin: true, oauth_query: query },
    })
    expect(assign).toHaveBeenCalledWith('https://app.example/cb?code=1')
  })

  it('goes home when nothing else waits', async () => {
    const { assign, press, fill } = await open({}, '')
    await press(app)
    await fill({ code: '123456' })
    await press('I have put them away')
    expect(assign).toHaveBeenCalledWith('/profile')
  })

  it('asks whoever is signed in for their password first', async () => {
    const { page, sent, press, fill } = await open({
      'GET /api/auth/get-session': () => Response.json({ session: { id: 's1' }, user: { name: 'Ada' } }),
    })
    await press(app)
    expect(sent).toEqual([])
    await fill({ password: 'correct horse' })
    expect(sent).toEqual([{ path: '/api/auth/two-factor/enable', body: { password: 'correct horse' } }])
    expect(page.text()).toContain('JBSW Y3DP EHPK 3PXP')
  })

  it('lets the person try another code', async () => {
    const { page, press, fill } = await open({
      'POST /api/auth/two-factor/verify-totp': () =>
        Response.json({ code: 'INVALID_CODE', message: '' }, { status: 401 }),
    })
    await press(app)
    await fill({ code: '123456' })
    expect(page.get('[role=alert]').text()).toContain('This code is not right')
    expect(page.text()).not.toContain('aaaaa-bbbbb')
  })

  it('offers no passkey to a browser without', async () => {
    const { page } = await open()
    expect(page.findAll('li')).toHaveLength(1)
  })

  it('leaves proving to its own page', async () => {
    const { path } = await open({
      'GET /api/auth/two-factor/challenge': () => Response.json({ methods: ['totp'], enrol: false }),
    })
    await vi.waitFor(
      () => {
        expect(path()).toBe(`/verify-mfa?${query}`)
      },
      { timeout: 20_000 },
    )
  })
})
