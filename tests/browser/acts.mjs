import { expect } from './watch.mjs'

/** Fills the sign-in page and sends it. */
export async function signIn(page, { email, password }) {
  const address = page.getByLabel('Email')
  await expect(address).toBeVisible()
  if (await address.isEditable()) await address.fill(email)
  else await expect(address).toHaveValue(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in and opens a page of one's own account. */
export async function openAccount(page, service, person, path, heading) {
  await page.goto(`${service.url}/login?redirectTo=${path}`)
  await signIn(page, person)
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
}

/** Ends the session, with no page left that still asks for something and would be told off. */
export async function signOut(page, service) {
  await page.goto('about:blank')
  const answer = await page.request.post(`${service.url}/api/auth/sign-out`, { headers: { origin: service.url } })
  expect(answer.ok()).toBe(true)
}
