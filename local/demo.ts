import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheHome } from './cache-home.ts'
import { demoArguments } from './demo/arguments.ts'
import { runDemo } from './demo/run-demo.ts'

const workDir = await mkdtemp(join(tmpdir(), 'sparkdrop-'))
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())

try {
  const succeeded = await runDemo(demoArguments(process.argv), {
    cacheHome: cacheHome(),
    workDir,
    signal: interrupted.signal,
  })
  process.exitCode = succeeded ? 0 : 1
} catch (error) {
  if (!interrupted.signal.aborted) console.error(error instanceof Error ? error.message : error)
  process.exitCode = interrupted.signal.aborted ? 130 : 1
} finally {
  await rm(workDir, { recursive: true, force: true })
}
process.exit()
