import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'

const run = promisify(execFile)

/** kubectl as the cluster's administrator: for what is documented as its commands. Throws with what it complained of. */
export const kubectl = async (...args: readonly string[]): Promise<string> => (await run('kubectl', [...args])).stdout

/** Sends a signal to the process of the pod's first container whose command line has these words. */
export const signalIn = async (signal: 'KILL' | 'STOP', { metadata, spec }: Pod, words: string): Promise<void> => {
  const container = spec?.containers[0]?.name ?? ''
  // The shell names the words too, and is not the one that is meant.
  const pattern = `[${words[0]}]${words.slice(1)}`
  const script = `kill -${signal} $(grep -la '${pattern}' /proc/[0-9]*/cmdline | cut -d/ -f3 | tail -n 1)`
  const target = ['-n', metadata?.namespace ?? '', metadata?.name ?? '', '-c', container]
  await kubectl('exec', ...target, '--', 'sh', '-c', script)
}

/** Ends a process at once, as the kernel does. */
export const killIn = (pod: Pod, words: string): Promise<void> => signalIn('KILL', pod, words)
