import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Router } from 'vue-router'

let router: Router

beforeAll(async () => {
  // The router asks for the service's name as soon as it is loaded.
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ appName: 'CIRCLE Auth', application: null })))
  ;({ router } = await import('@/auth/router'))
})

describe('the addresses of the sign-in pages', () => {
  it('leave a signed query as the server wrote it', () => {
    const signed =
      '/login?response_type=code&client_id=shop&redirect_uri=http%3A%2F%2F127.0.0.1%3A9999%2Fcb%3Fx%3D1&scope=openid+profile&state=s+t%2B1&exp=1795406719&sig=NsY%2FYDFkgs%2Bq%3D'
    expect(router.resolve(signed).href).toBe(signed)
  })

  it('keep repeated parameters', () => {
    const repeated = '/login?resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example&sig=x'
    expect(router.resolve(repeated).href).toBe(repeated)
  })
})
