import { beforeEach, describe, expect, it, vi } from 'vitest'

/** A fresh module on a system that prefers the given theme and can change its mind. */
async function start(prefersLight: boolean) {
  const system = Object.assign(new EventTarget(), { matches: prefersLight })
  vi.stubGlobal('matchMedia', () => system)
  vi.resetModules()
  const { useTheme } = await import('@/shared/lib/theme')
  function change(light: boolean) {
    system.matches = light
    system.dispatchEvent(new Event('change'))
  }
  return { ...useTheme(), change }
}

beforeEach(() => {
  localStorage.clear()
})

describe('useTheme', () => {
  it('follows the system until a choice is made, and again when it is taken back', async () => {
    const { theme, choose, change } = await start(true)
    expect(theme.value).toBe('light')
    change(false)
    expect(theme.value).toBe('dark')
    expect(document.documentElement.classList.contains('dark')).toBe(true)

    choose('light')
    expect(theme.value).toBe('light')
    change(false)
    expect(theme.value).toBe('light')
    expect(localStorage.getItem('theme')).toBe('light')

    choose('system')
    expect(theme.value).toBe('dark')
    expect(localStorage.getItem('theme')).toBeNull()
  })

  it('remembers the choice', async () => {
    localStorage.setItem('theme', 'dark')
    const { theme, choice } = await start(true)
    expect(choice.value).toBe('dark')
    expect(theme.value).toBe('dark')
  })
})
