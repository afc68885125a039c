import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from '@playwright/test'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const connections = new WeakMap()
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Checks the page as it stands against WCAG 2.2 A and AA, as far as axe can tell. */
export async function expectAccessible(page) {
  // The pages refuse scripts that are not theirs; the debugger may still evaluate one.
  // One connection a page: when one is closed, what another has plugged in goes too.
  if (!connections.has(page)) connections.set(page, await page.context().newCDPSession(page))
  const session = connections.get(page)
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  await evaluate(`${axe};undefined`)
  const violations = await evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(levels)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`,
  )
  expect.soft(violations, 'violations of WCAG A and AA').toEqual([])
}
