import * as v from 'valibot'

type Translate = (key: string) => string

/** What an organization is called in addresses, made of its name. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48)
}

export function organizationSchema(t: Translate) {
  return v.object({
    name: v.pipe(v.string(), v.trim(), v.nonEmpty(t('organizations.invalid.name'))),
    slug: v.pipe(v.string(), v.trim(), v.regex(/^[a-z0-9][a-z0-9-]*$/, t('organizations.invalid.slug'))),
  })
}

/** The addresses in a text, whatever separates them, each once. */
export function addresses(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((part) => part.includes('@')))]
}
