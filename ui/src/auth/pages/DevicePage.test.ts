import { describe, expect, it } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import { openPage } from '@/auth/pages/testing'

const session = { session: { id: 's1' }, user: { name: 'Ada', email: 'ada@example.org' } }
const request = {
  client_id: 'tv',
  client_name: 'Television',
  scopes: ['openid', 'profile'],
  resources: [],
  address: '192.0.2.7',
  user_agent: 'TV/1.0',
  started_at: '2026-01-02T03:04:05.000Z',
  expires_at: '2026-01-02T03:14:05.000Z',
}

function open(search = '?user_code=wdjbmjht', current: unknown = session) {
  const answers: unknown[] = []
  const opened = openPage(`/device${search}`, () => import('@/auth/pages/DevicePage.vue'), {
    'GET /api/auth/get-session': () => Response.json(current),
    'GET /api/auth/oauth2/device': () => Response.json(request),
    'GET /api/public/scopes': () => Response.json({ scopes: [] }),
    'POST /api/auth/oauth2/device': async (sent: Request) => {
      answers.push(await sent.json())
      return Response.json({ success: true })
    },
  })
  return { opened, answers }
}

describe('DevicePage', () => {
  it('fills in the code of the address and asks for it all the same', async () => {
    const { page } = await open().opened
    expect(page.find('input').element.value).toBe('WDJB-MJHT')
    expect(page.text()).not.toContain('Television')
  })

  it('shows who asks, from where and for what, and sends the answer', async () => {
    const { opened, answers } = open()
    const { page } = await opened
    await page.find('form').trigger('submit')
    await flushPromises()
    for (const part of ['Television', '192.0.2.7', 'TV', 'WDJB-MJHT', 'Ada'])
      expect(page.text()).toContain(part)
    await page.findAll('button').at(-1)!.trigger('click')
    await flushPromises()
    expect(answers).toEqual([{ user_code: 'WDJB-MJHT', accept: true }])
    expect(page.text()).toContain('Your device is connected')
  })

  it('asks nothing of the server for half a code', async () => {
    const { page } = await open('').opened
    await page.find('input').setValue('wdjb')
    await page.find('form').trigger('submit')
    await flushPromises()
    expect(page.text()).toContain('A code has eight letters.')
  })
})
