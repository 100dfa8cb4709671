import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type ForwarderCost, measureForwarder, type PodNumbers } from './forwarder/measure-forwarder.ts'
import { describeMachine } from './machine/describe-machine.ts'
import { figure, table } from './machine/table.ts'
import { wholeNumber } from './machine/whole-number.ts'

const BUNDLE = fileURLToPath(new URL('../images/pod-event-forwarder/bundle.sh', import.meta.url))

/** What a cluster may look like that has so many pods: few large jobs, many small ones, and nothing but drivers. */
const shapesOf = (pods: number): readonly PodNumbers[] =>
  [0.01, 0.5, 1].map((share) => ({ drivers: Math.round(pods * share), executors: pods - Math.round(pods * share) }))

const row = ({
  drivers,
  executors,
  megabytes,
  startMs,
  restMiB,
  peakMiB,
  medianMs,
  p99Ms,
}: ForwarderCost): string[] => [
  `${drivers} drivers, ${executors} executors`,
  figure(megabytes, 'MB'),
  figure(startMs / 1000, 's'),
  figure(restMiB, 'MiB'),
  figure(peakMiB, 'MiB'),
  figure(medianMs, 'ms'),
  figure(p99Ms, 'ms'),
]

/** Measures what the pod-event-forwarder takes with many pods: `node bench/forwarder.ts [--pods 10000] [--json]`. */
const { values } = parseArgs({
  options: { pods: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } },
})
const machine = describeMachine()
const folder = await mkdtemp(join(tmpdir(), 'sparkdrop-bench-'))
try {
  execFileSync('sh', [BUNDLE, folder], { stdio: 'inherit' })
  const costs: ForwarderCost[] = []
  for (const shape of shapesOf(wholeNumber('--pods', values.pods))) costs.push(await measureForwarder(folder, shape))
  const header = ['pods', 'as JSON', 'all told after', 'memory', 'at the most', 'news, median', 'p99']
  console.log(values.json ? JSON.stringify({ machine, costs }, undefined, 2) : table(header, costs.map(row)))
} finally {
  await rm(folder, { recursive: true })
}
