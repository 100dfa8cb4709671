import { endOfFile } from './end-of-file.ts'
import { type ProcessSpec, startGuardedProcess } from './guarded-process.ts'
import { ProcessGuard } from './process-guard.ts'

/**
 * Runs a command to its end; it does not outlive this process.
 *
 * @throws Error with the end of what the command wrote where it does not end with exit code 0
 */
export const runCommand = async (title: string, spec: ProcessSpec): Promise<void> => {
  const guard = new ProcessGuard()
  const exit = await startGuardedProcess(spec, guard).exited
  await guard.close()
  if ('startError' in exit) throw new Error(`${title}: ${exit.startError}`)
  if (exit.exitCode === 0) return
  throw new Error(`${title} ended with exit code ${exit.exitCode}:\n${await endOfFile(spec.logFile)}`)
}
