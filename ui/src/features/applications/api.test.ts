import { flushPromises, mount } from '@vue/test-utils'
import { QueryClient, useQuery, VueQueryPlugin } from '@tanstack/vue-query'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { membersQuery, useChangeMember } from '@/features/applications/api'
import { ApiError } from '@/shared/api/errors'

const member = {
  userId: 'u1',
  isActive: true,
  subscriptionPlanId: null,
  createdAt: null,
  name: 'Ada',
  email: 'ada@example.org',
  roleId: null,
  roles: [],
}

/** A page that lists who may enter, over a server that answers changes as told. */
function open(answerChange: () => Promise<Response>) {
  vi.stubGlobal('fetch', (request: Request) =>
    request.method === 'PATCH'
      ? answerChange()
      : Promise.resolve(Response.json({ users: [member], total: 1, page: 1, limit: 50 })),
  )
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const Page = defineComponent({
    setup() {
      const { data } = useQuery(membersQuery('a1', '', 1))
      return { data, change: useChangeMember('a1') }
    },
    render() {
      return h('p', this.data?.users.map((one) => (one.isActive ? 'on' : 'off')).join())
    },
  })
  return mount(Page, { global: { plugins: [[VueQueryPlugin, { queryClient }]] } })
}

describe('useChangeMember', () => {
  it('shows the change before the server has answered', async () => {
    const page = open(() => new Promise(() => undefined))
    await flushPromises()
    expect(page.text()).toBe('on')
    page.vm.change.mutate({ userId: 'u1', isActive: false })
    await flushPromises()
    expect(page.text()).toBe('off')
  })

  it('takes it back when the server refuses, and says why', async () => {
    const page = open(() =>
      Promise.resolve(Response.json({ error: { code: 'SRV_003', message: 'x' } }, { status: 500 })),
    )
    await flushPromises()
    const refusal = await page.vm.change
      .mutateAsync({ userId: 'u1', isActive: false })
      .catch((cause: unknown) => cause)
    await flushPromises()
    expect(refusal).toBeInstanceOf(ApiError)
    expect(refusal).toMatchObject({ code: 'SRV_003' })
    expect(page.text()).toBe('on')
  })
})
