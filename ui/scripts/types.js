// Lets the plugins write the files that type checks need (Nuxt UI's theme types), without a build.
import { resolveConfig } from 'vite'

await resolveConfig({ logLevel: 'warn' }, 'build')
