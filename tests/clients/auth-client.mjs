import assert from 'node:assert/strict'
import { createAuthClient } from 'better-auth/client'

/** The real Better Auth client in a visitor's browser. */
export function authClient(visitor, ...plugins) {
  return createAuthClient({
    baseURL: visitor.origin,
    plugins,
    fetchOptions: { customFetchImpl: visitor.fetch },
  })
}

/** Signs a client in by password. */
export async function signIn(client, { email, password }) {
  const { error } = await client.signIn.email({ email, password })
  assert.equal(error, null)
  return client
}

/** What a call that must succeed answers. */
export async function done(call) {
  const { data, error } = await call
  assert.equal(error, null)
  return data
}

export async function refused(call, status, code) {
  const { error } = await call
  assert.equal(error?.status, status)
  assert.equal(error.code, code)
}
