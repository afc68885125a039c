import { describe, expect, it } from 'vitest'
import { openPage } from '@/auth/pages/testing'

const session = { session: { id: 's1' }, user: { name: 'Grace', email: 'grace@example.org' } }
const invitation = {
  id: 'i1',
  email: 'grace@example.org',
  role: 'admin',
  status: 'pending',
  expiresAt: '2999-01-01T00:00:00.000Z',
  organizationId: 'o1',
  organizationName: 'Harbour Office',
  inviterEmail: 'ada@example.org',
}

const found = (changes = {}) => Response.json({ ...invitation, ...changes })
const refused = (status: number, code?: string) => Response.json({ message: 'no', code }, { status })

function open(read: () => Response, current: unknown = session, search = '?id=i1&token=t1') {
  return openPage(`/accept-invitation${search}`, () => import('@/auth/pages/AcceptInvitationPage.vue'), {
    'GET /api/auth/get-session': () => Response.json(current),
    'GET /api/auth/organization/get-invitation': read,
    'POST /api/auth/organization/accept-invitation': () => Response.json({ invitation, member: {} }),
    'POST /api/auth/organization/reject-invitation': () => Response.json({ invitation, member: null }),
    'POST /api/auth/send-verification-email': () => Response.json({ status: true }),
    'POST /api/auth/sign-out': () => Response.json({ success: true }),
  })
}

describe('AcceptInvitationPage', () => {
  it('takes one click from whoever is signed in with the invited address', async () => {
    const { page, sent, press } = await open(found)
    expect(page.get('h1').text()).toBe('Join Harbour Office?')
    expect(page.text()).toContain('ada@example.org invites you. Your role: Administrator.')
    await press('Join')
    expect(sent).toEqual([
      { path: '/api/auth/organization/accept-invitation', body: { invitationId: 'i1', token: 't1' } },
    ])
    expect(page.get('h1').text()).toBe('You are now in Harbour Office')
  })

  it('shows the logo of the organization from our own address', async () => {
    const { page } = await open(() => found({ organizationLogo: 'https://elsewhere.example/harbour.png' }))
    expect(page.get('img[alt=""]').attributes('src')).toBe('/api/public/organization-logo/o1')
  })

  it('can be declined', async () => {
    const { page, sent, press } = await open(found)
    await press('Decline')
    expect(sent.map(({ path }) => path)).toEqual(['/api/auth/organization/reject-invitation'])
    expect(page.get('h1').text()).toBe('Invitation declined')
  })

  it('goes on to what the invitation was looked at for', async () => {
    const { assign, press } = await open(found, session, '?id=i1&redirectTo=%2Fselect-org%3Fsig%3Da')
    await press('Join')
    expect(assign).toHaveBeenCalledWith('/select-org?sig=a')
  })

  it('has strangers sign in or register with the invited address, and come back', async () => {
    const { page } = await open(found, null)
    expect(page.text()).toContain('grace@example.org')
    const ways = page.findAll('a').map((link) => new URL(link.attributes('href') ?? '', location.origin))
    expect(ways.map(({ pathname }) => pathname)).toEqual(['/login', '/register'])
    for (const { searchParams } of ways) {
      expect(searchParams.get('redirectTo')).toBe('/accept-invitation?id=i1&token=t1')
      expect(searchParams.get('login_hint')).toBe('grace@example.org')
    }
  })

  it.each([
    [true, ['/login']],
    [false, ['/register', '/login']],
  ])('offers first what will work (has an account: %s)', async (hasAccount, pages) => {
    const { page } = await open(() => found({ hasAccount, inviterName: 'Ada' }), null)
    const ways = page.findAll('a').map((link) => link.attributes('href')!.split('?')[0])
    expect(ways).toEqual(pages)
    expect(page.text()).toContain('Ada (ada@example.org) invites you.')
  })

  it('has them sign in even when the address is not told', async () => {
    const { page } = await open(() => refused(401), null)
    expect(page.get('h1').text()).toBe('You are invited')
    const [way] = page.findAll('a')
    expect(way!.attributes('href')).toBe(
      `/login?${new URLSearchParams({ redirectTo: '/accept-invitation?id=i1&token=t1' }).toString()}`,
    )
  })

  it('offers another account to whoever is somebody else', async () => {
    const { page, sent, assign, press } = await open(() =>
      refused(403, 'YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION'),
    )
    expect(page.get('h1').text()).toBe('This invitation is for somebody else')
    expect(page.text()).toContain('grace@example.org')
    await press('Use another account')
    expect(sent.map(({ path }) => path)).toEqual(['/api/auth/sign-out'])
    expect(assign).toHaveBeenCalledWith('/accept-invitation?id=i1&token=t1')
  })

  it('has an address proved that nobody proved yet', async () => {
    const { page, sent, press } = await open(() =>
      refused(403, 'EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION'),
    )
    await press('Send the link')
    expect(sent).toEqual([
      {
        path: '/api/auth/send-verification-email',
        body: { email: 'grace@example.org', callbackURL: '/accept-invitation?id=i1&token=t1' },
      },
    ])
    expect(page.get('h1').text()).toBe('Look into your inbox')
  })

  it.each([
    ['unknown', () => refused(400)],
    ['unknown by code', () => refused(400, 'INVITATION_NOT_FOUND')],
    ['withdrawn', () => found({ status: 'canceled' })],
    ['answered', () => found({ status: 'accepted' })],
    ['too old', () => found({ expiresAt: '2020-01-01T00:00:00.000Z' })],
  ])('says so when it no longer works: %s', async (_, read) => {
    const { page } = await open(read)
    expect(page.get('h1').text()).toBe('This invitation no longer works')
  })

  it('asks nothing without an invitation', async () => {
    const { page } = await open(found, session, '')
    expect(page.get('h1').text()).toBe('This invitation no longer works')
  })

  it('keeps what failed apart from what is over', async () => {
    const { page } = await open(() => refused(503))
    expect(page.find('[role=alert]').exists()).toBe(true)
    expect(page.text()).not.toContain('no longer works')
  })
})
