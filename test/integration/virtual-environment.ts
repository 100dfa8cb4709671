import { execFile } from 'node:child_process'
import { access, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheHome } from '../../local/cache-home.ts'

const run = promisify(execFile)

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * A virtual environment of Python with these packages, made once and kept beside what the demo downloads.
 *
 * @param name names the packages with their versions: other packages, another name
 * @returns the folder of its programs
 */
export const virtualEnvironment = async (name: string, packages: readonly string[]): Promise<string> => {
  const venv = join(cacheHome(), name)
  const bin = join(venv, 'bin')
  if (await exists(join(bin, 'python3'))) return bin
  await mkdir(cacheHome(), { recursive: true })
  const own = join(cacheHome(), `${name}.${process.pid}-${Date.now()}`)
  try {
    await run('python3', ['-m', 'venv', own])
    await run(join(own, 'bin', 'python3'), ['-m', 'pip', 'install', '--quiet', '--no-input', ...packages])
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    throw error
  }
  // A virtual environment cannot be moved, so a link to it is what is put into place.
  await symlink(own, `${own}.link`)
  await rename(`${own}.link`, venv)
  return bin
}
