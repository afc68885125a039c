import { describe, expect, it } from 'vitest'
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

  it('does not pretend to have signed in a person who needs a second factor', async () => {
    const { page, assign, fill } = await open('', () => Response.json({ twoFactorRedirect: true }))
    await fill(right)
    expect(page.get('[role=status]').text()).toContain('A second factor is needed')
    expect(assign).not.toHaveBeenCalled()
  })

  it('offers no registration that the application refuses', async () => {
    const { page } = await open('?client_id=shop', refused, { ...shop, allowRegister: false })
    expect(page.find('a[href^="/register"]').exists()).toBe(false)
  })
})
