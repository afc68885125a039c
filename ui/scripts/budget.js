// Fails the build when a route weighs more than it may. Sizes are gzip -9 of HTML, scripts and styles, without fonts.
import { readFileSync, rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const weights = new Map()

function weight(file) {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length)
  return weights.get(file)
}

/** Everything a chunk loads before it runs: itself, its static imports, their styles. */
function closure(key, found = new Set()) {
  const chunk = manifest[key]
  if (found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const style of chunk.css ?? []) found.add(style)
  for (const next of chunk.imports ?? []) closure(next, found)
  return found
}

function sum(files, without = new Set()) {
  return [...files].filter((file) => !without.has(file)).reduce((total, file) => total + weight(file), 0)
}

function route(...keys) {
  return new Set(keys.flatMap((key) => [...closure(key)]))
}

const login = route('auth.html')
const shell = route('index.html', 'src/console/layouts/ConsoleLayout.vue')
const checks = [
  { name: 'login route', limit: 80, size: sum(login) + weight('auth.html') + weight('theme-init.js') },
  { name: 'console shell', limit: 200, size: sum(shell) + weight('index.html') + weight('theme-init.js') },
]

for (const [entry, base] of [
  ['auth.html', login],
  ['index.html', shell],
]) {
  const seen = new Set()
  const queue = [entry]
  while (queue.length > 0) {
    const chunk = manifest[queue.pop()]
    for (const key of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) {
      if (seen.has(key)) continue
      seen.add(key)
      queue.push(key)
      if (manifest[key].isDynamicEntry) {
        checks.push({ name: `${entry} + ${key}`, limit: 60, size: sum(closure(key), base) })
      }
    }
  }
}

let failed = false
for (const { name, limit, size } of checks.sort((a, b) => b.size - a.size)) {
  const over = size > limit * 1000
  failed ||= over
  console.log(`${over ? 'OVER' : '  ok'}  ${(size / 1000).toFixed(1).padStart(6)} / ${limit} KB gz  ${name}`)
}
rmSync(new URL('.vite', dist), { recursive: true })
if (failed) {
  console.error('A route is over its budget.')
  process.exitCode = 1
}
