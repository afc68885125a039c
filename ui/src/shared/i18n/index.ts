import { createI18n } from 'vue-i18n'
import { readPreference, writePreference } from '@/shared/lib/storage'

export const locales = ['en', 'fr'] as const
export type Locale = (typeof locales)[number]
export type Messages = Record<string, object | string>

const key = 'locale'

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: {},
})

const { global } = i18n
type Load = () => Promise<Messages>
let loaders: Partial<Record<Locale, Load>> = {}
let rest: { load: Load; wanted: boolean; loading?: Promise<void> | undefined } | undefined

function spoken(tag: string): Locale | undefined {
  return locales.find((locale) => tag.toLowerCase().split(/[-_]/)[0] === locale)
}

/** The language chosen before, else the first of those wished for and then the browser's that we speak, else English. */
export function preferredLocale(wished: string[] = []): Locale {
  const chosen = readPreference(key)
  if (chosen === 'en' || chosen === 'fr') return chosen
  return [...wished, navigator.language].map(spoken).find((locale) => locale !== undefined) ?? 'en'
}

export function currentLocale(): Locale {
  return global.locale.value as Locale
}

async function activate(locale: Locale) {
  const load = loaders[locale]
  if (load && !global.availableLocales.includes(locale)) {
    global.setLocaleMessage(locale, (await load()) as never)
  }
  if (locale === 'en' && rest?.wanted) await loadRest()
  global.locale.value = locale
  document.documentElement.lang = locale
}

function loadRest(): Promise<void> | undefined {
  if (rest === undefined) return undefined
  const { load } = rest
  rest.loading ??= load().then((messages) => {
    global.mergeLocaleMessage('en', messages)
  })
  return rest.loading
}

/** Sees to it that the messages are there which the first page does without. */
export async function completeMessages(): Promise<void> {
  if (rest === undefined) return
  rest.wanted = true
  if (currentLocale() !== 'en') return
  try {
    await loadRest()
  } catch (cause) {
    rest.loading = undefined
    throw cause
  }
}

/**
 * Installs the English messages and the way to fetch the others, then shows the preferred language. What is left of
 * the English ones may be fetched later; other languages come whole.
 */
export async function setUpLocale(
  english: Messages,
  others: typeof loaders,
  wished: string[] = [],
  later?: Load,
): Promise<void> {
  global.setLocaleMessage('en', english as never)
  loaders = others
  rest = later && { load: later, wanted: false }
  await activate(preferredLocale(wished)).catch(() => activate('en'))
}

/** Switches the language and keeps the choice. */
export async function setLocale(locale: Locale): Promise<void> {
  await activate(locale)
  writePreference(key, locale)
}

/** Translates outside components; inside them use useI18n. */
export function translate(message: string, values: Record<string, unknown> = {}): string {
  return global.t(message, values)
}

export function hasMessage(message: string): boolean {
  return global.te(message) || global.te(message, 'en')
}
