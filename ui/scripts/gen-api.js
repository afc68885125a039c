// Writes the types of the service's own API from its OpenAPI document.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))

// Refusals have one form each and are read by shared/api/errors.ts: their statuses, like examples, would only make the
// types longer.
for (const item of Object.values(document.paths)) {
  for (const operation of Object.values(item)) {
    operation.responses = Object.fromEntries(
      Object.entries(operation.responses).filter(([status]) => status < '400' || status >= '600'),
    )
  }
}

// Objects may gain members, so the document allows unknown ones; as an index signature in TypeScript that would let
// every misspelt member through.
const closed = JSON.parse(JSON.stringify(document), (key, value) =>
  (key === 'additionalProperties' && value === true) || key === 'example' || key === 'examples'
    ? undefined
    : value,
)

const types = astToString(await openapiTS(closed))
writeFileSync(
  new URL('../src/shared/api/schema.d.ts', import.meta.url),
  `// Generated from docs/openapi.json by "npm run gen:api".\n\n${types}`,
)
