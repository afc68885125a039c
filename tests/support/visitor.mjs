import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'

/** What a browser is to a server: it keeps cookies, names its origin and does as it is redirected. */
export class Visitor {
  #cookies = new Map()

  constructor(origin) {
    this.origin = origin
  }

  /** Stands in for the global fetch, as a script of a page calls it. */
  fetch = async (input, init = {}) => {
    const url = this.#own(input)
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries({ origin: this.origin, ...this.#cookieHeader }))
      headers.set(name, value)
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    response.headers.getSetCookie().forEach((line) => this.#keep(line))
    return response
  }

  /** Opens an address as a page. The global fetch cannot: it always says that a script called it. */
  async navigate(input) {
    const headers = {
      ...this.#cookieHeader,
      accept: 'text/html',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    const [response] = await once(get(this.#own(input), { headers }), 'response')
    response.headers['set-cookie']?.forEach((line) => this.#keep(line))
    return { status: response.statusCode, headers: response.headers, body: await text(response) }
  }

  /** The cookies, for a real browser to go on with. */
  get cookies() {
    return [...this.#cookies].map(([name, value]) => ({ name, value, url: this.origin }))
  }

  #own(address) {
    const url = new URL(address, this.origin)
    assert.equal(url.origin, this.origin, 'cookies stay with the service')
    return url
  }

  get #cookieHeader() {
    if (this.#cookies.size === 0) return {}
    return { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  #keep(line) {
    const [pair, ...attributes] = line.split(/;\s*/)
    const [, name, value] = pair.match(/^([^=]+)=(.*)$/)
    const over = (attribute) =>
      attribute.toLowerCase() === 'max-age=0' ||
      (/^expires=/i.test(attribute) && Date.parse(attribute.slice(8)) <= Date.now())
    if (attributes.some(over)) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }

  /** Calls a JSON endpoint that must answer with success. */
  async call(method, path, body) {
    const response = await this.fetch(path, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${answer}`)
    return answer === '' ? undefined : JSON.parse(answer)
  }

  /**
   * Goes from an authorization URL to the end of the flow as a person would: signs in when asked to, answers the
   * consent page. Returns the address at the end and the pages on the way.
   */
  async authorize(start, { account, accept = true } = {}) {
    const pages = []
    let target = await this.#open(start)
    for (;;) {
      if (target.origin !== this.origin) return { target, pages }
      assert.ok(pages.length < 4, `going in circles: ${pages}`)
      const oauth_query = target.search.slice(1)
      let answer
      if (target.pathname === '/login' && account) {
        const { email, password } = account
        answer = await this.call('POST', '/api/auth/sign-in/email', { email, password, oauth_query })
      } else if (target.pathname === '/oauth2/consent') {
        answer = await this.call('POST', '/api/auth/oauth2/consent', { accept, oauth_query })
      } else {
        return { target, pages }
      }
      pages.push(target.pathname)
      assert.equal(answer.redirect, true)
      target = new URL(answer.url, this.origin)
      if (target.pathname.startsWith('/api/')) target = await this.#open(target)
    }
  }

  async #open(url) {
    const { status, headers, body } = await this.navigate(url)
    assert.equal(status, 302, body)
    return new URL(headers.location, this.origin)
  }
}
