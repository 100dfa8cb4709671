import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MINISTACK_VERSION } from '../../local/spark/prepare-spark.ts'
import { virtualEnvironment } from './virtual-environment.ts'

const run = promisify(execFile)
const PROGRAMS = fileURLToPath(new URL('programs', import.meta.url))

/**
 * Clients of Livy as people install them, what signs their requests, and the AWS emulator once more: beside Airflow there is
 * what it checks the signatures of tokens with.
 */
const PACKAGES = [
  'livy==0.8.0',
  'apache-airflow-providers-apache-livy==4.6.4',
  'requests-aws4auth==1.4.0',
  `ministack==${MINISTACK_VERSION}`,
]
const NAME = `venv-livy-0.8.0-airflow-4.6.4-ministack-${MINISTACK_VERSION}`

const install = (): Promise<string> => virtualEnvironment(NAME, PACKAGES)

/** The emulator that can check tokens. */
export const tokenCheckingEmulator = async (): Promise<string> => join(await install(), 'ministack')

/** Runs a program of these with Livy's clients installed; gives the JSON of its last line. */
export const runLivyClient = async (
  program: 'livy_pylivy.py' | 'livy_airflow.py',
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
) => {
  const python = join(await install(), 'python3')
  const env = { PATH: process.env['PATH'], ...environment }
  const { stdout } = await run(python, [join(PROGRAMS, program), ...args], { env, maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
}
