import { readFile } from 'node:fs/promises'
import { type ProcessSpec, startContainerProcess } from '../pod-runner/container-process.ts'
import { ProcessGuard } from '../pod-runner/process-guard.ts'

const TAIL_CHARACTERS = 4000

/**
 * Runs a command to its end; it does not outlive this process.
 *
 * @throws Error with the end of what the command wrote where it does not end with exit code 0
 */
export const runCommand = async (title: string, spec: ProcessSpec): Promise<void> => {
  const guard = new ProcessGuard()
  const exit = await startContainerProcess(spec, guard).exited
  await guard.close()
  if ('startError' in exit) throw new Error(`${title}: ${exit.startError}`)
  if (exit.exitCode === 0) return
  const output = await readFile(spec.logFile, 'utf8')
  throw new Error(`${title} ended with exit code ${exit.exitCode}:\n${output.slice(-TAIL_CHARACTERS)}`)
}
