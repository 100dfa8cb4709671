import { execFile } from 'node:child_process'
import { access, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import { checkPrerequisites } from './prerequisites.ts'

const run = promisify(execFile)

export const SPARK_VERSION = '4.1.4'
export const MINISTACK_VERSION = '1.5.33'

export interface PrepareSparkOptions {
  /** Folder for what is downloaded once; made where it is not there. */
  readonly cacheHome: string
  /** Told what takes long, in a few words. */
  onProgress(text: string): void
}

export interface PreparedSpark {
  /** Folder with Spark's bin and jars. */
  readonly sparkHome: string
  /** The interpreter that has PySpark. */
  readonly python: string
  /** The AWS emulator's program. */
  readonly ministack: string
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const installed = async (venv: string): Promise<PreparedSpark> => {
  const [python3] = (await readdir(join(venv, 'lib'))).filter((name) => name.startsWith('python3'))
  return {
    sparkHome: join(venv, 'lib', python3 ?? 'python3', 'site-packages', 'pyspark'),
    python: join(venv, 'bin', 'python3'),
    ministack: join(venv, 'bin', 'ministack'),
  }
}

const PACKAGES = [`pyspark==${SPARK_VERSION}`, `ministack==${MINISTACK_VERSION}`]

/** pip says in a line each what it collects, downloads and builds. */
/** What of pip's chatter tells a person where it stands. */
const PIP_STEPS = /Downloading \S+ \([\d.]+ MB\)|Building wheel for \S+|Installing collected packages/g

const pipInstall = async (venv: string, onProgress: (text: string) => void): Promise<void> => {
  const args = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off']
  const pip = run(join(venv, 'bin', 'python3'), [...args, ...PACKAGES], { maxBuffer: 64 * 1024 * 1024 })
  pip.child.stdout?.on('data', (chunk: string) => {
    for (const [said = ''] of String(chunk).matchAll(PIP_STEPS)) onProgress(said)
  })
  try {
    await pip
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim().split('\n').slice(-3).join(' ')
    const message = `pip could not install ${PACKAGES.join(' and ')}: ${said || String(cause)}`
    throw new SparkdropError('SPARK_NOT_INSTALLED', message, true, { cause })
  }
}

const install = async (venv: string, onProgress: (text: string) => void): Promise<void> => {
  onProgress(`downloading Spark ${SPARK_VERSION} and the AWS emulator (450 MB, once)`)
  await run('python3', ['-m', 'venv', venv])
  await pipInstall(venv, onProgress)
}

/**
 * Spark and the AWS emulator in a virtual environment of their own below `cacheHome`: made once, in a folder that only
 * this process knows, and published by one link, so that a half-made one is never used and two at once do no harm.
 *
 * @throws SparkdropError PREREQUISITE_MISSING or SPARK_NOT_INSTALLED
 */
export const prepareSpark = async ({ cacheHome, onProgress }: PrepareSparkOptions): Promise<PreparedSpark> => {
  const name = `venv-spark-${SPARK_VERSION}-ministack-${MINISTACK_VERSION}`
  const venv = join(cacheHome, name)
  await checkPrerequisites()
  if (await exists(join(venv, 'bin', 'ministack'))) return installed(venv)
  await mkdir(cacheHome, { recursive: true })
  const own = join(cacheHome, `${name}.${process.pid}-${Date.now()}`)
  try {
    await install(own, onProgress)
    await publish(own, venv)
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    throw error
  }
  return installed(venv)
}

/** A virtual environment cannot be moved (its programs name its folder), so a link to it is renamed into place. */
const publish = async (own: string, venv: string): Promise<void> => {
  const link = `${own}.link`
  await symlink(own, link)
  await rename(link, venv)
}
