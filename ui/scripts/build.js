// Builds the two entries apart, so that the sign-in pages carry nothing that only the console uses.
import { build } from 'vite'

for (const [name, input] of [
  ['console', 'index.html'],
  ['auth', 'auth.html'],
]) {
  await build({
    build: {
      rolldownOptions: { input },
      manifest: `.vite/${name}.json`,
      license: { fileName: `licenses/${name}.md` },
      emptyOutDir: name === 'console',
    },
  })
}
