// Writes .br and .gz beside every text asset, so that the server never compresses at run time.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const text = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt', '.webmanifest'])
const smallest = 1024

for (const name of readdirSync(dist, { recursive: true })) {
  const file = join(dist, name)
  if (name.startsWith('.vite') || !text.has(extname(name)) || !statSync(file).isFile()) continue
  const body = readFileSync(file)
  if (body.length < smallest) continue
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  )
  writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }))
}
