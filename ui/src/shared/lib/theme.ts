import { readonly, ref } from 'vue'
import { readPreference, writePreference } from '@/shared/lib/storage'

export type Theme = 'dark' | 'light'
export type ThemeChoice = Theme | 'system'

const key = 'theme'
const system = matchMedia('(prefers-color-scheme: light)')

function stored(): ThemeChoice {
  const value = readPreference(key)
  return value === 'dark' || value === 'light' ? value : 'system'
}

const choice = ref<ThemeChoice>(stored())
const theme = ref<Theme>(resolve(choice.value))

function resolve(wanted: ThemeChoice): Theme {
  if (wanted !== 'system') return wanted
  return system.matches ? 'light' : 'dark'
}

function apply() {
  theme.value = resolve(choice.value)
  document.documentElement.classList.toggle('dark', theme.value === 'dark')
  document.documentElement.classList.toggle('light', theme.value === 'light')
}

system.addEventListener('change', apply)

/** The theme follows the system until the person chooses one. */
export function useTheme() {
  return {
    theme: readonly(theme),
    choice: readonly(choice),
    choose: (wanted: ThemeChoice) => {
      choice.value = wanted
      writePreference(key, wanted === 'system' ? null : wanted)
      apply()
    },
  }
}
