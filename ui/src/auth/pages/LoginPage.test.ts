import { describe, expect, it, vi } from 'vitest'
import { config, openPage, shop } from '@/auth/pages/testing'
import type { PublicConfig } from '@/shared/api/paths'

function open(search: string, answer: () => Response, application: PublicConfig['application'] = null) {
  return openPage(`/login${search}`, () => import('@/auth/pages/LoginPage.vue'), {
    'GET /api/public/config': () => Response.json({ ...config, application }),
    'POST /api/auth/sign-in/email': answer,
  })
}

const refused = () =>
  Response.json({ message: 'Invalid email or password', code: 'INVALID_EMAIL_OR_PASSWORD' }, { status: 401 })
const signedIn = () => Response.json({ redirect: false, token: 't', user: { role: 'superadmin' } })
const right = { email: 'ada@example.org', password: 'correct horse' }
/** Parts of the page are only loaded when they are needed. */
const loading = { timeout: 20_000 }

describe('LoginPage', () => {
  it('sends the authorization request along and follows the answer', async () => {
    const query = 'client_id=shop&scope=openid&exp=1&sig=abc%3D'
    const { sent, assign, fill, page } = await open(
      `?${query}`,
      () => Response.json({ redirect: true, url: '/oauth2/consent?x=1' }),
      shop,
    )
    expect(page.text()).toContain('to continue to Shop')
    expect(page.get('a').attributes('href')).toBe(`/register?${query}`)
    await fill({ email: ' ada@example.org ', password: 'correct horse' })
    expect(sent).toEqual([
      {
        path: '/api/auth/sign-in/email',
        body: { email: 'ada@example.org', password: 'correct horse', oauth_query: query },
      },
    ])
    expect(assign).toHaveBeenCalledWith('/oauth2/consent?x=1')
  })

  it('has the address filled in that the application expects', async () => {
    const { page } = await open('?client_id=shop&login_hint=ada%40example.org&sig=x', refused, shop)
    expect(page.get<HTMLInputElement>('input[name=email]').element.value).toBe('ada@example.org')
  })

  it('goes to the console of an administrator when nothing else is asked for', async () => {
    const { assign, sent, fill } = await open('', signedIn)
    await fill(right)
    expect(sent[0]?.body).toEqual(right)
    expect(assign).toHaveBeenCalledWith('/admin')
  })

  it('does not follow a redirectTo off this origin', async () => {
    const { assign, fill } = await open('?redirectTo=%2F%5Cevil.example', signedIn)
    await fill(right)
    expect(assign).toHaveBeenCalledWith('/admin')
  })

  it('checks before it asks the server, and points at the first fault', async () => {
    const { page, sent, fill } = await open('', refused)
    await fill({ email: 'not an address', password: '' })
    expect(sent).toEqual([])
    const email = page.get('input[name=email]')
    expect(email.attributes('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(email.element)
    const described = email.attributes('aria-describedby') ?? ''
    expect(document.getElementById(described)?.textContent).toBe('This is not an email address.')
  })

  it('says what is wrong, in words of its own', async () => {
    const { page, assign, fill } = await open('', refused)
    await fill(right)
    expect(page.get('[role=alert]').text()).toBe('The email address or the password is wrong.')
    expect(assign).not.toHaveBeenCalled()
  })

  it('says how long to wait', async () => {
    const { page, fill } = await open('', () =>
      Response.json({ message: 'Too many' }, { status: 429, headers: { 'retry-after': '7' } }),
    )
    await fill(right)
    expect(page.get('[role=alert]').text()).toContain('7 s')
  })

  it('sends the person back to the application when the request has expired', async () => {
    const { page, fill } = await open('?client_id=shop&sig=x', () =>
      Response.json({ error: 'invalid_signature' }, { status: 400 }),
    )
    await fill(right)
    expect(page.get('[role=alert]').text()).toContain('Go back to the application')
  })

  it.each([
    [false, '/verify-mfa'],
    [true, '/enroll-mfa'],
  ])('goes on to the second step, with the request (to be set up: %s)', async (enrol, page) => {
    const query = 'client_id=shop&exp=1&sig=abc%3D'
    const { assign, fill, path } = await open(
      `?${query}&error=access_denied`,
      () => Response.json({ twoFactorRedirect: true, enrol }),
      shop,
    )
    await fill(right)
    await vi.waitFor(() => {
      expect(path()).toBe(`${page}?${query}`)
    }, loading)
    expect(assign).not.toHaveBeenCalled()
  })

  it('has the address proved first, by a link that leads back to the request', async () => {
    const query = 'client_id=shop&state=a*b&sig=abc%3D'
    const { page, sent, fill, press } = await openPage(
      `/login?${query}`,
      () => import('@/auth/pages/LoginPage.vue'),
      {
        'POST /api/auth/sign-in/email': () =>
          Response.json({ message: 'Email not verified', code: 'EMAIL_NOT_VERIFIED' }, { status: 403 }),
        'POST /api/auth/send-verification-email': () => Response.json({ status: true }),
      },
    )
    await fill(right)
    await vi.waitFor(() => {
      expect(page.text()).toContain('Confirm your email address first')
    }, loading)
    await press('Send the link')
    expect(sent.at(-1)).toEqual({
      path: '/api/auth/send-verification-email',
      body: {
        email: right.email,
        callbackURL: '/verify-email?client_id=shop&state=a%2Ab&sig=abc%3D&verified=true',
      },
    })
  })

  it('offers what is switched on, and leaves for another provider with the request', async () => {
    const { page, sent, assign, press } = await openPage(
      '/login?client_id=shop&sig=x',
      () => import('@/auth/pages/LoginPage.vue'),
      {
        'GET /api/public/config': () =>
          Response.json({
            ...config,
            mail: true,
            emailCode: true,
            providers: [{ id: 'acme', name: 'Acme' }],
          }),
        'POST /api/auth/sign-in/social': () =>
          Response.json({ url: 'https://acme.example/authorize', redirect: true }),
      },
    )
    const labels = page.findAll('button').map((button) => button.text())
    expect(labels).toContain('Email me a code')
    expect(labels).not.toContain('Email me a link')
    expect(labels).not.toContain('Use a passkey')
    expect(page.find('a[href^="/forgot-password"]').exists()).toBe(true)
    await press('Continue with Acme')
    expect(sent).toEqual([
      {
        path: '/api/auth/sign-in/social',
        body: {
          provider: 'acme',
          callbackURL: '/admin',
          errorCallbackURL: '/login?client_id=shop&sig=x',
          oauth_query: 'client_id=shop&sig=x',
        },
      },
    ])
    expect(assign).toHaveBeenCalledWith('https://acme.example/authorize')
  })

  it('says why another provider sent the person back', async () => {
    const { page } = await open('?error=account_not_linked', refused)
    expect(page.get('[role=alert]').text()).toContain('already an account')
  })

  it('signs in by a mailed code', async () => {
    const { page, sent, assign, fill, press } = await openPage(
      '/login?redirectTo=%2Fprofile',
      () => import('@/auth/pages/LoginPage.vue'),
      {
        'GET /api/public/config': () => Response.json({ ...config, mail: true, emailCode: true }),
        'POST /api/auth/email-otp/send-verification-otp': () => Response.json({ success: true }),
        'POST /api/auth/sign-in/email-otp': signedIn,
      },
    )
    await press('Email me a code')
    expect(page.text()).toContain('Enter your email address.')
    await page.get('input[name=email]').setValue('ada@example.org')
    await press('Email me a code')
    await vi.waitFor(() => {
      expect(page.find('input[name=code]').exists()).toBe(true)
    }, loading)
    await fill({ code: ' 123 456 ' })
    expect(sent.map(({ body }) => body)).toEqual([
      { email: 'ada@example.org', type: 'sign-in' },
      { email: 'ada@example.org', otp: '123456' },
    ])
    expect(assign).toHaveBeenCalledWith('/profile')
  })

  it.each([false, true])(
    'remembers that the password is known to others (second step: %s)',
    async (second) => {
      sessionStorage.clear()
      const { fill, assign } = await open('?client_id=shop&sig=x', () =>
        Response.json({
          ...(second ? { twoFactorRedirect: true } : { redirect: true, url: '/oauth2/consent?x=1' }),
          passwordCompromised: true,
        }),
      )
      await fill(right)
      expect(sessionStorage.getItem('passwordCompromised')).toBe('yes')
      if (!second) expect(assign).toHaveBeenCalledWith('/oauth2/consent?x=1')
      await open('', refused)
      expect(sessionStorage.getItem('passwordCompromised')).toBeNull()
    },
  )

  it('takes no other address on the way to an invitation', async () => {
    const { page } = await open(
      '?redirectTo=%2Faccept-invitation%3Fid%3Di1&login_hint=ada%40example.org',
      refused,
    )
    const email = page.get<HTMLInputElement>('input[name=email]')
    expect(email.element.value).toBe('ada@example.org')
    expect(email.element.readOnly).toBe(true)
    expect(page.text()).toContain('to answer your invitation')
  })

  it('offers no registration that the application refuses', async () => {
    const { page } = await open('?client_id=shop', refused, { ...shop, allowRegister: false })
    expect(page.find('a[href^="/register"]').exists()).toBe(false)
  })
})
