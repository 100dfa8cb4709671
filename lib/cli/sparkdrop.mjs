#!/usr/bin/env node
// The bundle where it has been built (`node lib/cli/build.ts`); else the sources themselves, which Node runs as they are.
import { existsSync } from 'node:fs'

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(`sparkdrop: Node 24 or newer runs this command, and this is ${process.version}\n`)
  process.exit(1)
}

const bundle = new URL('../../dist/cli/sparkdrop.mjs', import.meta.url)
await import(existsSync(bundle) ? bundle.href : './main.ts')
