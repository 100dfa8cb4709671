import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type ProcessCost, processCost } from '../machine/process-cost.ts'
import { median } from '../machine/statistics.ts'
import { type SynthesizedFunction, synthesizeFunctions } from './synthesized-functions.ts'

/** What a function's bundle weighs, and how long Node takes until its handler is there. */
export interface BundleResult {
  readonly name: string
  readonly kib: number
  readonly gzipKib: number
  /** Wall time of a process that imports the bundle, less that of one that does nothing. */
  readonly initMs: number
  readonly initCpuMs: number
}

const node = (script: string, environment: Readonly<Record<string, string>>): Promise<ProcessCost> =>
  processCost([process.execPath, '--input-type=module', '--eval', script], {
    PATH: process.env.PATH,
    ...environment,
  })

/** An import that leaves nothing open ends by itself; one that does is no reason to wait. */
const importing = (bundle: string): string => `await import('${pathToFileURL(bundle)}'); process.exit()`

const measure = async (fn: SynthesizedFunction, starts: number): Promise<BundleResult> => {
  const script = importing(fn.bundle)
  await node(script, fn.environment)
  const more: { wall: number; cpu: number }[] = []
  for (let start = 0; start < starts; start++) {
    const bare = await node('process.exit()', {})
    const loaded = await node(script, fn.environment)
    more.push({ wall: loaded.wallMs - bare.wallMs, cpu: loaded.cpuMs - bare.cpuMs })
  }
  const bytes = await readFile(fn.bundle)
  return {
    name: fn.name,
    kib: bytes.length / 1024,
    gzipKib: gzipSync(bytes).length / 1024,
    initMs: median(more.map(({ wall }) => wall)),
    initCpuMs: median(more.map(({ cpu }) => cpu)),
  }
}

/** Bundles every function as a deployment would and starts each `starts` times, each in a process of its own. */
export const measureBundles = async (starts: number): Promise<readonly BundleResult[]> => {
  const outdir = await mkdtemp(join(tmpdir(), 'sparkdrop-bundles-'))
  try {
    const results: BundleResult[] = []
    for (const fn of await synthesizeFunctions(outdir)) results.push(await measure(fn, starts))
    return results
  } finally {
    await rm(outdir, { recursive: true, force: true })
  }
}
