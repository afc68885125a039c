// Fails the build when a route weighs more than it may. Sizes are gzip -9 of HTML, scripts and styles, without fonts.
import { readFileSync, rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const weights = new Map()

function weight(file) {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length)
  return weights.get(file)
}

/** Everything a chunk loads before it runs: itself, its static imports, their styles. */
function closure(manifest, key, found = new Set()) {
  const chunk = manifest[key]
  if (found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const style of chunk.css ?? []) found.add(style)
  for (const next of chunk.imports ?? []) closure(manifest, next, found)
  return found
}

function sum(files) {
  return [...files].reduce((total, file) => total + weight(file), 0)
}

/** What a page waits for longer than others, since it is drawn into it later. */
const heavier = { 'src/shared/charts/draw.ts': 70 }

/** An entry with what its first page always loads, then each page on top of that. */
function measure({ name, html, limit, always }) {
  const manifest = JSON.parse(readFileSync(new URL(`.vite/${name}.json`, dist), 'utf8'))
  const base = new Set([html, ...always].flatMap((key) => [...closure(manifest, key)]))
  const lazy = Object.keys(manifest)
    .filter((key) => manifest[key].isDynamicEntry)
    .map((key) => ({
      what: `${name}: ${key}`,
      limit: heavier[key] ?? 60,
      size: sum([...closure(manifest, key)].filter((file) => !base.has(file))),
    }))
  return [{ what: name, limit, size: sum(base) + weight(html) + weight('theme-init.js') }, ...lazy]
}

const checks = [
  ...measure({ name: 'auth', html: 'auth.html', limit: 80, always: [] }),
  ...measure({
    name: 'console',
    html: 'index.html',
    limit: 200,
    always: ['src/console/layouts/ConsoleLayout.vue'],
  }),
]
for (const { what, limit, size } of checks.sort((a, b) => b.size - a.size)) {
  const verdict = size > limit * 1000 ? 'OVER' : '  ok'
  console.log(`${verdict} ${(size / 1000).toFixed(1).padStart(6)} of ${limit} KB gz  ${what}`)
}
rmSync(new URL('.vite', dist), { recursive: true })
if (checks.some(({ limit, size }) => size > limit * 1000)) {
  console.error('A page is over its budget.')
  process.exitCode = 1
}
