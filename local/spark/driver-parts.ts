import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundleDriver } from '../../images/driver/bundle.ts'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import { keepByContent } from './keep-by-content.ts'
import { SPARK_VERSION } from './prepare-spark.ts'

const run = promisify(execFile)
const SHIM = fileURLToPath(new URL('../../images/driver/shim', import.meta.url))

export interface DriverPartsOptions {
  /** Where they go. */
  readonly folder: string
  /** The Spark that the shim is for. */
  readonly sparkHome: string
  /** Where the compiled shim is kept; absent: in `folder`. */
  readonly keepIn?: string
}

const shimSources = async (): Promise<readonly string[]> =>
  (await readdir(SHIM, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

const compileShim = async (sparkHome: string, folder: string): Promise<string> => {
  const jar = join(folder, 'shim.jar')
  try {
    await run('sh', [join(SHIM, 'build.sh'), join(sparkHome, 'jars'), jar])
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() || String(cause)
    throw new SparkdropError('SHIM_NOT_COMPILED', `the shim could not be compiled: ${said}`, false, { cause })
  }
  return jar
}

/**
 * Makes what the driver image has in /opt/sparkdrop, but for Node: the entrypoint, the scheduler loop and the shim.
 *
 * @returns `folder`
 * @throws SparkdropError SHIM_NOT_COMPILED with what the compiler said
 */
export const makeDriverParts = async ({ folder, sparkHome, keepIn }: DriverPartsOptions): Promise<string> => {
  const sources = await shimSources()
  const shim = {
    outFile: join(folder, 'shim.jar'),
    keepIn,
    sources,
    salt: SPARK_VERSION,
    make: (work: string) => compileShim(sparkHome, work),
  }
  await Promise.all([bundleDriver(folder), keepByContent(shim)])
  return folder
}
