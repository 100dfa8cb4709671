import { readdir, rm, writeFile } from 'node:fs/promises'
import { CATALOGUE, renderJsonSchema } from './catalogue.ts'

/** Run by itself (`node events/generate-schemas.ts`): writes schemas/*.json anew, and removes those of no message. */
const FOLDER = new URL('schemas/', import.meta.url)

const files = new Map(Object.entries(CATALOGUE).map(([name, kind]) => [`${name}.json`, renderJsonSchema(kind)]))
const stale = (await readdir(FOLDER)).filter((file) => !files.has(file))
await Promise.all([
  ...[...files].map(([file, text]) => writeFile(new URL(file, FOLDER), text)),
  ...stale.map((file) => rm(new URL(file, FOLDER))),
])
