import { describe, expect, it } from 'vitest'
import { openPage } from '@/auth/pages/testing'

const gone = () => Response.json({ error: { code: 'USR_004', message: 'gone' } }, { status: 404 })
const filled = {
  name: 'Ada',
  email: 'ada@example.org',
  'new-password': 'correct horse battery',
  'password-again': 'correct horse battery',
}

function open(address: string, create: () => Response) {
  return openPage(address, () => import('@/auth/pages/SetupPage.vue'), {
    'GET /api/public/setup': (request) =>
      request.headers.get('x-setup-token') === 'good'
        ? Response.json({ valid: true, appName: 'CIRCLE Auth' })
        : gone(),
    'POST /api/public/setup': create,
  })
}

describe('SetupPage', () => {
  it('creates the administrator with the token of the link', async () => {
    const { sent, assign, fill } = await open('/setup#good', () =>
      Response.json({ user: {} }, { status: 201 }),
    )
    await fill(filled)
    expect(sent).toEqual([
      {
        path: '/api/public/setup',
        body: { token: 'good', name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' },
      },
    ])
    expect(assign).toHaveBeenCalledWith('/admin')
  })

  it('wants the password twice alike', async () => {
    const { page, sent, fill } = await open('/setup#good', gone)
    await fill({ ...filled, 'password-again': 'correct horse batterie' })
    expect(sent).toEqual([])
    expect(page.text()).toContain('The two passwords differ.')
    expect(document.activeElement).toBe(page.get('input[name=password-again]').element)
  })

  it.each(['/setup#used', '/setup'])('shows no form at %s', async (address) => {
    const { page } = await open(address, gone)
    expect(page.find('form').exists()).toBe(false)
    expect(page.text()).toContain('This set-up link does not work')
  })

  it('notices that the link was used meanwhile', async () => {
    const { page, assign, fill } = await open('/setup#good', gone)
    await fill(filled)
    expect(page.text()).toContain('This set-up link does not work')
    expect(assign).not.toHaveBeenCalled()
  })
})
