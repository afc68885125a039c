// Builds the two entries apart, so that the sign-in pages carry nothing that only the console uses.
import { build } from 'vite'

await build({ build: { rolldownOptions: { input: 'index.html' }, manifest: '.vite/console.json' } })
await build({
  build: { rolldownOptions: { input: 'auth.html' }, manifest: '.vite/auth.json', emptyOutDir: false },
})
