import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What one process cost, from its start to its end, by the operating system's own account. */
export interface ProcessCost {
  readonly wallMs: number
  /** User and system time, that of the processes it waited for included. */
  readonly cpuMs: number
  /** The largest resident set of any one of those processes. */
  readonly peakMiB: number
}

const WAIT4 = fileURLToPath(new URL('wait4.py', import.meta.url))
const SAID = 2_000

/**
 * Runs a command to its end and gives what it cost. Needs Python 3, as Spark's own scripts may.
 *
 * @throws Error with the end of what the command wrote, where it fails
 */
export const processCost = async (
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<ProcessCost> => {
  const child = spawn('python3', [WAIT4, ...command], { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const ended = new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  const [, out, err, pipe] = child.stdio as unknown as readonly [null, Readable, Readable, Readable]
  const [said, complained, report] = await Promise.all([text(out), text(err), text(pipe), ended])
  const { exitCode, ...cost } = JSON.parse(report || '{"exitCode":-1}') as ProcessCost & { exitCode: number }
  if (exitCode === 0) return cost
  throw new Error(`${command[0]} ended with exit code ${exitCode}: ${`${said}\n${complained}`.trim().slice(-SAID)}`)
}
