import { test as base, expect } from '@playwright/test'

/** Notices whatever a page should not do: complain, break the policy of its content, ask other servers. */
class Watch {
  #problems = []
  #expected = []
  #origins = new Set()
  #asking = new Map()
  #ended = false

  /** Names a server that pages may talk to. */
  allow(...origins) {
    for (const origin of origins) this.#origins.add(origin)
  }

  /** Announces a line of the console that belongs to what is tested; it must appear. */
  expectLine(pattern) {
    this.#expected.push({ pattern, seen: false })
  }

  /** Stops looking: servers may go away now while pages are still open. */
  end() {
    this.#ended = true
  }

  /** Waits until a page asks for nothing, for what it asks is refused once its session has changed. */
  async quiet(page) {
    await expect
      .poll(async () => {
        await page.waitForTimeout(200)
        return this.#asking.get(page)?.size ?? 0
      })
      .toBe(0)
  }

  #follow(page) {
    const requests = new Set()
    this.#asking.set(page, requests)
    page.on('request', (request) => requests.add(request))
    page.on('requestfinished', (request) => requests.delete(request))
    page.on('requestfailed', (request) => requests.delete(request))
  }

  async attach(context) {
    context.on('page', (page) => this.#follow(page))
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        this.#note(`console, ${message.type()}: ${message.text()} (${message.location().url})`)
      }
    })
    context.on('weberror', (error) => this.#note(`exception: ${error.error().stack}`))
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (['http:', 'https:', 'ws:', 'wss:'].includes(protocol) && !this.#origins.has(origin)) {
        this.#note(`request to another origin: ${request.url()}`)
      }
    })
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(
          `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`,
        )
      })
    })
  }

  #note(line) {
    if (this.#ended) return
    const expected = this.#expected.find(({ pattern }) => pattern.test(line))
    if (expected) expected.seen = true
    else this.#problems.push(line)
  }

  verify() {
    expect.soft(this.#problems, 'what pages should not have done').toEqual([])
    const missing = this.#expected.filter(({ seen }) => !seen).map(({ pattern }) => String(pattern))
    expect.soft(missing, 'lines that were expected in the console').toEqual([])
  }
}

/** Tests in which every browser window is watched. */
export const test = base.extend({
  watch: [
    async ({}, use) => {
      const watch = new Watch()
      await use(watch)
      watch.verify()
    },
    { auto: true },
  ],
  context: async ({ context, watch }, use) => {
    await watch.attach(context)
    await use(context)
  },
  /** Opens the browser of another person. */
  newPerson: async ({ browser, watch }, use) => {
    const contexts = []
    await use(async () => {
      const context = await browser.newContext()
      contexts.push(context)
      await watch.attach(context)
      return context.newPage()
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
})

export { expect }
