import { readFileSync } from 'node:fs'

/** The words of the pages, as in ui/locales, in one language. */
export function messages(language) {
  const read = (name) =>
    JSON.parse(readFileSync(new URL(`../../ui/locales/${language}/${name}.json`, import.meta.url), 'utf8'))
  return {
    language,
    auth: { ...read('auth'), ...read('pages'), ...read('factors') },
    console: { ...read('administration'), ...read('console'), ...read('factors') },
    common: read('common'),
  }
}
