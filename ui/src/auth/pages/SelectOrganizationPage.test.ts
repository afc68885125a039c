import { describe, expect, it } from 'vitest'
import { openPage } from '@/auth/pages/testing'

const query = 'client_id=shop&scope=openid+org&exp=1&sig=abc%3D'
const session = {
  session: { id: 's1', activeOrganizationId: 'o2' },
  user: { name: 'Ada', email: 'ada@example.org' },
}
const quay = { id: 'o1', name: 'Quay', slug: 'quay', logo: null }
const pier = { id: 'o2', name: 'Pier', slug: 'pier', logo: 'https://elsewhere.example/pier.png' }

function open(organizations: unknown[], invitations: unknown[] = [], current: unknown = session) {
  return openPage(`/select-org?${query}`, () => import('@/auth/pages/SelectOrganizationPage.vue'), {
    'GET /api/auth/get-session': () => Response.json(current),
    'GET /api/auth/oauth2/public-client': () =>
      Response.json({ client_id: 'shop', client_name: 'Shop', redirect_uris: [] }),
    'GET /api/auth/organization/list': () => Response.json(organizations),
    'GET /api/auth/organization/get-active-member-role': ({ url }) =>
      new URL(url).searchParams.get('organizationId') === 'o1'
        ? Response.json({ role: 'owner' })
        : new Response(null, { status: 500 }),
    'GET /api/auth/organization/list-user-invitations': () => Response.json(invitations),
    'POST /api/auth/organization/set-active': () => Response.json(quay),
    'POST /api/auth/oauth2/continue': () => Response.json({ redirect: true, url: '/oauth2/consent?x=1' }),
    'POST /api/auth/oauth2/consent': () => Response.json({ redirect: true, url: 'https://shop.example/cb' }),
  })
}

describe('SelectOrganizationPage', () => {
  it('shows the organizations by name, with roles and the current one', async () => {
    const { page } = await open([quay, pier])
    const [first, second, ...more] = page.findAll('li').map((item) => item.text())
    expect(first).toContain('Pier')
    expect(first).toContain('Current')
    expect(second).toContain('Quay')
    expect(second).toContain('Owner')
    expect(more).toEqual([])
    expect(page.find('input').exists()).toBe(false)
    expect(page.findAll('li img').map((logo) => logo.attributes('src'))).toEqual([
      '/api/public/organization-logo/o2',
    ])
    expect(page.html()).not.toContain('elsewhere.example')
    await page.get('li img').trigger('error')
    expect(page.find('li img').exists()).toBe(false)
  })

  it('works in the one that is chosen and goes on', async () => {
    const { page, sent, assign, press } = await open([quay])
    await press(page.get('li button').text())
    expect(sent).toEqual([
      { path: '/api/auth/organization/set-active', body: { organizationId: 'o1' } },
      { path: '/api/auth/oauth2/continue', body: { postLogin: true, oauth_query: query } },
    ])
    expect(assign).toHaveBeenCalledWith('/oauth2/consent?x=1')
  })

  it('lets many be searched', async () => {
    const all = Array.from({ length: 9 }, (_, n) => ({ id: `n${n}`, name: `Berth ${n}`, slug: `b${n}` }))
    const { page } = await open([...all, quay])
    await page.get('input').setValue('QUA')
    expect(page.findAll('li')).toHaveLength(1)
    await page.get('input').setValue('nothing like it')
    expect(page.get('[role=status]').text()).toContain('None of your organizations')
  })

  it('says what to do where there is none', async () => {
    const { page, assign, press } = await open([])
    expect(page.get('h1').text()).toBe('You belong to no organization yet')
    expect(page.text()).toContain('ada@example.org')
    await press('Back to Shop')
    expect(assign).toHaveBeenCalledWith('https://shop.example/cb')
  })

  it('leads to invitations that wait, and back', async () => {
    const { page } = await open(
      [],
      [
        { id: 'i1', organizationName: 'Pier', role: 'member', status: 'pending' },
        { id: 'i2', organizationName: 'Quay', role: 'member', status: 'rejected' },
      ],
    )
    const links = page.findAll('a')
    expect(links).toHaveLength(1)
    const { pathname, searchParams } = new URL(links[0]!.attributes('href') ?? '', location.origin)
    expect(pathname).toBe('/accept-invitation')
    expect(searchParams.get('id')).toBe('i1')
    expect(searchParams.get('redirectTo')).toBe(`/select-org?${query}`)
  })

  it('asks nobody who is not signed in', async () => {
    const { replace } = await open([quay], [], null)
    expect(replace).toHaveBeenCalledWith(`/login?${query}`)
  })
})
