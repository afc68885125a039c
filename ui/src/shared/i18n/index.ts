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
let loaders: Partial<Record<Locale, () => Promise<Messages>>> = {}

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
  global.locale.value = locale
  document.documentElement.lang = locale
}

/** Installs the English messages and the way to fetch the others, then shows the preferred language. */
export async function setUpLocale(
  english: Messages,
  others: typeof loaders,
  wished: string[] = [],
): Promise<void> {
  global.setLocaleMessage('en', english as never)
  loaders = others
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
