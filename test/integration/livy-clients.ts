import { execFile } from 'node:child_process'
import { access, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cacheHome } from '../../local/cache-home.ts'
import { MINISTACK_VERSION } from '../../local/spark/prepare-spark.ts'

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

const install = async (): Promise<string> => {
  const venv = join(cacheHome(), NAME)
  const python = join(venv, 'bin', 'python3')
  if (
    await access(python).then(
      () => true,
      () => false,
    )
  )
    return python
  await mkdir(cacheHome(), { recursive: true })
  const own = join(cacheHome(), `${NAME}.${process.pid}-${Date.now()}`)
  try {
    await run('python3', ['-m', 'venv', own])
    await run(join(own, 'bin', 'python3'), ['-m', 'pip', 'install', '--quiet', '--no-input', ...PACKAGES])
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    throw error
  }
  // A virtual environment cannot be moved, so a link to it is what is put into place.
  await symlink(own, `${own}.link`)
  await rename(`${own}.link`, venv)
  return python
}

/** The emulator that can check tokens. */
export const tokenCheckingEmulator = async (): Promise<string> => join(dirname(await install()), 'ministack')

/** Runs a program of these with Livy's clients installed; gives the JSON of its last line. */
export const runLivyClient = async (
  program: 'livy_pylivy.py' | 'livy_airflow.py',
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
) => {
  const python = await install()
  const env = { PATH: process.env['PATH'], ...environment }
  const { stdout } = await run(python, [join(PROGRAMS, program), ...args], { env, maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
}
