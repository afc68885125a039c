import { describe, expect, it } from 'vitest'
import { config, openPage } from '@/auth/pages/testing'

const query = 'client_id=shop&exp=1&sig=abc%3D'
const mailing = { 'GET /api/public/config': () => Response.json({ ...config, mail: true }) }

describe('ForgotPasswordPage', () => {
  it('asks for a link that leads back to the request', async () => {
    const { page, sent, fill } = await openPage(
      `/forgot-password?${query}`,
      () => import('@/auth/pages/ForgotPasswordPage.vue'),
      { ...mailing, 'POST /api/auth/request-password-reset': () => Response.json({ status: true }) },
    )
    await fill({ email: 'ada@example.org' })
    expect(sent).toEqual([
      {
        path: '/api/auth/request-password-reset',
        body: { email: 'ada@example.org', redirectTo: `/reset-password?${query}` },
      },
    ])
    expect(page.get('h1').text()).toBe('Look into your inbox')
    expect(page.get('a').attributes('href')).toBe(`/login?${query}`)
  })

  it('says so where no mail can be sent', async () => {
    const { page } = await openPage(
      '/forgot-password',
      () => import('@/auth/pages/ForgotPasswordPage.vue'),
      {},
    )
    expect(page.get('[role=status]').text()).toContain('cannot send email')
  })
})

describe('ResetPasswordPage', () => {
  const open = (search: string, answer: () => Response) =>
    openPage(`/reset-password${search}`, () => import('@/auth/pages/ResetPasswordPage.vue'), {
      ...mailing,
      'POST /api/auth/reset-password': answer,
    })
  const ok = () => Response.json({ status: true })

  it('sets the password by the token and goes back to signing in, without the token', async () => {
    const { page, sent, fill } = await open(`?${query}&token=secret-token`, ok)
    await fill({ 'new-password': 'correct horse battery' })
    expect(sent).toEqual([
      {
        path: '/api/auth/reset-password',
        body: { newPassword: 'correct horse battery', token: 'secret-token' },
      },
    ])
    expect(page.get('h1').text()).toBe('Your password is set')
    expect(page.get('a').attributes('href')).toBe(`/login?${query}`)
  })

  it.each(['', '?error=INVALID_TOKEN'])('offers a new link without a token (%s)', async (search) => {
    const { page } = await open(search, ok)
    expect(page.get('h1').text()).toBe('This link does not work any more')
    expect(page.get('a').attributes('href')).toBe('/forgot-password')
  })

  it('offers a new link when the token was spent', async () => {
    const { page, fill } = await open('?token=old', () =>
      Response.json({ code: 'INVALID_TOKEN', message: '' }, { status: 400 }),
    )
    await fill({ 'new-password': 'correct horse battery' })
    expect(page.get('h1').text()).toBe('This link does not work any more')
  })

  it('shows why a password is refused', async () => {
    const { page, fill } = await open('?token=t', () =>
      Response.json({ code: 'PASSWORD_COMPROMISED', message: '' }, { status: 400 }),
    )
    await fill({ 'new-password': 'password password' })
    expect(page.get('[role=alert]').text()).toContain('data leak')
  })
})

describe('VerifyEmailPage', () => {
  const open = (search: string, current: unknown = null) =>
    openPage(`/verify-email${search}`, () => import('@/auth/pages/VerifyEmailPage.vue'), {
      ...mailing,
      'GET /api/auth/get-session': () => Response.json(current),
      'POST /api/auth/send-verification-email': () => Response.json({ status: true }),
      'POST /api/auth/oauth2/continue': () => Response.json({ redirect: true, url: '/oauth2/consent?x=1' }),
    })
  const signedIn = (emailVerified: boolean) => ({
    session: { id: 's1' },
    user: { name: 'Ada', email: 'ada@example.org', emailVerified },
  })

  it('says that the link worked and goes to signing in with the request', async () => {
    const { page } = await open(`?${query}&verified=true`)
    expect(page.get('h1').text()).toBe('Your address is confirmed')
    expect(page.get('a').attributes('href')).toBe(`/login?${query}`)
  })

  it('goes on with the request of somebody signed in', async () => {
    const { press, assign } = await open(`?${query}&verified=true`, signedIn(true))
    await press('Continue')
    expect(assign).toHaveBeenCalledWith('/oauth2/consent?x=1')
  })

  it('sends a new link for one that is too old', async () => {
    const { page, sent, fill } = await open(`?${query}&verified=true&error=TOKEN_EXPIRED`)
    expect(page.get('h1').text()).toBe('This link does not work any more')
    await fill({ email: 'ada@example.org' })
    expect(sent[0]?.body).toEqual({
      email: 'ada@example.org',
      callbackURL: `/verify-email?${query}&verified=true`,
    })
    expect(page.get('h1').text()).toBe('Look into your inbox')
  })

  it('knows the address of somebody signed in', async () => {
    const { page } = await open('', signedIn(false))
    expect(page.get<HTMLInputElement>('input').element.value).toBe('ada@example.org')
  })
})
