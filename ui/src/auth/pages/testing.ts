import { flushPromises, mount } from '@vue/test-utils'
import { vi } from 'vitest'
import type { Component } from 'vue'
import common from '@locales/en/common.json'
import english from '@locales/en/auth.json'
import errors from '@locales/en/errors.json'
import factors from '@locales/en/factors.json'
import pages from '@locales/en/pages.json'
import type { PublicConfig } from '@/shared/api/paths'

export const config: PublicConfig = {
  appName: 'CIRCLE Auth',
  logoUrl: null,
  providers: [],
  mail: false,
  magicLink: false,
  emailCode: false,
  passkeys: false,
  setupNeeded: false,
  application: null,
}

export const shop: NonNullable<PublicConfig['application']> = {
  name: 'Shop',
  icon: null,
  allowRegister: true,
  isMfaRequired: false,
}

type Answers = Record<string, (request: Request) => Response | Promise<Response>>

/** A page as the browser opens it: at an address, over a server that answers "METHOD /path" as told. */
export async function openPage(
  address: string,
  load: () => Promise<{ default: Component }>,
  answers: Answers,
) {
  history.replaceState(null, '', address)
  localStorage.clear()
  document.body.replaceChildren()
  vi.resetModules()
  const all: Answers = { 'GET /api/public/config': () => Response.json(config), ...answers }
  const sent: { path: string; body: unknown }[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname
    const answer = all[`${request.method} ${path}`]
    if (answer === undefined) throw new Error(`unexpected ${request.method} ${path}`)
    if (request.method === 'POST')
      sent.push({
        path,
        body: await request
          .clone()
          .json()
          .catch(() => undefined),
      })
    return answer(request)
  })
  const assign = vi.spyOn(location, 'assign').mockReturnValue()
  const replace = vi.spyOn(location, 'replace').mockReturnValue()
  const { completeMessages, i18n, setUpLocale } = await import('@/shared/i18n')
  const { router } = await import('@/auth/router')
  await setUpLocale({ ...common, ...english }, {}, [], () =>
    Promise.resolve({ ...pages, ...factors, ...errors }),
  )
  if (location.pathname !== '/login' || location.search.includes('error=')) await completeMessages()
  const page = mount((await load()).default, {
    global: { plugins: [i18n, router] },
    attachTo: document.body,
  })
  await flushPromises()

  async function fill(values: Record<string, string>) {
    for (const [name, value] of Object.entries(values)) await page.get(`input[name=${name}]`).setValue(value)
    await page.get('form').trigger('submit')
    await flushPromises()
  }

  async function press(label: string) {
    const button = page.findAll('button').find((one) => one.text() === label)
    if (button === undefined) throw new Error(`no button "${label}"`)
    await button.trigger('click')
    await flushPromises()
  }

  /** Where the router went. */
  function path() {
    return router.currentRoute.value.fullPath
  }

  return { page, sent, assign, replace, fill, press, path }
}
