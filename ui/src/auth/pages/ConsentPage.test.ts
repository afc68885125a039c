import { describe, expect, it } from 'vitest'
import { openPage } from '@/auth/pages/testing'

const query =
  'client_id=shop&redirect_uri=https%3A%2F%2Fshop.example%2Fcb&scope=openid+email+billing%3Aread&exp=1&sig=abc%3D'
const session = { session: { id: 's1' }, user: { name: 'Ada', email: 'ada@example.org' } }
const client = {
  client_id: 'shop',
  client_name: 'Shop',
  redirect_uris: [],
  logo_uri: 'https://tracker.example/logo.png',
  policy_uri: 'javascript:alert(1)',
}

const unexplained = () => Response.json({ scopes: [] })

function open(
  search = `?${query}`,
  current: unknown = session,
  explain: (request: Request) => Response = unexplained,
  asking: Record<string, unknown> = {},
) {
  return openPage(`/oauth2/consent${search}`, () => import('@/auth/pages/ConsentPage.vue'), {
    'GET /api/auth/get-session': () => Response.json(current),
    'GET /api/auth/oauth2/public-client': () => Response.json({ ...client, ...asking }),
    'GET /api/public/scopes': explain,
    'POST /api/auth/oauth2/consent': () =>
      Response.json({ redirect: true, url: 'https://shop.example/cb?code=1' }),
    'POST /api/auth/sign-out': () => Response.json({ success: true }),
  })
}

describe('ConsentPage', () => {
  it('says who asks, for which account, for what, and where it leads', async () => {
    const { page } = await open()
    expect(page.get('h1').text()).toBe('Allow Shop to use your account?')
    expect(page.text()).toContain('ada@example.org')
    expect(page.findAll('li').map((item) => item.text())).toEqual([
      'know that it is you, by a stable identifier',
      'see your email address',
      'billing:read',
    ])
    expect(page.text()).toContain('shop.example')
  })

  it('says what a scope of a protected API means there', async () => {
    let asked = ''
    const { page } = await open(`?resource=https%3A%2F%2Fapi.example&${query}`, session, ({ url }) => {
      asked = new URL(url).search
      return Response.json({
        scopes: [{ name: 'billing:read', description: 'see your invoices', resource: 'Invoices' }],
      })
    })
    expect(Object.fromEntries(new URLSearchParams(asked))).toEqual({
      scope: 'billing:read',
      resource: 'https://api.example',
    })
    const text = page.findAll('li').at(-1)?.text()
    for (const part of ['see your invoices', 'Invoices', 'billing:read']) expect(text).toContain(part)
  })

  it('asks even when nobody explains the scopes', async () => {
    const { page } = await open(`?${query}`, session, () => new Response(null, { status: 503 }))
    expect(page.findAll('li').at(-1)?.text()).toBe('billing:read')
    expect(page.find('[role=alert]').exists()).toBe(false)
  })

  it('loads no foreign picture and links no script', async () => {
    const { page } = await open()
    expect(page.find('img').exists()).toBe(false)
    expect(page.html()).not.toContain('javascript:')
  })

  it('shows the picture that this service serves, and initials when it cannot be had', async () => {
    const { page } = await open(`?${query}`, session, unexplained, { logo_uri: '/api/public/logo/shop' })
    await page.get('img[src="/api/public/logo/shop"]').trigger('error')
    expect(page.find('img').exists()).toBe(false)
  })

  it('warns of an application that nobody here vouches for', async () => {
    const { page } = await open(`?${query}`, session, unexplained, {
      unverified: true,
      client_host: 'app.example',
    })
    expect(page.get('[role=status]').text()).toContain('app.example')
    expect((await open()).page.text()).not.toContain('Not verified')
  })

  it.each([
    ['Allow', true],
    ['Deny', false],
  ])('%s is sent with the request as it was signed', async (label, accept) => {
    const { sent, assign, press } = await open()
    await press(label)
    expect(sent).toEqual([{ path: '/api/auth/oauth2/consent', body: { accept, oauth_query: query } }])
    expect(assign).toHaveBeenCalledWith('https://shop.example/cb?code=1')
  })

  it('keeps the request while another account signs in', async () => {
    const { sent, replace, press } = await open()
    await press('Change')
    expect(sent.map(({ path }) => path)).toEqual(['/api/auth/sign-out'])
    expect(replace).toHaveBeenCalledWith(`/login?${query}`)
  })

  it('says that the password is known to others, and is asked all the same', async () => {
    sessionStorage.setItem('passwordCompromised', 'yes')
    const { page, press } = await open()
    expect(page.get('[role=status]').text()).toContain('Your password is known to others')
    expect(page.text()).toContain('Allow Shop')
    await press('Later')
    expect(page.text()).not.toContain('known to others')
    expect(sessionStorage.getItem('passwordCompromised')).toBeNull()
  })

  it('asks nobody who is not signed in', async () => {
    const { page, replace } = await open(`?${query}`, null)
    expect(replace).toHaveBeenCalledWith(`/login?${query}`)
    expect(page.text()).not.toContain('Allow Shop')
  })

  it('asks nothing without a signature', async () => {
    const { page, sent } = await open('?client_id=shop&scope=openid')
    expect(page.get('[role=alert]').text()).toContain('Go back to the application')
    expect(page.text()).not.toContain('Allow Shop')
    expect(sent).toEqual([])
  })
})
