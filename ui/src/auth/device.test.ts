import { expect, it } from 'vitest'
import { tidyUserCode } from '@/auth/device'

it.each([
  ['', ''],
  ['wdjb', 'WDJB'],
  ['wdjb mjht', 'WDJB-MJHT'],
  ['WDJB-MJHT', 'WDJB-MJHT'],
  [' w d j b - m j h t x', 'WDJB-MJHT'],
])('reads %j as %j', (typed, code) => {
  expect(tidyUserCode(typed)).toBe(code)
})
