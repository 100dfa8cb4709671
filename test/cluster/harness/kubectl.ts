import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** kubectl as the cluster's administrator: for what is documented as its commands. Throws with what it complained of. */
export const kubectl = async (...args: readonly string[]): Promise<string> => (await run('kubectl', [...args])).stdout
