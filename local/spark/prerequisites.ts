import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'

const run = promisify(execFile)

/** What a tool printed, or undefined where it cannot be run. */
export type Probe = (file: string, args: readonly string[]) => Promise<string | undefined>

const probe: Probe = async (file, args) => {
  try {
    const { stdout, stderr } = await run(file, [...args])
    return `${stdout}${stderr}`
  } catch {
    return undefined
  }
}

const missing = (what: string): SparkdropError => new SparkdropError('PREREQUISITE_MISSING', what, false)

/** The major version in what `java -version` or `javac -version` prints. */
export const javaMajor = (text: string): number => Number(/(?:version "|javac )(\d+)/.exec(text)?.[1] ?? 0)

const checkPython = async (ask: Probe): Promise<void> => {
  const version = await ask('python3', ['--version'])
  const [, major, minor] = /Python (\d+)\.(\d+)/.exec(version ?? '') ?? []
  if (version === undefined || Number(major) !== 3 || Number(minor) < 10)
    throw missing(`Python 3.10 or later is needed as python3 on the PATH; there is ${version?.trim() ?? 'none'}`)
  if ((await ask('python3', ['-c', 'import venv, ensurepip'])) === undefined)
    throw missing(
      "Python's venv module is needed: python3 -m venv does not work (Debian, Ubuntu: apt install python3-venv)",
    )
}

const checkJava = async (ask: Probe): Promise<void> => {
  for (const tool of ['java', 'javac']) {
    const version = await ask(tool, ['-version'])
    const major = javaMajor(version ?? '')
    if (major >= 17) continue
    const there = version === undefined ? 'none' : `version ${major}`
    throw missing(
      `A JDK of version 17 or 21 is needed with ${tool} on the PATH; there is ${there} (Debian, Ubuntu: apt install openjdk-17-jdk-headless)`,
    )
  }
}

/**
 * Makes sure of what Spark itself needs: Python 3.10 or later with the venv module, and a JDK of version 17 or later.
 *
 * @throws SparkdropError PREREQUISITE_MISSING naming what is missing and what would be right
 */
export const checkPrerequisites = async (ask: Probe = probe): Promise<void> => {
  await Promise.all([checkPython(ask), checkJava(ask)])
}
