import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'

const run = promisify(execFile)

/** kubectl as the cluster's administrator: for what is documented as its commands. Throws with what it complained of. */
export const kubectl = async (...args: readonly string[]): Promise<string> => (await run('kubectl', [...args])).stdout

/** Ends a process of the pod's first container at once, as the kernel does: the one whose command line has these words. */
export const killIn = async ({ metadata, spec }: Pod, words: string): Promise<void> => {
  const container = spec?.containers[0]?.name ?? ''
  // The shell names the words too, and is not the one that is meant.
  const pattern = `[${words[0]}]${words.slice(1)}`
  const script = `kill -KILL $(grep -la '${pattern}' /proc/[0-9]*/cmdline | cut -d/ -f3 | tail -n 1)`
  const target = ['-n', metadata?.namespace ?? '', metadata?.name ?? '', '-c', container]
  await kubectl('exec', ...target, '--', 'sh', '-c', script)
}
